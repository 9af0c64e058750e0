/* SPDX-License-Identifier: ISC */
/*
 * checkpoint.h - when the write-ahead log goes into the database.
 *
 * Three promises: the log does not grow without bound, whatever happens; a
 * copy of the files made with cp, tar or rsync while the bot writes opens
 * clean, with all that was committed before it began (checkpoint.c says why,
 * and where not); and SQLite before 3.51.3 never sees two connections write.
 */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/error.h"

struct sqlite3; /* SQLite's own name of its type sqlite3 */

struct checkpoint_limits {
	int64_t pages;     /* of the log: as soon as it may be after so many */
	int64_t max_pages; /* whoever reads */
	int64_t again_ms;  /* between tries that did not get through */
	int64_t quiet_ms;  /* WATCH_QUIET_MS (watch.h) */
};
/* 8 MiB, 256 MiB and a second. */
extern const struct checkpoint_limits checkpoint_defaults;

struct checkpoint;

/* Looks after the log of this connection, which stays the caller's and is in
 * WAL mode.  was_alone: what watch_is_alone() said before it was opened.
 * NULL: err says why. */
struct checkpoint *checkpoint_new(struct sqlite3 *db, bool was_alone,
    const struct checkpoint_limits *limits, struct error *err);
/* The connection is closed after it: with a last checkpoint only where no copy
 * can suffer, else what is in the log stays there. */
void checkpoint_free(struct checkpoint *c);

/* A descriptor to wait for: see watch_fd() (watch.h); -1: there is none. */
int checkpoint_fd(const struct checkpoint *c);

enum checkpoint_end {
	CHECKPOINT_NONE,   /* nothing to do, or not now               */
	CHECKPOINT_DONE,   /* the log begins anew                     */
	CHECKPOINT_FORCED, /* the same, though somebody copies: the
			       copy is spoiled                         */
	CHECKPOINT_PARTLY, /* a reader, or a copy that came, keeps the
			       log from beginning anew: again later    */
};
/* To be called outside a transaction, after commits and when checkpoint_fd()
 * is readable.  needs_room: the disk is full, so the sooner the better.  May
 * take as long as a hundred commits. */
enum checkpoint_end checkpoint_maybe(struct checkpoint *c, bool needs_room);

#endif
