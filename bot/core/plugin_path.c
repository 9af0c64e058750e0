/* SPDX-License-Identifier: ISC */
/* plugin_path.c - which executable plays an instance, and its arguments. */
#include "core/plugin_path.h"

#include <dirent.h>
#include <unistd.h>

#include "paths.h"
#include "sdk/mem.h"
#include "sdk/suggest.h"

void
plugin_path_init(struct plugin_path *p, const struct instance *instance)
{
	*p = (struct plugin_path){
		.spec.name = instance->name,
		.plugin = instance->plugin,
	};
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

static int
is_plugin(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 3 && strcmp(entry->d_name + n - 3, ".so") == 0;
}

char **
plugin_path_names(void)
{
	struct dirent **files = NULL;
	int n = scandir(paths_plugins(), &files, is_plugin, alphasort);
	char **names = mem_new(n > 0 ? (size_t)n + 1 : 1, sizeof(*names));

	for (int i = 0; i < n; i++) {
		const char *file = files[i]->d_name;

		names[i] = mem_copy(file, strlen(file) - 3);
		free(files[i]);
	}
	free(files);
	return names;
}

void
plugin_path_free_names(char **names)
{
	for (char **name = names; *name != NULL; name++)
		free(*name);
	free(names);
}

/* The installed plugin whose name is near, for the caller to free; or NULL. */
static char *
near(const char *name)
{
	char **names = plugin_path_names();
	char *found = mem_string(suggest(name, (const char *const *)names));

	plugin_path_free_names(names);
	return found;
}

bool
plugin_path_exists(const struct plugin_path *p, struct error *err)
{
	char *other;

	if (p->file == NULL || access(p->file, F_OK) == 0)
		return true;
	if (strchr(p->plugin, '/') != NULL)
		return error_set(err, "there is no plugin %s", p->file);
	other = near(p->plugin);
	if (other != NULL)
		error_set(err,
		    "there is no plugin \"%s\"; did you mean \"%s\"?",
		    p->plugin, other);
	else
		error_set(err,
		    "there is no plugin \"%s\" in %s; see: loopbell plugins",
		    p->plugin, paths_plugins());
	free(other);
	return false;
}

void
plugin_path_release(struct plugin_path *p)
{
	free(p->file);
	p->file = NULL;
}
