/* SPDX-License-Identifier: ISC */
/*
 * options.h - settings, as they come over the wire, into a plugin's struct.
 *
 * All that is wrong is said, not only the first: each error names its option
 * and is a sentence an operator can act on.  A secret's value never stands in
 * one.
 */
#ifndef HOST_OPTIONS_H
#define HOST_OPTIONS_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>
#include <stdbool.h>

#include "host/keep.h"

/* option is NULL where the error is about the whole.  A sentence about an
 * option that is missing or unknown names it, as in "token is missing: the
 * bot token"; any other reads on from "timeout: ". */
struct option_error {
	const char *option;
	const char *why;
};

struct options {
	void *settings; /* the plugin's struct, filled; never NULL */
	struct option_error *errors;
	size_t n_errors;
	struct keep keep; /* what all of them point at */
};

/* Fills o from settings, an object (NULL: as an empty one) whose members are
 * strings, arrays of strings or objects of strings.  What is not set has its
 * default; without one it is zero, but a list and a map are then empty, not
 * NULL.  False: o->errors says why.  The table is one that
 * table_check() (host/table.h) passed.  Call
 * options_release() either way. */
bool options_read(
    struct options *o, const struct lb_plugin *plugin, const cJSON *settings);

/* Adds an error of the caller's.  option may be NULL; why is copied. */
void options_complain(struct options *o, const char *option, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/* Frees all, settings included. */
void options_release(struct options *o);

/* One option's text into its field, by its type; memory from keep.  False: *why
 * says what is wrong. */
bool options_read_text(struct keep *keep, const struct lb_option *option,
    const char *text, void *field, const char **why);

#endif
