/* SPDX-License-Identifier: ISC */
/* test_upkeep.c - deaths, rests and trouble, without a process. */
#include "core/upkeep.h"

#include <signal.h>
#include <stdlib.h>

#include "core/clock.h"
#include "loop_fixture.h"

#define NOW_US INT64_C(1795163405000000)

/* What is kept, and what was logged of it so far. */
struct kept {
	struct upkeep u;
	struct caught caught;
	int64_t now_us;
};

static const struct child_end was_killed = { -1, SIGKILL, NULL, "" };
static const struct child_end exited = { 1, 0, NULL, "" };
static const struct child_end exited_78 = { 78, 0, NULL, "" };

static int
begin(void **state)
{
	struct kept *k = calloc(1, sizeof(*k));

	assert_non_null(k);
	upkeep_init(&k->u, "pup");
	k->now_us = NOW_US;
	clock_set(&k->now_us);
	log_set_style(LOG_QUIET, false);
	catch_begin(&k->caught);
	*state = k;
	return 0;
}

static int
end(void **state)
{
	struct kept *k = *state;

	upkeep_release(&k->u);
	clock_set(NULL);
	log_set_style(LOG_PLAIN, false);
	free(k);
	return 0;
}

static void
assert_logged(struct kept *k, const char *expected)
{
	char *text = catch_end(&k->caught);

	assert_string_equal(text, expected);
	free(text);
}

static void
died__never_worked__rests_twice_as_long_each_time(void **state)
{
	static const int64_t rests_s[] = { 2, 4, 8, 16, 32, 60, 60, 60 };
	struct kept *k = *state;

	for (size_t i = 0; i < N_OF(rests_s); i++) {
		upkeep_begin(&k->u);
		/* Whether it came to a process or not. */
		assert_int_equal(i % 2 == 0
				     ? upkeep_died(&k->u, &exited, "ended")
				     : upkeep_not_begun(&k->u, "no memory"),
		    rests_s[i] * 1000);
	}
	assert_int_equal(k->u.n_failed_starts, (int)N_OF(rests_s));
	assert_int_equal(k->u.n_deaths, N_OF(rests_s) / 2);
	free(catch_end(&k->caught));
}

static void
died__had_worked__starts_again_at_once_and_from_two_seconds(void **state)
{
	struct kept *k = *state;

	for (int i = 0; i < 4; i++) {
		upkeep_begin(&k->u);
		upkeep_died(&k->u, &exited, "ended");
	}
	upkeep_begin(&k->u);
	upkeep_worked(&k->u);
	assert_int_equal(k->u.n_failed_starts, 0);
	assert_int_equal(upkeep_died(&k->u, &was_killed, "was killed"), 1);
	assert_int_equal(k->u.n_failed_starts, 0);
	upkeep_begin(&k->u);
	assert_int_equal(upkeep_died(&k->u, &was_killed, "was killed"), 2000);
	assert_int_equal(k->u.n_failed_starts, 1);
	assert_int_equal(k->u.n_deaths, 6);
	free(catch_end(&k->caught));
}

static void
died__says_what_is_done_next(void **state)
{
	struct kept *k = *state;

	upkeep_begin(&k->u);
	upkeep_not_begun(&k->u, "cannot start x: no such file");
	upkeep_died(&k->u, &exited, "ended with exit code 1");
	upkeep_worked(&k->u);
	upkeep_died(&k->u, &exited, "ended with exit code 1");
	assert_logged(k,
	    "pup: cannot start x: no such file (trying again)\n"
	    "pup: its process ended with exit code 1 (trying again later)\n"
	    "pup: its process ended with exit code 1 (starting it again)\n");
	assert_string_equal(k->u.trouble, "ended with exit code 1");
	assert_int_equal(k->u.trouble_us, NOW_US);
}

static void
died__exit_78__is_broken_and_logged_by_what_it_said_alone(void **state)
{
	struct kept *k = *state;

	upkeep_begin(&k->u);
	upkeep_failed(&k->u, "there is no such channel");
	assert_int_equal(
	    upkeep_died(&k->u, &exited_78, "ended with exit code 78"),
	    UPKEEP_BROKEN);
	assert_string_equal(k->u.trouble, "there is no such channel");
	assert_int_equal(k->u.n_deaths, 1);
	assert_int_equal(k->u.n_failed_starts, 0);
	assert_logged(k, "pup: cannot start: there is no such channel "
			 "(until the configuration changes)\n");
}

static void
died__exit_78_and_it_said_nothing__its_end_is_the_trouble(void **state)
{
	struct kept *k = *state;

	upkeep_begin(&k->u);
	upkeep_failed(&k->u, NULL);
	assert_string_equal(k->u.trouble, "it did not say why");
	/* The next one says nothing at all. */
	upkeep_begin(&k->u);
	assert_int_equal(
	    upkeep_died(&k->u, &exited_78, "ended with exit code 78"),
	    UPKEEP_BROKEN);
	assert_string_equal(k->u.trouble, "ended with exit code 78");
	free(catch_end(&k->caught));
}

static void
died__said_why_but_does_not_exit_78__its_end_is_the_trouble(void **state)
{
	struct kept *k = *state;

	upkeep_begin(&k->u);
	upkeep_failed(&k->u, "not now");
	assert_int_equal(upkeep_died(&k->u, &was_killed, "was killed"), 2000);
	assert_string_equal(k->u.trouble, "was killed");
	free(catch_end(&k->caught));
}

static void
log__its_levels__are_ours_and_warnings_count(void **state)
{
	static const struct {
		int64_t level;
		bool is_warning;
	} cases[] = { { LOG_ERROR, true }, { LOG_WARNING, true },
		{ LOG_INFO, false }, { LOG_DEBUG, false }, { 0, false },
		{ -1, false }, { 5, false }, { INT64_MAX, false },
		{ (INT64_C(1) << 32) + LOG_ERROR, false } };
	struct kept *k = *state;

	log_set_level(LOG_INFO);
	log_set_style(LOG_PRETTY, false);
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(upkeep_log(&k->u, cases[i].level, "hello", 0),
		    cases[i].is_warning);
	assert_false(upkeep_log(&k->u, LOG_ERROR, NULL, 0));
	assert_int_equal(k->u.n_warnings, 2);
	free(catch_end(&k->caught));
}

static void
log__a_flood__is_cut_and_the_rest_told_at_its_end(void **state)
{
	struct kept *k = *state;
	struct buf text = BUF_INIT;
	char *logged;
	int n = 0;

	for (int i = 0; i < LOG_LINES_PER_S + 7; i++)
		n += upkeep_log(&k->u, LOG_WARNING, "again", 1000);
	assert_int_equal(n, LOG_LINES_PER_S);
	assert_int_equal(k->u.n_warnings, LOG_LINES_PER_S);
	upkeep_ended(&k->u, &was_killed, &text);
	assert_string_equal(buf_str(&text), "was ended by signal 9 (Killed)");
	buf_release(&text);
	logged = catch_end(&k->caught);
	assert_non_null(
	    strstr(logged, "pup: 7 lines of its log were left out\n"));
	free(logged);
}

static void
note__nothing__clears_the_trouble_and_its_time(void **state)
{
	struct kept *k = *state;

	assert_string_equal(k->u.trouble, "");
	upkeep_note(&k->u, "rate limit reached");
	assert_string_equal(k->u.trouble, "rate limit reached");
	assert_int_equal(k->u.trouble_us, NOW_US);
	upkeep_note(&k->u, "");
	assert_string_equal(k->u.trouble, "");
	assert_int_equal(k->u.trouble_us, 0);
	assert_logged(k, "");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(died__never_worked__rests_twice_as_long_each_time),
		CASE(
		    died__had_worked__starts_again_at_once_and_from_two_seconds),
		CASE(died__says_what_is_done_next),
		CASE(
		    died__exit_78__is_broken_and_logged_by_what_it_said_alone),
		CASE(
		    died__exit_78_and_it_said_nothing__its_end_is_the_trouble),
		CASE(
		    died__said_why_but_does_not_exit_78__its_end_is_the_trouble),
		CASE(log__its_levels__are_ours_and_warnings_count),
		CASE(log__a_flood__is_cut_and_the_rest_told_at_its_end),
		CASE(note__nothing__clears_the_trouble_and_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
