/* SPDX-License-Identifier: ISC */
/* test_posthog.c - the provider posthog, and a project on loopback. */
#include <stdlib.h>

#include "vendor_world.h"

#define SURVEY "018ed910-3b24-0000-e3fd-d51c59aa74b2"
#define KEY "\"api_key\":\"k3y\",\"project\":\"7\",\"survey\":\"" SURVEY "\""
/* The score's question has the id q'1\ in the fake. */
#define SCORE "\"$survey_response_q'1\\\\\""
#define COMMENT "\"$survey_response_q2\""
#define QUERIES "/api/projects/7/query/"

static void
add(struct world *w, int id, const char *sub, int second, const char *props)
{
	tell(w, "answer",
	    "{\"id\":%d,\"sub\":%s,\"at\":\"2025-11-20T%02d:%02d:%02d."
	    "%06dZ\",\"props\":{%s}}",
	    id, sub, 1 + second / 3600, second / 60 % 60, second % 60,
	    id % 1000000, props);
}

/* Of one of the answers so far, or another one. */
static void
add_event(struct world *w, int id, int64_t at_s)
{
	char sub[16], props[128];

	snprintf(sub, sizeof(sub), "\"s%d\"", rand() % (1 + id / 2));
	snprintf(props, sizeof(props),
	    rand() % 3 > 0 ? SCORE ":%d,\"$survey_completed\":%s"
			   : COMMENT ":\"%d\",\"$survey_completed\":%s",
	    rand() % 11, rand() % 2 ? "true" : "false");
	add(w, id, sub, (int)(at_s - T0), props);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "posthog.py",
	.settings = KEY,
	.add = add_event,
	.after_s = 31,
	.wrong = "\"api_key\":\"hunter2\",\"project\":\"7\","
		 "\"survey\":\"" SURVEY "\"",
};

/* ---- One answer */

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"sub\":\"s1\",\"at\":\"2025-11-20T00:53:20.000158Z\","
	    "\"props\":{" SCORE ":3," COMMENT ":\"For \\\"sen\\\"\","
	    "\"$survey_completed\":true,\"$survey_language\":\"da\","
	    "\"$current_url\":\"https://app.kunde.example/\"},"
	    "\"person\":{\"email\":\"soren@kunde-a.example\",\"name\":"
	    "\"S\xc3\xb8ren\",\"company\":\"Kunde A ApS\",\"mrr\":1200,"
	    "\"$browser\":\"Firefox\"}}");
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "s1");
	assert_string_equal(json_string(r, "survey"), SURVEY);
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For \"sen\"");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "name"), "S\xc3\xb8ren");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_string_equal(json_string(r, "language"), "da");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6 + 158);
	r = json_member(r, "properties");
	assert_string_equal(json_string(r, "mrr"), "1200");
	assert_string_equal(
	    json_string(r, "url"), "https://app.kunde.example/");
	assert_null(json_string(r, "$browser"));
}

static void
answer__of_several_events__is_one_that_grows(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	add(w, 1, "\"s1\"", 0, SCORE ":2,\"$survey_completed\":false");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "s1"), "score", -1), 2);
	assert_false(json_bool(held(w, "s1"), "complete", true));
	/* One that brings only its own question, and then all are there. */
	add(w, 2, "\"s1\"", 60,
	    COMMENT ":\"For dyrt\"," SCORE
		    ":\"\",\"$survey_completed\":false");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	assert_int_equal(json_integer(held(w, "s1"), "score", -1), 2);
	assert_string_equal(json_string(held(w, "s1"), "comment"), "For dyrt");
	assert_false(json_bool(held(w, "s1"), "complete", true));
	add(w, 3, "\"s1\"", 61, SCORE ":1,\"$survey_completed\":true");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "s1"), "score", -1), 1);
	assert_string_equal(json_string(held(w, "s1"), "comment"), "For dyrt");
	assert_true(json_bool(held(w, "s1"), "complete", false));
}

static void
answer__under_older_names__is_read_by_the_place_of_its_question(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	add(w, 1, "null", 0,
	    "\"$survey_response\":\"Hi\",\"$survey_response_1\":\"9\","
	    "\"$survey_response_2\":\"God\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "e1"), "score", -1), 9);
	assert_string_equal(json_string(held(w, "e1"), "comment"), "God");
	assert_true(json_bool(held(w, "e1"), "complete", false));
	tell(w, "set",
	    "{\"questions\":[{\"type\":\"rating\",\"scale\":10},7,null]}");
	add(w, 2, "null", 0, "\"$survey_response\":4");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "e2"), "score", -1), 4);
	assert_null(json_string(held(w, "e2"), "comment"));
}

static void
score__that_is_none__is_kept_aside_and_stops_nothing(void **state)
{
	static const struct {
		const char *score;
		int held; /* -2: kept aside */
	} cases[] = { { "0", 0 }, { "\"10\"", 10 }, { "11", -2 },
		{ "\"often\"", -2 }, { "7.5", -2 }, { "null", -1 },
		{ "\"\"", -1 }, { "[8]", 8 }, { "{\"a\":1}", -1 } };
	struct world *w = *state;

	open_with(w, "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "answer", "{\"id\":1,\"props\":{" SCORE ":%s}}",
		    cases[i].score);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_refused(w), cases[i].held == -2);
		if (cases[i].held > -2)
			assert_int_equal(
			    json_integer(held(w, "e1"), "score", -9),
			    cases[i].held);
	}
}

/* ---- The questions */

static void
question__named__is_the_score_on_its_scale(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"question\":\"q3\",\"comment\":\"why-first\"");
	add(w, 1, "\"s1\"", 0,
	    SCORE ":9,\"$survey_response_q3\":4,"
		  "\"$survey_response_why-first\":\"Hi\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "s1"), "score", -1), 4);
	assert_string_equal(json_string(held(w, "s1"), "scale"), "stars_1_5");
	assert_string_equal(json_string(held(w, "s1"), "comment"), "Hi");
	tell(w, "set", "{\"questions\":[]}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "answered with a score"));
	assert_int_equal(poll_it(w), LB_REJECT);
}

/* ---- The way through them */

static void
walk__over_many_answers__loses_none(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	for (int i = 0; i < 2300; i++)
		tell(w, "answer",
		    "{\"id\":%d,\"at\":\"2025-11-20T01:%02d:%02d.000000Z\","
		    "\"props\":{" SCORE ":9}}",
		    i, i < 1000 ? i / 60 : 30, i < 1000 ? i % 60 : 0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2300);
	assert_in_range(asked(w, QUERIES), 3, 5);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2300);
	assert_int_equal(asked(w, "/api/projects/7/surveys/" SURVEY "/"), 1);
}

static void
walk__while_an_answer_moves_to_its_end__loses_none(void **state)
{
	struct world *w = *state;
	char sub[16];

	open_with(w, "");
	tell(w, "set", "{\"moving\":1}");
	for (int i = 0; i < 1500; i++) {
		snprintf(sub, sizeof(sub), "\"s%d\"", i);
		add(w, i, sub, i, SCORE ":9");
	}
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1500);
	assert_true(
	    json_real(held(w, "s0"), "changed_us", 0) == 1763683200 * 1e6);
}

static void
query__asked_twice__is_not_answered_from_a_cache(void **state)
{
	struct world *w = *state;
	char *body;

	open_with(w, "");
	add(w, 1, "\"s1\"", 0, SCORE ":9");
	for (int i = 0; i < 2; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	body = last_asked(w, "body");
	assert_non_null(strstr(body, "2025-11-20T01:00:00.000001Z"));
	free(body);
	add(w, 2, "\"s2\"", 0, SCORE ":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2);
}

/* One that was on the way for hours has the time it was made at. */
static void
event__that_comes_late__is_found_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	add(w, 1, "\"s1\"", 7200, SCORE ":9");
	assert_int_equal(poll_it(w), LB_DONE);
	add(w, 2, "\"s2\"", 0, SCORE ":1");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2);
}

/* ---- What goes wrong */

static void
settings__that_would_change_the_query__are_refused(void **state)
{
	static const char *const cases[] = {
		"\"project\":\"7/../8\",\"survey\":\"" SURVEY "\"",
		"\"project\":\"7\",\"survey\":\"x' OR 1=1 --\"",
		"\"project\":\"7\",\"survey\":\"a\\\\\"",
		"\"project\":\"{since}\",\"survey\":\"a\"",
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *all = mem_printf("\"api_key\":\"k3y\",%s", cases[i]);

		open_exactly(w, all);
		assert_null(w->state);
		assert_non_null(strstr(fake_why(w->host), "no id of PostHog"));
		free(all);
	}
}

static void
question__with_an_evil_id__stays_a_text(void **state)
{
	struct world *w = *state;

	tell(w, "set",
	    "{\"questions\":[{\"id\":\"'), '') OR 1=1 -- {size}\\\\\","
	    "\"type\":\"rating\",\"scale\":10}]}");
	open_with(w, "");
	add(w, 1, "\"s1\"", 0,
	    "\"$survey_response_'), '') OR 1=1 -- {size}\\\\\":6");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "s1"), "score", -1), 6);
}

static void
project__that_is_not_there__is_rejected(void **state)
{
	struct world *w = *state;

	open_exactly(w, "\"api_key\":\"k3y\",\"project\":\"8\",\"survey\":"
			"\"" SURVEY "\"");
	assert_false(probe(w));
	assert_non_null(strstr(fake_why(w->host), "Not found."));
}

static void
probe__of_a_survey__says_what_was_found(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host),
	    "the survey is \"B2B\", the score answers \"How likely?\""));
	assert_non_null(strstr(fake_log(w->host), "comment answers \"Why?\""));
	assert_non_null(strstr(fake_log(w->host), "no answer of the last"));
}

/* ---- Any sequence */

static void
any_sequence__of_events_and_polls__ends_alike(void **state)
{
	int n = any_sequence(*state, "", 400);

	assert_in_range(n_held(*state), n / 3, n);
	assert_held_is_all_there_is(*state, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answer__of_several_events__is_one_that_grows),
		CASE(
		    answer__under_older_names__is_read_by_the_place_of_its_question),
		CASE(score__that_is_none__is_kept_aside_and_stops_nothing),
		CASE(question__named__is_the_score_on_its_scale),
		CASE(walk__over_many_answers__loses_none),
		CASE(walk__while_an_answer_moves_to_its_end__loses_none),
		CASE(query__asked_twice__is_not_answered_from_a_cache),
		CASE(event__that_comes_late__is_found_within_the_overlap),
		CASE(settings__that_would_change_the_query__are_refused),
		CASE(question__with_an_evil_id__stays_a_text),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
		CASE(probe__of_a_survey__says_what_was_found),
		CASE(any_sequence__of_events_and_polls__ends_alike),
		CASE(project__that_is_not_there__is_rejected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
