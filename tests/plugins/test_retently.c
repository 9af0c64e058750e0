/* SPDX-License-Identifier: ISC */
/*
 * test_retently.c - config/examples/retently.yaml, against an account as
 * Retently's documentation has it (tests/fake/retently.py).
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#include "example.h"

static char settings[4096], wrong[4096]; /* of the example */

static void
use_calls(struct world *w, int *n, int64_t at_s)
{
	(void)n;
	(void)at_s;
	tell(w, "set", "{\"left\":%d}", rand() % 3);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "retently.py",
	.settings = settings,
	.add = add_plain,
	.change = change_plain,
	.more = use_calls,
	.calm = ",\"left\":150",
	.after_s = 30,
	.wrong = wrong,
};

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r, *properties;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":640213,\"score\":3,\"at\":%" PRId64 ",\"comment\":"
	    "\"For sen\",\"firstName\":\"Anna\",\"lastName\":\"Holm\","
	    "\"companyName\":\"Kunde A ApS\",\"jobTitle\":\"Indk\xc3\xb8"
	    "ber\",\"country\":\"DK\",\"feedbackTags\":[\"pris\",\"tid\"]}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "640213");
	properties = json_member(r, "properties");
	assert_string_equal(json_string(r, "survey"), "Relationship");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "name"), "Anna Holm");
	assert_string_equal(json_string(r, "role"), "Indk\xc3\xb8"
						    "ber");
	assert_string_equal(json_string(r, "email"), "u640213@kunde.example");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_string_equal(json_string(r, "channel"), "email");
	assert_string_equal(json_string(properties, "tags"), "pris, tid");
	assert_string_equal(json_string(properties, "country"), "DK");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6);
}

static void
answers__bogus_or_of_other_metrics__are_none(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"score\":5,\"at\":%" PRId64
	    ",\"metricsType\":\"CSAT\"}",
	    T0);
	tell(w, "answer",
	    "{\"id\":2,\"score\":0,\"at\":%" PRId64 ",\"isBogus\":true}", T0);
	tell(w, "answer",
	    "{\"id\":3,\"score\":null,\"at\":%" PRId64
	    ",\"isSubmitted\":false}",
	    T0);
	tell(w, "answer",
	    "{\"id\":4,\"score\":0,\"at\":%" PRId64 ",\"isBogus\":null}", T0);
	tell(w, "answer", "{\"id\":5,\"score\":12,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 2);
	assert_int_equal(n_refused(w), 1);
	assert_false(json_bool(held(w, "3"), "complete", true));
	assert_int_equal(json_integer(held(w, "4"), "score", -1), 0);
}

/* Of a first run of years, and of a second at the border of two pages. */
static void
answers__of_many_pages__are_all_read(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":1700,\"at\":%" PRId64 ",\"row\":{\"score\":9}}", T0);
	tell(w, "fill",
	    "{\"n\":600,\"id\":1701,\"step\":0,\"at\":%" PRId64 ",\"row\":{"
	    "\"score\":2}}",
	    T0 + 1700);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2300);
	assert_int_equal(asked(w, "/api/v2/feedback"), 5);
	tell(w, "answer", "{\"id\":2301,\"score\":9,\"at\":%" PRId64 "}",
	    T0 + 1700);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2301);
}

static void
first_run__since__is_where_it_begins(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, (T0 + 10) * 1000000);
	open_with(w, "");
	tell(w, "fill", "{\"n\":20,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_in_range(n_emitted(w), 10, 11); /* a second earlier */
}

static void
comment__that_comes_later__is_found_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":100,\"step\":3600,\"at\":%" PRId64 ",\"row\":{\"score\":9}"
	    "}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "change", "{\"id\":2,\"score\":2,\"comment\":\"For dyrt\"}");
	/* It is not asked for at each poll, but for now and then. */
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 9);
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "2"), "comment"), "For dyrt");
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 2);
}

static void
limit__reached__is_waited_for(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":1200,\"at\":%" PRId64 ",\"row\":{\"score\":9}}", T0);
	tell(w, "set", "{\"left\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 30);
	/* It goes on where it was. */
	assert_int_equal(n_held(w), 500);
	tell(w, "set", "{\"left\":150}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1200);
}

static void
probe__of_the_example__counts(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill", "{\"n\":4,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    (int64_t)time(NULL) - 600);
	tell(w, "answer",
	    "{\"id\":5,\"score\":1,\"at\":%" PRId64
	    ",\"metricsType\":\"CES\"}",
	    (int64_t)time(NULL) - 600);
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "4 answers in the last"));
	assert_non_null(strstr(fake_log(w->host), "and 1 of other surveys"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answers__bogus_or_of_other_metrics__are_none),
		CASE(answers__of_many_pages__are_all_read),
		CASE(first_run__since__is_where_it_begins),
		CASE(comment__that_comes_later__is_found_within_the_overlap),
		CASE(limit__reached__is_waited_for),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
		CASE(probe__of_the_example__counts),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(trouble__of_each_kind__is_said_and_ends),
	};

	example_with_key(wrong, "retently", "hunter2");
	example_with_key(settings, "retently", "k3y");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
