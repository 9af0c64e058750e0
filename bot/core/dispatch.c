/* SPDX-License-Identifier: ISC */
/* dispatch.c - from the outbox to the notifiers. */
#include "core/dispatch_parts.h"

#include <inttypes.h>

#include "core/clock.h"
#include "core/log.h"
#include "sdk/mem.h"

/* In a run that is to end, who was tried so often is not waited for. */
#define HURRIED_TRIES_MAX 3
#define FIND_AFTER_US (3 * US_PER_S)

struct dispatch *
dispatch_new(
    const struct world *world, struct store *store, struct writer *writer)
{
	struct dispatch *d = mem_new(1, sizeof(*d));

	d->world = world;
	d->store = store;
	d->find_from_us = clock_steady_us() + FIND_AFTER_US;
	d->writer = writer;
	d->last = &d->first;
	dispatch_watch_clock(d);
	return d;
}

/* What it can is known once its first process has described itself. */
static void
listen_to(struct notifier *n)
{
	struct dispatch *d = n->dispatch;

	if (d->hearing != NULL && n->listener == NULL && !n->is_removed &&
	    !d->is_stopping && worker_plays(n->worker, "listener"))
		n->listener =
		    listener_new(d->world, d->hearing, n->config, n->instance);
}

static void
on_changed(void *arg)
{
	listen_to(arg);
	notifier_go_on(arg);
}

void
dispatch_listen(struct dispatch *d, const struct ingest_world *world)
{
	d->hearing = world;
}

/* ---- Notifiers */

static struct notifier *
notifier_by_name(const struct dispatch *d, const char *name)
{
	struct notifier *n = d->first;

	while (n != NULL &&
	       (n->is_removed || strcmp(n->instance->name, name) != 0))
		n = n->next;
	return n;
}

static bool
notifier_is_gone(const struct notifier *n)
{
	return n->step == STEP_NONE && n->n_marks == 0 &&
	       worker_is_gone(n->worker) &&
	       (n->listener == NULL || listener_is_gone(n->listener));
}

static void
on_timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
free_notifier(struct notifier *n)
{
	notice_release(&n->job);
	free(n->edited);
	lanes_release(&n->lanes);
	if (n->listener != NULL)
		listener_free(n->listener);
	worker_free(n->worker);
	uv_close((uv_handle_t *)&n->timer, on_timer_closed);
}

/* Those that were removed and whose last notice is settled. */
static void
free_removed(struct dispatch *d)
{
	struct notifier **at = &d->first;

	while (*at != NULL) {
		struct notifier *n = *at;

		if (!n->is_removed || !notifier_is_gone(n)) {
			at = &n->next;
			continue;
		}
		*at = n->next;
		free_notifier(n);
	}
	d->last = at;
}

void
dispatch_add(
    struct dispatch *d, struct config *config, const struct instance *instance)
{
	static const struct worker_events events = { NULL, notifier_on_result,
		on_changed };
	struct notifier *n = mem_new(1, sizeof(*n));

	free_removed(d);
	n->dispatch = d;
	n->config = config;
	n->instance = instance;
	lanes_init(&n->lanes);
	n->worker = worker_new(d->world, config, instance, &events, n);
	uv_timer_init(d->world->loop, &n->timer);
	n->timer.data = n;
	*d->last = n;
	d->last = &n->next;
	/* Told at once whether its settings are right; it retires soon. */
	worker_start(n->worker);
}

struct loading {
	struct dispatch *dispatch;
	int64_t n_nowhere;
};

static void
on_lane(void *arg, const struct lane *lane)
{
	struct loading *loading = arg;
	struct notifier *n =
	    notifier_by_name(loading->dispatch, lane->notifier);

	if (n == NULL) {
		log_line(LOG_WARNING, lane->notifier,
		    "%" PRId64 " notices to %s wait, but the configuration "
		    "has no such notifier",
		    lane->n, lane->target);
		return;
	}
	lanes_of(&n->lanes, lane->target);
}

bool
dispatch_load(struct dispatch *d, struct error *err)
{
	struct loading loading = { d, 0 };

	for (struct notifier *n = d->first; n != NULL; n = n->next)
		lanes_forget(&n->lanes);
	if (!store_lanes(d->store, on_lane, &loading, err))
		return false;
	for (struct notifier *n = d->first; n != NULL; n = n->next)
		notifier_go_on(n);
	return true;
}

void
dispatch_set_links(struct dispatch *d, const struct links_key *key)
{
	d->links = key;
}

void
dispatch_wake(struct dispatch *d, const char *notifier, const char *target,
    int64_t priority, int64_t not_before_us)
{
	struct notifier *n = notifier_by_name(d, notifier);
	struct lane_state *lane;

	if (n == NULL)
		return;
	lane = lanes_of(&n->lanes, target);
	if (lane->is_known && lane->due_us == 0) {
		if (priority < lane->priority)
			lane->priority = priority;
	} else if (lane->due_us > dispatch_steady(not_before_us) ||
		   d->is_hurried) {
		lane->is_known = false;
	}
	lanes_put(&n->lanes, lane);
	notifier_go_on(n);
}

void
dispatch_resume(struct dispatch *d)
{
	for (struct notifier *n = d->first; n != NULL; n = n->next)
		if (n->is_blocked)
			notifier_go_on(n);
}

void
dispatch_hurry(struct dispatch *d)
{
	if (d->is_hurried)
		return;
	d->is_hurried = true;
	store_hurry(d->store);
	for (struct notifier *n = d->first; n != NULL; n = n->next) {
		lanes_forget(&n->lanes);
		notifier_go_on(n);
	}
}

/* ---- The end */

static void
stop_notifier(struct notifier *n, unsigned grace_ms)
{
	if (n->listener != NULL)
		listener_stop(n->listener, grace_ms);
	if (worker_state(n->worker) != WORKER_ENDED)
		worker_stop(n->worker, grace_ms);
}

void
dispatch_stop(struct dispatch *d, unsigned grace_ms)
{
	d->is_stopping = true;
	for (struct notifier *n = d->first; n != NULL; n = n->next)
		stop_notifier(n, grace_ms);
}

bool
dispatch_is_gone(const struct dispatch *d)
{
	for (const struct notifier *n = d->first; n != NULL; n = n->next)
		if (!notifier_is_gone(n))
			return false;
	return true;
}

void
dispatch_remove(struct dispatch *d, const char *name, unsigned grace_ms)
{
	struct notifier *n = notifier_by_name(d, name);

	if (n == NULL)
		return;
	n->is_removed = true;
	stop_notifier(n, grace_ms);
}

void
dispatch_free(struct dispatch *d)
{
	while (d->first != NULL) {
		struct notifier *next = d->first->next;

		free_notifier(d->first);
		d->first = next;
	}
	uv_close((uv_handle_t *)&d->tick, on_timer_closed);
}

/* ---- Figures */

struct counting {
	bool is_failing;
	int64_t n_stuck, n_open;
};

static void
count_lane(void *arg, const struct lane_state *lane)
{
	struct counting *c = arg;

	if (lane->is_known && lane->due_us == INT64_MAX)
		return;
	if (c->is_failing || lane->n_failures >= HURRIED_TRIES_MAX)
		c->n_stuck++;
	else
		c->n_open++;
}

bool
dispatch_is_idle(const struct dispatch *d, int64_t *n_stuck)
{
	struct counting c = { 0 };

	for (const struct notifier *n = d->first; n != NULL; n = n->next) {
		struct worker_health health = worker_health(n->worker);

		if (n->step != STEP_NONE || n->n_marks > 0 || d->n_shifts > 0)
			return false;
		c.is_failing = health.state == WORKER_BROKEN ||
			       health.n_failed_starts >= HURRIED_TRIES_MAX;
		lanes_each(&n->lanes, count_lane, &c);
	}
	*n_stuck = c.n_stuck;
	return c.n_open == 0;
}

/* One that was removed is ending, and no longer told of. */
static const struct notifier *
next_there(const struct notifier *n)
{
	while (n != NULL && n->is_removed)
		n = n->next;
	return n;
}

size_t
dispatch_n(const struct dispatch *d)
{
	size_t count = 0;

	for (const struct notifier *n = next_there(d->first); n != NULL;
	     n = next_there(n->next))
		count++;
	return count;
}

static const struct notifier *
notifier_at(const struct dispatch *d, size_t i)
{
	const struct notifier *n = next_there(d->first);

	while (i-- > 0)
		n = next_there(n->next);
	return n;
}

static void
find_hold(void *arg, const struct lane_state *lane)
{
	int64_t *hold_us = arg;

	if (lane->hold_us > clock_steady_us() && lane->n_failures > 0 &&
	    (*hold_us == 0 || lane->hold_us < *hold_us))
		*hold_us = lane->hold_us;
}

struct dispatch_status
dispatch_status(const struct dispatch *d, size_t i)
{
	const struct notifier *n = notifier_at(d, i);
	struct dispatch_status s = {
		.name = n->instance->name,
		.health = worker_health(n->worker),
		.n_delivered = n->n_delivered,
		.n_dead = n->n_dead,
	};

	s.listens = n->listener != NULL;
	if (s.listens)
		s.listener = listener_status(n->listener);
	lanes_each(&n->lanes, find_hold, &s.oldest_hold_us);
	if (s.oldest_hold_us != 0)
		s.oldest_hold_us = dispatch_wall(s.oldest_hold_us);
	return s;
}

struct hold {
	const char *target;
	int64_t until_us;
};

static void
find_hold_of(void *arg, const struct lane_state *lane)
{
	struct hold *hold = arg;

	if (strcmp(lane->target, hold->target) == 0)
		find_hold(&hold->until_us, lane);
}

int64_t
dispatch_held_until_us(const struct dispatch *d, size_t i, const char *target)
{
	struct hold hold = { target, 0 };

	lanes_each(&notifier_at(d, i)->lanes, find_hold_of, &hold);
	return hold.until_us;
}
