/* SPDX-License-Identifier: ISC */
/* plugin_path.h - which executable plays an instance, and its arguments. */
#ifndef CORE_PLUGIN_PATH_H
#define CORE_PLUGIN_PATH_H

#include "config/config.h"
#include "core/child.h"
#include "sdk/error.h"

struct plugin_path {
	struct child_spec spec; /* points into this struct and the instance */
	char *argv[3];
	const char *plugin; /* as the configuration has it; or NULL */
	char *file;         /* the plugin's; NULL: it is a command */
};

/* The instance must stay, and p where it is, as long as p->spec is used.
 * Looks at no file: what is not there shows when it is started. */
void plugin_path_init(struct plugin_path *p, const struct instance *instance);
/* Is the plugin's file there (or is it a command)?  False: err names it, and
 * the plugin that may have been meant. */
bool plugin_path_exists(const struct plugin_path *p, struct error *err);
void plugin_path_release(struct plugin_path *p);

/* The names of all installed plugins, sorted, ended by NULL; for
 * plugin_path_free_names(). */
char **plugin_path_names(void);
void plugin_path_free_names(char **names);

#endif
