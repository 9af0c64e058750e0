/* SPDX-License-Identifier: ISC */
/*
 * test_surveymonkey.c - the provider surveymonkey, over a survey on loopback
 * (tests/fake/surveymonkey.py).
 */
#include "vendor_world.h"

#include <stdlib.h>

#define DETAILS "/v3/surveys/7719/details"
#define BULK "/v3/surveys/7719/responses/bulk"

static void
answer(struct world *w, int id, int64_t at, const char *more)
{
	tell(w, "answer", "{\"id\":%d,\"at\":%" PRId64 "%s}", id, at, more);
}

static void
add_answer(struct world *w, int id, int64_t at_s)
{
	answer(w, id, at_s,
	    rand() % 3 == 0 ? "" : ",\"score\":9,\"text\":\"Fint\"");
}

static void
use_calls(struct world *w, int *n, int64_t at_s)
{
	(void)n;
	(void)at_s;
	tell(w, "set", "{\"day_left\":%d}", 90 + rand() % 40);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "surveymonkey.py",
	.settings = "\"token\":\"token\",\"survey\":\"7719\"",
	.add = add_answer,
	.change = change_plain,
	.more = use_calls,
	.calm = ",\"day_left\":400",
	.wrong = "\"token\":\"hunter2\",\"survey\":\"7719\"",
};

/* ---- One answer */

#define ALL                                                                   \
	",\"score\":3,\"text\":\"For sen\",\"email\":\"soren@a.example\","    \
	"\"first\":\"Søren\",\"last\":\"Friis\",\"variables\":{\"company\":" \
	"\"Kunde A ApS\",\"plan\":\"Pro\",\"name\":\"SF\"}"

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, "");
	answer(w, 640, T0, ALL);
	tell(w, "change", "{\"id\":640,\"changed\":%" PRId64 "}", T0 + 158);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "640");
	assert_string_equal(json_string(r, "survey"), "7719");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "email"), "soren@a.example");
	assert_string_equal(json_string(r, "name"), "Søren Friis");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_string_equal(json_string(r, "link"), "https://sm.example/640");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6);
	assert_true(json_real(r, "changed_us", 0) == (T0 + 158) * 1e6);
	assert_string_equal(
	    json_string(json_member(r, "properties"), "plan"), "Pro");
}

/* 0 is of weight -100, as 6 is, and 10 of weight 100: only the text tells. */
static void
score__of_each_choice__is_the_number_in_its_text(void **state)
{
	struct world *w = *state;
	char id[16];

	open_with(w, "");
	for (int i = 0; i <= 10; i++) {
		char more[32];

		snprintf(more, sizeof(more), ",\"score\":%d", i);
		answer(w, i, T0 + i, more);
	}
	assert_int_equal(poll_it(w), LB_DONE);
	for (int i = 0; i <= 10; i++) {
		snprintf(id, sizeof(id), "%d", i);
		assert_int_equal(json_integer(held(w, id), "score", -1), i);
	}
}

static void
person__in_each_place__is_found(void **state)
{
	static const struct {
		const char *more, *email, *name;
	} cases[] = {
		{ ",\"variables\":{\"email\":\"v@a.example\",\"name\":\"V\"}",
		    "v@a.example", "V" },
		{ ",\"metadata\":{\"contact\":{\"email\":{\"type\":\"string\","
		  "\"value\":\"m@a.example\"}}}",
		    "m@a.example", NULL },
		{ ",\"pages\":[{\"questions\":[{\"id\":\"q3\",\"answers\":[{"
		  "\"row_id\":\"r5\",\"text\":\"d@a.example\"},{\"row_id\":"
		  "\"r3\",\"text\":\"D\"},{\"row_id\":\"r6\",\"text\":\"8000\""
		  "}]}]}]",
		    "d@a.example", "D" },
		{ ",\"last\":\"Only\"", NULL, "Only" },
		{ ",\"metadata\":7,\"variables\":null", NULL, NULL },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const cJSON *r;

		open_again(w, "");
		answer(w, 1, T0, cases[i].more);
		assert_int_equal(poll_it(w), LB_DONE);
		r = held(w, "1");
		assert_int_equal(
		    json_string(r, "email") != NULL, cases[i].email != NULL);
		if (cases[i].email != NULL)
			assert_string_equal(
			    json_string(r, "email"), cases[i].email);
		assert_int_equal(
		    json_string(r, "name") != NULL, cases[i].name != NULL);
		if (cases[i].name != NULL)
			assert_string_equal(
			    json_string(r, "name"), cases[i].name);
	}
}

static void
answer__of_other_kinds__is_passed_over_or_partial(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, 1, T0, ",\"score\":9,\"status\":\"partial\"");
	answer(w, 2, T0, ",\"score\":9,\"status\":\"disqualified\"");
	answer(w, 3, T0, ",\"score\":9,\"mode\":\"survey_preview\"");
	answer(w, 4, T0, ",\"score\":\"na\"");
	answer(w, 5, T0, ",\"pages\":null");
	answer(
	    w, 6, T0, ",\"pages\":[7,{\"questions\":[{\"answers\":{}},3]}]");
	answer(w, 7, T0, ",\"score\":99");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 1); /* no choice c99 */
	assert_int_equal(n_held(w), 3);
	assert_int_equal(json_integer(held(w, "4"), "score", 0), -1);
	open_again(w, ",\"partial\":\"yes\"");
	free(w->cursor);
	w->cursor = NULL;
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 4);
	assert_false(json_bool(held(w, "1"), "complete", true));
	tell(w, "change",
	    "{\"id\":1,\"status\":\"completed\",\"changed\":%" PRId64 "}",
	    T0 + 60);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(json_bool(held(w, "1"), "complete", false));
}

/* The field beside an NPS question is a comment where nothing else is. */
static void
comment__beside_the_numbers__is_taken(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, 1, T0,
	    ",\"pages\":[{\"questions\":[{\"id\":\"q1\",\"answers\":[{"
	    "\"choice_id\":\"c2\"},{\"other_id\":\"o\",\"text\":\"Dyrt\"}]}]}"
	    "]");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "1"), "comment"), "Dyrt");
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 2);
}

/* ---- The survey */

#define CHOICE(id, text, weight) \
	"{\"id\":\"" id "\",\"text\":\"" text "\",\"weight\":" weight "}"
#define ASKED(id, family, rows, choices)                             \
	"{\"id\":\"" id "\",\"family\":\"" family "\",\"answers\":{" \
	"\"rows\":[" rows "],\"choices\":[" choices "]}}"

static void
scale__of_each_question__is_recognised(void **state)
{
	static const struct {
		const char *survey, *scale;
		int score;
	} cases[] = {
		{ ASKED("q", "matrix", "",
		      CHOICE("z", "1 - bad", "1") "," CHOICE(
			  "y", "2", "2") "," CHOICE("c", "3 - good", "3")),
		    "other", 3 },
		{ ASKED("q", "single_choice", "",
		      CHOICE("z", "Never", "9") "," CHOICE("y", "1",
			  "9") "," CHOICE("x", "2", "9") "," CHOICE("c", "3",
			  "9") "," CHOICE("v", "Always", "9")),
		    "other", 3 },
		{ ASKED("q", "matrix", "",
		      CHOICE("z", "", "1") "," CHOICE("y", "", "2") "," CHOICE(
			  "x", "", "3") "," CHOICE("c", "",
			  "4") "," CHOICE("v", "", "5")),
		    "stars_1_5", 4 },
		{ ASKED("q", "matrix", "",
		      CHOICE("z", "1", "1") "," CHOICE(
			  "y", "2", "2") "," CHOICE("x", "3",
			  "3") "," CHOICE("c", "4", "4") "," CHOICE("v", "5",
			  "5") "," CHOICE("u", "6", "6") "," CHOICE("t", "7",
			  "7") "," CHOICE("s", "8", "8") "," CHOICE("r", "9",
			  "9") "," CHOICE("p", "10", "10")),
		    "scale_1_10", 4 },
	};
	struct world *w = *state;

	answer(w, 1, T0,
	    ",\"pages\":[{\"questions\":[{\"id\":\"q\",\"answers\":[{"
	    "\"choice_id\":\"c\"}]}]}]");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "set", "{\"survey\":[{\"questions\":[%s]}]}",
		    cases[i].survey);
		open_again(w, "");
		assert_int_equal(poll_it(w), LB_DONE);
		assert_string_equal(
		    json_string(held(w, "1"), "scale"), cases[i].scale);
		assert_int_equal(
		    json_integer(held(w, "1"), "score", -1), cases[i].score);
	}
}

static void
survey__without_a_clear_score__is_a_sentence(void **state)
{
	static const struct {
		const char *survey, *settings, *why;
	} cases[] = {
		{ ASKED("a", "matrix", "",
		      CHOICE("x", "Good", "1") "," CHOICE("y", "Bad", "1")),
		    "", "answered with a score" },
		{ ASKED("a", "matrix", "",
		      CHOICE("x", "1 of 2", "0") "," CHOICE(
			  "y", "2 of 2", "0")),
		    "", "with a score" },
		{ ASKED("a", "matrix", "", ""), "", "answered with a score" },
		{ ASKED("a", "matrix", "",
		      CHOICE("x", "1", "1") "," CHOICE(
			  "y", "2", "2")) "," ASKED("b", "matrix", "",
		      CHOICE("x", "1", "1") "," CHOICE("y", "2", "2")),
		    "", "question: there are several" },
		{ "{}", ",\"question\":\"q9\"", "there is no \"q9\"" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "set", "{\"survey\":[{\"questions\":[%s]}]}",
		    cases[i].survey);
		open_again(w, cases[i].settings);
		assert_int_equal(poll_it(w), LB_REJECT);
		if (strstr(fake_why(w->host), cases[i].why) == NULL)
			fail_msg("%s", fake_why(w->host));
	}
}

static void
survey__is_read__once_and_when_it_changed(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, 1, T0, ",\"score\":9");
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, DETAILS), 1);
	assert_int_equal(asked(w, BULK), 3);
	tell(w, "set", "{\"survey\":[{\"questions\":[%s]}]}",
	    ASKED("new", "matrix", "",
		CHOICE("n1", "0", "0") "," CHOICE("n2", "1", "1")));
	answer(w, 2, T0 + 1,
	    ",\"pages\":[{\"questions\":[{\"id\":\"new\",\"answers\":[{"
	    "\"choice_id\":\"n2\"}]},{\"id\":\"old\"}]}]");
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, DETAILS), 2);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 1);
}

/* ---- The way through them */

static void
walk__beyond_pages__loses_none(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	for (int i = 0; i < 450; i++)
		answer(w, 1000 + i, T0 + (i < 200 ? i : 200), ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 450);
	assert_in_range(asked(w, BULK), 5, 7);
}

static void
change__however_old__comes_with_the_next_poll(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, T0 * 1000000);
	open_with(w, "");
	answer(w, 1, T0 - 10, ",\"score\":9");
	answer(w, 2, T0 + 10, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	tell(w, "change",
	    "{\"id\":2,\"score\":2,\"text\":\"Dyrt\",\"changed\":%" PRId64 "}",
	    T0 + 99999);
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 2);
	assert_string_equal(json_string(held(w, "2"), "comment"), "Dyrt");
}

static void
trouble__of_each_kind__costs_calls_and_ends(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, 1, T0, ",\"score\":9");
	tell(w, "set", "{\"limited\":1,\"minute_reset\":41}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 41);
	open_again(w, "");
	tell(w, "set", "{\"garbage\":2}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_RETRY);
	tell(w, "set", "{\"broken\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	open_exactly(w, "\"token\":\"token\",\"survey\":\"1\"");
	assert_int_equal(poll_it(w), LB_REJECT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(score__of_each_choice__is_the_number_in_its_text),
		CASE(person__in_each_place__is_found),
		CASE(answer__of_other_kinds__is_passed_over_or_partial),
		CASE(comment__beside_the_numbers__is_taken),
		CASE(scale__of_each_question__is_recognised),
		CASE(survey__without_a_clear_score__is_a_sentence),
		CASE(survey__is_read__once_and_when_it_changed),
		CASE(walk__beyond_pages__loses_none),
		CASE(change__however_old__comes_with_the_next_poll),
		CASE(trouble__of_each_kind__costs_calls_and_ends),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
