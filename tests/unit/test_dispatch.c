/* SPDX-License-Identifier: ISC */
/* test_dispatch.c - notices are sent once, in order, at their rate. */
#include "dispatch_fixture.h"

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
	/* For a second it matters how many were sent in it. */
	assert_int_equal(lanes->n, 300);
	later(o, 1);
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
retry__asked_for_after_five_in_a_second__five_a_second_is_the_pace(
    void **state)
{
	struct outbox *o = *state;

	for (int i = 1; i <= 8; i++)
		put_notice(o, "#a", i,
		    i == 6 ? "{\"do\":[\"retry 1\",\"done\"]}" : "{}");
	put_notice(o, "#b", 9, "{}");
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 6);
	assert_order(o, "1 2 3 4 5 6 9");
	later(o, 1);
	wait_for(o, NOTICE_DONE, 7);
	uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_int_equal(n_in(o, NOTICE_DONE), 7);
	o->c->now_us += S_US / 5 + 2000;
	later(o, 0);
	wait_for(o, NOTICE_DONE, 8);
	uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_int_equal(n_in(o, NOTICE_DONE), 8);
	o->c->now_us += S_US / 5 + 2000;
	later(o, 0);
	wait_for(o, NOTICE_DONE, 9);
	stop(o, 5000);
	assert_order(o, "1 2 3 4 5 6 9 6 7 8");
}

/* What is sent one by one, with nothing waiting in between, counts alike. */
static void
retry__after_five_that_came_one_by_one__five_a_second_is_the_pace(void **state)
{
	struct outbox *o = *state;
	struct lane_state *lane;

	open_dispatch(o);
	for (int i = 1; i <= 5; i++) {
		put_notice(o, "#a", i, "{}");
		later(o, 0);
		wait_for(o, NOTICE_DONE, i);
		for (int k = 0; k < 10; k++)
			uv_run(&o->c->loop, UV_RUN_NOWAIT);
	}
	put_notice(o, "#a", 6, "{\"do\":[\"retry 1\",\"done\"]}");
	later(o, 0);
	while (count_asked(o->c, "slack", "deliver") < 6 ||
	       n_in(o, NOTICE_WAITING) < 1)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	lane = lanes_of(&o->d->first->lanes, "#a");
	assert_in_range(lane->pace_us, S_US / 5, S_US / 5 + 10000);
	/* It is known for five minutes after, whatever is sent. */
	later(o, 1);
	wait_for(o, NOTICE_DONE, 6);
	later(o, 290);
	for (int k = 0; k < 10; k++)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	lane = lanes_of(&o->d->first->lanes, "#a");
	assert_in_range(lane->pace_us, S_US / 5, S_US / 5 + 10000);
	later(o, 20);
	for (int k = 0; k < 10; k++)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_int_equal(o->d->first->lanes.n, 0);
	stop(o, 5000);
}

static void
retry__asked_for_after_one__the_pace_is_one_a_second_at_most(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{}");
	put_notice(o, "#a", 2, "{\"do\":[\"retry 30\",\"done\"]}");
	put_notice(o, "#a", 3, "{}");
	put_notice(o, "#a", 4, "{}");
	open_dispatch(o);
	while (count_asked(o->c, "slack", "deliver") < 2 ||
	       n_in(o, NOTICE_WAITING) < 3)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	later(o, 30);
	wait_for(o, NOTICE_DONE, 2);
	later(o, 1);
	wait_for(o, NOTICE_DONE, 3);
	later(o, 1);
	wait_for(o, NOTICE_DONE, 4);
	stop(o, 5000);
	assert_order(o, "1 2 2 3 4");
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
		/* What a finder is told: it was sent then or before. */
		OK(o->c->f, store_notice(o->c->f->s, o->last, &n, &found,
				&o->c->f->err));
		assert_int_equal(n.done_us, NOW_US);
		notice_release(&n);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(order__by_priority_over_all_lanes),
		CASE(order__thousands_of_lanes__all_are_sent_and_freed),
		CASE(rate__one_a_second_to_a_target__the_others_go),
		CASE(retry__asked_for_30_s__holds_its_lane_alone),
		CASE(
		    retry__asked_for_after_five_in_a_second__five_a_second_is_the_pace),
		CASE(
		    retry__after_five_that_came_one_by_one__five_a_second_is_the_pace),
		CASE(
		    retry__asked_for_after_one__the_pace_is_one_a_second_at_most),
		CASE(retry__again_and_again__dead_when_too_old),
		CASE(reject__is_dead_at_once__the_lane_goes_on),
		CASE(death__three_processes__is_dead),
		CASE(start__dies_thrice_before_it_sends__no_notice_is_dead),
		CASE(unknown__whatever_find_says__is_told_once),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
