/* SPDX-License-Identifier: ISC */
/*
 * test_asknicely.c - config/examples/asknicely.yaml, against an account as
 * AskNicely's documentation has it (tests/fake/asknicely.py).
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
	.fake = "asknicely.py",
	.settings = settings,
	.add = add_plain,
	.change = change_plain,
	.more = use_calls,
	.calm = ",\"left\":200",
	.after_s = 7,
	.wrong = wrong,
};

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":640213,\"score\":3,\"at\":%" PRId64 ",\"comment\":"
	    "\"\\\"For sen\\\" & <dyr>, it's\",\"name\":\"Anna Holm\","
	    "\"segment\":\"Erhverv\",\"company_c\":\"Kunde A ApS\"}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "640213");
	assert_string_equal(json_string(r, "survey"), lb_instance(w->host));
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(
	    json_string(r, "comment"), "\"For sen\" & <dyr>, it's");
	assert_string_equal(json_string(r, "name"), "Anna Holm");
	assert_string_equal(json_string(r, "email"), "u640213@kunde.example");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_string_equal(
	    json_string(json_member(r, "properties"), "segment"), "Erhverv");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6);
}

static void
answers__of_other_kinds_or_only_sent__are_none(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"score\":4,\"at\":%" PRId64 ",\"question_type\":"
	    "\"csat\"}",
	    T0);
	tell(w, "answer", "{\"id\":2,\"score\":null,\"at\":0}");
	tell(
	    w, "answer", "{\"id\":3,\"score\":\"11\",\"at\":%" PRId64 "}", T0);
	tell(w, "answer", "{\"id\":4,\"score\":\"\",\"at\":%" PRId64 "}", T0);
	tell(w, "answer", "{\"id\":5,\"score\":\"0\",\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 2);
	assert_int_equal(n_refused(w), 1);
	assert_int_equal(json_integer(held(w, "4"), "score", 0), -1);
	assert_int_equal(json_integer(held(w, "5"), "score", -1), 0);
}

/* Twelve hundred: three pages, each a file in a store that wants no key. */
static void
answers__too_many_for_the_api__come_from_the_store_without_the_key(
    void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":1200,\"at\":%" PRId64 ",\"row\":{\"score\":9}}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1200);
	assert_int_equal(asked(w, "(stored)"), 3);
	assert_int_equal(asked(w, "(key leaked)"), 0);
	/* What is new is few, and comes directly. */
	tell(w, "answer", "{\"id\":2000,\"score\":9,\"at\":%" PRId64 "}",
	    T0 + 4000);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1201);
	assert_int_equal(asked(w, "(stored)"), 3);
}

/* `since` may mean "after": the same second is asked for again. */
static void
answer__of_the_second_of_the_last_one__is_not_lost(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"score\":9,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "answer", "{\"id\":2,\"score\":9,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2);
}

static void
comment__that_comes_later__is_found_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":20,\"step\":3600,\"at\":%" PRId64
	    ",\"row\":{\"score\":9}}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "change", "{\"id\":2,\"score\":2,\"comment\":\"For dyrt\"}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "2"), "comment"), "For dyrt");
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 2);
}

static void
limits__reached__are_waited_for(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"score\":9,\"at\":%" PRId64 "}", T0);
	tell(w, "set", "{\"left\":0}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 7);
	tell(w, "set", "{\"left\":200,\"garbage\":2}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
}

static void
probe__of_the_example__counts_and_warns_of_what_is_not_there(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "fill",
	    "{\"n\":4,\"at\":%" PRId64 ",\"row\":{\"score\":9,\"name\":\"A\","
	    "\"comment\":\"x\",\"segment\":\"s\"}}",
	    (int64_t)time(NULL) - 600);
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "4 answers in the last"));
	assert_non_null(strstr(fake_log(w->host),
	    "warning: fields: company: there is nothing at /company_c in any "
	    "of 4 answers\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answers__of_other_kinds_or_only_sent__are_none),
		CASE(
		    answers__too_many_for_the_api__come_from_the_store_without_the_key),
		CASE(answer__of_the_second_of_the_last_one__is_not_lost),
		CASE(comment__that_comes_later__is_found_within_the_overlap),
		CASE(limits__reached__are_waited_for),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
		CASE(
		    probe__of_the_example__counts_and_warns_of_what_is_not_there),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(trouble__of_each_kind__is_said_and_ends),
	};

	example_with_key(wrong, "asknicely", "hunter2");
	example_with_key(settings, "asknicely", "k3y");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
