/* SPDX-License-Identifier: ISC */
/* plugin_path.c - which executable plays an instance, and its arguments. */
#include "core/plugin_path.h"

#include "paths.h"
#include "sdk/mem.h"

void
plugin_path_init(struct plugin_path *p, const struct instance *instance)
{
	*p = (struct plugin_path){ .spec.name = instance->name };
	if (instance->command != NULL) {
		p->spec.argv = instance->command;
		p->spec.lines = CHILD_LINES_ON_STDIO;
		return;
	}
	p->file =
	    strchr(instance->plugin, '/') != NULL
		? mem_string(instance->plugin)
		: mem_printf("%s/%s.so", paths_plugins(), instance->plugin);
	p->argv[0] = (char *)(uintptr_t)paths_host();
	p->argv[1] = p->file;
	p->spec.argv = p->argv;
	p->spec.lines = CHILD_LINES_ON_3;
}

void
plugin_path_release(struct plugin_path *p)
{
	free(p->file);
	p->file = NULL;
}
