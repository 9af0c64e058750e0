/* SPDX-License-Identifier: ISC */
/*
 * test_dispatch_clock.c - the clock is set while notices wait, and nights in
 * which it seems to be.
 */
#include <time.h>

#include "dispatch_fixture.h"

#define HOUR_US (3600 * S_US)

struct clocks {
	struct outbox *o;
	int64_t steady_us;
};

static int
begin_clocks(void **state)
{
	struct clocks *c = mem_new(1, sizeof(*c));
	void *o;

	begin(&o);
	c->o = o;
	c->steady_us = 1000 * S_US;
	clock_set_steady(&c->steady_us);
	*state = c;
	return 0;
}

static int
end_clocks(void **state)
{
	struct clocks *c = *state;
	void *o = c->o;

	end(&o);
	clock_set_steady(NULL);
	free(c);
	return 0;
}

/* Time goes by, and the clock may be set at the same moment. */
static void
pass(struct clocks *c, int64_t us, int64_t jump_us)
{
	c->steady_us += us;
	c->o->c->now_us += us + jump_us;
	dispatch_look_at_clock(c->o->d);
	for (int i = 0; i < 20; i++) {
		uv_run(&c->o->c->loop, UV_RUN_NOWAIT);
		writer_flush(c->o->c->writer);
	}
	for (struct notifier *n = c->o->d->first; n != NULL; n = n->next)
		notifier_go_on(n);
}

/* Until the n-th try of the first notice is over. */
static void
tried(struct clocks *c, int n)
{
	struct outbox *o = c->o;

	while (count_asked(o->c, "slack", "deliver") < n ||
	       n_in(o, NOTICE_SENDING) > 0 || o->d->first->n_marks > 0)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
}

static void
set__a_retry_waits__waits_as_long_as_before(void **state)
{
	static const int64_t jumps[] = { -HOUR_US, HOUR_US, -7 * HOUR_US,
		100 * HOUR_US, 0 };

	for (size_t i = 0; i < N_OF(jumps); i++) {
		struct clocks *c;
		struct outbox *o;

		if (i > 0)
			begin_clocks(state);
		c = *state;
		o = c->o;
		put_notice(o, "#a", 1, "{\"do\":[\"retry 30\",\"done\"]}");
		open_dispatch(o);
		tried(c, 1);
		pass(c, 10 * S_US, jumps[i]);
		pass(c, 19 * S_US, 0);
		assert_int_equal(count_asked(o->c, "slack", "deliver"), 1);
		pass(c, 2 * S_US, 0);
		wait_for(o, NOTICE_DONE, 1);
		assert_int_equal(count_asked(o->c, "slack", "deliver"), 2);
		stop(o, 5000);
		assert_int_equal(
		    strstr(core_log(o->c), "the clock was set") != NULL,
		    jumps[i] != 0);
		if (i + 1 < N_OF(jumps))
			end_clocks(state);
	}
}

/* What waits for its comment, or gathers others. */
static void
set__a_time_is_waited_for__comes_when_it_would_have(void **state)
{
	static const int64_t jumps[] = { -HOUR_US, HOUR_US };

	for (size_t i = 0; i < N_OF(jumps); i++) {
		struct clocks *c;
		struct outbox *o;

		if (i > 0)
			begin_clocks(state);
		c = *state;
		o = c->o;
		put_as(o, "#a", 1, "{}", NOTICE_WAITING, NOW_US + 120 * S_US);
		open_dispatch(o);
		pass(c, 60 * S_US, jumps[i]);
		pass(c, 59 * S_US, 0);
		assert_order(o, "");
		pass(c, 2 * S_US, 0);
		wait_for(o, NOTICE_DONE, 1);
		stop(o, 5000);
		if (i + 1 < N_OF(jumps))
			end_clocks(state);
	}
}

/* Days ahead: too old by the clock, not by what has passed. */
static void
set__days_forward__no_notice_dies_of_it(void **state)
{
	struct clocks *c = *state;
	struct outbox *o = c->o;

	put_notice(o, "#a", 1, "{\"do\":[\"retry 30\"]}");
	open_dispatch(o);
	tried(c, 1);
	pass(c, S_US, 100 * HOUR_US);
	pass(c, 30 * S_US, 0);
	tried(c, 2);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	/* And back: it grows old all the same. */
	pass(c, S_US, -100 * HOUR_US);
	pass(c, HOUR_US, 0);
	wait_for(o, NOTICE_DEAD, 1);
	stop(o, 5000);
}

static void
set__while_it_is_sent__nothing_is_lost(void **state)
{
	struct clocks *c = *state;
	struct outbox *o = c->o;

	put_notice(o, "#a", 1, "{\"do\":[\"hang\"]}");
	put_notice(o, "#b", 2, "{}");
	open_dispatch(o);
	while (count_asked(o->c, "slack", "deliver") < 1)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	pass(c, S_US, -HOUR_US);
	stop(o, 50);
	assert_int_equal(n_in(o, NOTICE_UNKNOWN), 1);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
}

static void
slewed__a_little_each_second__is_no_jump(void **state)
{
	struct clocks *c = *state;

	put_as(c->o, "#a", 1, "{}", NOTICE_WAITING, NOW_US + 9 * HOUR_US);
	open_dispatch(c->o);
	for (int i = 0; i < 100; i++)
		pass(c, S_US, 400000);
	stop(c->o, 5000);
	assert_null(strstr(core_log(c->o->c), "the clock was set"));
}

static void
rate__clock_set_back__holds_no_lane(void **state)
{
	struct clocks *c = *state;
	struct outbox *o = c->o;

	o->slack.rate = 1;
	put_notice(o, "#a", 1, "{}");
	put_notice(o, "#a", 2, "{}");
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 1);
	pass(c, 2 * S_US, -HOUR_US);
	wait_for(o, NOTICE_DONE, 2);
	stop(o, 5000);
}

/* ---- Summer time */

static int64_t
utc_us(const char *text)
{
	struct tm tm = { 0 };

	assert_non_null(strptime(text, "%Y-%m-%d %H:%M", &tm));
	return timegm(&tm) * S_US;
}

static void
summer_time__both_nights__change_nothing(void **state)
{
	/* A minute before 02:00 becomes 03:00, and 03:00 becomes 02:00. */
	static const char *const nights[] = { "2026-03-29 00:59",
		"2026-10-25 00:59" };

	setenv("TZ", "Europe/Copenhagen", 1);
	tzset();
	for (size_t i = 0; i < N_OF(nights); i++) {
		struct clocks *c;
		struct outbox *o;
		char before[CLOCK_TEXT_SIZE], after[CLOCK_TEXT_SIZE];

		if (i > 0)
			begin_clocks(state);
		c = *state;
		o = c->o;
		o->c->now_us = utc_us(nights[i]);
		put_notice(o, "#a", 1, "{\"do\":[\"retry 120\",\"done\"]}");
		open_dispatch(o);
		tried(c, 1);
		clock_text(o->c->now_us, before);
		pass(c, 119 * S_US, 0);
		clock_text(o->c->now_us, after);
		/* The clock on the wall has been moved by an hour. */
		assert_string_not_equal(strchr(before, ' ') + 4, "");
		assert_int_equal(strcmp(after, before) > 0, i == 0);
		assert_int_equal(count_asked(o->c, "slack", "deliver"), 1);
		pass(c, 2 * S_US, 0);
		wait_for(o, NOTICE_DONE, 1);
		stop(o, 5000);
		assert_null(strstr(core_log(o->c), "the clock was set"));
		if (i + 1 < N_OF(nights))
			end_clocks(state);
	}
	unsetenv("TZ");
	tzset();
}

#define CLOCKS(name) \
	cmocka_unit_test_setup_teardown(name, begin_clocks, end_clocks)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLOCKS(set__a_retry_waits__waits_as_long_as_before),
		CLOCKS(set__a_time_is_waited_for__comes_when_it_would_have),
		CLOCKS(set__days_forward__no_notice_dies_of_it),
		CLOCKS(set__while_it_is_sent__nothing_is_lost),
		CLOCKS(slewed__a_little_each_second__is_no_jump),
		CLOCKS(rate__clock_set_back__holds_no_lane),
		CLOCKS(summer_time__both_nights__change_nothing),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
