/* SPDX-License-Identifier: ISC */
/*
 * test_zenloop.c - the provider zenloop, polling an account on loopback
 * (tests/fake/zenloop.py).
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

static void
move_zone(struct world *w, int *n, int64_t at_s)
{
	(void)n;
	(void)at_s;
	tell(w, "set", "{\"zone_h\":%d}", rand() % 25 - 12);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "zenloop.py",
	.settings = "\"api_token\":\"k3y\",\"survey\":\"s1\"",
	.add = add_plain,
	.change = change_plain,
	.more = move_zone,
	.step_s = 5000,
	.recent = 20, /* those of the last three days */
	.after_s = 20,
	.wrong = "\"api_token\":\"hunter2\",\"survey\":\"s1\"",
};

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r, *more;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":\"TVRr\",\"score\":3,\"at\":%" PRId64 ",\"comment\":"
	    "\"Zu sp\xc3\xa4t\",\"translated_comment\":\"Too late\",\"name\":"
	    "\"Anna Holm\",\"labels\":[\"delivery\",\"price\"],\"metatags\":{"
	    "\"country\":\"DK\"},\"additional_answers\":[{"
	    "\"additional_question_id\":\"q1\",\"answer\":\"Yes\"},{"
	    "\"additional_question_id\":\"q2\",\"answer\":\"No\"},{}],"
	    "\"additional_questions\":{\"q1\":\"May we call?\"}}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "TVRr");
	more = json_member(r, "properties");
	assert_string_equal(json_string(r, "survey"), "s1");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "Zu sp\xc3\xa4t");
	assert_string_equal(json_string(r, "name"), "Anna Holm");
	assert_string_equal(json_string(r, "email"), "uTVRr@kunde.example");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6 + 373163);
	assert_string_equal(json_string(more, "labels"), "delivery, price");
	assert_string_equal(
	    json_string(more, "translated_comment"), "Too late");
	assert_string_equal(json_string(more, "country"), "DK");
	assert_string_equal(json_string(more, "May we call?"), "Yes");
	assert_string_equal(json_string(more, "q2"), "No");
}

static void
answers__odd_ones__are_told_or_kept_aside_and_stop_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"score\":11,\"at\":%" PRId64
	    ",\"additional_answers\":\"x\",\"additional_questions\":[1]}",
	    T0);
	tell(w, "answer",
	    "{\"id\":2,\"score\":0,\"at\":%" PRId64
	    ",\"email\":null,\"identity\":\"a@b.example\",\"metatags\":null,"
	    "\"labels\":null,\"additional_answers\":null}",
	    T0);
	tell(w, "answer",
	    "{\"id\":3,\"score\":null,\"at\":%" PRId64
	    ",\"email\":null,\"identity\":\"17\",\"identity_type\":"
	    "\"custom\"}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 1);
	assert_int_equal(n_emitted(w), 2);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 0);
	assert_string_equal(json_string(held(w, "2"), "email"), "a@b.example");
	assert_int_equal(json_integer(held(w, "3"), "score", 0), -1);
	assert_null(json_string(held(w, "3"), "email"));
}

/* In the group an answer is the same as in its survey. */
static void
survey_group__of_surveys__tells_each_by_its_own(void **state)
{
	struct world *w = *state;

	open_exactly(w, "\"api_token\":\"k3y\",\"survey_group\":\"g1\"");
	tell(w, "answer", "{\"id\":1,\"score\":9,\"at\":%" PRId64 "}", T0);
	tell(w, "answer",
	    "{\"id\":2,\"score\":9,\"survey\":\"s2\",\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "1"), "survey"), "s1");
	assert_string_equal(json_string(held(w, "2"), "survey"), "s2");
	/* And a survey alone is that one. */
	fake_close(w->host);
	open_with(w, "");
	free(w->cursor);
	w->cursor = NULL;
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
}

static void
settings__without_a_survey_or_with_two__are_refused(void **state)
{
	static const char *const cases[] = { "\"api_token\":\"k\"",
		"\"api_token\":\"k\",\"survey\":\"a\",\"survey_group\":"
		"\"b\"" };
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		open_exactly(w, cases[i]);
		assert_null(w->state);
		assert_non_null(strstr(fake_why(w->host), "survey"));
		fake_close(w->host);
	}
}

/* ---- The way through them */

static void
walk__over_many_pages__ends_where_the_last_one_began(void **state)
{
	struct world *w = *state;
	int before;

	open_with(w, ",\"overlap\":\"0s\"");
	tell(w, "fill",
	    "{\"n\":330,\"step\":3600,\"at\":%" PRId64 ",\"row\":{\"score\":9}"
	    "}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 330);
	before = asked(w, "/surveys/s1/answers");
	assert_int_equal(before, 7);
	tell(w, "fill",
	    "{\"n\":3,\"id\":331,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0 + 330 * 3600);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 4);
	assert_int_equal(asked(w, "/surveys/s1/answers"), before + 1);
}

/* Whichever days the account means by days. */
static void
walk__in_any_zone__loses_none(void **state)
{
	static const int zones[] = { -11, 0, 14 };
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(zones); i++) {
		int64_t now = (int64_t)time(NULL);

		fake_set_since(w->host, (now - 600) * 1000000);
		free(w->cursor);
		w->cursor = NULL;
		if (i == 0)
			open_with(w, "");
		else
			open_again(w, "");
		tell(w, "set", "{\"zone_h\":%d}", zones[i]);
		tell(w, "answer",
		    "{\"id\":\"a%zu\",\"score\":9,\"at\":%" PRId64 "}", i,
		    now - 500);
		tell(w, "answer",
		    "{\"id\":\"b%zu\",\"score\":9,\"at\":%" PRId64 "}", i,
		    now);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_held(w), 2 * ((int)i + 1));
	}
}

static void
comment__that_comes_later__is_found_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":60,\"step\":3600,\"at\":%" PRId64 ",\"row\":{\"score\":9}"
	    "}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "change", "{\"id\":2,\"comment\":\"For dyrt\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_null(json_string(held(w, "2"), "comment"));
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "2"), "comment"), "For dyrt");
}

/* ---- What goes wrong */

static void
survey__that_is_not_there__is_rejected(void **state)
{
	struct world *w = *state;

	open_exactly(w, "\"api_token\":\"k3y\",\"survey\":\"none\"");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "Survey not found"));
}

static void
probe__of_a_survey__says_its_name_and_counts(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":70,\"step\":60,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    (int64_t)time(NULL) - 6000);
	/* Before the 30 days, and within the first day that is asked for. */
	tell(w, "answer", "{\"id\":99,\"score\":1,\"at\":%" PRId64 "}",
	    (int64_t)time(NULL) - 30 * 86400 - 3600);
	assert_true(probe(w));
	assert_non_null(
	    strstr(fake_log(w->host), "the survey is called \"Survey s1\""));
	assert_non_null(
	    strstr(fake_log(w->host), "70 answers in the last 30"));
	assert_null(strstr(fake_log(w->host), "warning"));
	assert_int_equal(n_emitted(w), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(
		    answers__odd_ones__are_told_or_kept_aside_and_stop_nothing),
		CASE(survey_group__of_surveys__tells_each_by_its_own),
		CASE(settings__without_a_survey_or_with_two__are_refused),
		CASE(walk__over_many_pages__ends_where_the_last_one_began),
		CASE(walk__in_any_zone__loses_none),
		CASE(comment__that_comes_later__is_found_within_the_overlap),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(survey__that_is_not_there__is_rejected),
		CASE(probe__of_a_survey__says_its_name_and_counts),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
