/* SPDX-License-Identifier: ISC */
/*
 * listener.h - one notifier's other process, the one that hears what people do.
 *
 * It says `act` and waits for `acted`: that comes once the action is on disk,
 * or was refused, and a click need not wait for a post (plugins/PROTOCOL.md).
 * Where the store cannot be written now it is told so at once, and whoever
 * acted may try again.
 */
#ifndef CORE_LISTENER_H
#define CORE_LISTENER_H

#include "core/ingest.h"
#include "core/worker.h"

struct listener;

/* Starts its process.  world and ingest (whose decider may change meanwhile) stay
 * longer than it; an instance that has the role. */
struct listener *listener_new(const struct world *world,
    const struct ingest_world *ingest, struct config *config,
    const struct instance *instance);
/* Asks its process to end; what was said before is still written. */
void listener_stop(struct listener *l, unsigned grace_ms);
/* Its process has gone, and nothing of it is on its way to disk. */
bool listener_is_gone(const struct listener *l);
void listener_free(struct listener *l);

struct listener_status {
	struct worker_health health;
	int64_t n_acted, n_refused; /* since the start */
	int64_t last_us;            /* the last action; 0: none yet */
};
struct listener_status listener_status(const struct listener *l);

#endif
