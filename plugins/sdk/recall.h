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

#endif
