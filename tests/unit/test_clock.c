/* SPDX-License-Identifier: ISC */
/* test_clock.c - midnights, also where summer time takes them away. */
#include "core/clock.h"

#include <stdlib.h>
#include <time.h>

#include "test.h"

static void
zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

/* The first to run: what TZ was then is the machine's. */
static void
set_zone__none__is_the_machines_again(void **state)
{
	static const char *const machine = "Asia/Tokyo";

	(void)state;
	zone(machine);
	for (int i = 0; i < 2; i++) {
		clock_set_zone("Europe/Copenhagen");
		assert_string_equal(getenv("TZ"), "Europe/Copenhagen");
		assert_int_equal(timezone, -3600);
		clock_set_zone("America/New_York");
		assert_int_equal(timezone, 5 * 3600);
		clock_set_zone(NULL);
		assert_string_equal(getenv("TZ"), machine);
		assert_int_equal(timezone, -9 * 3600);
	}
}

static void
now__told_a_time__says_it_until_told_otherwise(void **state)
{
	int64_t t = 42;

	(void)state;
	clock_set(&t);
	assert_int_equal(clock_now_us(), 42);
	t = 43;
	assert_int_equal(clock_now_us(), 43);
	clock_set(NULL);
	assert_true(clock_now_us() > INT64_C(1700000000) * US_PER_S);
}

static void
midnight__in_zones_and_summer_times__is_the_days_first_second(void **state)
{
	/* clang-format off */
	static const struct {
		const char *zone;
		int64_t at_s, midnight_s;
	} cases[] = {
		{ "UTC", 1795163400, 1795132800 },
		{ "UTC", 1795132800, 1795132800 },
		{ "UTC", -1, -86400 },
		/* 2026-11-20 09:30 and 00:30 in Copenhagen, UTC+1 */
		{ "Europe/Copenhagen", 1795163400, 1795129200 },
		{ "Europe/Copenhagen", 1795131000, 1795129200 },
		/* 2026-03-29: 02:00 becomes 03:00; asked at 12:00 */
		{ "Europe/Copenhagen", 1774778400, 1774738800 },
		/* 2026-10-25: 03:00 becomes 02:00; asked at 12:00 */
		{ "Europe/Copenhagen", 1792926000, 1792879200 },
		/* 2018-11-04 in Brazil began at 01:00; asked at 12:00 */
		{ "America/Sao_Paulo", 1541340000, 1541300400 },
		/* 2026-11-01 in Cuba has two 00:00; asked in the second half
		 * hour, at the second 00:30, and at noon */
		{ "America/Havana", 1793507400, 1793505600 },
		{ "America/Havana", 1793511000, 1793505600 },
		{ "America/Havana", 1793552400, 1793505600 },
		/* 2026-10-04 on Lord Howe: half an hour; asked at noon */
		{ "Australia/Lord_Howe", 1791075600, 1791034200 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		zone(cases[i].zone);
		assert_int_equal(
		    clock_midnight_us(cases[i].at_s * US_PER_S + 7),
		    cases[i].midnight_s * US_PER_S);
	}
}

static void
text__a_time__is_local(void **state)
{
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	zone("Europe/Copenhagen");
	assert_string_equal(
	    clock_text(1795163400 * US_PER_S, text), "2026-11-20 09:30");
	zone("UTC");
	assert_string_equal(clock_text(-1, text), "1969-12-31 23:59");
	/* Year 294247: does not matter, must not break. */
	clock_text(INT64_MAX, text);
	clock_text(INT64_MIN, text);
}

static void
steady__told_a_time__follows_it_or_its_own(void **state)
{
	int64_t now_us = 5, steady_us = 70, before;

	(void)state;
	before = clock_steady_us();
	assert_true(clock_steady_us() >= before);
	clock_set(&now_us);
	assert_int_equal(clock_steady_us(), 5);
	clock_set_steady(&steady_us);
	assert_int_equal(clock_steady_us(), 70);
	assert_int_equal(clock_now_us(), 5);
	clock_set_steady(NULL);
	clock_set(NULL);
	assert_true(clock_steady_us() >= before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_zone__none__is_the_machines_again),
		cmocka_unit_test(
		    now__told_a_time__says_it_until_told_otherwise),
		cmocka_unit_test(
		    midnight__in_zones_and_summer_times__is_the_days_first_second),
		cmocka_unit_test(text__a_time__is_local),
		cmocka_unit_test(steady__told_a_time__follows_it_or_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
