/* SPDX-License-Identifier: ISC */
/*
 * test_qualtrics.c - the provider qualtrics, exporting a survey on loopback
 * (tests/fake/qualtrics.py).
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#include "providers/qualtrics/export.h"

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "qualtrics.py",
	.settings = "\"token\":\"tok\",\"survey\":\"SV_1\"",
};

/* One export for all of time. */
#define WHOLE ",\"span\":\"3660d\""

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

static void
add(struct world *w, int id, int64_t at_s, const char *values)
{
	tell(w, "answer",
	    "{\"id\":\"R_%d\",\"at\":%" PRId64 ",\"values\":{%s}}", id, at_s,
	    values);
}

/* ---- One answer */

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r, *p;

	open_with(w, WHOLE ",\"fields\":{\"company\":\"/values/sfAccount\"},"
			   "\"properties\":{\"plan\":\"/values/Plan\"}");
	add(w, 1, T0,
	    "\"QID2\":8,\"QID2_NPS_GROUP\":2,\"QID3_TEXT\":\"For sen\","
	    "\"recipientEmail\":\"soren@kunde-a.example\","
	    "\"recipientFirstName\":\"Søren\",\"recipientLastName\":\"Holm\","
	    "\"sfAccount\":\"Kunde A ApS\",\"Plan\":\"Pro\","
	    "\"externalDataReference\":\"x7\"");
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "R_1");
	p = json_member(r, "properties");
	assert_string_equal(json_string(r, "survey"), "SV_1");
	assert_int_equal(json_integer(r, "score", -1), 8);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "language"), "da");
	assert_string_equal(json_string(r, "channel"), "email");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "name"), "Søren Holm");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_true(json_bool(r, "complete", false));
	assert_true(
	    json_real(r, "answered_us", 0) == (double)T0 * 1e6 + 250e3);
	assert_string_equal(json_string(p, "plan"), "Pro");
	assert_string_equal(json_string(p, "external_id"), "x7");
}

static void
answer__of_each_kind__is_what_it_is(void **state)
{
	/* clang-format off */
	static const struct {
		const char *values;
		int score; /* -2: refused, -3: passed over */
		bool is_partial;
	} cases[] = {
		{ "\"QID2\":10,\"QID2_NPS_GROUP\":3", 10, false },
		{ "\"QID2\":\"0\",\"QID2_NPS_GROUP\":\"1\"", 0, false },
		{ "\"QID2\":[\"\"],\"QID3_TEXT\":[\"\"]", -1, false },
		{ "\"QID1\":1,\"finished\":0", -1, true },
		{ "\"QID2\":9,\"finished\":false", 9, true },
		{ "\"QID2\":11", -2, false },
		{ "\"QID2\":{\"choiceId\":\"3\"}", -2, false },
		{ "\"QID2\":9,\"QID2_NPS_GROUP\":2", -2, false },
		{ "\"QID2\":9,\"status\":1", -3, false },
		{ "\"QID2\":9,\"status\":17", -3, false },
		{ "\"QID2\":9,\"status\":8", -3, false },
		{ "\"QID2\":9,\"distributionChannel\":\"preview\"", -3, false },
		{ "\"QID2\":9,\"status\":4", 9, false },
		{ "\"QID2\":9,\"endDate\":null", 9, false },
		{ "\"QID2\":9,\"endDate\":null,\"recordedDate\":null", -2, false },
	};
	/* clang-format on */
	struct world *w = *state;
	int n = (int)(sizeof(cases) / sizeof(cases[0])), n_wrong = 0;

	open_with(w, WHOLE);
	for (int i = 0; i < n; i++) {
		add(w, i, T0 + i, cases[i].values);
		n_wrong += cases[i].score == -2;
	}
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), n_wrong);
	for (int i = 0; i < n; i++) {
		char *id = mem_printf("R_%d", i);

		if (cases[i].score <= -2) {
			assert_null(json_member(w->held, id));
		} else {
			assert_int_equal(json_integer(held(w, id), "score", 0),
			    cases[i].score);
			assert_true(json_bool(held(w, id), "complete", true) !=
				    cases[i].is_partial);
		}
		free(id);
	}
}

static void
columns__found_or_set__are_those(void **state)
{
	/* clang-format off */
	static const struct {
		const char *more, *scale, *comment;
		int score, n_definitions;
	} cases[] = {
		{ "", "nps_0_10", "For dyrt", 9, 1 },
		{ ",\"question\":\"QID1\",\"scale\":\"1-5\"", "stars_1_5", "For dyrt", 4, 1 },
		{ ",\"question\":\"QID2\",\"comment\":\"QID9_TEXT\"", "nps_0_10", "Nej", 9, 0 },
		{ ",\"fields\":{\"score\":\"/values/own/n\"}", "nps_0_10", "For dyrt", 6, 1 },
	};
	/* clang-format on */
	struct world *w = *state;
	int n = 0;

	add(w, 1, T0,
	    "\"QID1\":4,\"QID2\":9,\"QID3_TEXT\":\"For dyrt\","
	    "\"QID9_TEXT\":\"Nej\",\"own\":{\"n\":6}");
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		char *more = mem_printf(WHOLE "%s", cases[i / 2].more);

		tell(w, "set", "{\"old\":%s}", i % 2 ? "true" : "false");
		free(w->cursor);
		w->cursor = NULL;
		open_again(w, more);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(json_integer(held(w, "R_1"), "score", -1),
		    cases[i / 2].score);
		assert_string_equal(
		    json_string(held(w, "R_1"), "scale"), cases[i / 2].scale);
		assert_string_equal(json_string(held(w, "R_1"), "comment"),
		    cases[i / 2].comment);
		n += cases[i / 2].n_definitions;
		assert_int_equal(
		    asked(w, "/API/v3/survey-definitions/SV_1"), n);
		free(more);
	}
}

static void
columns__that_cannot_be_found__are_asked_for(void **state)
{
	struct world *w = *state;

	tell(w, "set",
	    "{\"questions\":{\"QID3\":{\"QuestionType\":\"TE\",\"Selector\":"
	    "\"SL\"},\"QID4\":{\"QuestionType\":\"TE\",\"Selector\":\"ML\"}}"
	    "}");
	open_with(w, WHOLE);
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "set question"));
	assert_non_null(
	    strstr(fake_log(w->host), "one of QID3_TEXT, QID4_TEXT"));
}

static void
settings__that_make_no_sense__are_not_taken(void **state)
{
	static const struct {
		const char *settings, *why;
	} cases[] = {
		{ "\"survey\":\"SV_1\"", "token is missing" },
		{ "\"survey\":\"SV_1\",\"client_id\":\"me\"",
		    "token is missing" },
		{ "\"survey\":\"SV_1\",\"token\":\"t\",\"client_id\":\"me\","
		  "\"client_secret\":\"s\"",
		    "do not go together" },
		{ "\"survey\":\"SV_1\",\"token\":\"t\",\"datacenter\":"
		  "\"fra1.qualtrics.com\"",
		    "datacenter must be" },
		{ "\"survey\":\"SV_1\",\"token\":\"t\",\"fields\":{\"skore\":"
		  "\"/x\"}",
		    "did you mean \"score\"" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		open_exactly(w, cases[i].settings);
		assert_null(w->state);
		assert_non_null(strstr(fake_why(w->host), cases[i].why));
	}
	w->state = fake_open(w->host, &loopbell_plugin,
	    "{\"survey\":\"SV_1\",\"token\":\"t\"}");
	assert_null(w->state);
	assert_non_null(strstr(fake_why(w->host), "datacenter is missing"));
}

/* ---- What goes wrong */

static void
trouble__at_each_step_of_an_export__is_said_and_ends(void **state)
{
	struct world *w = *state;

	open_with(w, WHOLE);
	add(w, 1, T0, "\"QID2\":3");
	tell(w, "set", "{\"limited\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 7);
	for (int i = 1; i < 4; i++) {
		tell(w, "set", "{\"broken_after\":%d}", i);
		assert_int_equal(poll_it(w), LB_RETRY);
	}
	tell(w, "set", "{\"broken_after\":0,\"garbage\":2}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	open_exactly(w, "\"token\":\"hunter2\",\"survey\":\"SV_1\"");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "reference 74768340"));
	assert_null(strstr(fake_why(w->host), "hunter2"));
}

static void
client__of_oauth__signs_in(void **state)
{
	struct world *w = *state;

	add(w, 1, T0, "\"QID2\":3");
	open_exactly(w, "\"survey\":\"SV_1\",\"client_id\":\"me\","
			"\"client_secret\":\"secret\"" WHOLE);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	tell(w, "set", "{\"expired\":true}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, "/oauth2/token"), 2);
}

static void
probe__says_columns_and_counts(void **state)
{
	struct world *w = *state;
	int64_t now = (int64_t)time(NULL);

	open_with(w, "");
	for (int i = 0; i < 4; i++)
		add(w, i, now - 3600, i < 3 ? "\"QID2\":10" : "\"QID2\":2");
	add(w, 4, now - 3600, "\"QID2\":2,\"status\":1");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host),
	    "survey SV_1, \"B2B halvår\": the score is QID2, the comment "
	    "QID3_TEXT"));
	assert_non_null(strstr(
	    fake_log(w->host), "4 answers in the last 30 days: 3 promoters"));
	assert_non_null(
	    strstr(fake_log(w->host), "surveyengine.completedResponse.SV_1"));
	open_exactly(w, "\"token\":\"tok\",\"survey\":\"SV_2\"");
	assert_false(probe(w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answer__with_all__has_all),
		TEST(answer__of_each_kind__is_what_it_is),
		TEST(columns__found_or_set__are_those),
		TEST(columns__that_cannot_be_found__are_asked_for),
		TEST(settings__that_make_no_sense__are_not_taken),
		TEST(trouble__at_each_step_of_an_export__is_said_and_ends),
		TEST(client__of_oauth__signs_in),
		TEST(probe__says_columns_and_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
