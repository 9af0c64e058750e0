/* SPDX-License-Identifier: ISC */
/*
 * test_slack_history.c - from when on, how long and by which clock a notice is
 * looked for in what was posted.
 */
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_world.h"
#include "test.h"

#define POST "chat.postMessage"

/* 0: not known. */
static int64_t
us_ago(int seconds)
{
	return seconds == 0 ? 0 : ((int64_t)time(NULL) - seconds) * 1000000;
}

/* The history is a little behind, or the request was still on its way in. */
static void
find__not_there_yet__is_seen_at_the_second_look(void **state)
{
	struct world *w = *state;

	world_plan(w, POST, "[{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_UNKNOWN);
	world_plan(w, "conversations.history",
	    "[{\"status\":200,\"body\":"
	    "\"{\\\"ok\\\":true,\\\"messages\\\":[]}\"}]");
	assert_int_equal(world_find(w, &world_notice), LB_RETRY);
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
	assert_int_equal(world_messages(w), 1);
}

/* A process lives for seconds where much is sent: what it has seen is no
 * measure of how long it is ago. */
static void
find__time_of_sending_known__is_gone_ten_seconds_after_it(void **state)
{
	static const struct {
		int ago_s;
		enum lb_result result;
		int least_s, most_s;
	} cases[] = {
		{ 1, LB_RETRY, 1, 9 },
		{ 3, LB_RETRY, 1, 7 },
		{ 10, LB_REJECT, 0, 0 },
		{ 4000, LB_REJECT, 0, 0 },
		/* Our clock was put back since. */
		{ -3600, LB_RETRY, 10, 10 },
	};
	struct world *w = *state;
	struct lb_notice n = world_notice;

	for (size_t i = 0; i < N_OF(cases); i++) {
		for (int k = 0; k < 2; k++) {
			world_restart(w);
			n.sent_us = us_ago(cases[i].ago_s);
			assert_int_equal(world_find(w, &n), cases[i].result);
			assert_in_range(fake_after_s(w->host),
			    cases[i].least_s, cases[i].most_s);
		}
	}
	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.sent_us = us_ago(1);
	assert_int_equal(world_find(w, &n), LB_DONE);
}

/* As many looks as there are behind, and none more. */
static void
find__history_behind__is_seen_when_it_catches_up(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	world_post(w, "/_lag", "1");
	world_plan(w, POST, "[{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_UNKNOWN);
	assert_int_equal(world_find(w, &world_notice), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 10);
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
	n.id = "reply";
	n.thread = "C00PUBLIC/1795163405.000001";
	world_plan(w, POST, "[{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &n), LB_UNKNOWN);
	assert_int_equal(world_find(w, &n), LB_RETRY);
	assert_int_equal(world_find(w, &n), LB_DONE);
	assert_int_equal(world_messages(w), 2);
}

/* The notice's time is our clock's, the message's is Slack's.  What is within
 * the margin takes one look, what Slack's own clock tells one more. */
static void
find__clocks_apart__is_found_all_the_same(void **state)
{
	static const struct {
		const char *theirs; /* what Slack's clock is off this one */
		int n_calls;
	} cases[] = {
		{ "+0", 1 },
		{ "+600", 1 },
		{ "-600", 1 },
		{ "-10000", 1 },
		{ "+90000", 1 },
		{ "-20000", 2 },
		{ "-90000", 2 },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_notice n = world_notice;

		world_post(w, "/_reset", "");
		world_post(w, "/_now", cases[i].theirs);
		n.target = "C00PUBLIC";
		n.made_us = (int64_t)time(NULL) * 1000000;
		world_plan(w, POST, "[{\"do\":\"lose\"}]");
		assert_int_equal(world_deliver(w, &n), LB_UNKNOWN);
		world_restart(w);
		if (world_find(w, &n) != LB_DONE)
			fail_msg("%s: %s", cases[i].theirs, fake_why(w->host));
		assert_int_equal(
		    world_calls(w, "conversations.history"), cases[i].n_calls);
	}
}

/* 20 pages at a time; what was looked at too early is looked at again, and
 * from then on never from the beginning. */
static void
find__much_was_posted_since__goes_on_where_it_was(void **state)
{
	static const struct {
		const char *id;
		int ago_s; /* 0: not known */
		int n_retries, first_after_s, n_calls;
		enum lb_result result;
	} cases[] = {
		{ "first", 20, 2, 1, 49, LB_DONE },
		{ "first", 0, 3, 10, 69, LB_DONE },
		{ "never", 20, 2, 1, 49, LB_REJECT },
		{ "never", 0, 3, 10, 69, LB_REJECT },
	};
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.id = "first";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	n.id = "other";
	for (int i = 0; i < 48; i++)
		assert_int_equal(world_deliver(w, &n), LB_DONE);
	world_post(w, "/_page", "1");
	for (size_t i = 0; i < N_OF(cases); i++) {
		int before = world_calls(w, "conversations.history");

		world_restart(w);
		n.target = "C00PUBLIC";
		n.id = cases[i].id;
		n.sent_us = us_ago(cases[i].ago_s);
		for (int k = 0; k < cases[i].n_retries; k++) {
			assert_int_equal(world_find(w, &n), LB_RETRY);
			assert_non_null(
			    strstr(fake_why(w->host), "still looking"));
			assert_int_equal(fake_after_s(w->host),
			    k == 0 ? cases[i].first_after_s : 1);
		}
		assert_int_equal(world_find(w, &n), cases[i].result);
		assert_int_equal(
		    world_calls(w, "conversations.history") - before,
		    cases[i].n_calls);
	}
}

static void
find__long_thread__is_read_on_and_then_beside_it(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.sent_us = us_ago(20);
	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "reply";
	n.thread = "C00PUBLIC/1795163405.000001";
	for (int i = 0; i < 24; i++)
		assert_int_equal(world_deliver(w, &n), LB_DONE);
	world_plan(w, POST, "[{\"error\":\"thread_locked\"}]");
	n.id = "beside";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	world_post(w, "/_page", "1");
	assert_int_equal(world_find(w, &n), LB_RETRY);
	assert_int_equal(world_find(w, &n), LB_DONE);
	assert_string_equal(
	    fake_receipt(w->host), "C00PUBLIC/1795163405.000026");
	assert_int_equal(world_calls(w, "conversations.replies"), 25);
}

static void
find__mark_in_the_history_is_too_old__begins_anew(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.sent_us = us_ago(20);
	n.id = "first";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	n.id = "other";
	for (int i = 0; i < 21; i++)
		assert_int_equal(world_deliver(w, &n), LB_DONE);
	world_post(w, "/_page", "1");
	n.id = "first";
	assert_int_equal(world_find(w, &n), LB_RETRY);
	world_plan(
	    w, "conversations.history", "[{\"error\":\"invalid_cursor\"}]");
	assert_int_equal(world_find(w, &n), LB_RETRY);
	assert_int_equal(world_find(w, &n), LB_RETRY);
	assert_int_equal(world_find(w, &n), LB_DONE);
}

/* The core looks for the notices of several targets in turn. */
static void
find__two_in_turn__each_is_looked_for_twice(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.id = "other";
	n.target = "#ledelse";
	assert_int_equal(world_find(w, &world_notice), LB_RETRY);
	assert_int_equal(world_find(w, &n), LB_RETRY);
	assert_int_equal(world_find(w, &world_notice), LB_REJECT);
	assert_int_equal(world_find(w, &n), LB_REJECT);
}

#define EACH(f) \
	cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		EACH(find__not_there_yet__is_seen_at_the_second_look),
		EACH(find__time_of_sending_known__is_gone_ten_seconds_after_it),
		EACH(find__history_behind__is_seen_when_it_catches_up),
		EACH(find__clocks_apart__is_found_all_the_same),
		EACH(find__much_was_posted_since__goes_on_where_it_was),
		EACH(find__long_thread__is_read_on_and_then_beside_it),
		EACH(find__mark_in_the_history_is_too_old__begins_anew),
		EACH(find__two_in_turn__each_is_looked_for_twice),
		/* clang-format on */
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
