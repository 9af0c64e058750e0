/* SPDX-License-Identifier: ISC */
/*
 * inspect.h - asks plugins what they are, and whether their settings are right.
 *
 * Each instance's plugin is started in a process of its own, asked `describe`
 * and `check`, and ended: all at the same time, within ten seconds.  Blocks;
 * for use before the core's loop runs.
 */
#ifndef CORE_INSPECT_H
#define CORE_INSPECT_H

#include <cjson/cJSON.h>

#include "config/config.h"
#include "sdk/error.h"

struct inspection;

/* Inspects every instance of the configuration, or one, but for those of which
 * the file alone says that they are wrong; what is wrong is added to problems,
 * at its place in the file.  Never NULL. */
struct inspection *inspect_config(
    const struct config *config, struct problems *problems);
struct inspection *inspect_instance(const struct config *config,
    const struct instance *instance, struct problems *problems);
void inspection_free(struct inspection *inspection);

/* What the instance's plugin said it is (plugins/PROTOCOL.md, `described`);
 * NULL: it said nothing. */
const cJSON *inspection_of(
    const struct inspection *inspection, const char *instance);

/* Is the option one that must not be shown?  Unknown options are. */
bool inspection_is_secret(const struct inspection *inspection,
    const char *instance, const char *option);

/* Describes one plugin, by name or path.  NULL: err says why; else the
 * caller's. */
cJSON *inspect_plugin(const char *plugin, struct error *err);

#endif
