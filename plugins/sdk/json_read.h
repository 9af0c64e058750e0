/* SPDX-License-Identifier: ISC */
/* json_read.h - JSON that strangers sent, read without losing any of it. */
#ifndef SDK_JSON_READ_H
#define SDK_JSON_READ_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "sdk/error.h"

/* So deep may arrays and objects lie in each other. */
#define JSON_READ_DEPTH 64

/*
 * Reads all of the n bytes as one JSON value; the caller frees it with
 * cJSON_Delete().  NULL: it is none, and err says where, in line and column,
 * never quoting it.  Beyond cJSON:
 *
 * - A number of more than 15 characters becomes a string of the same
 *   characters: as a double an id of 19 digits would become another one.
 * - A NUL within a string, which would end it there, becomes U+FFFD.
 * - After the value nothing may follow but white space; a byte order mark may
 *   stand before it.
 */
cJSON *json_read(const char *text, size_t n, struct error *err);

#endif
