/* SPDX-License-Identifier: ISC */
/*
 * test_wootric.c - the provider wootric, polling an account on loopback
 * (tests/fake/wootric.py).
 */
#include "vendor_world.h"

#include <stdlib.h>

static void
end_tokens(struct world *w, int *n, int64_t at_s)
{
	(void)n;
	(void)at_s;
	tell(w, "set", "{\"expired\":true}");
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "wootric.py",
	.settings = "\"client_id\":\"me\",\"client_secret\":\"secret\"",
	.add = add_plain,
	.change = change_plain,
	.more = end_tokens,
	.after_s = 20,
	.wrong = "\"client_id\":\"me\",\"client_secret\":\"hunter2\"",
	.wrong_why = "client_id",
};

/* ---- One answer */

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":640213,\"user\":9001,\"score\":3,\"at\":%" PRId64
	    ",\"changed\":%" PRId64 ",\"text\":\"For sen\","
	    "\"properties\":{\"company\":\"Kunde A ApS\",\"mrr\":1200}}",
	    T0, T0 + 158);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "640213");
	assert_string_equal(json_string(r, "survey"), "7719");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "email"), "u9001@kunde.example");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6);
	assert_true(json_real(r, "changed_us", 0) == (T0 + 158) * 1e6);
	assert_string_equal(
	    json_string(json_member(r, "properties"), "mrr"), "1200");
}

static void
answer__excluded__is_seen_and_not_counted(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"score\":3,\"at\":%" PRId64 ",\"excluded\":true}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "1"), "scale"), "other");
	assert_false(json_bool(held(w, "1"), "complete", true));
}

static void
answer__that_cannot_be_one__is_kept_aside_and_stops_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"score\":11,\"at\":%" PRId64 "}", T0);
	tell(w, "answer", "{\"id\":2,\"score\":\"9\",\"at\":%" PRId64 "}", T0);
	tell(w, "answer", "{\"id\":3,\"score\":null,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 1);
	assert_int_equal(n_emitted(w), 2);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 9);
	assert_int_equal(json_integer(held(w, "3"), "score", 0), -1);
}

static void
address__not_with_the_answer__is_asked_for_once(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "set", "{\"email\":false}");
	for (int i = 0; i < 3; i++)
		tell(w, "answer",
		    "{\"id\":%d,\"user\":5,\"score\":9,\"at\":%" PRId64 "}",
		    i + 1, T0 + i);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(
	    json_string(held(w, "3"), "email"), "u5@kunde.example");
	assert_int_equal(asked(w, "/v1/end_users/5"), 1);
}

static void
survey__chosen__others_are_left_out(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"survey\":\"12\"");
	tell(w, "answer",
	    "{\"id\":1,\"score\":9,\"survey\":12,\"at\":%" PRId64 "}", T0);
	tell(w, "answer", "{\"id\":2,\"score\":9,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
}

/* ---- The way through them */

/* More than the 1,500 of one query, many in one second at its end. */
static void
walk__beyond_what_a_query_gives__loses_none(void **state)
{
	struct world *w = *state;
	const int n = 1700;

	NOT_IF_SLOWED();
	open_with(w, "");
	for (int i = 0; i < n; i++)
		tell(w, "answer",
		    "{\"id\":%d,\"score\":%d,\"at\":%" PRId64 "}", i + 1,
		    i % 11, T0 + (i < 1400 ? i : 1400));
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), n);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(n_emitted(w) <= 300);
}

static void
first_run__since__is_where_it_begins(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, (T0 + 10) * 1000000);
	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"score\":9,\"at\":%" PRId64 "}", T0 + 9);
	tell(
	    w, "answer", "{\"id\":2,\"score\":9,\"at\":%" PRId64 "}", T0 + 10);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	assert_non_null(json_member(w->held, "2"));
}

static void
comment__that_comes_later__is_found_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"overlap_every\":\"1s\",\"overlap\":\"1h\"");
	tell(w, "answer", "{\"id\":1,\"score\":3,\"at\":%" PRId64 "}", T0);
	tell(w, "answer", "{\"id\":2,\"score\":9,\"at\":%" PRId64 "}",
	    T0 + 600);
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "change", "{\"id\":1,\"text\":\"For dyrt\",\"score\":2}");
	/* A new process has all to learn anew: its first poll overlaps. */
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "1"), "comment"), "For dyrt");
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 2);
}

static void
cursor__however_far_back_is_read__never_goes_back(void **state)
{
	struct world *w = *state;
	char *before;

	open_with(w, "");
	for (int i = 0; i < 120; i++)
		tell(w, "answer", "{\"id\":%d,\"score\":9,\"at\":%" PRId64 "}",
		    i + 1, T0 + i);
	assert_int_equal(poll_it(w), LB_DONE);
	before = mem_string(w->cursor);
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 120);
	assert_null(fake_cursor(w->host));
	assert_string_equal(w->cursor, before);
	free(before);
}

static void
token__that_ended__is_got_anew(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "set", "{\"expired\":true}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, "/oauth/token"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answer__excluded__is_seen_and_not_counted),
		CASE(
		    answer__that_cannot_be_one__is_kept_aside_and_stops_nothing),
		CASE(address__not_with_the_answer__is_asked_for_once),
		CASE(survey__chosen__others_are_left_out),
		CASE(walk__beyond_what_a_query_gives__loses_none),
		CASE(first_run__since__is_where_it_begins),
		CASE(comment__that_comes_later__is_found_within_the_overlap),
		CASE(cursor__however_far_back_is_read__never_goes_back),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(token__that_ended__is_got_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
