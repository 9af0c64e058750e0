/* SPDX-License-Identifier: ISC */
/*
 * dispatch_mark.c - what a notifier's process and the store are told about a
 * notice.
 */
#include "core/dispatch_parts.h"

#include "core/clock.h"
#include "crash_point.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

struct mark *
mark_add(struct notifier *n,
    bool (*apply)(struct change *, struct store *, struct error *),
    void (*after)(struct change *, bool))
{
	struct mark *mark = mem_new(1, sizeof(*mark));

	mark->change = (struct change){ .apply = apply, .after = after };
	mark->notifier = n;
	mark->notice = n->job;
	mark->edited = n->edited;
	n->edited = NULL;
	n->job = (struct notice){ .state = NOTICE_WAITING };
	n->n_marks++;
	writer_add(n->dispatch->writer, &mark->change);
	return mark;
}

void
mark_free(struct mark *mark)
{
	mark->notifier->n_marks--;
	notice_release(&mark->notice);
	free(mark->edited);
	free(mark);
}

/* For who cannot press buttons: with links; NULL: the body is as it should be. */
static char *
dressed(const struct notifier *n)
{
	const struct links_key *key = n->dispatch->links;
	const struct config *config = n->config;
	const char *base = config->has_web ? config->web.url : NULL;

	if (key == NULL || base == NULL || worker_plays(n->worker, "listener"))
		return NULL;
	return links_dress(n->job.body, base, key, n->job.target,
	    n->job.made_us + n->job.delay_us);
}

/* When it was made, for who delivers it: a reminder was when its time came, not
 * when it was planned.  Whoever looks for it looks from then on, so rather too
 * early: also where somebody had it sent before its time. */
static int64_t
told_as_made_us(const struct notice *n, int64_t sent_us)
{
	int64_t made_us = n->skew_us < 0 ? notice_made_us(n) : n->made_us;
	int64_t wanted_us = made_us + n->delay_us;
	int64_t given_us = sent_us > 0 ? sent_us : clock_now_us();

	return wanted_us <= given_us ? wanted_us : made_us;
}

/* The notice as the wire has it; sent_us as a finder is told it, 0: not. */
static char *
members_of(const struct notice *notice, const char *edited, const char *body,
    int64_t sent_us)
{
	struct buf out = BUF_INIT;
	cJSON *o = cJSON_CreateObject();

	json_put_string(o, "id", notice->id);
	json_put_string(o, "target", notice->target);
	json_put_integer(o, "made_us", told_as_made_us(notice, sent_us));
	if (sent_us > 0)
		json_put_integer(o, "sent_us", sent_us);
	json_put_string(o, "thread", notice->thread);
	json_put_string(o, "receipt", edited);
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

void
notifier_ask(struct notifier *n, const char *op, enum step step)
{
	char *links = dressed(n);
	char *members =
	    members_of(&n->job, n->edited, links == NULL ? n->job.body : links,
		step == STEP_FINDING ? n->job.done_us : 0);

	n->step = step;
	crash_point("before-send");
	worker_request(n->worker, op, members, n->instance->deadline_s);
	free(members);
	free(links);
}

void
notifier_leave_lane(struct notifier *n)
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
	struct mark *mark = (struct mark *)change;
	int64_t n_before = store_n_let_go(store);

	if (!store_set_notice(store, &mark->notice, err))
		return false;
	mark->lets_go = store_n_let_go(store) != n_before;
	return true;
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
	if (notice->state == NOTICE_WAITING ||
	    notice->state == NOTICE_UNKNOWN || mark->lets_go)
		dispatch_wake(d, notice->notifier, notice->target,
		    notice->priority,
		    mark->lets_go ? 0 : notice->not_before_us);
	mark_free(mark);
	if (holds_lane)
		notifier_leave_lane(n);
	else
		notifier_go_on(n);
}

void
notifier_settle(struct notifier *n, enum notice_state state, const char *why)
{
	struct mark *mark;

	n->job.state = state;
	if (why != n->job.why) {
		free(n->job.why);
		n->job.why = mem_string(why);
	}
	mark = mark_add(n, apply_end, after_end);
	mark->holds_lane = n->step == STEP_MARKING;
	if (mark->holds_lane)
		n->step = STEP_ENDING;
	else
		notifier_leave_lane(n);
}
