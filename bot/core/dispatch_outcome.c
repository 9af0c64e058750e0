/* SPDX-License-Identifier: ISC */
/* dispatch_outcome.c - what a try has led to, and what follows. */
#include "core/dispatch_parts.h"

#include <inttypes.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "crash_point.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define DEATHS_MAX 3
/* A notice that fails on its own must not hold its lane for long. */
#define LANE_HOLD_MAX_S 30
/* Of a headline, in the log. */
#define SHOWN 60

/* What it is when this try has sent nothing: what another one before it may
 * have sent is still looked for first. */
static enum notice_state
state_unsent(struct notifier *n)
{
	n->job.maybe_twice = n->was_maybe_twice;
	return n->is_doubtful ? NOTICE_UNKNOWN : NOTICE_WAITING;
}

void
notifier_put_back(struct notifier *n)
{
	notifier_settle(n, state_unsent(n), n->job.why);
}

void
notifier_give_up(struct notifier *n, const char *why)
{
	n->n_dead++;
	worker_trouble(n->worker, "notice %s to %s is dead: %s", n->job.id,
	    n->job.target, why);
	log_event(EVENT_DEAD, n->instance->name, "%s: %s is dead: %s",
	    n->job.target, n->job.id, why);
	notifier_settle(n, NOTICE_DEAD, why);
}

bool
notifier_is_too_old(const struct notifier *n)
{
	return clock_now_us() - notice_wanted_us(&n->job) >
	       n->instance->max_age_s * US_PER_S;
}

/* Not now: again after the delay the other side asked for, or our own. */
static void
put_off(struct notifier *n, enum notice_state state, int64_t after_s,
    const char *why)
{
	int64_t delay_s = after_s > 0 ? after_s : backoff_s(n->job.tries);
	int64_t hold_s = after_s > 0 || delay_s < LANE_HOLD_MAX_S
			     ? delay_s
			     : LANE_HOLD_MAX_S;

	n->lane->n_failures++;
	n->lane->hold_us = clock_steady_us() + hold_s * US_PER_S;
	n->job.not_before_us = clock_now_us() + delay_s * US_PER_S;
	worker_trouble(n->worker, "%s: %s", n->job.target, why);
	log_event(EVENT_DELAYED, n->instance->name,
	    "%s: %s not delivered: %s (again in %" PRId64 " s)", n->job.target,
	    n->job.id, why, delay_s);
	notifier_settle(n, state, why);
}

static void
retry(struct notifier *n, const struct outcome *outcome)
{
	n->job.tries++;
	pace_limited(n->lane, outcome->after_s);
	if (notifier_is_too_old(n))
		notifier_give_up(n, outcome->why);
	else
		put_off(n, state_unsent(n), outcome->after_s, outcome->why);
}

/* It may have arrived, or its process died on it. */
static void
doubt(struct notifier *n, const struct outcome *outcome)
{
	n->job.tries++;
	if (outcome->result == RESULT_DIED)
		n->job.deaths++;
	if (n->job.deaths >= DEATHS_MAX) {
		notifier_give_up(n, "three processes died or hung on it");
		return;
	}
	put_off(n, NOTICE_UNKNOWN, outcome->after_s, outcome->why);
}

/* Where to, and what it says: who watches wants to know whom it was about. */
static void
tell_delivered(const struct notifier *n)
{
	cJSON *body = cJSON_Parse(n->job.body);
	const char *headline = json_string(body, "headline");

	if (headline == NULL)
		headline = n->job.id;
	log_event(EVENT_DELIVERED, n->instance->name, "%s: %.*s%s",
	    n->job.target, (int)utf8_cut(headline, SHOWN), headline,
	    n->job.edits[0] != '\0' ? " (edited)" : "");
	cJSON_Delete(body);
}

static void
delivered(struct notifier *n, const struct outcome *outcome)
{
	crash_point("after-send-before-mark");
	n->n_delivered++;
	n->lane->n_failures = 0;
	pace_delivered(n->lane, n->instance->rate);
	n->job.done_us = clock_now_us();
	if (outcome->receipt != NULL) {
		free(n->job.receipt);
		n->job.receipt = mem_string(outcome->receipt);
	}
	worker_trouble(n->worker, "%s", "");
	tell_delivered(n);
	notifier_settle(n, NOTICE_DONE, NULL);
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
		n->job.maybe_twice = n->was_maybe_twice;
		notifier_give_up(n, outcome->why);
		return;
	case RESULT_UNKNOWN:
	case RESULT_DIED:
		n->job.done_us = clock_now_us();
		doubt(n, outcome);
		return;
	case RESULT_UNSENT:
		notifier_put_back(n);
		return;
	}
}

/* After find: the worker may be ending by now. */
static void
deliver(struct notifier *n)
{
	if (n->dispatch->is_stopping || n->is_removed ||
	    !worker_can_take(n->worker))
		notifier_put_back(n);
	else
		notifier_ask(n, "deliver", STEP_DELIVERING);
}

static bool
apply_doubt(struct change *change, struct store *store, struct error *err)
{
	return store_set_notice(store, &((struct mark *)change)->notice, err);
}

static void
after_doubt(struct change *change, bool is_done)
{
	struct mark *mark = (struct mark *)change;
	struct notifier *n = mark->notifier;

	(void)is_done;
	n->job = mark->notice;
	n->edited = mark->edited;
	mark->notice = (struct notice){ .state = NOTICE_WAITING };
	mark->edited = NULL;
	mark_free(mark);
	deliver(n);
}

/* Whoever looks for it after a crash must know how late it was sent, and that
 * it may be the second. */
static void
deliver_again(struct notifier *n, bool maybe_twice)
{
	n->job.maybe_twice = maybe_twice;
	n->job.done_us = clock_now_us();
	n->step = STEP_MARKED;
	mark_add(n, apply_doubt, after_doubt);
}

static void
on_found(struct notifier *n, const struct outcome *outcome)
{
	switch (outcome->result) {
	case RESULT_DONE:
		delivered(n, outcome);
		return;
	case RESULT_REJECT:
		n->is_doubtful = false;
		n->was_maybe_twice = false;
		deliver_again(n, false);
		return;
	case RESULT_UNKNOWN:
		/* A change that is made twice is one. */
		if (n->job.edits[0] != '\0')
			deliver(n);
		else
			deliver_again(n, true);
		return;
	case RESULT_UNSENT:
		notifier_put_back(n);
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

	dispatch_look_at_clock(n->dispatch);
	if (n->step == STEP_FINDING)
		on_found(n, outcome);
	else
		on_delivered(n, outcome);
}
