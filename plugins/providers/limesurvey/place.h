/* SPDX-License-Identifier: ISC */
/*
 * place.h - the cursor: how far the answers of a survey are read.
 *
 * LimeSurvey knows ids and no time to ask by, and an answer changes under its
 * id.  So the cursor is the oldest id that may still change.  Where answers
 * carry no time, it also has when each of those was first seen.
 */
#ifndef LIMESURVEY_PLACE_H
#define LIMESURVEY_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

/* No more answers without a time are watched; a cursor has 64 KiB. */
#define PLACE_MOST_SEEN 1000

struct place_seen {
	int64_t id, at_s; /* seconds since 1970 */
	bool is_open;     /* it was not complete then */
};

struct place {
	int64_t from;  /* where the next walk begins */
	int64_t at;    /* where one that was cut short goes on; 0: none was */
	bool is_first; /* the first walk is not over yet */
	struct place_seen *seen; /* by id */
	size_t n_seen;
};

/* Reads a cursor; NULL, or another's, is the beginning.  To be released. */
void place_read(struct place *p, const char *cursor);
void place_put(struct buf *out, const struct place *p);
void place_release(struct place *p);

/* When an answer without a time was given: when it was first seen complete, or
 * seen at all as long as it is not.  A new one is put down as of then. */
int64_t place_time(
    struct place *p, int64_t id, bool is_complete, int64_t now_s);
/* The same for one that was there before the first walk. */
void place_put_old(struct place *p, int64_t id, bool is_open, int64_t at_s);
bool place_knows(const struct place *p, int64_t id);

/* Begins there from now on, or where it did, if that is later; what is older,
 * or too much, is no longer seen. */
void place_move(struct place *p, int64_t from);

#endif
