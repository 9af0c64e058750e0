/* SPDX-License-Identifier: ISC */
/*
 * dispatch.h - from the outbox to the notifiers.
 *
 * A lane is one target of one notifier.  Of a notifier's lanes the most urgent
 * notice that is due goes first; in a lane one notice is under way at a time,
 * at the notifier's rate, in the order of urgency; a delay the other side
 * asked for holds its whole lane.
 *
 *	waiting --mark--> sending --done--> done
 *	   ^                 |  '--reject, too old, third death--> dead
 *	   |<-----retry------|
 *	   |                 '--unknown, died--> unknown --find: yes--> done
 *	   '--------------find: no-----------------'
 *
 * A retry after an unknown outcome leaves it unknown: what was tried before may
 * have arrived.  An edit, a notice that changes the message of another one, goes
 * with that one's receipt; while that has not ended it is held.
 *
 * Invariants: a notice is marked `sending` on disk before its notifier sees
 * it, so that whoever starts after a crash asks `find` first; it leaves the
 * outbox only by a committed mark.
 */
#ifndef CORE_DISPATCH_H
#define CORE_DISPATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/links.h"
#include "core/listener.h"
#include "core/worker.h"
#include "core/writer.h"

struct dispatch;

/* No notifier yet, nothing read yet; world, store and writer stay longer than
 * it. */
struct dispatch *dispatch_new(
    const struct world *world, struct store *store, struct writer *writer);
void dispatch_free(struct dispatch *d);

/* Adds a notifier and starts its process once, to hear whether its settings are
 * right; what waits for it is sent after dispatch_load(). */
void dispatch_add(struct dispatch *d, struct config *config,
    const struct instance *instance);
/* Asks the notifier's process to end; its notices wait. */
void dispatch_remove(struct dispatch *d, const char *name, unsigned grace_ms);

/* From now on those whose plugin plays the role have a listener, too; world stays
 * longer than it. */
void dispatch_listen(struct dispatch *d, const struct ingest_world *world);

/* Reads from the store what is waiting: after start and when notices were
 * changed by command.  False: the store failed. */
bool dispatch_load(struct dispatch *d, struct error *err);

/* From now on, who cannot press buttons gets links, where `web` has an address
 * for them (links.h).  key stays the caller's. */
void dispatch_set_links(struct dispatch *d, const struct links_key *key);

/* A notice was added. */
void dispatch_wake(struct dispatch *d, const char *notifier,
    const char *target, int64_t priority, int64_t not_before_us);

/* The store can be written again: what waited for that goes on. */
void dispatch_resume(struct dispatch *d);

/* Sends what is waiting without regard to the time it was put off to (what
 * was retried still waits): for a run that ends when nothing is left. */
void dispatch_hurry(struct dispatch *d);

/* Nothing new is sent; what is in hand is finished or put back. */
void dispatch_stop(struct dispatch *d, unsigned grace_ms);
bool dispatch_is_gone(const struct dispatch *d);

/* Nothing is under way, and nothing waits that will be sent by itself.
 * n_stuck: how many wait for something else (a broken notifier, a retry that
 * was tried often). */
bool dispatch_is_idle(const struct dispatch *d, int64_t *n_stuck);

/* How many notifiers there are. */
size_t dispatch_n(const struct dispatch *d);
struct dispatch_status {
	const char *name;
	struct worker_health health;
	int64_t n_delivered, n_dead; /* since the start */
	int64_t
	    oldest_hold_us; /* the next time a held lane goes on; 0: none */
	bool listens;
	struct listener_status listener; /* where it does */
};
struct dispatch_status dispatch_status(const struct dispatch *d, size_t i);
/* Until when nothing is sent to a target of the notifier of that number, after
 * a failure; 0: nothing keeps it. */
int64_t dispatch_held_until_us(
    const struct dispatch *d, size_t i, const char *target);

#endif
