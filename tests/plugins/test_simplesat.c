/* SPDX-License-Identifier: ISC */
/*
 * test_simplesat.c - the provider simplesat, over an account on loopback
 * (tests/fake/simplesat.py).
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#define SEARCH "/api/v1/responses/search"

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "simplesat.py",
	.settings = "\"token\":\"token\"",
	.add = add_plain,
	.change = change_plain,
	.after_s = 20,
	.wrong = "\"token\":\"hunter2\"",
};

static void
answer(struct world *w, int id, int64_t at, const char *more)
{
	tell(w, "answer", "{\"id\":%d,\"at\":%" PRId64 "%s}", id, at, more);
}

/* ---- One response */

static void
response__with_all__has_all(void **state)
{
	static const char *const properties[][2] = { { "plan", "Pro" },
		{ "queue", "2nd line" }, { "ticket", "T-77" },
		{ "ticket_subject", "Fragt" }, { "team_member", "Anna" },
		{ "team_member_email", "a@os.example" }, { "tags", "vip, eu" },
		{ "survey_name", "NPS 2026" }, { "choice", "label" } };
	struct world *w = *state;
	const cJSON *r;

	open_with(w, "");
	answer(w, 640, T0,
	    ",\"score\":3,\"text\":\"For sen\",\"email\":\"s@a.example\"");
	tell(w, "change", "{\"id\":640,\"changed\":%" PRId64 "}", T0 + 158);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "640");
	assert_string_equal(json_string(r, "survey"), "77");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "email"), "s@a.example");
	assert_string_equal(json_string(r, "name"), "Søren");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6 + 250000);
	assert_true(
	    json_real(r, "changed_us", 0) == (T0 + 158) * 1e6 + 250000);
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		assert_string_equal(json_string(json_member(r, "properties"),
					properties[i][0]),
		    properties[i][1]);
}

#define ANSWER(question, metric, more)                                        \
	"{\"question\":{\"id\":" question ",\"metric\":\"" metric "\"}," more \
	"}"
#define NPS ANSWER("5", "NPS", "\"choice\":9")
#define CSAT(choice) ANSWER("6", "csat", "\"choice\":\"" choice "\"")
#define TEXT ANSWER("7", "comment", "\"choice\":\"Fordi\"")

static void
answer__of_each_kind__is_the_score_or_not(void **state)
{
	/* clang-format off */
	static const struct {
		const char *answers, *settings;
		int score; /* -2: passed over, -3: kept aside */
		const char *scale, *comment;
	} cases[] = {
		{ NPS, "", 9, "nps_0_10", NULL },
		{ CSAT("3") "," NPS "," TEXT, "", 9, "nps_0_10", NULL },
		{ CSAT("3") "," NPS "," TEXT, ",\"comment\":\"7\"", 9, "nps_0_10", "Fordi" },
		{ TEXT "," NPS, ",\"comment\":\"7\"", 9, "nps_0_10", "Fordi" },
		{ NPS "," CSAT("3"), ",\"metric\":\"csat\"", 3, "other", NULL },
		{ NPS "," CSAT("Good"), ",\"metric\":\"CSAT\"", -1, "other", NULL },
		{ ANSWER("5", "5-star", "\"choice\":\"4\""), ",\"metric\":\"5-star\"", 4, "stars_1_5", NULL },
		{ ANSWER("4", "nps", "\"choice\":\"2\"") "," NPS, ",\"question\":\"5\"", 9, "nps_0_10", NULL },
		{ ANSWER("4", "nps", "\"choice\":\"2\"") "," NPS, "", 2, "nps_0_10", NULL },
		{ ANSWER("5", "nps", "\"choice\":null,\"choice_label\":\"7\",\"follow_up_answer\":\"Nu\""), "", 7, "nps_0_10", "Nu" },
		{ ANSWER("5", "nps", "\"choice\":null"), "", -1, "nps_0_10", NULL },
		{ ANSWER("5", "nps", "\"choice\":\"Great\""), "", -3, NULL, NULL },
		{ ANSWER("5", "nps", "\"choice\":\"11\""), "", -3, NULL, NULL },
		{ CSAT("3"), "", -2, NULL, NULL },
		{ "7,null,{},{\"question\":8}", "", -2, NULL, NULL },
		{ NPS, ",\"survey\":\"78\"", -2, NULL, NULL },
		{ NPS, ",\"survey\":\"77\"", 9, "nps_0_10", NULL },
	};
	/* clang-format on */
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *more = mem_printf(",\"answers\":[%s]", cases[i].answers);
		const cJSON *r;

		open_again(w, cases[i].settings);
		answer(w, 1, T0, more);
		free(w->cursor);
		w->cursor = NULL;
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_refused(w), cases[i].score == -3);
		assert_int_equal(n_emitted(w), cases[i].score >= -1);
		r = cJSON_GetArrayItem(fake_responses(w->host), 0);
		free(more);
		if (r == NULL)
			continue;
		assert_int_equal(json_integer(r, "score", -9), cases[i].score);
		assert_string_equal(json_string(r, "scale"), cases[i].scale);
		assert_int_equal(json_string(r, "comment") != NULL,
		    cases[i].comment != NULL);
		if (cases[i].comment != NULL)
			assert_string_equal(
			    json_string(r, "comment"), cases[i].comment);
	}
}

static void
response__that_is_strange__stops_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, 1, T0, ",\"answers\":null");
	answer(w, 2, T0, ",\"answers\":7");
	answer(w, 3, T0, ",\"score\":9,\"survey\":null");
	answer(w, 4, T0, ",\"score\":8");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 0);
	assert_int_equal(n_held(w), 2);
	assert_string_equal(json_string(held(w, "3"), "survey"), "test");
}

/* ---- The way through them */

static void
walk__without_order__loses_none_and_asks_for_the_changed(void **state)
{
	struct world *w = *state;
	char *body;

	open_with(w, "");
	for (int i = 0; i < 350; i++)
		answer(w, 1000 + i, T0 + i, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 350);
	assert_int_equal(asked(w, SEARCH), 4);
	tell(w, "change", "{\"id\":1001,\"score\":2,\"changed\":%" PRId64 "}",
	    T0 + 9999);
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_in_range(n_emitted(w), 1, 3);
	assert_int_equal(json_integer(held(w, "1001"), "score", -1), 2);
	body = last_asked(w, "body");
	/* the second of the newest, and one before */
	assert_non_null(strstr(body, "\"2025-11-20T00:59:08Z\""));
	free(body);
}

static void
change__where_asked_for_by_creation__is_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"by\":\"created\",\"overlap\":\"10m\"");
	answer(w, 1, T0, ",\"score\":9");
	answer(w, 2, T0 + 500, ",\"score\":9");
	answer(w, 3, T0 + 700, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	for (int i = 1; i < 4; i++)
		tell(w, "change",
		    "{\"id\":%d,\"score\":1,\"changed\":%" PRId64 "}", i,
		    T0 + 9999);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 9);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 1);
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 1);
}

static void
first_run__since__is_where_it_begins(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, (T0 + 10) * 1000000);
	open_with(w, "");
	answer(w, 1, T0 + 5, ",\"score\":9");
	answer(w, 2, T0 + 10, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
}

static void
page__on_another_host__is_not_asked_for(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	for (int i = 0; i < 120; i++)
		answer(w, i, T0 + i, ",\"score\":9");
	tell(w, "set", "{\"away\":true}");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "not its own"));
	assert_null(w->cursor);
	tell(w, "set", "{\"away\":false}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 120);
}

/* ---- Try */

static void
probe__says__what_there_is(void **state)
{
	struct world *w = *state;
	int64_t now = (int64_t)time(NULL);

	open_with(w, ",\"survey\":\"77\"");
	answer(w, 1, now - 60, ",\"score\":9");
	answer(w, 2, now - 50, ",\"score\":3");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "\"NPS 2026\""));
	assert_null(strstr(fake_log(w->host), "Helpdesk"));
	assert_non_null(strstr(fake_log(w->host), "2 answers in the last 30"));
	assert_non_null(strstr(fake_log(w->host), "counts as many"));
	open_again(w, ",\"metric\":\"ces\"");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "metric ces"));
	assert_non_null(strstr(fake_log(w->host), "Helpdesk"));
	tell(w, "set", "{\"broken\":1}");
	assert_false(probe(w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(response__with_all__has_all),
		CASE(answer__of_each_kind__is_the_score_or_not),
		CASE(response__that_is_strange__stops_nothing),
		CASE(walk__without_order__loses_none_and_asks_for_the_changed),
		CASE(
		    change__where_asked_for_by_creation__is_within_the_overlap),
		CASE(first_run__since__is_where_it_begins),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(probe__says__what_there_is),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(page__on_another_host__is_not_asked_for),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
