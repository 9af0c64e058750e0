/* SPDX-License-Identifier: ISC */
/* test_lookup.c - directories are asked in order, once, and never waited for
 * in vain. */
#include "lookup_fixture.h"

static void
ask__first_knows__the_second_is_not_asked(void **state)
{
	struct asking *a = *state;

	tell_puppet(a->c, "first", "lookup", ACCOUNT("One"));
	open_both(a);
	ask(a, "bo@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "One ");
	assert_int_equal(count_asked(a->c, "second", "lookup"), 0);
}

static void
ask__first_does_not_know__the_second_answers(void **state)
{
	struct asking *a = *state;

	tell_puppet(a->c, "first", "lookup", "reject");
	tell_puppet(a->c, "second", "lookup", ACCOUNT("Two"));
	open_both(a);
	ask(a, "bo@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "Two ");
}

static void
ask__no_directory__nobody_is_known_at_once(void **state)
{
	struct asking *a = *state;

	ask(a, "bo@x.example");
	assert_string_equal(a->names, "- ");
}

static void
ask__the_same_again__is_asked_once_until_it_expires(void **state)
{
	struct asking *a = *state;

	tell_puppet(a->c, "first", "lookup", ACCOUNT("One"));
	open_both(a);
	for (int i = 0; i < 3; i++)
		ask(a, "bo@x.example");
	ask(a, "eva@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	ask(a, "bo@x.example");
	assert_string_equal(a->names, "One One One One One ");
	assert_int_equal(count_asked(a->c, "first", "lookup bo@"), 1);
	a->c->now_us += 601 * S_US;
	ask(a, "bo@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	assert_int_equal(count_asked(a->c, "first", "lookup bo@"), 2);
}

static void
ask__nobody_knows__is_remembered_too(void **state)
{
	struct asking *a = *state;

	tell_puppet(a->c, "first", "lookup", "reject");
	tell_puppet(a->c, "second", "lookup", "reject");
	open_both(a);
	ask(a, "bo@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	ask(a, "bo@x.example");
	assert_string_equal(a->names, "- - ");
	assert_int_equal(count_asked(a->c, "first", "lookup"), 1);
}

static void
failing__any_way__is_passed_over_and_asked_again_soon(void **state)
{
	static const char *const ways[] = { "die", "garbage", "retry 5",
		"exit 0", "unknown", "other" };

	for (size_t i = 0; i < N_OF(ways); i++) {
		struct asking *a;

		if (i > 0)
			begin(state);
		a = *state;
		tell_puppet(a->c, "first", "lookup", ways[i]);
		tell_puppet(a->c, "second", "lookup", ACCOUNT("Two"));
		open_both(a);
		ask(a, "bo@x.example");
		UNTIL(&a->c->loop, is_answered, a);
		assert_string_equal(a->names, "Two ");
		assert_true(
		    *worker_health(lookup_worker(a->l, 0)).trouble != '\0');
		a->c->now_us += 11 * S_US;
		ask(a, "bo@x.example");
		assert_int_equal(a->n_answers, 1);
		if (i + 1 < N_OF(ways))
			end(state);
	}
}

static void
failing__cannot_start__is_not_waited_for(void **state)
{
	static const char *const ways[] = { "die", "exit 78" };

	for (size_t i = 0; i < N_OF(ways); i++) {
		struct asking *a;

		if (i > 0)
			begin(state);
		a = *state;
		tell_puppet(a->c, "first", "start", ways[i]);
		tell_puppet(a->c, "second", "lookup", ACCOUNT("Two"));
		open_both(a);
		for (int k = 0; k < 20; k++) {
			char email[32];

			snprintf(email, sizeof(email), "b%d@x.example", k);
			ask(a, email);
		}
		UNTIL(&a->c->loop, is_answered, a);
		assert_int_equal(a->n_answers, 20);
		assert_int_equal(count_asked(a->c, "first", "lookup"), 0);
		if (i + 1 < N_OF(ways))
			end(state);
	}
}

static void
renew__a_question_under_way__is_asked_of_the_new(void **state)
{
	struct asking *a = *state;
	/* The workers refer to it until the loop has ended. */
	static struct config config;

	config = (struct config){
		.n_refs = 1000, .instances = &a->second, .n_instances = 1
	};
	tell_puppet(a->c, "first", "lookup", "hang");
	tell_puppet(a->c, "first", "stop", "ignore");
	tell_puppet(a->c, "second", "lookup", ACCOUNT("Two"));
	a->first.deadline_s = 1;
	lookup_add(a->l, &a->c->config, &a->first);
	ask(a, "bo@x.example");
	ask(a, "eva@x.example");
	while (count_asked(a->c, "first", "lookup") == 0)
		uv_run(&a->c->loop, UV_RUN_NOWAIT);
	lookup_renew(a->l, &config);
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "Two Two ");
	lookup_free(a->l);
	a->l = NULL;
}

static void
stop__a_question_under_way__has_no_answer_but_none(void **state)
{
	struct asking *a = *state;

	tell_puppet(a->c, "first", "lookup", "hang");
	open_both(a);
	ask(a, "bo@x.example");
	while (count_asked(a->c, "first", "lookup") == 0)
		uv_run(&a->c->loop, UV_RUN_NOWAIT);
	lookup_stop(a->l, 50);
	UNTIL(&a->c->loop, is_gone, a);
	assert_int_equal(a->n_answers, 0);
	lookup_free(a->l);
	a->l = NULL;
	assert_string_equal(a->names, "- ");
	assert_int_equal(count_asked(a->c, "second", "lookup"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(ask__first_knows__the_second_is_not_asked),
		CASE(ask__first_does_not_know__the_second_answers),
		CASE(ask__no_directory__nobody_is_known_at_once),
		CASE(ask__the_same_again__is_asked_once_until_it_expires),
		CASE(ask__nobody_knows__is_remembered_too),
		CASE(failing__any_way__is_passed_over_and_asked_again_soon),
		CASE(failing__cannot_start__is_not_waited_for),
		CASE(renew__a_question_under_way__is_asked_of_the_new),
		CASE(stop__a_question_under_way__has_no_answer_but_none),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
