/* SPDX-License-Identifier: ISC */
/* test_dispatch.c - notices are sent once, in order, at their rate. */
#include "core/dispatch.h"

#include "core/dispatch_parts.h"
#include "core/worker_parts.h"
#include "core_fixture.h"

struct outbox {
	struct core_fixture *c;
	struct dispatch *d;
	struct instance slack;
	int n_made;
	char last[ID_SIZE];
	enum notice_state wanted;
	int64_t n_wanted;
};

static void
open_dispatch(struct outbox *o)
{
	struct error err;

	o->d = dispatch_new(&o->c->world, o->c->f->s, o->c->writer);
	dispatch_add(o->d, &o->c->config, &o->slack);
	assert_true(dispatch_load(o->d, &err));
}

static int
begin(void **state)
{
	struct outbox *o = mem_new(1, sizeof(*o));

	o->c = core_begin();
	o->slack = a_puppet(o->c, "slack", ROLE_NOTIFIER);
	*state = o;
	return 0;
}

static bool
is_gone(void *arg)
{
	struct outbox *o = arg;

	return dispatch_is_gone(o->d) && writer_backlog(o->c->writer) == 0;
}

static void
stop(struct outbox *o, unsigned grace_ms)
{
	dispatch_stop(o->d, grace_ms);
	UNTIL(&o->c->loop, is_gone, o);
}

static int
end(void **state)
{
	struct outbox *o = *state;

	if (o->d != NULL)
		dispatch_free(o->d);
	core_end(o->c);
	free_puppet(&o->slack);
	free(o);
	return 0;
}

/* A notice in the store; ids are N01, N02 … in the order they are made. */
static void
put_as(struct outbox *o, const char *target, int64_t priority,
    const char *body, enum notice_state state, int64_t not_before_us)
{
	struct notice n = a_notice(target, priority, not_before_us);

	snprintf(n.id, sizeof(n.id), "N%025d", ++o->n_made);
	memcpy(o->last, n.id, ID_SIZE);
	n.body = (char *)(uintptr_t)body;
	n.state = state;
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_put_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
}

static void
put_notice(
    struct outbox *o, const char *target, int64_t priority, const char *body)
{
	put_as(o, target, priority, body, NOTICE_WAITING, NOW_US);
}

static int64_t
n_in(struct outbox *o, enum notice_state state)
{
	struct store_totals t;

	OK(o->c->f, store_totals(o->c->f->s, &t, &o->c->f->err));
	return t.notices[state];
}

static bool
has_come(void *arg)
{
	struct outbox *o = arg;

	return n_in(o, o->wanted) == o->n_wanted;
}

static void
wait_for(struct outbox *o, enum notice_state state, int64_t n)
{
	o->wanted = state;
	o->n_wanted = n;
	UNTIL(&o->c->loop, has_come, o);
}

/* Whatever waits for its time waits no longer. */
static void
later(struct outbox *o, int64_t s)
{
	struct error err;

	o->c->now_us += s * S_US;
	assert_true(dispatch_load(o->d, &err));
}

static void
assert_last(struct outbox *o, int tries, int deaths, const char *why)
{
	struct notice n;
	bool found;

	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	assert_true(found);
	assert_int_equal(n.tries, tries);
	assert_int_equal(n.deaths, deaths);
	if (why != NULL)
		assert_string_equal(n.why == NULL ? "" : n.why, why);
	notice_release(&n);
}

/* The requests so far, as the numbers of the notices: "3 1 f2". */
static void
assert_order(struct outbox *o, const char *expected)
{
	char *asked = asked_of(o->c, "slack");
	struct buf order = BUF_INIT;

	buf_puts(&order, "");
	for (char *p = asked; *p != '\0'; p += strcspn(p, "\n") + 1) {
		const char *n = strchr(p, 'N');
		bool finds = strncmp(p, "find ", 5) == 0;

		if (strncmp(p, "deliver ", 8) == 0 || finds)
			buf_printf(&order, "%s%s%ld",
			    order.size > 0 ? " " : "", finds ? "f" : "",
			    strtol(n + 1, NULL, 10));
	}
	assert_string_equal(buf_str(&order), expected);
	buf_release(&order);
	free(asked);
}

static void
order__by_priority_over_all_lanes(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 50, "{}");
	put_notice(o, "#b", 10, "{}");
	put_notice(o, "#c", 90, "{}");
	put_notice(o, "#a", 5, "{}");
	put_notice(o, "#b", 70, "{}");
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 5);
	stop(o, 5000);
	assert_order(o, "4 2 1 5 3");
	assert_int_equal(dispatch_status(o->d, 0).n_delivered, 5);
}

static void
order__thousands_of_lanes__all_are_sent_and_freed(void **state)
{
	struct outbox *o = *state;
	struct lanes *lanes;

	for (int i = 0; i < 300; i++) {
		char target[32];

		snprintf(target, sizeof(target), "n%d@x.example", i);
		put_notice(o, target, 300 - i, "{}");
	}
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 300);
	lanes = &o->d->first->lanes;
	for (int i = 0; i < 10 && lanes->n > 0; i++)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_int_equal(lanes->n, 0);
	stop(o, 5000);
}

static void
rate__one_a_second_to_a_target__the_others_go(void **state)
{
	struct outbox *o = *state;

	o->slack.rate = 1;
	put_notice(o, "#a", 1, "{}");
	put_notice(o, "#a", 2, "{}");
	put_notice(o, "#b", 3, "{}");
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 2);
	assert_order(o, "1 3");
	later(o, 1);
	wait_for(o, NOTICE_DONE, 3);
	stop(o, 5000);
	assert_order(o, "1 3 2");
}

static void
retry__asked_for_30_s__holds_its_lane_alone(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{\"do\":[\"retry 30\",\"done\"]}");
	put_notice(o, "#a", 2, "{}");
	put_notice(o, "#b", 3, "{}");
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 1);
	assert_order(o, "1 3");
	assert_int_equal(
	    dispatch_status(o->d, 0).oldest_hold_us, NOW_US + 30 * S_US);
	later(o, 29);
	uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_order(o, "1 3");
	later(o, 1);
	wait_for(o, NOTICE_DONE, 3);
	stop(o, 5000);
	assert_order(o, "1 3 1 2");
}

static void
retry__again_and_again__dead_when_too_old(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{\"do\":[\"retry\"]}");
	open_dispatch(o);
	for (int i = 1; i <= 4; i++) {
		while (count_asked(o->c, "slack", "deliver") < i ||
		       n_in(o, NOTICE_WAITING) == 0)
			uv_run(&o->c->loop, UV_RUN_NOWAIT);
		assert_last(o, i, 0, "not now");
		later(o, 901);
	}
	wait_for(o, NOTICE_DEAD, 1);
	stop(o, 5000);
	assert_int_equal(dispatch_status(o->d, 0).n_dead, 1);
}

static void
reject__is_dead_at_once__the_lane_goes_on(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{}");
	put_notice(o, "#a", 0, "{\"do\":[\"reject no such channel\"]}");
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
	assert_order(o, "2 1");
	assert_last(o, 1, 0, "no such channel");
}

static void
death__three_processes__is_dead(void **state)
{
	struct outbox *o = *state;

	tell_puppet(o->c, "slack", "can", "find");
	put_notice(o, "#a", 1, "{\"do\":[\"die\"],\"find\":[\"reject\"]}");
	put_notice(o, "#b", 2, "{}");
	open_dispatch(o);
	wait_for(o, NOTICE_UNKNOWN, 1);
	wait_for(o, NOTICE_DONE, 1);
	later(o, 60);
	/* The second death comes after a success, the third does not. */
	while (count_asked(o->c, "slack", "deliver") < 3 ||
	       n_in(o, NOTICE_UNKNOWN) == 0)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	later(o, 60);
	wait_for(o, NOTICE_DEAD, 1);
	stop(o, 5000);
	assert_int_equal(dispatch_status(o->d, 0).health.n_deaths, 3);
}

static void
start__dies_thrice_before_it_sends__no_notice_is_dead(void **state)
{
	struct outbox *o = *state;

	tell_puppet(o->c, "slack", "start", "done\ndie\ndie\ndie\ndone");
	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	/* It retires, and is needed again. */
	uv_timer_start(&o->d->first->worker->timer,
	    o->d->first->worker->timer.timer_cb, 0, 0);
	while (!worker_is_gone(o->d->first->worker))
		uv_run(&o->c->loop, UV_RUN_ONCE);
	put_notice(o, "#a", 1, "{}");
	dispatch_wake(o->d, "slack", "#a", 1, NOW_US);
	while (n_in(o, NOTICE_DONE) == 0) {
		struct worker *w = o->d->first->worker;

		if (w->state == WORKER_RESTING)
			uv_timer_start(&w->timer, w->timer.timer_cb, 0, 0);
		uv_run(&o->c->loop, UV_RUN_ONCE);
	}
	assert_last(o, 0, 0, "");
	assert_order(o, "1");
	stop(o, 5000);
}

/* ---- Unknown outcomes */

static void
unknown__whatever_find_says__is_told_once(void **state)
{
	static const struct {
		const char *can, *find, *order;
		bool maybe_twice;
	} cases[] = {
		{ "find", "done C1/2", "1 f1", false },
		{ "find", "reject", "1 f1 1", false },
		{ "find", "unknown", "1 f1 1", true },
		{ "", "", "1 1", true },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct outbox *o;
		struct notice n;
		bool found;
		char *body;

		if (i > 0)
			begin(state);
		o = *state;
		body = mem_printf(
		    "{\"do\":[\"unknown\",\"done C1/2\"],\"find\":[\"%s\"]}",
		    cases[i].find);
		tell_puppet(o->c, "slack", "can", cases[i].can);
		put_notice(o, "#a", 1, body);
		open_dispatch(o);
		wait_for(o, NOTICE_UNKNOWN, 1);
		/* Not at once: it may still be on its way. */
		assert_order(o, "1");
		later(o, 60);
		wait_for(o, NOTICE_DONE, 1);
		stop(o, 5000);
		assert_order(o, cases[i].order);
		OK(o->c->f, store_notice(o->c->f->s, o->last, &n, &found,
				&o->c->f->err));
		assert_int_equal(n.maybe_twice, cases[i].maybe_twice);
		assert_string_equal(n.receipt, "C1/2");
		notice_release(&n);
		free(body);
		if (i + 1 < N_OF(cases))
			end(state);
	}
}

static void
recover__was_being_sent__is_looked_for_after_a_while(void **state)
{
	struct outbox *o = *state;
	int64_t n_unknown;

	tell_puppet(o->c, "slack", "can", "find");
	put_as(
	    o, "#a", 1, "{\"find\":[\"done C1/2\"]}", NOTICE_SENDING, NOW_US);
	OK(o->c->f, store_recover(o->c->f->s, &n_unknown, &o->c->f->err));
	assert_int_equal(n_unknown, 1);
	open_dispatch(o);
	put_notice(o, "#b", 2, "{}");
	dispatch_wake(o->d, "slack", "#b", 2, NOW_US);
	wait_for(o, NOTICE_DONE, 1);
	assert_order(o, "2");
	later(o, 3);
	wait_for(o, NOTICE_DONE, 2);
	stop(o, 5000);
	assert_order(o, "2 f1");
}

/* ---- Changes from elsewhere */

static void
begin__dropped_meanwhile__is_not_sent(void **state)
{
	struct outbox *o = *state;
	struct notice n;
	bool found;

	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	put_notice(o, "#a", 1, "{}");
	dispatch_wake(o->d, "slack", "#a", 1, NOW_US);
	assert_int_equal(writer_backlog(o->c->writer), 1);
	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	n.state = NOTICE_DROPPED;
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_set_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
	notice_release(&n);
	put_notice(o, "#b", 2, "{}");
	dispatch_wake(o->d, "slack", "#b", 2, NOW_US);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
	assert_order(o, "2");
	assert_int_equal(n_in(o, NOTICE_DROPPED), 1);
}

static void
begin__folded_into_meanwhile__sends_what_it_is_now(void **state)
{
	struct outbox *o = *state;
	struct notice n;
	bool found;

	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	put_notice(o, "#a", 1, "{\"do\":[\"done old\"]}");
	dispatch_wake(o->d, "slack", "#a", 1, NOW_US);
	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	free(n.body);
	n.body = mem_string("{\"do\":[\"done new\"]}");
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_set_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
	notice_release(&n);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	assert_string_equal(n.receipt, "new");
	assert_string_equal(n.body, "{\"do\":[\"done new\"]}");
	notice_release(&n);
}

/* ---- The end, and being replaced */

static void
stop__in_hand__is_put_back_as_unknown(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{\"do\":[\"hang\"]}");
	put_notice(o, "#b", 2, "{}");
	open_dispatch(o);
	while (count_asked(o->c, "slack", "deliver") == 0)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	stop(o, 50);
	assert_int_equal(n_in(o, NOTICE_UNKNOWN), 1);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	snprintf(o->last, sizeof(o->last), "N%025d", 1);
	assert_last(o, 1, 0, NULL);
}

static void
stop__before_it_was_sent__waits_as_it_did(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{}");
	open_dispatch(o);
	stop(o, 5000);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	assert_last(o, 0, 0, "");
	assert_order(o, "");
}

static void
remove__in_hand__its_successor_goes_on(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{\"do\":[\"hang\",\"done\"]}");
	open_dispatch(o);
	while (count_asked(o->c, "slack", "deliver") == 0)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	dispatch_remove(o->d, "slack", 50);
	dispatch_add(o->d, &o->c->config, &o->slack);
	wait_for(o, NOTICE_UNKNOWN, 1);
	o->c->now_us += 60 * S_US;
	/* Nobody loads: what was put back has told. */
	for (struct notifier *n = o->d->first; n != NULL; n = n->next)
		if (!n->is_removed)
			notifier_go_on(n);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
	assert_order(o, "1 1");
}

static void
hurry__put_off_by_hours__is_sent(void **state)
{
	struct outbox *o = *state;
	int64_t n_stuck;

	put_as(o, "#a", 1, "{}", NOTICE_WAITING, NOW_US + 7200 * S_US);
	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	assert_order(o, "");
	dispatch_hurry(o->d);
	wait_for(o, NOTICE_DONE, 1);
	uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_true(dispatch_is_idle(o->d, &n_stuck));
	assert_int_equal(n_stuck, 0);
	stop(o, 5000);
}

static void
idle__a_broken_notifier__is_not_waited_for(void **state)
{
	struct outbox *o = *state;
	int64_t n_stuck;

	tell_puppet(o->c, "slack", "start", "exit 78");
	put_notice(o, "#a", 1, "{}");
	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_BROKEN)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	assert_true(dispatch_is_idle(o->d, &n_stuck));
	assert_int_equal(n_stuck, 1);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	stop(o, 5000);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(order__by_priority_over_all_lanes),
		CASE(order__thousands_of_lanes__all_are_sent_and_freed),
		CASE(rate__one_a_second_to_a_target__the_others_go),
		CASE(retry__asked_for_30_s__holds_its_lane_alone),
		CASE(retry__again_and_again__dead_when_too_old),
		CASE(reject__is_dead_at_once__the_lane_goes_on),
		CASE(death__three_processes__is_dead),
		CASE(start__dies_thrice_before_it_sends__no_notice_is_dead),
		CASE(unknown__whatever_find_says__is_told_once),
		CASE(recover__was_being_sent__is_looked_for_after_a_while),
		CASE(begin__dropped_meanwhile__is_not_sent),
		CASE(begin__folded_into_meanwhile__sends_what_it_is_now),
		CASE(stop__in_hand__is_put_back_as_unknown),
		CASE(stop__before_it_was_sent__waits_as_it_did),
		CASE(remove__in_hand__its_successor_goes_on),
		CASE(hurry__put_off_by_hours__is_sent),
		CASE(idle__a_broken_notifier__is_not_waited_for),
	};

	alarm(110);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
