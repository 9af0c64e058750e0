/* SPDX-License-Identifier: ISC */
/*
 * test_hubspot_feedback.c - HubSpot's own surveys, in an account on loopback
 * (tests/fake/hubspot.py).
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#define SEARCH "/crm/objects/2026-03/feedback_submissions/search"
#define T0_MS (T0 * 1000)

static void
add(struct world *w, int id, int64_t at_ms, const char *more)
{
	tell(w, "answer", "{\"id\":%d,\"at\":%" PRId64 "%s}", id, at_ms, more);
}

static void
add_answer(struct world *w, int id, int64_t at_s)
{
	add(w, id, at_s * 1000, ",\"score\":\"8\"");
}

static void
change_answer(struct world *w, int id, int64_t at_s)
{
	tell(w, "change",
	    "{\"id\":%d,\"score\":%d,\"text\":\"%d\",\"changed\":%" PRId64 "}",
	    id, rand() % 11, rand(), at_s * 1000);
}

/* One that the index has after one that was written later. */
static void
find_late(struct world *w, int *n, int64_t at_s)
{
	tell(w, "set", "{\"unindexed\":[\"%d\"]}", *n + 1);
	add(w, ++*n, at_s * 1000, ",\"score\":5");
	add(w, ++*n, at_s * 1000 + 1, ",\"score\":6,\"contact\":7");
	(void)poll_it(w);
	tell(w, "set", "{\"unindexed\":[]}");
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "hubspot.py",
	.settings = "\"key\":\"pat-key\"",
	.add = add_answer,
	.change = change_answer,
	.more = find_late,
	.after_s = 1,
	.wrong = "\"key\":\"pat-hunter2\"",
};

/* ---- One answer */

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r, *p;

	open_with(w, ",\"properties\":[\"hs_response_group\",\"plan\"]");
	add(w, 881, T0_MS + 113,
	    ",\"score\":3,\"text\":\"For sen\",\"contact\":101,"
	    "\"email\":\"soren@kunde-a.example;to@x.example\","
	    "\"more\":{\"hs_response_group\":\"Detractor\",\"plan\":null,"
	    "\"hs_submission_url\":\"https://x.example/1\","
	    "\"hs_contact_firstname\":\"Søren\","
	    "\"hs_contact_lastname\":\"Holm\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "881");
	p = json_member(r, "properties");
	assert_string_equal(json_string(r, "survey"), "12");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "channel"), "email");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "name"), "Søren Holm");
	assert_string_equal(json_string(r, "link"), "https://x.example/1");
	assert_true(json_bool(r, "complete", false));
	assert_true(
	    json_real(r, "answered_us", 0) == (double)(T0_MS + 113) * 1e3);
	assert_string_equal(json_string(p, "survey_name"), "B2B halvår");
	assert_string_equal(json_string(p, "survey_type"), "NPS");
	assert_string_equal(json_string(p, "hs_response_group"), "Detractor");
	assert_null(json_member(p, "plan"));
	assert_int_equal(asked(w, "/crm/objects/2026-03/contacts/101"), 0);
}

static void
answer__of_each_type__is_counted_only_if_it_is_nps(void **state)
{
	/* clang-format off */
	static const struct {
		const char *row, *scale;
		int score; /* -2: it is refused */
	} cases[] = {
		{ ",\"score\":10", "nps_0_10", 10 },
		{ ",\"score\":0", "nps_0_10", 0 },
		{ ",\"score\":null", "nps_0_10", -1 },
		{ ",\"score\":11", NULL, -2 },
		{ ",\"score\":\"N/A\"", NULL, -2 },
		{ ",\"score\":2,\"type\":\"CSAT\"", "other", 2 },
		{ ",\"score\":7,\"type\":\"CES\"", "other", 7 },
		{ ",\"score\":100,\"type\":\"CUSTOM\"", "other", 100 },
		{ ",\"score\":\"Ja\",\"type\":\"CUSTOM\"", "other", -1 },
		{ ",\"score\":9,\"type\":null", "other", 9 },
		{ ",\"score\":9,\"more\":{\"hs_submission_timestamp\":\"i går\"}", NULL, -2 },
		{ ",\"score\":9,\"more\":{\"hs_submission_timestamp\":null}", "nps_0_10", 9 },
	};
	/* clang-format on */
	struct world *w = *state;
	int n_wrong = 0;

	open_with(w, "");
	for (int i = 0; i < (int)(sizeof(cases) / sizeof(cases[0])); i++) {
		add(w, i, T0_MS + i, cases[i].row);
		n_wrong += cases[i].score == -2;
	}
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), n_wrong);
	for (int i = 0; i < (int)(sizeof(cases) / sizeof(cases[0])); i++) {
		char *id = mem_printf("%d", i);

		if (cases[i].score == -2) {
			assert_null(json_member(w->held, id));
		} else {
			assert_string_equal(
			    json_string(held(w, id), "scale"), cases[i].scale);
			assert_int_equal(
			    json_integer(held(w, id), "score", -1),
			    cases[i].score);
		}
		free(id);
	}
}

static void
contact__without_an_address__is_asked_for_it_once(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	for (int i = 0; i < 3; i++)
		add(w, i, T0_MS + i, ",\"score\":9,\"contact\":101");
	add(w, 3, T0_MS + 3, ",\"score\":9,\"contact\":404");
	add(w, 4, T0_MS + 4, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(
	    json_string(held(w, "2"), "email"), "c101@kunde.example");
	assert_int_equal(asked(w, "/crm/objects/2026-03/contacts/101"), 1);
	assert_null(json_string(held(w, "3"), "email"));
	assert_null(json_string(held(w, "4"), "email"));
}

static void
survey__chosen__others_are_passed_over(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"survey\":\"12\"");
	add(w, 1, T0_MS, ",\"score\":9,\"survey\":13,\"contact\":5");
	add(w, 2, T0_MS + 1, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	assert_int_equal(asked(w, "/crm/objects/2026-03/contacts/5"), 0);
}

static void
version__set__is_in_all_paths(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"api_version\":\"v3\"");
	add(w, 1, T0_MS, ",\"score\":9,\"contact\":5");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, "/crm/v3/objects/contacts/5"), 1);
	assert_int_equal(
	    asked(w, "/crm/v3/objects/feedback_submissions/search"), 1);
	fake_close(w->host);
	open_exactly(w, "\"key\":\"k\",\"api_version\":\"2026-12\"");
	assert_null(w->state);
	assert_non_null(strstr(fake_why(w->host), "api_version must be"));
}

/* ---- The way through them */

/* More than the 10,000 of one search; many in one millisecond. */
static void
walk__beyond_what_a_search_gives__loses_none(void **state)
{
	struct world *w = *state;
	const int n = 10450;

	open_with(w, "");
	tell(w, "many",
	    "{\"n\":%d,\"at\":%" PRId64 ",\"alike_from\":1000,\"alike\":900}",
	    n, T0_MS);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), n);
	assert_int_equal(n_emitted(w), n);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_in_range(asked(w, SEARCH), 50, 60);
}

/* Pages count rows: what moves to the end moves up all behind it. */
static void
row__that_moves_while_pages_are_read__hides_no_other(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "many", "{\"n\":450,\"at\":%" PRId64 "}", T0_MS);
	tell(w, "set", "{\"moves_on_page\":1}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 450);
}

static void
row__that_the_index_finds_late__is_found(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	add(w, 1, T0_MS, ",\"score\":3");
	add(w, 2, T0_MS + 500000, ",\"score\":9");
	tell(w, "set", "{\"unindexed\":[\"1\"]}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	tell(w, "set", "{\"unindexed\":[]}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2);
}

static void
first_run__since__is_where_it_begins(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, (T0_MS + 10) * 1000);
	open_with(w, "");
	add(w, 1, T0_MS + 9, ",\"score\":3");
	add(w, 2, T0_MS + 10, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	assert_non_null(json_member(w->held, "2"));
}

/* ---- What goes wrong */

static void
limit__reached__is_said_with_its_reference(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "set", "{\"limited\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "reference aeb6"));
}

/* ---- loopbell try */

static void
probe__says_what_there_is_and_counts_each_once(void **state)
{
	struct world *w = *state;
	int64_t now_ms = (int64_t)time(NULL) * 1000;

	open_with(w, ",\"survey\":\"14\"");
	tell(w, "many", "{\"n\":250,\"at\":%" PRId64 "}", now_ms - 3600000);
	add(w, 1000, now_ms, ",\"score\":2,\"type\":\"CSAT\",\"survey\":13");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "251 of other surveys"));
	assert_non_null(
	    strstr(fake_log(w->host), "survey 12 is \"B2B halvår\", NPS"));
	assert_non_null(
	    strstr(fake_log(w->host), "survey 13 is \"B2B halvår\", CSAT"));
	assert_non_null(
	    strstr(fake_log(w->host), "nobody answered survey 14"));
	open_again(w, "");
	assert_true(probe(w));
	assert_non_null(
	    strstr(fake_log(w->host), "250 answers in the last 30 days"));
	assert_non_null(
	    strstr(fake_log(w->host), "the vendor counts as many"));
	tell(w, "set", "{\"scopes\":[]}");
	assert_false(probe(w));
	assert_non_null(
	    strstr(fake_why(w->host), "crm.objects.contacts.read"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answer__of_each_type__is_counted_only_if_it_is_nps),
		CASE(contact__without_an_address__is_asked_for_it_once),
		CASE(survey__chosen__others_are_passed_over),
		CASE(version__set__is_in_all_paths),
		CASE(walk__beyond_what_a_search_gives__loses_none),
		CASE(row__that_moves_while_pages_are_read__hides_no_other),
		CASE(row__that_the_index_finds_late__is_found),
		CASE(first_run__since__is_where_it_begins),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
		CASE(probe__says_what_there_is_and_counts_each_once),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(limit__reached__is_said_with_its_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
