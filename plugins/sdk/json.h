/* SPDX-License-Identifier: ISC */
/*
 * json.h - what cJSON leaves to its callers: reading members that may be
 * missing or of another kind, and adding members that may be NULL.
 */
#ifndef SDK_JSON_H
#define SDK_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

/* A member's value where it is there and of that kind; else NULL or the value
 * given.  Strings are valid as long as the object. */
const char *json_string(const cJSON *object, const char *name);
int64_t json_integer(const cJSON *object, const char *name, int64_t otherwise);
double json_real(const cJSON *object, const char *name, double otherwise);
bool json_bool(const cJSON *object, const char *name, bool otherwise);
const cJSON *json_member(const cJSON *object, const char *name);

/* Adds a member; a NULL string adds nothing.  An integer is there for printing
 * alone: the json_ functions that read do not see it. */
void json_put_string(cJSON *object, const char *name, const char *value);
void json_put_integer(cJSON *object, const char *name, int64_t value);
void json_put_bool(cJSON *object, const char *name, bool value);
/* The same, for objects; the new, empty member. */
cJSON *json_put_object(cJSON *object, const char *name);
cJSON *json_put_array(cJSON *object, const char *name);

/* Adds the value on one line, without a newline. */
void json_print(struct buf *out, const cJSON *value);
/* Adds s as a JSON string, with its quotes. */
void json_quote(struct buf *out, const char *s);

#endif
