/* SPDX-License-Identifier: ISC */
/*
 * receiver.h - one provider instance, and what is pushed to it.
 *
 * Its process is not the one that polls, so that a long poll never delays an
 * answer.  Requests wait in line (so many, so many bytes), are handed to the
 * process one at a time, and the next does not wait for the commit of the one
 * before: many share one.
 *
 * Invariants: every request is answered exactly once; with 200 only when all
 * it brought is committed.
 */
#ifndef CORE_RECEIVER_H
#define CORE_RECEIVER_H

#include "core/ingest.h"
#include "core/worker.h"

struct reply {
	int status;       /* of HTTP */
	const char *text; /* what happened, for the sender */
	int64_t after_s;  /* come back then; 0: says nothing */
};

/* One request; whoever hands it over embeds it as its first member. */
struct pushed {
	struct pushed *next; /* these two are the receiver's */
	struct receiver *receiver;
	cJSON *request; /* of `receive` (plugins/PROTOCOL.md); may be NULL
			   once it was handed on */
	size_t size;    /* bytes it takes */
	bool is_over;   /* nobody waits for the answer any more */
	/* Takes p back. */
	void (*answer)(struct pushed *p, const struct reply *reply);
};

struct receiver;

/* since_us: nothing older is announced.  Requests wait until
 * receiver_settle() says whether its plugin can receive. */
struct receiver *receiver_new(const struct world *world,
    const struct ingest_world *ingest, struct config *config,
    const struct instance *instance, int64_t since_us);
void receiver_settle(struct receiver *r, bool can_receive);

/* Answers it sooner or later, perhaps before it returns. */
void receiver_take(struct receiver *r, struct pushed *p);
/* Those that wait in line are answered with 503: its plugin does not start. */
void receiver_refuse_all(struct receiver *r);

/* Takes no more; what is in hand is finished. */
void receiver_stop(struct receiver *r, unsigned grace_ms);
/* The bot ends: what is not with the writer yet is not waited for. */
void receiver_abandon(struct receiver *r);
/* Its process is gone and all it brought is stored. */
bool receiver_is_gone(const struct receiver *r);
/* Only then, or once abandoned. */
void receiver_free(struct receiver *r);

struct receiver_status {
	bool is_settled, can_receive;
	struct worker_health health;
	struct ingest_counts counts;
	size_t n_queued;          /* in line */
	int64_t n_received;       /* answered 200 */
	int64_t n_rejected;       /* 400 */
	int64_t n_denied;         /* 401 */
	int64_t n_failed;         /* 503 */
	const char *last_refusal; /* of the 400s and 401s; "" */
	int64_t last_us;          /* of the last 200; 0: none yet */
};
struct receiver_status receiver_status(const struct receiver *r);

#endif
