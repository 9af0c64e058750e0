/* SPDX-License-Identifier: ISC */
/*
 * pointer.h - JSON pointers, RFC 6901: "/data/answers/0/score".
 *
 * "" is the whole document; ~1 stands for / and ~0 for ~ within a name.
 */
#ifndef SDK_POINTER_H
#define SDK_POINTER_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* Is it one?  False: err reads on from the option's name: "must begin with /,
 * not \"data/score\"". */
bool pointer_check(const char *pointer, struct error *err);

/* The value it points to within root; NULL: it is not there, or root is NULL,
 * or that is no pointer.  Of a name that is there twice the last counts, as
 * for most who read JSON.  In an array a name is a number from 0 without
 * leading zeros ("-", the place after the last, is never there). */
const cJSON *pointer_get(const cJSON *root, const char *pointer);

/*
 * Adds the value as text: a string as it is, a number in as few digits as tell
 * it from others (9.0 is "9"), "true", "false", and a list of such values
 * parted by ", ".  False: there is no text for it (NULL, null, an object, a
 * list that holds one of these, an infinite number); nothing is added.
 */
bool pointer_text(struct buf *out, const cJSON *value);

#endif
