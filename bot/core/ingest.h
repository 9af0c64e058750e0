/* SPDX-License-Identifier: ISC */
/*
 * ingest.h - from a provider's line to the store: look up, decide, write.
 *
 * Invariants: what one provider says is written in the order it said it, its
 * cursors included, so that a cursor is never stored before what it covers; a
 * response, what it became (a revision, a case, notices) and the cursor behind
 * it share their transaction or come in later ones, never earlier.
 */
#ifndef CORE_INGEST_H
#define CORE_INGEST_H

#include <stdbool.h>

#include "core/lookup.h"
#include "core/writer.h"
#include "decide/decide.h"

/* What ingesting needs from the core; the core's. */
struct ingest_world {
	struct writer *writer;
	struct lookup *lookup;
	const struct decider *decider;
	/* A notice was committed: it may be due. */
	void (*on_notice)(void *arg, const char *notifier, const char *target,
	    int64_t priority, int64_t not_before_us);
	void *arg;
};

/* One provider's stream. */
struct ingest;

/* since_us: nothing older is announced.  room() is called when a full stream
 * has room again, and when all is stored. */
struct ingest *ingest_new(const struct ingest_world *world,
    const char *provider, int64_t since_us, void (*room)(void *arg),
    void *arg);
/* Its responses are known under another provider's name, or others tell of
 * them under its own: identity is that name (same_as).  Right after
 * ingest_new(). */
void ingest_share(struct ingest *in, const char *identity);
/* Only when ingest_is_empty(), and once stopped, after lookup_free(). */
void ingest_free(struct ingest *in);

/* Each takes the JSON over.  A response that cannot be taken is kept aside as
 * refused. */
void ingest_response(struct ingest *in, cJSON *response);
void ingest_cursor(struct ingest *in, const char *cursor);
void ingest_refused(struct ingest *in, const char *raw, const char *why);

/* Calls stored(arg, true) once everything handed over before is committed;
 * (arg, false) where some of it never will be by this process; at once where
 * the stream was stopped.  is_patient: others will follow soon, whose commit it may share. */
void ingest_mark(struct ingest *in, bool is_patient,
    void (*stored)(void *arg, bool is_stored), void *arg);

/* Takes no more, and forgets what has not come to the writer yet: no cursor
 * beyond it is stored, so the provider tells it again. */
void ingest_stop(struct ingest *in);

/* Should its provider wait until room() was called? */
bool ingest_is_full(const struct ingest *in);
/* Is all that was handed over stored, or left out? */
bool ingest_is_empty(const struct ingest *in);

/* Since the start: taken, new, refused; the last refusal ("" if none). */
struct ingest_counts {
	int64_t n_responses, n_new, n_changed, n_refused;
	const char *last_refusal;
};
struct ingest_counts ingest_counts(const struct ingest *in);

#endif
