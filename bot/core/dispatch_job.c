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
#include "crash_point.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define DEATHS_MAX 3
/* A notice that fails on its own must not hold its lane for long. */
#define LANE_HOLD_MAX_S 30

/* ---- The outbox */

/* The time by which the store's not_before_us is compared. */
static int64_t
due_by(const struct notifier *n)
{
	return n->dispatch->is_hurried ? INT64_MAX - 1 : clock_now_us();
}

/* A store that cannot be read is said once, not each second. */
static void
cannot_read(struct notifier *n, struct lane_state *lane, const char *why)
{
	if (!n->cannot_read)
		log_line(LOG_ERROR, n->instance->name,
		    "cannot read the outbox: %s (trying each second)", why);
	n->cannot_read = true;
	lane->hold_us = clock_now_us() + US_PER_S;
}

/* What is next in the lane; true: there is one that is due, in *next. */
static bool
look(struct notifier *n, struct lane_state *lane, struct notice *next)
{
	struct error err;
	int64_t next_us = INT64_MAX;
	bool found = false;

	*next = (struct notice){ .state = NOTICE_WAITING };
	lane->is_known =
	    store_next_notice(n->dispatch->store, n->instance->name,
		lane->target, due_by(n), next, &found, &next_us, &err);
	if (!lane->is_known) {
		cannot_read(n, lane, err.text);
		return false;
	}
	n->cannot_read = false;
	lane->due_us = found ? 0 : next_us;
	lane->priority = found ? next->priority : 0;
	return found;
}

static void
on_look(void *arg, struct lane_state *lane)
{
	struct notice next;

	look(arg, lane, &next);
	notice_release(&next);
}

/* ---- Marks: changes of a notice on their way to disk */

struct mark {
	struct change change;
	struct notifier *notifier;
	struct notice notice; /* the mark's own */
	bool is_lost;         /* somebody else has changed it meanwhile */
	bool holds_lane;      /* the store still offers the notice */
};

static struct mark *
add_mark(struct notifier *n,
    bool (*apply)(struct change *, struct store *, struct error *),
    void (*after)(struct change *, bool))
{
	struct mark *mark = mem_new(1, sizeof(*mark));

	mark->change = (struct change){ .apply = apply, .after = after };
	mark->notifier = n;
	mark->notice = n->job;
	n->job = (struct notice){ .state = NOTICE_WAITING };
	n->n_marks++;
	writer_add(n->dispatch->writer, &mark->change);
	return mark;
}

static void
free_mark(struct mark *mark)
{
	mark->notifier->n_marks--;
	notice_release(&mark->notice);
	free(mark);
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
	crash_point("before-send");
	worker_request(n->worker, op, members, n->instance->deadline_s);
	free(members);
}

/* Done with the job's lane: others may come before its next. */
static void
leave_lane(struct notifier *n)
{
	struct lane_state *lane = n->lane;

	n->lane = NULL;
	n->step = STEP_NONE;
	lane->is_busy = false;
	lane->is_known = false;
	lanes_put(&n->lanes, lane);
	notifier_go_on(n);
}

static bool
apply_end(struct change *change, struct store *store, struct error *err)
{
	return store_set_notice(store, &((struct mark *)change)->notice, err);
}

static void
after_end(struct change *change, bool is_done)
{
	struct mark *mark = (struct mark *)change;
	struct notifier *n = mark->notifier;
	struct dispatch *d = n->dispatch;
	const struct notice *notice = &mark->notice;
	bool holds_lane = mark->holds_lane;

	(void)is_done;
	if (notice->state == NOTICE_DONE)
		crash_point("after-mark");
	/* Whoever has this name now: the one that sent it may be removed. */
	if (notice->state == NOTICE_WAITING || notice->state == NOTICE_UNKNOWN)
		dispatch_wake(d, notice->notifier, notice->target,
		    notice->priority, notice->not_before_us);
	free_mark(mark);
	if (holds_lane)
		leave_lane(n);
	else
		notifier_go_on(n);
}

/* The job is over: its new state goes to disk.  The mark of the next may
 * share its commit. */
static void
settle(struct notifier *n, enum notice_state state, const char *why)
{
	struct mark *mark;

	n->job.state = state;
	if (why != n->job.why) {
		free(n->job.why);
		n->job.why = mem_string(why);
	}
	mark = add_mark(n, apply_end, after_end);
	mark->holds_lane = n->step == STEP_MARKING;
	if (mark->holds_lane)
		n->step = STEP_ENDING;
	else
		leave_lane(n);
}

/* It was not sent: it is again what it was. */
static void
put_back(struct notifier *n)
{
	settle(
	    n, n->was_unknown ? NOTICE_UNKNOWN : NOTICE_WAITING, n->job.why);
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

	crash_point("after-send-before-mark");
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
	case RESULT_UNSENT:
		put_back(n);
		return;
	}
}

/* After find: the worker may be ending by now. */
static void
deliver(struct notifier *n)
{
	if (n->dispatch->is_stopping || n->is_removed ||
	    !worker_can_take(n->worker))
		put_back(n);
	else
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
		deliver(n);
		return;
	case RESULT_UNKNOWN:
		n->job.maybe_twice = true;
		deliver(n);
		return;
	case RESULT_UNSENT:
		put_back(n);
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

/* The notice as it is now: what was folded into it since, or a command that
 * dropped it, must not be undone. */
static bool
apply_begin(struct change *change, struct store *store, struct error *err)
{
	struct mark *mark = (struct mark *)change;
	struct notice now;
	bool found = false;

	if (!store_notice(store, mark->notice.id, &now, &found, err))
		return false;
	mark->is_lost = !found || (now.state != NOTICE_WAITING &&
				      now.state != NOTICE_UNKNOWN);
	if (mark->is_lost) {
		notice_release(&now);
		return true;
	}
	notice_release(&mark->notice);
	mark->notice = now;
	now.state = NOTICE_SENDING;
	return store_set_notice(store, &now, err);
}

/* A notice whose outcome is unknown is looked for where the notifier can. */
static void
ask_for_job(struct notifier *n)
{
	if (n->was_unknown && worker_can(n->worker, "find")) {
		ask_worker(n, "find", STEP_FINDING);
	} else {
		n->job.maybe_twice |= n->was_unknown;
		ask_worker(n, "deliver", STEP_DELIVERING);
	}
}

/* The mark is on disk: the notifier may see it. */
static void
after_begin(struct change *change, bool is_done)
{
	struct mark *mark = (struct mark *)change;
	struct notifier *n = mark->notifier;
	bool is_lost = mark->is_lost || !is_done;

	if (!is_lost) {
		n->was_unknown = mark->notice.state == NOTICE_UNKNOWN;
		n->job = mark->notice;
		n->job.state = NOTICE_SENDING;
		n->step = STEP_MARKED;
		mark->notice = (struct notice){ .state = NOTICE_WAITING };
	}
	free_mark(mark);
	if (is_lost)
		leave_lane(n);
	else if (n->dispatch->is_stopping || n->is_removed ||
		 !worker_can_take(n->worker))
		put_back(n);
	else
		ask_for_job(n);
}

/* What it can ("find") is known once its process has started; and what was
 * under way when the bot was killed may still be arriving. */
static bool
must_wait(struct notifier *n, struct lane_state *lane)
{
	if (n->job.state != NOTICE_UNKNOWN)
		return false;
	if (clock_now_us() < n->dispatch->find_from_us) {
		lane->hold_us = n->dispatch->find_from_us;
		return true;
	}
	return worker_state(n->worker) == WORKER_OFF;
}

/* False: not this lane, after all; look for another. */
static bool
begin_job(struct notifier *n, struct lane_state *lane)
{
	if (!look(n, lane, &n->job)) {
		lanes_put(&n->lanes, lane);
		return false;
	}
	if (must_wait(n, lane)) {
		notice_release(&n->job);
		lanes_put(&n->lanes, lane);
		if (lane->hold_us > clock_now_us())
			return false;
		worker_start(n->worker);
		return true;
	}
	n->lane = lane;
	lane->is_busy = true;
	lanes_put(&n->lanes, lane);
	n->step = STEP_MARKING;
	if (is_too_old(n) && n->job.tries > 0)
		give_up(n, n->job.why == NULL ? "too old" : n->job.why);
	else
		add_mark(n, apply_begin, after_begin);
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
	    n->is_removed || !worker_can_take(n->worker))
		return;
	n->is_blocked = writer_trouble(n->dispatch->writer) != NULL;
	if (n->is_blocked)
		return;
	while ((lane = lanes_choose(
		    &n->lanes, clock_now_us(), on_look, n, &wait_us)) != NULL)
		if (begin_job(n, lane))
			return;
	if (wait_us >= 0)
		uv_timer_start(
		    &n->timer, on_timer, (uint64_t)(wait_us / 1000 + 1), 0);
}
