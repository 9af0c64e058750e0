/* SPDX-License-Identifier: ISC */
/*
 * test_limesurvey.c - the provider limesurvey: one answer, from a LimeSurvey
 * on loopback (tests/fake/limesurvey.py).
 */
#include "vendor_world.h"

#include <stdlib.h>

#include "limesurvey.h"
#include "sdk/when.h"

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "limesurvey.py",
	.settings = "\"user\":\"bot\",\"password\":\"Secr3t-pass\","
		    "\"survey\":\"424242\"",
};

#define TOKEN "c6q6eIf0iFWdM4O"

static double
answered(const cJSON *r)
{
	return json_real(r, "answered_us", 0);
}

static const char *
property(const cJSON *r, const char *name)
{
	return json_string(json_member(r, "properties"), name);
}

/* ---- What it holds */

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, ",\"attributes\":{\"company\":\"attribute_1\","
		     "\"tier\":\"attribute_2\"}");
	tell(w, "answer",
	    "{\"id\":3,\"at\":%" PRId64 ",\"changed\":90,\"NPS\":\"3\","
	    "\"REASON\":\"For sent; \\\"svar udebliver\\\"\\n\\ud83d\\ude21\","
	    "\"DEPT\":\"Indkøb\",\"token\":\"" TOKEN "\"}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "3");
	assert_string_equal(json_string(r, "survey"), "424242");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"),
	    "For sent; \"svar udebliver\"\n\xf0\x9f\x98\xa1");
	assert_true(json_bool(r, "complete", false));
	assert_string_equal(json_string(r, "language"), "da");
	assert_true(answered(r) == (T0 + 90) * 1e6);
	assert_true(json_real(r, "changed_us", 0) == (T0 + 90) * 1e6);
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "name"), "Søren Ærø");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_string_equal(property(r, "tier"), "Guld");
	assert_string_equal(property(r, "DEPT"), "Indkøb");
	assert_null(property(r, "seed"));
	assert_null(property(r, "NPS"));
	assert_non_null(strstr(json_string(r, "link"),
	    "/index.php/responses/view?surveyId=424242&id=3"));
}

static void
answer__abandoned__is_partial_until_it_is_completed(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"ago\":600,\"changed\":60,\"done\":false,"
	    "\"NPS\":\"8\"}");
	tell(w, "answer", "{\"id\":2,\"ago\":500,\"done\":false}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_false(json_bool(held(w, "1"), "complete", true));
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 8);
	assert_int_equal(json_integer(held(w, "2"), "score", 0), -1);
	tell(w, "change",
	    "{\"id\":1,\"changed\":300,\"done\":true,\"NPS\":\"7\","
	    "\"REASON\":\"Prisen\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(json_bool(held(w, "1"), "complete", false));
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 7);
	assert_string_equal(json_string(held(w, "1"), "comment"), "Prisen");
}

static void
answer__that_cannot_be_one__is_kept_aside_and_stops_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"at\":%" PRId64 ",\"NPS\":\"12\"}", T0);
	tell(w, "answer",
	    "{\"id\":2,\"at\":%" PRId64
	    ",\"NPS\":\"9\",\"submitdate\":\"soon\"}",
	    T0);
	tell(w, "answer", "{\"id\":3,\"at\":%" PRId64 ",\"NPS\":\"9\"}", T0);
	tell(w, "answer", "{\"id\":4,\"at\":%" PRId64 ",\"NPS\":\"\"}", T0);
	tell(w, "answer", "{\"id\":5,\"at\":%" PRId64 ",\"NPS\":null}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 2);
	assert_int_equal(n_emitted(w), 3);
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 9);
	assert_int_equal(json_integer(held(w, "4"), "score", 0), -1);
	assert_int_equal(json_integer(held(w, "5"), "score", 0), -1);
}

static void
zone__of_the_server__times_are_read_in_it(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"shift\":3600}");
	tell(w, "answer", "{\"id\":1,\"at\":%" PRId64 ",\"NPS\":\"9\"}", T0);
	open_with(w, ",\"zone\":\"Europe/Copenhagen\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(answered(held(w, "1")) == T0 * 1e6);
	assert_true(when_set_zone("UTC", NULL));
}

static void
language__with_limesurvey_s_own_ending__is_without(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"at\":%" PRId64
	    ",\"NPS\":\"9\",\"startlanguage\":\"de-informal\"}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "1"), "language"), "de");
}

static void
properties__named__are_all_that_is_kept(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"properties\":[\"DEPT\"],\"link\":\"\"");
	tell(w, "answer",
	    "{\"id\":1,\"at\":%" PRId64
	    ",\"NPS\":\"9\",\"DEPT\":\"IT\",\"OTHER\":\"x\"}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(property(held(w, "1"), "DEPT"), "IT");
	assert_null(property(held(w, "1"), "OTHER"));
	assert_null(json_string(held(w, "1"), "link"));
}

/* ---- Who it was */

static void
participants__of_a_page__are_asked_for_at_once_and_remembered(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	for (int i = 1; i <= 40; i++)
		tell(w, "answer",
		    "{\"id\":%d,\"ago\":100,\"NPS\":\"9\",\"token\":\"%s\"}",
		    i,
		    i % 3 == 0   ? "azNEjy4HWNRS6Be"
		    : i % 3 == 1 ? TOKEN
				 : "nobody");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, "list_participants"), 1);
	assert_string_equal(
	    json_string(held(w, "3"), "email"), "bo@kunde-b.example");
	assert_string_equal(
	    json_string(held(w, "40"), "email"), "soren@kunde-a.example");
	assert_null(json_string(held(w, "2"), "email"));
}

static void
participants__none_no_table_or_anonymous__answers_come_without(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "set", "{\"people\":null}");
	tell(w, "answer",
	    "{\"id\":1,\"ago\":100,\"NPS\":\"9\",\"token\":\"" TOKEN "\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_null(json_string(held(w, "1"), "email"));
	tell(w, "set", "{\"people\":[]}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "set", "{\"anonymous\":true,\"rights\":[\"export\",\"see\"]}");
	tell(w, "delete", "{\"id\":1}");
	tell(w, "answer", "{\"id\":2,\"ago\":100,\"NPS\":\"0\"}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 0);
}

static void
participants__without_the_right__are_not_passed_over_in_silence(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "set", "{\"rights\":[\"export\",\"see\"]}");
	tell(w, "answer",
	    "{\"id\":1,\"ago\":100,\"NPS\":\"9\",\"token\":\"" TOKEN "\"}");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "Participants: view"));
	assert_int_equal(n_emitted(w), 0);
	open_again(w, ",\"participants\":\"no\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	/* The right was given: who it was comes as a change. */
	tell(w, "set", "{\"rights\":[\"export\",\"see\",\"people\"]}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "1"), "name"), "Søren Ærø");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answer__abandoned__is_partial_until_it_is_completed),
		CASE(
		    answer__that_cannot_be_one__is_kept_aside_and_stops_nothing),
		CASE(zone__of_the_server__times_are_read_in_it),
		CASE(language__with_limesurvey_s_own_ending__is_without),
		CASE(properties__named__are_all_that_is_kept),
		CASE(
		    participants__of_a_page__are_asked_for_at_once_and_remembered),
		CASE(
		    participants__none_no_table_or_anonymous__answers_come_without),
		CASE(
		    participants__without_the_right__are_not_passed_over_in_silence),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
