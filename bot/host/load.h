/* SPDX-License-Identifier: ISC */
/*
 * load.h - one plugin's shared object into this process, or a sentence why
 * not.
 */
#ifndef HOST_LOAD_H
#define HOST_LOAD_H

#include <loopbell/plugin.h>
#include <stdbool.h>

#include "sdk/error.h"

/* Loads the file and copies its loopbell_plugin to *plugin; what that points
 * at stays loaded until the process ends.  A struct of an older API is filled
 * up with zeros.  False: not a file, no plugin, another API, a table of
 * options that cannot be true, or no role to play. */
bool load_plugin(
    const char *path, struct lb_plugin *plugin, struct error *err);

/* Whether a host of one API loads a plugin of the other, by the rule beside
 * LB_API_MAJOR. */
bool load_fits(unsigned host_api, unsigned plugin_api, struct error *err);

/* What load_plugin() checks once it has the constant.  The first two members
 * of given are readable, and as many bytes as its size says. */
bool load_check(const struct lb_plugin *given, struct lb_plugin *plugin,
    struct error *err);

#endif
