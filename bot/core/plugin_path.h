/* SPDX-License-Identifier: ISC */
/* plugin_path.h - which executable plays an instance, and its arguments. */
#ifndef CORE_PLUGIN_PATH_H
#define CORE_PLUGIN_PATH_H

#include "config/config.h"
#include "core/child.h"

struct plugin_path {
	struct child_spec spec; /* points into this struct and the instance */
	char *argv[3];
	char *file; /* the plugin's; NULL: it is a command */
};

void plugin_path_init(struct plugin_path *p, const struct instance *instance);
void plugin_path_release(struct plugin_path *p);

#endif
