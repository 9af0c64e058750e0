/* SPDX-License-Identifier: ISC */
/* test_survicate.c - the provider survicate, and a survey on loopback. */
#include <stdlib.h>

#include "vendor_world.h"

/* One that was collected so many seconds after 01:00. */
static void
add(struct world *w, int id, int score, int second)
{
	tell(w, "answer",
	    "{\"id\":%d,\"score\":%d,\"collected_at\":"
	    "\"2025-11-20T%02d:%02d:%02d.%06dZ\"}",
	    id, score, 1 + second / 3600, second / 60 % 60, second % 60, id);
}

static void
add_answer(struct world *w, int id, int64_t at_s)
{
	add(w, id, rand() % 11, (int)(at_s - T0));
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "survicate.py",
	.settings = "\"api_key\":\"k3y\",\"survey\":\"s1\"",
	.add = add_answer,
	.change = change_plain,
	.wrong = "\"api_key\":\"hunter2\",\"survey\":\"s1\"",
};

/* ---- One response */

static void
response__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"score\":3,\"text\":\"For sen\",\"language\":\"da\","
	    "\"collected_at\":\"2025-11-20T00:53:20.000158Z\",\"attributes\":"
	    "{\"first_name\":\"S\xc3\xb8ren\",\"last_name\":\"Holm\","
	    "\"email\":\"soren@kunde-a.example\",\"job_title\":\"CFO\","
	    "\"organization\":\"Kunde A ApS\",\"mrr\":1200}}");
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "r1");
	assert_string_equal(json_string(r, "survey"), "s1");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "name"), "S\xc3\xb8ren Holm");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_string_equal(json_string(r, "role"), "CFO");
	assert_string_equal(json_string(r, "language"), "da");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6 + 158);
	assert_string_equal(
	    json_string(json_member(r, "properties"), "mrr"), "1200");
}

static void
response__without_attributes_or_score__is_not_finished(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "set", "{\"attributes\":false}");
	tell(w, "answer", "{\"id\":1,\"text\":\"Hmm\"}");
	tell(w, "answer", "{\"id\":2,\"answers\":null}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_false(json_bool(held(w, "r1"), "complete", true));
	assert_int_equal(json_integer(held(w, "r1"), "score", 0), -1);
	assert_null(json_string(held(w, "r1"), "name"));
	assert_false(json_bool(held(w, "r2"), "complete", true));
}

static void
response__that_goes_on__grows(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	add(w, 1, 2, 0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_null(json_string(held(w, "r1"), "comment"));
	tell(w, "change", "{\"id\":1,\"text\":\"For dyrt\"}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "r1"), "comment"), "For dyrt");
}

static void
score__in_each_form__is_read_or_kept_aside(void **state)
{
	static const struct {
		const char *answer;
		int score; /* -2: kept aside */
	} cases[] = { { "{\"content\":\"9\",\"tag\":\"promoter\"}", 9 },
		{ "{\"value\":0}", 0 }, { "10", 10 }, { "\"7\"", 7 },
		{ "null", -1 }, { "{}", -1 }, { "{\"content\":11}", -2 },
		{ "{\"content\":\"often\"}", -2 }, { "[]", -1 } };
	struct world *w = *state;

	open_with(w, "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "answer",
		    "{\"id\":1,\"answers\":[null,7,{\"question_id\":\"1201\","
		    "\"answer\":%s}]}",
		    cases[i].answer);
		open_again(w, "");
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_refused(w), cases[i].score == -2);
		if (cases[i].score > -2)
			assert_int_equal(
			    json_integer(held(w, "r1"), "score", -9),
			    cases[i].score);
	}
}

/* ---- The questions */

static void
question__named__is_the_score_on_another_scale(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"question\":\"1203\",\"comment\":\"1200\"");
	tell(
	    w, "answer", "{\"id\":1,\"score\":9,\"rating\":4,\"text\":\"x\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "r1"), "score", -1), 4);
	assert_string_equal(json_string(held(w, "r1"), "scale"), "other");
	assert_null(json_string(held(w, "r1"), "comment"));
}

static void
question__that_is_not_there__is_said(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"question\":\"99\"");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "1201 (How likely?)"));
	open_again(w, "");
	tell(w, "set",
	    "{\"questions\":[{\"id\":1,\"type\":\"text\"},7,null,{}]}");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "answered with a score"));
}

/* ---- The way through them */

static void
walk__over_many_pages__loses_none(void **state)
{
	struct world *w = *state;
	char *path;

	open_with(w, "");
	for (int i = 0; i < 250; i++)
		add(w, i, i % 11, i < 150 ? i : 150);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 250);
	assert_int_equal(asked(w, "/surveys/s1/responses"), 3);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_in_range(n_emitted(w), 1, 101);
	path = last_asked(w, "path");
	assert_non_null(strstr(path, "end=2025-11-20T01%3A02%3A30.000249Z"));
	free(path);
	assert_int_equal(asked(w, "/surveys/s1/questions"), 1);
}

static void
walk__with_a_next_url_for_ever__ends(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "set", "{\"endless\":true}");
	for (int i = 0; i < 100; i++)
		add(w, i, 9, i);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, "/surveys/s1/responses"), 2);
	assert_int_equal(n_held(w), 100);
}

static void
first_run__since__is_where_it_ends(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, INT64_C(1763600400000000)); /* 01:00 */
	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"score\":9}");
	add(w, 2, 9, 0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	assert_non_null(held(w, "r2"));
}

/* ---- Try */

static void
probe__of_a_survey__says_what_was_found(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "the survey is \"B2B\""));
	assert_non_null(strstr(fake_log(w->host),
	    "the score answers \"How likely?\", the comment \"Why?\""));
	assert_non_null(strstr(fake_log(w->host), "no answer of the last"));
	open_exactly(w, "\"api_key\":\"k3y\",\"survey\":\"s2\"");
	assert_false(probe(w));
	assert_non_null(strstr(fake_why(w->host), "Survey not found"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(response__with_all__has_all),
		CASE(response__without_attributes_or_score__is_not_finished),
		CASE(response__that_goes_on__grows),
		CASE(score__in_each_form__is_read_or_kept_aside),
		CASE(question__named__is_the_score_on_another_scale),
		CASE(question__that_is_not_there__is_said),
		CASE(walk__over_many_pages__loses_none),
		CASE(walk__with_a_next_url_for_ever__ends),
		CASE(first_run__since__is_where_it_ends),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
		CASE(probe__of_a_survey__says_what_was_found),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
