/* SPDX-License-Identifier: ISC */
/*
 * dispatch_job.c - the way of one notice, from the outbox to its end.
 *
 * What one notifier is doing is its `job`: the notice, and how far it is.
 * While the mark of a job is on its way to disk nothing else is begun.
 */
#include "core/dispatch_parts.h"

#include <inttypes.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define DEATHS_MAX 3
/* A notice that fails on its own must not hold its lane for long. */
#define LANE_HOLD_MAX_S 30

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

	mark->change =
	    (struct change){ .apply = apply_mark, .after = after_mark };
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
	/* What it did not deliver is its successor's, after a reload. */
	if (n->is_removed)
		dispatch_wake(n->dispatch, n->instance->name, n->job.target,
		    n->job.priority, 0);
	notice_release(&n->job);
	n->job = (struct notice){ .state = NOTICE_WAITING };
	n->lane = NULL;
	n->step = STEP_NONE;
	notifier_go_on(n);
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

void
notifier_on_result(void *arg, const struct outcome *outcome)
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
	if (!lane_look(n, lane, &n->job))
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
	notifier_go_on(timer->data);
}

void
notifier_go_on(struct notifier *n)
{
	struct lane_state *lane;
	int64_t wait_us;

	if (n->step != STEP_NONE || n->dispatch->is_stopping ||
	    n->is_removed || writer_trouble(n->dispatch->writer) != NULL ||
	    !worker_can_take(n->worker))
		return;
	while ((lane = lane_choose(n, &wait_us)) != NULL)
		if (begin_job(n, lane))
			return;
	if (wait_us >= 0)
		uv_timer_start(
		    &n->timer, on_timer, (uint64_t)(wait_us / 1000 + 1), 0);
}
