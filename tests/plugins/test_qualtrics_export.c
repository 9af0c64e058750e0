/* SPDX-License-Identifier: ISC */
/*
 * test_qualtrics_export.c - the exports of the provider qualtrics: those that
 * take long or fail, spans, tokens to go on from, and any sequence of them.
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#include "providers/qualtrics/export.h"

#define EXPORTS "/API/v3/surveys/SV_1/export-responses"
#define DAY 86400

/* One export for all of time. */
#define WHOLE ",\"span\":\"3660d\""

static void
add(struct world *w, int id, int64_t at_s, const char *values)
{
	tell(w, "answer",
	    "{\"id\":\"R_%d\",\"at\":%" PRId64 ",\"values\":{%s}}", id, at_s,
	    values);
}

static void
set_now(struct world *w, int64_t now_s)
{
	tell(w, "set", "{\"now\":%" PRId64 "}", now_s);
}

static void
add_answer(struct world *w, int id, int64_t at_s)
{
	set_now(w, at_s);
	add(w, id, at_s - rand() % 20, "\"QID2\":5");
}

static void
change_answer(struct world *w, int id, int64_t at_s)
{
	set_now(w, at_s);
	tell(w, "change",
	    "{\"id\":\"R_%d\",\"changed\":%" PRId64
	    ",\"values\":{\"QID2\":%d,\"QID3_TEXT\":\"%d\"}}",
	    id, at_s, rand() % 11, rand());
}

static void
fail_somehow(struct world *w, int *n, int64_t at_s)
{
	(void)n;
	set_now(w, at_s);
	tell(w, "set",
	    "{\"lag\":60,\"failing\":%d,\"forgotten\":%s,\"looks\":%d,"
	    "\"broken_after\":%d}",
	    rand() % 2, rand() % 4 == 0 ? "true" : "false", rand() % 30,
	    rand() % 5);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "qualtrics.py",
	.settings = "\"token\":\"tok\",\"survey\":\"SV_1\"",
	.add = add_answer,
	.change = change_answer,
	.more = fail_somehow,
	.calm = ",\"failing\":0,\"looks\":0,\"lag\":0,\"broken_after\":0",
	.usual = WHOLE,
	.step_s = 200,
	.after_s = 7,
	.wrong = "\"token\":\"hunter2\",\"survey\":\"SV_1\"",
	.wrong_why = "reference 74768340",
};

static int n_pauses;

static void
no_pause(void)
{
	n_pauses++;
}

static int
set_up_all(void **state)
{
	export_pause = no_pause;
	n_pauses = 0;
	return set_up(state);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up_all, tear_down)

/* ---- Exports */

static void
export__that_takes_its_time__is_waited_for_and_then_looked_after(void **state)
{
	struct world *w = *state;

	open_with(w, WHOLE ",\"wait\":\"3s\"");
	add(w, 1, T0, "\"QID2\":3");
	tell(w, "set", "{\"looks\":2}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_pauses, 2);
	assert_int_equal(asked(w, EXPORTS), 1);
	add(w, 2, (int64_t)time(NULL), "\"QID2\":9");
	tell(w, "set", "{\"looks\":10}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 15);
	assert_non_null(strstr(fake_why(w->host), "still making"));
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, EXPORTS), 2); /* the same all the time */
	assert_int_equal(n_held(w), 2);
}

static void
export__that_fails__is_asked_for_again(void **state)
{
	struct world *w = *state;

	open_with(w, WHOLE);
	add(w, 1, T0, "\"QID2\":3");
	tell(w, "set", "{\"failing\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 60);
	tell(w, "set", "{\"bare\":true}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "no list of responses"));
	tell(w, "set", "{\"bare\":false}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	assert_int_equal(asked(w, EXPORTS), 3);
}

/* A year in twelve exports and a last one, of which each moves the cursor. */
static void
exports__of_a_long_time__are_one_a_span(void **state)
{
	struct world *w = *state;
	int64_t now = (int64_t)time(NULL), since = now - 365 * DAY;
	char *body;

	fake_set_since(w->host, since * 1000000);
	open_with(w, "");
	for (int i = -2; i < 73; i++)
		add(w, i + 2, since + i * 5 * DAY, "\"QID2\":9");
	tell(w, "set", "{\"failing\":0,\"broken\":0}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 73);
	assert_int_equal(asked(w, EXPORTS), 13);
	open_again(w, ",\"continuation\":\"no\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, EXPORTS), 14); /* the last day alone */
	body = last_asked(w, "path");
	assert_non_null(strstr(body, "/file"));
	free(body);
}

static void
exports__interrupted__go_on_with_the_span_that_failed(void **state)
{
	struct world *w = *state;
	int64_t now = (int64_t)time(NULL);

	fake_set_since(w->host, (now - 100 * DAY) * 1000000);
	open_with(w, ",\"overlap\":\"0\"");
	for (int i = 0; i < 20; i++)
		add(w, i, now - 100 * DAY + i * 5 * DAY, "\"QID2\":9");
	/* The definition, two spans of three requests, and one of the third. */
	tell(w, "set", "{\"broken_after\":9}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_in_range(n_held(w), 7, 19);
	open_again(w, ",\"overlap\":\"0\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 20);
	assert_true(n_emitted(w) < 20);
}

static void
token__of_the_last_export__is_gone_on_from(void **state)
{
	struct world *w = *state;

	set_now(w, T0);
	open_with(w, WHOLE);
	add(w, 1, T0 - 10, "\"QID2\":3");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_non_null(strstr(w->cursor, "\"next\":\"C0\""));
	set_now(w, T0 + 600);
	add(w, 2, T0 + 300, "\"QID2\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1); /* without looking back */
	tell(w, "set", "{\"forgotten\":true}");
	set_now(w, T0 + 900);
	add(w, 3, T0 + 800, "\"QID2\":10");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "asked for by time"));
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 3);
}

static void
change__with_a_token__is_found_by_looking_back(void **state)
{
	struct world *w = *state;

	set_now(w, T0);
	open_with(w, WHOLE);
	add(w, 1, T0 - 10, "\"QID2\":3");
	assert_int_equal(poll_it(w), LB_DONE);
	set_now(w, T0 + 600);
	tell(w, "change",
	    "{\"id\":\"R_1\",\"changed\":%" PRId64 ",\"values\":{\"QID2\":7}}",
	    T0 + 300);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 0);
	open_again(w, WHOLE);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "R_1"), "score", -1), 7);
}

static void
answer__that_exports_have_late__is_found(void **state)
{
	struct world *w = *state;

	set_now(w, T0);
	tell(w, "set", "{\"lag\":60}");
	open_with(w, WHOLE ",\"continuation\":\"no\",\"overlap\":\"0\"");
	add(w, 1, T0 - 30, "\"QID2\":3");
	add(w, 2, T0 - 90, "\"QID2\":3");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	set_now(w, T0 + 40);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    export__that_takes_its_time__is_waited_for_and_then_looked_after),
		TEST(export__that_fails__is_asked_for_again),
		TEST(exports__of_a_long_time__are_one_a_span),
		TEST(exports__interrupted__go_on_with_the_span_that_failed),
		TEST(token__of_the_last_export__is_gone_on_from),
		TEST(change__with_a_token__is_found_by_looking_back),
		TEST(answer__that_exports_have_late__is_found),
		TEST(any_sequence__of_changes_and_polls__ends_alike),
		TEST(key__that_is_wrong__is_rejected_and_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
