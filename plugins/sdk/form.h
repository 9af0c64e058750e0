/* SPDX-License-Identifier: ISC */
/*
 * form.h - application/x-www-form-urlencoded, as WHATWG's URL standard has it.
 */
#ifndef SDK_FORM_H
#define SDK_FORM_H

#include <cjson/cJSON.h>

#include "sdk/buf.h"
#include "sdk/error.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

/* Adds one pair, and the & before it where out holds something already.  A
 * NULL value adds nothing. */
void form_add(struct buf *out, const char *name, const char *value);

/*
 * Reads the n bytes of a form as an object of strings; the caller frees it.
 * A name with brackets is a way into objects: "response[score]=3" is
 * {"response":{"score":"3"}}; empty brackets stand for the next number, so
 * "a[]=x" is {"a":{"0":"x"}}.  A name that comes again makes a list of its
 * values.  What cannot be decoded stays as it is; a NUL becomes U+FFFD.
 *
 * NULL: it has more than FORM_MAX_PAIRS pairs, a name with more than
 * FORM_MAX_DEPTH brackets, or none at all.
 */
#define FORM_MAX_PAIRS 1000
#define FORM_MAX_DEPTH 16
cJSON *form_read(const char *text, size_t n, struct error *err);

#endif
