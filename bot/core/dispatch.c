/* SPDX-License-Identifier: ISC */
/*
 * dispatch.c - from the outbox to the notifiers.
 *
 * What one notifier is doing is its `job`: the notice, and how far it is.
 * While the mark of a job is on its way to disk nothing else is begun.
 */
#include "core/dispatch.h"

#include <inttypes.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define DEATHS_MAX 3
#define FINDS_MAX 3
/* In a run that is to end, who was tried so often is not waited for. */
#define HURRIED_TRIES_MAX 3
/* A notice that fails on its own must not hold its lane for long. */
#define LANE_HOLD_MAX_S 30

struct lane_state {
	char *target;
	int64_t due_us;   /* when its next notice is due; INT64_MAX: none */
	int64_t hold_us;  /* nothing is sent before */
	int64_t priority; /* of the notice that is next */
	bool is_known;    /* due_us and priority are of the store's */
	int n_failures;   /* in a row */
	struct lane_state *next;
};

enum step {
	STEP_NONE,
	STEP_MARKING,
	STEP_FINDING,
	STEP_DELIVERING,
	STEP_ENDING
};

struct notifier {
	struct dispatch *dispatch;
	const struct instance *instance;
	struct worker *worker;
	struct lane_state *lanes;
	uv_timer_t timer; /* to the next lane that is due */
	enum step step;
	struct notice job;
	struct lane_state *lane; /* of the job */
	bool is_removed;
	int64_t n_delivered, n_dead;
	struct notifier *next;
};

struct dispatch {
	const struct world *world;
	struct store *store;
	struct writer *writer;
	struct notifier *first, **last;
	size_t n;
	bool is_hurried, is_stopping;
};

static void go_on(struct notifier *n);

struct dispatch *
dispatch_new(
    const struct world *world, struct store *store, struct writer *writer)
{
	struct dispatch *d = mem_new(1, sizeof(*d));

	d->world = world;
	d->store = store;
	d->writer = writer;
	d->last = &d->first;
	return d;
}

/* ---- Lanes */

static struct lane_state *
lane_of(struct notifier *n, const char *target)
{
	struct lane_state *lane = n->lanes;

	while (lane != NULL && strcmp(lane->target, target) != 0)
		lane = lane->next;
	if (lane != NULL)
		return lane;
	lane = mem_new(1, sizeof(*lane));
	lane->target = mem_string(target);
	lane->due_us = INT64_MAX;
	lane->next = n->lanes;
	n->lanes = lane;
	return lane;
}

static void
free_lanes(struct notifier *n)
{
	while (n->lanes != NULL) {
		struct lane_state *next = n->lanes->next;

		free(n->lanes->target);
		free(n->lanes);
		n->lanes = next;
	}
}

/* The time by which the store's not_before_us is compared. */
static int64_t
due_by(const struct notifier *n)
{
	return n->dispatch->is_hurried ? INT64_MAX - 1 : clock_now_us();
}

/* Asks the store what is next in the lane; the notice is *next where there is
 * one due, else next->id is "". */
static bool
look(struct notifier *n, struct lane_state *lane, struct notice *next)
{
	struct error err;
	int64_t next_us = INT64_MAX;
	bool found = false;

	*next = (struct notice){ .state = NOTICE_WAITING };
	if (!store_next_notice(n->dispatch->store, n->instance->name,
		lane->target, due_by(n), next, &found, &next_us, &err)) {
		log_line(LOG_ERROR, n->instance->name,
		    "cannot read the outbox: %s", err.text);
		lane->hold_us = clock_now_us() + US_PER_S;
		return false;
	}
	lane->is_known = true;
	lane->due_us = found ? 0 : next_us;
	lane->priority = found ? next->priority : 0;
	return found;
}

static int64_t
lane_time(const struct lane_state *lane)
{
	return lane->hold_us > lane->due_us ? lane->hold_us : lane->due_us;
}

/* The lane to serve now; NULL: none, and *wait_us says for how long. */
static struct lane_state *
choose(struct notifier *n, int64_t *wait_us)
{
	int64_t now_us = clock_now_us(), soonest = INT64_MAX;
	struct lane_state *best = NULL;
	struct notice next;

	for (struct lane_state *l = n->lanes; l != NULL; l = l->next) {
		if (!l->is_known || (l->due_us != 0 && l->due_us <= now_us)) {
			look(n, l, &next);
			notice_release(&next);
		}
		if (lane_time(l) > now_us) {
			if (lane_time(l) < soonest)
				soonest = lane_time(l);
		} else if (best == NULL || l->priority < best->priority) {
			best = l;
		}
	}
	*wait_us = soonest == INT64_MAX ? -1 : soonest - now_us;
	return best;
}

/* ---- Marks: changes of a notice on their way to disk */

struct mark {
	struct change change;
	struct notifier *notifier;
	struct notice notice; /* the struct's own */
	void (*then)(struct notifier *n, bool is_done);
};

static bool
apply_mark(struct change *change, struct store *store, struct error *err)
{
	return store_set_notice(store, &((struct mark *)change)->notice, err);
}

static void
after_mark(struct change *change, bool is_done)
{
	struct mark *mark = (struct mark *)change;
	struct notifier *n = mark->notifier;

	mark->then(n, is_done);
	free(mark);
}

/* Brings the job's state to disk, then calls back.  The strings stay the
 * job's: it does not change until then. */
static void
mark_job(struct notifier *n, void (*then)(struct notifier *n, bool is_done))
{
	struct mark *mark = mem_new(1, sizeof(*mark));

	mark->change = (struct change){ apply_mark, after_mark, NULL };
	mark->notifier = n;
	mark->notice = n->job;
	mark->then = then;
	writer_add(n->dispatch->writer, &mark->change);
}

/* ---- One notice's way */

/* The notice as the wire has it. */
static char *
members_of(const struct notice *notice)
{
	struct buf out = BUF_INIT;
	cJSON *o = cJSON_CreateObject();
	const char *body = notice->body;

	json_put_string(o, "id", notice->id);
	json_put_string(o, "target", notice->target);
	json_put_integer(o, "made_us", notice->made_us);
	json_put_string(o, "thread", notice->thread);
	buf_puts(&out, "\"notice\":");
	json_print(&out, o);
	cJSON_Delete(o);
	/* The body is an object of the store's: joined without parsing. */
	if (strlen(body) > 2) {
		buf_cut(&out, out.size - 1);
		buf_putc(&out, ',');
		buf_puts(&out, body + 1);
	}
	return buf_take(&out);
}

static void
ask_worker(struct notifier *n, const char *op, enum step step)
{
	char *members = members_of(&n->job);

	n->step = step;
	worker_request(n->worker, op, members, n->instance->deadline_s);
	free(members);
}

static void
end_job(struct notifier *n, bool is_done)
{
	(void)is_done;
	notice_release(&n->job);
	n->job = (struct notice){ .state = NOTICE_WAITING };
	n->lane = NULL;
	n->step = STEP_NONE;
	go_on(n);
}

/* The job is over: its new state goes to disk. */
static void
settle(struct notifier *n, enum notice_state state, const char *why)
{
	n->step = STEP_ENDING;
	n->job.state = state;
	if (why != n->job.why) {
		free(n->job.why);
		n->job.why = mem_string(why);
	}
	n->lane->is_known = false;
	mark_job(n, end_job);
}

static void
give_up(struct notifier *n, const char *why)
{
	n->n_dead++;
	worker_trouble(n->worker, "notice %s to %s is dead: %s", n->job.id,
	    n->job.target, why);
	log_event(EVENT_DEAD, n->instance->name, "%s: %s is dead: %s",
	    n->job.target, n->job.id, why);
	settle(n, NOTICE_DEAD, why);
}

static bool
is_too_old(const struct notifier *n)
{
	return clock_now_us() - n->job.made_us >
	       n->instance->max_age_s * US_PER_S;
}

/* Not now: again after the delay the other side asked for, or our own. */
static void
put_off(struct notifier *n, enum notice_state state, int64_t after_s,
    const char *why)
{
	int64_t now_us = clock_now_us();
	int64_t delay_s = after_s > 0 ? after_s : backoff_s(n->job.tries);
	int64_t hold_s = after_s > 0 || delay_s < LANE_HOLD_MAX_S
			     ? delay_s
			     : LANE_HOLD_MAX_S;

	n->lane->n_failures++;
	n->lane->hold_us = now_us + hold_s * US_PER_S;
	n->job.not_before_us = now_us + delay_s * US_PER_S;
	worker_trouble(n->worker, "%s: %s", n->job.target, why);
	log_event(EVENT_DELAYED, n->instance->name,
	    "%s: %s not delivered: %s (again in %" PRId64 " s)", n->job.target,
	    n->job.id, why, delay_s);
	settle(n, state, why);
}

static void
retry(struct notifier *n, const struct outcome *outcome)
{
	n->job.tries++;
	if (is_too_old(n))
		give_up(n, outcome->why);
	else
		put_off(n, NOTICE_WAITING, outcome->after_s, outcome->why);
}

/* It may have arrived, or its process died on it. */
static void
doubt(struct notifier *n, const struct outcome *outcome)
{
	n->job.tries++;
	if (outcome->result == RESULT_DIED)
		n->job.deaths++;
	if (n->job.deaths >= DEATHS_MAX) {
		give_up(n, "three processes died or hung on it");
		return;
	}
	put_off(n, NOTICE_UNKNOWN, outcome->after_s, outcome->why);
}

static void
delivered(struct notifier *n, const struct outcome *outcome)
{
	int64_t now_us = clock_now_us();

	n->n_delivered++;
	n->lane->n_failures = 0;
	if (n->instance->rate > 0)
		n->lane->hold_us =
		    now_us + (int64_t)((double)US_PER_S / n->instance->rate);
	n->job.done_us = now_us;
	if (outcome->receipt != NULL) {
		free(n->job.receipt);
		n->job.receipt = mem_string(outcome->receipt);
	}
	worker_trouble(n->worker, "%s", "");
	log_event(EVENT_DELIVERED, n->instance->name, "%s", n->job.target);
	settle(n, NOTICE_DONE, NULL);
}

static void
on_delivered(struct notifier *n, const struct outcome *outcome)
{
	switch (outcome->result) {
	case RESULT_DONE:
		delivered(n, outcome);
		return;
	case RESULT_RETRY:
		retry(n, outcome);
		return;
	case RESULT_REJECT:
		n->job.tries++;
		give_up(n, outcome->why);
		return;
	case RESULT_UNKNOWN:
	case RESULT_DIED:
		doubt(n, outcome);
		return;
	}
}

static void
deliver_again(struct notifier *n)
{
	n->job.state = NOTICE_SENDING;
	ask_worker(n, "deliver", STEP_DELIVERING);
}

static void
on_found(struct notifier *n, const struct outcome *outcome)
{
	switch (outcome->result) {
	case RESULT_DONE:
		delivered(n, outcome);
		return;
	case RESULT_REJECT:
		deliver_again(n);
		return;
	case RESULT_UNKNOWN:
		n->job.maybe_twice = true;
		deliver_again(n);
		return;
	case RESULT_RETRY:
		n->job.tries++;
		put_off(n, NOTICE_UNKNOWN, outcome->after_s, outcome->why);
		return;
	case RESULT_DIED:
		doubt(n, outcome);
		return;
	}
}

static void
on_result(void *arg, const struct outcome *outcome)
{
	struct notifier *n = arg;

	if (n->step == STEP_FINDING)
		on_found(n, outcome);
	else
		on_delivered(n, outcome);
}

/* The mark is on disk: the notifier may see it. */
static void
on_marked(struct notifier *n, bool is_done)
{
	if (!is_done || n->dispatch->is_stopping || n->is_removed ||
	    !worker_can_take(n->worker)) {
		/* What was not sent is put back as it was. */
		n->step = STEP_ENDING;
		n->lane->is_known = false;
		n->job.state = n->job.maybe_twice || n->job.deaths > 0
				   ? NOTICE_UNKNOWN
				   : NOTICE_WAITING;
		mark_job(n, end_job);
		return;
	}
	ask_worker(n, "deliver", STEP_DELIVERING);
}

/* A notice whose outcome is unknown is looked for where the notifier can;
 * which it can is known once its process has started. */
static void
begin_unknown(struct notifier *n)
{
	if (worker_state(n->worker) == WORKER_OFF) {
		n->step = STEP_NONE;
		n->lane = NULL;
		notice_release(&n->job);
		n->job = (struct notice){ .state = NOTICE_WAITING };
		worker_start(n->worker);
		return;
	}
	if (worker_can(n->worker, "find")) {
		ask_worker(n, "find", STEP_FINDING);
		return;
	}
	n->job.maybe_twice = true;
	n->job.state = NOTICE_SENDING;
	mark_job(n, on_marked);
}

/* False: the lane has nothing to send after all. */
static bool
begin_job(struct notifier *n, struct lane_state *lane)
{
	if (!look(n, lane, &n->job))
		return false;
	n->lane = lane;
	n->step = STEP_MARKING;
	if (is_too_old(n) && n->job.tries > 0) {
		give_up(n, n->job.why == NULL ? "too old" : n->job.why);
		return true;
	}
	if (n->job.state == NOTICE_UNKNOWN) {
		begin_unknown(n);
		return true;
	}
	n->job.state = NOTICE_SENDING;
	mark_job(n, on_marked);
	return true;
}

static void
on_timer(uv_timer_t *timer)
{
	go_on(timer->data);
}

static void
go_on(struct notifier *n)
{
	struct lane_state *lane;
	int64_t wait_us;

	if (n->step != STEP_NONE || n->dispatch->is_stopping ||
	    n->is_removed || writer_trouble(n->dispatch->writer) != NULL ||
	    !worker_can_take(n->worker))
		return;
	while ((lane = choose(n, &wait_us)) != NULL)
		if (begin_job(n, lane))
			return;
	if (wait_us >= 0)
		uv_timer_start(
		    &n->timer, on_timer, (uint64_t)(wait_us / 1000 + 1), 0);
}

static void
on_changed(void *arg)
{
	go_on(arg);
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
	return n->step == STEP_NONE && worker_is_gone(n->worker);
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
	free_lanes(n);
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
		d->n--;
		free_notifier(n);
	}
	d->last = at;
}

void
dispatch_add(
    struct dispatch *d, struct config *config, const struct instance *instance)
{
	static const struct worker_events events = { NULL, on_result,
		on_changed };
	struct notifier *n = mem_new(1, sizeof(*n));

	free_removed(d);
	n->dispatch = d;
	n->instance = instance;
	n->worker = worker_new(d->world, config, instance, &events, n);
	uv_timer_init(d->world->loop, &n->timer);
	n->timer.data = n;
	*d->last = n;
	d->last = &n->next;
	d->n++;
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
	lane_of(n, lane->target)->is_known = false;
}

bool
dispatch_load(struct dispatch *d, struct error *err)
{
	struct loading loading = { d, 0 };

	for (struct notifier *n = d->first; n != NULL; n = n->next)
		for (struct lane_state *l = n->lanes; l != NULL; l = l->next)
			l->is_known = false;
	if (!store_lanes(d->store, on_lane, &loading, err))
		return false;
	for (struct notifier *n = d->first; n != NULL; n = n->next)
		go_on(n);
	return true;
}

void
dispatch_wake(struct dispatch *d, const char *notifier, const char *target,
    int64_t priority, int64_t not_before_us)
{
	struct notifier *n = notifier_by_name(d, notifier);
	struct lane_state *lane;

	if (n == NULL)
		return;
	lane = lane_of(n, target);
	if (lane->is_known && lane->due_us == 0 && priority < lane->priority)
		lane->priority = priority;
	else if (lane->due_us > not_before_us || d->is_hurried)
		lane->is_known = false;
	go_on(n);
}

void
dispatch_hurry(struct dispatch *d)
{
	d->is_hurried = true;
	for (struct notifier *n = d->first; n != NULL; n = n->next) {
		for (struct lane_state *l = n->lanes; l != NULL; l = l->next)
			l->is_known = false;
		go_on(n);
	}
}

/* ---- The end */

void
dispatch_stop(struct dispatch *d, unsigned grace_ms)
{
	d->is_stopping = true;
	for (struct notifier *n = d->first; n != NULL; n = n->next)
		if (worker_state(n->worker) != WORKER_ENDED)
			worker_stop(n->worker, grace_ms);
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
	worker_stop(n->worker, grace_ms);
}

void
dispatch_free(struct dispatch *d)
{
	while (d->first != NULL) {
		struct notifier *next = d->first->next;

		free_notifier(d->first);
		d->first = next;
	}
	free(d);
}

/* ---- Figures */

bool
dispatch_is_idle(const struct dispatch *d, int64_t *n_stuck)
{
	*n_stuck = 0;
	for (const struct notifier *n = d->first; n != NULL; n = n->next) {
		bool is_broken = worker_state(n->worker) == WORKER_BROKEN;

		if (n->step != STEP_NONE)
			return false;
		for (const struct lane_state *l = n->lanes; l != NULL;
		     l = l->next) {
			if (l->is_known && l->due_us == INT64_MAX)
				continue;
			if (!is_broken && l->n_failures < HURRIED_TRIES_MAX)
				return false;
			++*n_stuck;
		}
	}
	return true;
}

size_t
dispatch_n(const struct dispatch *d)
{
	return d->n;
}

static const struct notifier *
notifier_at(const struct dispatch *d, size_t i)
{
	const struct notifier *n = d->first;

	while (i-- > 0)
		n = n->next;
	return n;
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

	for (const struct lane_state *l = n->lanes; l != NULL; l = l->next)
		if (l->hold_us > clock_now_us() && l->n_failures > 0 &&
		    (s.oldest_hold_us == 0 || l->hold_us < s.oldest_hold_us))
			s.oldest_hold_us = l->hold_us;
	return s;
}
