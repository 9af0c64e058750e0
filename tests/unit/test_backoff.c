/* SPDX-License-Identifier: ISC */
/* test_backoff.c - how long to wait before trying again. */
#include "core/backoff.h"

#include <limits.h>
#include <stdlib.h>

#include "test.h"

#define N_DRAWS 4000

/* After the n-th failure: around s seconds. */
static const struct {
	int n;
	int64_t s;
} steps[] = {
	/* clang-format off */
	{ 1, 5 }, { 2, 10 }, { 3, 20 }, { 4, 40 }, { 5, 80 }, { 6, 160 },
	{ 7, 320 }, { 8, 640 }, { 9, 900 }, { 10, 900 }, { 63, 900 },
	{ 64, 900 }, { 100000, 900 }, { INT_MAX, 900 },
	/* clang-format on */
};

static void
backoff__each_step__is_within_a_quarter(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(steps); i++)
		for (int draw = 0; draw < N_DRAWS; draw++) {
			int64_t s = backoff_s(steps[i].n);

			assert_true(4 * s >= 3 * steps[i].s);
			assert_true(4 * s <= 5 * steps[i].s);
		}
}

/* Those that failed together must not come back together: both halves of the
 * range are used, and its middle is the step. */
static void
backoff__each_step__is_spread_around_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(steps); i++) {
		int64_t sum = 0, least = INT64_MAX, most = 0;

		for (int draw = 0; draw < N_DRAWS; draw++) {
			int64_t s = backoff_s(steps[i].n);

			sum += s;
			least = s < least ? s : least;
			most = s > most ? s : most;
		}
		assert_true(20 * sum > 19 * N_DRAWS * steps[i].s);
		assert_true(20 * sum < 21 * N_DRAWS * steps[i].s);
		assert_true(least <= steps[i].s - steps[i].s / 5);
		assert_true(most >= steps[i].s + steps[i].s / 5);
	}
}

static void
backoff__no_failure_yet__is_the_first_step(void **state)
{
	(void)state;
	for (int draw = 0; draw < N_DRAWS; draw++) {
		assert_in_range(backoff_s(0), 3, 6);
		assert_in_range(backoff_s(-3), 3, 6);
	}
}

/* A notifier that is away over a weekend is asked often enough. */
static void
backoff__a_day__is_at_least_seventy_tries(void **state)
{
	int64_t s = 0;
	int n = 0;

	(void)state;
	while (s < INT64_C(24) * 3600)
		s += backoff_s(++n);
	assert_in_range(n, 70, 140);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(backoff__each_step__is_within_a_quarter),
		cmocka_unit_test(backoff__each_step__is_spread_around_it),
		cmocka_unit_test(backoff__no_failure_yet__is_the_first_step),
		cmocka_unit_test(backoff__a_day__is_at_least_seventy_tries),
	};

	return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
