/* SPDX-License-Identifier: ISC */
/*
 * recall.h - what was asked for a moment ago, so as not to ask again: a fixed
 * number of texts by key.  The older of two that fall on one place is
 * forgotten; nothing here may be the only copy.
 */
#ifndef SDK_RECALL_H
#define SDK_RECALL_H

#include <stdbool.h>
#include <stddef.h>

#include "sdk/rest.h"

struct recall;

/* lasts_s: seconds an entry is believed (of a clock that nobody sets); 0: as
 * long as it is there. */
struct recall *recall_new(size_t n_places, int lasts_s);
void recall_free(struct recall *r);

/* False: not known.  *value is valid until the next recall_put(), and NULL
 * where it is known that there is none. */
bool recall_get(struct recall *r, const char *key, const char **value);
/* value may be NULL. */
void recall_put(struct recall *r, const char *key, const char *value);

/* The same as recall_get(), but what is not known is asked for: it stands at
 * the pointer of what is at that path, and NULL where one of the two is
 * missing.  Not LB_DONE: why is said. */
enum lb_result recall_ask(struct recall *r, struct rest *rest, const char *key,
    const char *path, const char *pointer, const char **value);

#endif
