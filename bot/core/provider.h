/* SPDX-License-Identifier: ISC */
/*
 * provider.h - one provider instance: polled in time, read no faster than the
 * store takes it; and pushed to, in a process of its own (receiver.h).  Which
 * of the two it can, its plugin says once it has started.
 *
 * A poll is handed the cursor that is stored; it is over when everything it
 * brought is stored.  The next follows after `every`; after a failure it comes
 * later and later (backoff.h), after a refusal in 15 minutes.
 */
#ifndef CORE_PROVIDER_H
#define CORE_PROVIDER_H

#include "core/receiver.h"
#include "core/worker.h"

struct provider;

/* Everything the providers share; the core's. */
struct provider_world {
	const struct world *world;
	const struct ingest_world *ingest;
	struct store *store;
	/* A poll is over, or trouble has changed. */
	void (*changed)(void *arg);
	void *arg;
};

/* NULL: the store failed. */
struct provider *provider_new(const struct provider_world *world,
    struct config *config, const struct instance *instance, struct error *err);
void provider_stop(struct provider *p, unsigned grace_ms);
/* The bot ends: what is not with the writer yet is not waited for. */
void provider_abandon(struct provider *p);
bool provider_is_stopping(const struct provider *p);
/* Its process is gone and all it brought is stored. */
bool provider_is_gone(const struct provider *p);
/* Only then. */
void provider_free(struct provider *p);

/* What it was made with; valid as long as the provider is. */
const struct instance *provider_instance(const struct provider *p);

/* Answers a request that was pushed to it, sooner or later. */
void provider_take(struct provider *p, struct pushed *pushed);

/* Somebody has said where to push to it. */
void provider_tell(struct provider *p);

/* Has brought all there was at least once since the start, and stored it; or
 * will not without help (is_stuck). */
bool provider_is_idle(const struct provider *p, bool *is_stuck);

struct provider_status {
	const char *name;
	struct worker_health health;
	struct ingest_counts counts;
	int64_t last_poll_us; /* that ended well; 0: none yet */
	int64_t next_poll_us; /* 0: one is under way          */
	bool is_pushed;       /* only: it cannot be polled    */
	bool is_told;         /* see provider_tell()          */
	struct receiver_status receiver;
};
struct provider_status provider_status(const struct provider *p);

#endif
