/* SPDX-License-Identifier: ISC */
/*
 * dispatch_job.c - which notice is next, and how it is begun.
 *
 * What one notifier is doing is its `job`: the notice, and how far it is.
 * While the mark of a job is on its way to disk nothing else is begun.
 */
#include "core/dispatch_parts.h"

#include "core/clock.h"
#include "core/log.h"
#include "sdk/mem.h"

/* What follows a message that is not there yet waits so long for it. */
#define FOLLOW_AGAIN_US (30 * US_PER_S)

/* ---- The outbox */

/* A store that cannot be read is said once, not each second. */
static void
cannot_read(struct notifier *n, struct lane_state *lane, const char *why)
{
	if (!n->cannot_read)
		log_line(LOG_ERROR, n->instance->name,
		    "cannot read the outbox: %s (trying each second)", why);
	n->cannot_read = true;
	lane->hold_us = clock_steady_us() + US_PER_S;
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
		lane->target, clock_now_us(), next, &found, &next_us, &err);
	if (!lane->is_known) {
		cannot_read(n, lane, err.text);
		return false;
	}
	n->cannot_read = false;
	lane->due_us = found ? 0 : dispatch_steady(next_us);
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

/* ---- The job */

/* An edit changes a message that is there: its receipt says where.  Where there
 * is none yet the edit is held again (a command may have made it due), where
 * there will be none it is dropped. */
static bool
find_message(struct mark *mark, struct notice *edit, struct store *store,
    struct error *err)
{
	struct notice message;
	bool found = false;

	if (!store_notice(store, edit->edits, &message, &found, err))
		return false;
	if (found && message.state == NOTICE_DONE)
		mark->edited = mem_string(message.receipt);
	mark->is_lost = mark->edited == NULL;
	if (mark->is_lost && found && message.state <= NOTICE_UNKNOWN) {
		edit->not_before_us = NOTICE_HELD;
	} else if (mark->is_lost) {
		edit->state = NOTICE_DROPPED;
		free(edit->why);
		edit->why = mem_string("there is no message it could change");
	}
	notice_release(&message);
	return !mark->is_lost || store_set_notice(store, edit, err);
}

/* What goes by the state of its case goes in those states alone: whatever was
 * dropped with a change of state may have been under way. */
static bool
ask_guard(struct mark *mark, struct notice *n, struct store *store,
    struct error *err)
{
	struct kase k;
	bool found = false;

	if (n->guard == NULL)
		return true;
	if (!store_case(store, n->kase, &k, &found, err))
		return false;
	mark->is_lost =
	    !found || strstr(n->guard, case_state_name(k.state)) == NULL;
	if (mark->is_lost) {
		n->state = NOTICE_DROPPED;
		free(n->why);
		n->why = mem_printf("the case is %s by now",
		    found ? case_state_name(k.state) : "gone");
	}
	kase_release(&k);
	return !mark->is_lost || store_set_notice(store, n, err);
}

/* Goes into the thread of the first of its messages, once that is there. */
static bool
find_thread(struct mark *mark, struct notice *n, struct store *store,
    struct error *err)
{
	struct notice first;
	bool found = false;

	if (n->follows[0] == '\0')
		return true;
	if (!store_notice(store, n->follows, &first, &found, err))
		return false;
	if (found && first.state <= NOTICE_UNKNOWN) {
		mark->is_lost = true;
		n->not_before_us = clock_now_us() + FOLLOW_AGAIN_US;
	} else if (found && first.receipt != NULL) {
		free(n->thread);
		n->thread = mem_string(
		    first.thread != NULL ? first.thread : first.receipt);
	}
	notice_release(&first);
	return !mark->is_lost || store_set_notice(store, n, err);
}

/* It is sent again although it may have arrived, and cannot be looked for:
 * whoever comes after a crash must know. */
static bool
is_blind(const struct notifier *n, const struct notice *notice)
{
	return notice->state == NOTICE_UNKNOWN &&
	       !worker_can(n->worker, "find");
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
	free(mark->edited);
	mark->edited = NULL;
	mark->notice = now;
	if (now.edits[0] != '\0' &&
	    !find_message(mark, &mark->notice, store, err))
		return false;
	if (!mark->is_lost && !ask_guard(mark, &mark->notice, store, err))
		return false;
	if (!mark->is_lost && !find_thread(mark, &mark->notice, store, err))
		return false;
	if (mark->is_lost)
		return true;
	if (now.state == NOTICE_WAITING)
		now.done_us = mark->notice.done_us = clock_now_us();
	now.maybe_twice |= is_blind(mark->notifier, &now);
	now.state = NOTICE_SENDING;
	return store_set_notice(store, &now, err);
}

/* A notice whose outcome is unknown is looked for where the notifier can. */
static void
ask_for_job(struct notifier *n)
{
	if (n->is_doubtful && worker_can(n->worker, "find")) {
		notifier_ask(n, "find", STEP_FINDING);
	} else {
		n->job.maybe_twice |= n->is_doubtful;
		notifier_ask(n, "deliver", STEP_DELIVERING);
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
		n->is_doubtful = mark->notice.state == NOTICE_UNKNOWN;
		n->was_maybe_twice = mark->notice.maybe_twice;
		n->job = mark->notice;
		n->edited = mark->edited;
		mark->edited = NULL;
		n->job.state = NOTICE_SENDING;
		n->step = STEP_MARKED;
		mark->notice = (struct notice){ .state = NOTICE_WAITING };
	}
	mark_free(mark);
	if (is_lost)
		notifier_leave_lane(n);
	else if (n->dispatch->is_stopping || n->is_removed ||
		 !worker_can_take(n->worker))
		notifier_put_back(n);
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
	if (clock_steady_us() < n->dispatch->find_from_us) {
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
		if (lane->hold_us > clock_steady_us())
			return false;
		worker_start(n->worker);
		return true;
	}
	n->lane = lane;
	lane->is_busy = true;
	lanes_put(&n->lanes, lane);
	n->step = STEP_MARKING;
	if (notifier_is_too_old(n) && n->job.tries > 0)
		notifier_give_up(
		    n, n->job.why == NULL ? "too old" : n->job.why);
	else
		mark_add(n, apply_begin, after_begin);
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

	dispatch_look_at_clock(n->dispatch);
	if (n->step != STEP_NONE || n->dispatch->n_shifts > 0 ||
	    n->dispatch->is_stopping || n->is_removed ||
	    !worker_can_take(n->worker))
		return;
	n->is_blocked = writer_trouble(n->dispatch->writer) != NULL;
	if (n->is_blocked)
		return;
	while ((lane = lanes_choose(&n->lanes, clock_steady_us(), on_look, n,
		    &wait_us)) != NULL)
		if (begin_job(n, lane))
			return;
	if (wait_us >= 0)
		uv_timer_start(
		    &n->timer, on_timer, (uint64_t)(wait_us / 1000 + 1), 0);
}
