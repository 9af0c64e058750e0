/* SPDX-License-Identifier: ISC */
/*
 * test_formbricks.c - the provider formbricks, polling a survey on loopback
 * (tests/fake/formbricks.py).
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#define SURVEY "/api/v1/management/surveys/cm3s"
#define V2 "/api/v2/management/responses"
#define T0_MS (T0 * 1000)

static void
add(struct world *w, int id, int64_t at_ms, const char *more)
{
	tell(w, "answer", "{\"id\":\"r%d\",\"at\":%" PRId64 ",%s}", id, at_ms,
	    more);
}

static void
add_answer(struct world *w, int id, int64_t at_s)
{
	add(w, id, at_s * 1000, "\"data\":{\"nps\":5},\"finished\":false");
}

static void
change_answer(struct world *w, int id, int64_t at_s)
{
	tell(w, "change",
	    "{\"id\":\"r%d\",\"data\":{\"nps\":%d,\"why\":\"%d\"},"
	    "\"finished\":true,\"changed\":%" PRId64 "}",
	    id, rand() % 11, rand(), at_s * 1000);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "formbricks.py",
	.settings = "\"key\":\"fbk_key\",\"survey\":\"cm3s\"",
	.add = add_answer,
	.change = change_answer,
	.after_s = 20,
	.wrong = "\"key\":\"hunter2\",\"survey\":\"cm3s\"",
};

/* ---- One answer */

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r, *p;

	open_with(w, ",\"properties\":{\"stars\":\"/data/stars\"}");
	add(w, 1, T0_MS + 113,
	    "\"changed\":1763600158500,\"language\":\"da\","
	    "\"data\":{\"nps\":3,\"why\":\"For sen\",\"stars\":4},"
	    "\"attributes\":{\"email\":\"soren@kunde-a.example\","
	    "\"company\":\"Kunde A ApS\",\"mrr\":1200}");
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "r1");
	p = json_member(r, "properties");
	assert_string_equal(json_string(r, "survey"), "cm3s");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "language"), "da");
	assert_string_equal(json_string(r, "channel"), "web");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_true(json_bool(r, "complete", false));
	assert_true(
	    json_real(r, "answered_us", 0) == (double)(T0_MS + 113) * 1e3);
	assert_true(json_real(r, "changed_us", 0) == 1763600158500e3);
	assert_string_equal(json_string(p, "mrr"), "1200");
	assert_string_equal(json_string(p, "stars"), "4");
}

static void
answer__not_finished__is_not_complete_until_it_is(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	add(w, 1, T0_MS, "\"data\":{\"greeting\":\"Hej\"},\"finished\":false");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_false(json_bool(held(w, "r1"), "complete", true));
	assert_int_equal(json_integer(held(w, "r1"), "score", 0), -1);
	tell(w, "change",
	    "{\"id\":\"r1\",\"data\":{\"nps\":9},\"finished\":true,"
	    "\"changed\":%" PRId64 "}",
	    T0_MS + 1);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	assert_true(json_bool(held(w, "r1"), "complete", false));
	assert_int_equal(json_integer(held(w, "r1"), "score", -1), 9);
	assert_null(json_string(held(w, "r1"), "language"));
}

static void
answer__that_cannot_be_one__is_kept_aside_and_stops_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	add(w, 1, T0_MS, "\"data\":{\"nps\":11}");
	add(w, 2, T0_MS, "\"data\":{\"nps\":\"9\"}");
	add(w, 3, T0_MS, "\"data\":{\"nps\":\"\"}");
	add(w, 4, T0_MS, "\"data\":{\"nps\":[\"9\",\"10\"]}");
	add(w, 5, T0_MS, "\"data\":null,\"attributes\":[1]");
	add(w, 6, T0_MS, "\"data\":{\"nps\":{\"a\":1}}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 3);
	assert_int_equal(json_integer(held(w, "r2"), "score", -1), 9);
	assert_int_equal(json_integer(held(w, "r3"), "score", 0), -1);
	assert_int_equal(json_integer(held(w, "r5"), "score", 0), -1);
}

/* ---- Which question is which */

static void
question__chosen_or_found__gives_score_comment_and_scale(void **state)
{
	/* clang-format off */
	static const struct {
		const char *more, *scale, *comment;
		int score;
	} cases[] = {
		{ "", "nps_0_10", "For dyrt", 9 },
		{ ",\"question\":\"nps\",\"comment_question\":\"greeting\"", "nps_0_10", "Hej", 9 },
		{ ",\"question\":\"stars\"", "stars_1_5", NULL, 4 },
		{ ",\"question\":\"ten\"", "scale_1_10", NULL, 10 },
		{ ",\"question\":\"seven\",\"fields\":{\"comment\":\"/data/mail\"}", "other", "a@b.dk", 7 },
	};
	/* clang-format on */
	struct world *w = *state;

	add(w, 1, T0_MS,
	    "\"data\":{\"greeting\":\"Hej\",\"nps\":9,\"mail\":\"a@b.dk\","
	    "\"why\":\"For dyrt\",\"stars\":4,\"ten\":10,\"seven\":7}");
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		const cJSON *r;
		const char *comment = cases[i / 2].comment;

		tell(w, "set", "{\"blocks\":%s}", i % 2 ? "true" : "false");
		open_again(w, cases[i / 2].more);
		assert_int_equal(poll_it(w), LB_DONE);
		r = held(w, "r1");
		assert_int_equal(
		    json_integer(r, "score", -1), cases[i / 2].score);
		assert_string_equal(
		    json_string(r, "scale"), cases[i / 2].scale);
		if (comment == NULL)
			assert_null(json_string(r, "comment"));
		else
			assert_string_equal(
			    json_string(r, "comment"), comment);
	}
}

static void
question__that_is_not_there__is_said_with_those_that_are(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"question\":\"nsp\"");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "has no question nsp"));
	assert_non_null(strstr(fake_why(w->host), "nps (nps), mail"));
	tell(w, "set", "{\"questions\":[{\"type\":\"cta\"}]}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "of type nps"));
	tell(w, "set", "{\"questions\":7}");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "it has none"));
	assert_false(probe(w));
}

static void
settings__that_make_no_sense__are_not_taken(void **state)
{
	static const struct {
		const char *settings, *why;
	} cases[] = {
		{ "\"key\":\"k\",\"survey\":\"s\",\"fields\":{\"skore\":"
		  "\"/x\"}",
		    "did you mean \"score\"" },
		{ "\"key\":\"k\",\"survey\":\"s\",\"properties\":{\"a\":"
		  "\"x\"}",
		    "must begin with /" },
		{ "\"key\":\"k\",\"survey\":\"s\",\"webhook_secret\":\"?\"",
		    "base64" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		open_exactly(w, cases[i].settings);
		assert_null(w->state);
		assert_non_null(strstr(fake_why(w->host), cases[i].why));
	}
}

/* ---- The way through them */

static void
walk__of_many__loses_none(void **state)
{
	static const char *const apis[] = { "", ",\"api\":\"v1\"" };
	struct world *w = *state;
	const int n = 1600;

	tell(w, "many",
	    "{\"n\":%d,\"at\":%" PRId64 ",\"alike_from\":100,\"alike\":600}",
	    n, T0_MS);
	for (size_t i = 0; i < 2; i++) {
		cJSON_Delete(w->held);
		w->held = cJSON_CreateObject();
		free(w->cursor);
		w->cursor = NULL;
		open_again(w, apis[i]);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_held(w), n);
		assert_int_equal(n_emitted(w), n);
	}
	assert_int_equal(asked(w, SURVEY), 2);
}

static void
row__that_moves_while_pages_are_read__hides_no_other(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "many", "{\"n\":600,\"at\":%" PRId64 "}", T0_MS);
	tell(w, "set", "{\"moves_on_page\":1}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 600);
}

static void
since__with_either_api__is_where_it_begins(void **state)
{
	static const char *const apis[] = { "", ",\"api\":\"v1\"" };
	struct world *w = *state;

	fake_set_since(w->host, (T0_MS + 10000) * 1000);
	add(w, 1, T0_MS, "\"data\":{\"nps\":3}");
	add(w, 2, T0_MS + 10000, "\"data\":{\"nps\":9}");
	for (size_t i = 0; i < 2; i++) {
		free(w->cursor);
		w->cursor = NULL;
		open_again(w, apis[i]);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_emitted(w), 1);
		assert_non_null(json_member(w->held, "r2"));
	}
}

/* v1 cannot be asked what changed: what is older than the overlap is not seen. */
static void
change__with_v1__is_found_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"api\":\"v1\",\"overlap\":\"1h\"");
	add(w, 1, T0_MS, "\"data\":{\"nps\":3}");
	add(w, 2, T0_MS + 7200000, "\"data\":{\"nps\":3}");
	add(w, 3, T0_MS + 9000000, "\"data\":{\"nps\":3}");
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "change", "{\"id\":\"r1\",\"data\":{\"nps\":8}}");
	tell(w, "change", "{\"id\":\"r2\",\"data\":{\"nps\":8}}");
	open_again(w, ",\"api\":\"v1\",\"overlap\":\"1h\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "r1"), "score", -1), 3);
	assert_int_equal(json_integer(held(w, "r2"), "score", -1), 8);
}

/* ---- Try */

static void
probe__says_which_questions_and_counts(void **state)
{
	struct world *w = *state;
	int64_t now_ms = (int64_t)time(NULL) * 1000;

	open_with(w, "");
	tell(w, "many", "{\"n\":550,\"at\":%" PRId64 "}", now_ms - 3600000);
	add(w, 1000, now_ms, "\"data\":{},\"finished\":false");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host),
	    "survey \"B2B halvår\": the score is nps, the comment why"));
	assert_non_null(
	    strstr(fake_log(w->host), "550 answers in the last 30 days"));
	assert_non_null(strstr(fake_log(w->host), "1 not finished"));
	assert_non_null(
	    strstr(fake_log(w->host), "the vendor counts as many"));
	assert_non_null(strstr(fake_log(w->host), "polled alone"));
	open_exactly(w, "\"key\":\"fbk_key\",\"survey\":\"cm4\"");
	assert_false(probe(w));
	assert_non_null(strstr(fake_why(w->host), "check the ids"));
}

/* ---- Any sequence */

static void
any_sequence__polled_with_either_api__ends_alike(void **state)
{
	int n = any_sequence(*state, "", 400);

	assert_int_equal(n_held(*state), n);
	assert_held_is_all_there_is(*state, "");
	assert_held_is_all_there_is(*state, ",\"api\":\"v1\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answer__not_finished__is_not_complete_until_it_is),
		CASE(
		    answer__that_cannot_be_one__is_kept_aside_and_stops_nothing),
		CASE(question__chosen_or_found__gives_score_comment_and_scale),
		CASE(question__that_is_not_there__is_said_with_those_that_are),
		CASE(settings__that_make_no_sense__are_not_taken),
		CASE(walk__of_many__loses_none),
		CASE(row__that_moves_while_pages_are_read__hides_no_other),
		CASE(since__with_either_api__is_where_it_begins),
		CASE(change__with_v1__is_found_within_the_overlap),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(probe__says_which_questions_and_counts),
		CASE(any_sequence__polled_with_either_api__ends_alike),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
