/* SPDX-License-Identifier: ISC */
/*
 * condition_field.h - what a condition can look at: one row a key.
 */
#ifndef DECIDE_CONDITION_FIELD_H
#define DECIDE_CONDITION_FIELD_H

#include <stdbool.h>

#include "core/response.h"
#include "sdk/error.h"

enum condition_kind {
	FIELD_TEXT,
	FIELD_LIST, /* a text of members with commas between */
	FIELD_NUMBER,
	FIELD_COMMENT,
	FIELD_PROPERTY, /* name is what the key begins with */
};

struct condition_field {
	const char *name;
	enum condition_kind kind;
	/* The text, or NULL: unknown.  *other is a second text that is as
	 * good (an owner has an address and a name); untouched: none. */
	const char *(*text)(const struct response *r,
	    const char *default_owner, const char **other);
	/* False: unknown. */
	bool (*number)(const struct response *r, double *number);
	/* NULL: every text can be; else says what could be. */
	bool (*check)(const char *text, struct error *err);
	bool is_language;
};

/* NULL: there is no such key, and err names those there are. */
const struct condition_field *condition_field_find(
    const char *key, struct error *err);

#endif
