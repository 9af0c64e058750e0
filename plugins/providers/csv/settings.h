/* SPDX-License-Identifier: ISC */
/* settings.h - what the configuration says of one folder of CSV files. */
#ifndef CSV_SETTINGS_H
#define CSV_SETTINGS_H

#include <loopbell/plugin.h>

#include "sdk/error.h"

enum done { DONE_KEEP, DONE_MOVE };

/* The numbers of choices are those of enum charset_kind, when_order,
 * lb_scale and done. */
struct settings {
	const char *folder;
	const char *const *pattern;
	const char *survey, *channel;
	int encoding;
	const char *delimiter;
	const char *zone;
	int date_order;
	bool decimal_comma;
	int scale;
	const struct lb_pair *columns, *only;
	const char *const *complete;
	const char *const *no_answer;
	int settle;
	bool marker;
	int done;
};

extern const struct lb_option settings_options[];

/* "0-10" … */
const char *settings_scale(int scale);

/* The delimiter set, 0 for auto.  False: it is not one character. */
bool settings_delimiter(const struct settings *s, char *delimiter);

/* A number that changes when something is set that changes how a file is
 * read: then all files are read again. */
uint64_t settings_hash(const struct settings *s);

#endif
