/* SPDX-License-Identifier: ISC */
/* test_zone.c - time zones and days. */
#include "config/zone.h"

#include "test.h"

static void
check__names__those_of_the_database_alone(void **state)
{
	static const struct {
		const char *name;
		bool ok;
	} cases[] = { { "Europe/Copenhagen", true }, { "UTC", true },
		{ "Etc/GMT+1", true }, { "", false }, { "Europe", false },
		{ "europe/nowhere", false }, { "/etc/localtime", false },
		{ "../zoneinfo/UTC", false }, { "CET-1CEST", false },
		{ "Europe/Copenhagen ", false }, { ":UTC", false },
		{ "tzdata.zi", false } };
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(zone_check(cases[i].name, &err), cases[i].ok);
}

static void
check__no_database__utc_alone(void **state)
{
	struct error err;

	(void)state;
	setenv("TZDIR", "/nonexistent", 1);
	assert_true(zone_check("UTC", &err));
	assert_false(zone_check("Europe/Copenhagen", &err));
	assert_non_null(strstr(err.text, "package tzdata"));
	unsetenv("TZDIR");
}

static void
read_date__texts__only_days_there_are(void **state)
{
	static const struct {
		const char *text;
		bool ok;
	} cases[] = { { "2026-12-24", true }, { "2028-02-29", true },
		{ "2000-02-29", true }, { "2026-02-29", false },
		{ "2100-02-29", false }, { "2026-13-01", false },
		{ "2026-00-10", false }, { "2026-01-00", false },
		{ "2026-04-31", false }, { "1989-12-31", false },
		{ "2026-1-1", false }, { "2026/12/24", false },
		{ "26-12-2024", false }, { "2026-12-24T08", false },
		{ "-026-12-24", false }, { "2026--1-24", false },
		{ "", false } };
	struct tm day;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(
		    zone_read_date(cases[i].text, &day), cases[i].ok);
}

static void
midnight__zones__theirs_and_tz_as_before(void **state)
{
	struct tm day;

	(void)state;
	setenv("TZ", "America/New_York", 1);
	assert_true(zone_read_date("2026-07-01", &day));
	assert_int_equal(zone_midnight_us("Europe/Copenhagen", &day),
	    INT64_C(1782856800000000));
	assert_int_equal(
	    zone_midnight_us("UTC", &day), INT64_C(1782864000000000));
	assert_int_equal(
	    zone_midnight_us(NULL, &day), INT64_C(1782878400000000));
	assert_string_equal(getenv("TZ"), "America/New_York");
	unsetenv("TZ");
	zone_midnight_us("UTC", &day);
	assert_null(getenv("TZ"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__names__those_of_the_database_alone),
		cmocka_unit_test(check__no_database__utc_alone),
		cmocka_unit_test(read_date__texts__only_days_there_are),
		cmocka_unit_test(midnight__zones__theirs_and_tz_as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
