/* SPDX-License-Identifier: ISC */
/*
 * writer.h - everything that changes the store, in order, many at a time.
 *
 * What one turn of the loop adds is applied in one transaction (group commit),
 * with what can wait and was added before; only after its commit is a change's
 * `after` called, so nothing is acknowledged, sent or forgotten that is not on
 * disk.  When the store cannot be written (disk full), changes stay queued and
 * are tried each second; a change that is itself impossible is said in the log
 * and left out.
 */
#ifndef CORE_WRITER_H
#define CORE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "store/store.h"

/* Embed it as the first member of what the change needs. */
struct change {
	/* Applies it; may be called again after a rollback. */
	bool (*apply)(
	    struct change *change, struct store *store, struct error *err);
	/* It is committed (true), or was left out.  Frees it. */
	void (*after)(struct change *change, bool is_done);
	struct change *next;
	/* Nobody waits for it: for a moment it may wait for company. */
	bool can_wait;
};

struct writer;

/* idle() is called whenever all that was added is committed. */
struct writer *writer_new(
    uv_loop_t *loop, struct store *store, void (*idle)(void *arg), void *arg);
/* Only when nothing is queued: see writer_flush(). */
void writer_free(struct writer *w);

/* Committed before the loop waits again, or within a few milliseconds where
 * the change can wait.  May be called from after(). */
void writer_add(struct writer *w, struct change *change);

/* How many changes are not committed yet. */
size_t writer_backlog(const struct writer *w);
/* How many commits there were. */
int64_t writer_n_commits(const struct writer *w);
/* How long the last commit took, in microseconds. */
int64_t writer_commit_us(const struct writer *w);
/* Why the store cannot be written; NULL: it can. */
const char *writer_trouble(const struct writer *w);

/* Commits what is there, now; what cannot be is left out.  For the end of the
 * program. */
void writer_flush(struct writer *w);

#endif
