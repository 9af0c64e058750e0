/* SPDX-License-Identifier: ISC */
/*
 * form.h - application/x-www-form-urlencoded, as WHATWG's URL standard has it.
 */
#ifndef SDK_FORM_H
#define SDK_FORM_H

#include "sdk/buf.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

/* Adds one pair, and the & before it where out holds something already.  A
 * NULL value adds nothing. */
void form_add(struct buf *out, const char *name, const char *value);

#endif
