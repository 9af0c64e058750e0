/* SPDX-License-Identifier: ISC */
/*
 * table.h - a plugin's table of options: can it be true, and what it says.
 */
#ifndef HOST_TABLE_H
#define HOST_TABLE_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>
#include <stdbool.h>

#include "sdk/error.h"

/* Whether every row holds: its name, its type, its field inside the settings
 * and apart from the others, its range, choices and default.  False: the first
 * mistake, which is the plugin author's. */
bool table_check(const struct lb_plugin *plugin, struct error *err);

/* The rows as `described` has them (plugins/PROTOCOL.md): an array, which the
 * caller deletes. */
cJSON *table_describe(const struct lb_option *options);

#endif
