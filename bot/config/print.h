/* SPDX-License-Identifier: ISC */
/*
 * print.h - the configuration as it is in force, for `loopbell check --print`.
 */
#ifndef CONFIG_PRINT_H
#define CONFIG_PRINT_H

#include <stdbool.h>

#include "config/config.h"
#include "sdk/buf.h"

/* Is this option of the instance's plugin a secret?  Where the plugin cannot be
 * asked the answer is yes. */
typedef bool config_is_secret(
    void *arg, const struct instance *instance, const char *option);

/* Adds the whole as YAML that config_load() takes, aliases and merges resolved,
 * defaults filled in, paths absolute but those in lists.  What came from ${} or file: stands as
 * it is written; a secret written in the file itself, and whatever has a
 * password in an address (x://user:password@host), is "(hidden)". */
void config_print(struct buf *out, const struct config *config,
    config_is_secret *is_secret, void *arg);

#endif
