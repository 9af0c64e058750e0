/* SPDX-License-Identifier: ISC */
/* test_when.c - points in time, and the two hours that are not as others. */
#include "test.h"

#include <stdlib.h>
#include <time.h>

#include "sdk/when.h"

/* Central European time, without need of a zone file. */
#define CET "CET-1CEST,M3.5.0,M10.5.0/3"

/* clang-format off */
static const struct {
	const char *text, *utc;
	enum when_order order;
} good[] = {
	{ "1795163400", "2026-11-20T08:30:00Z", WHEN_DMY },
	{ "1795163400123", "2026-11-20T08:30:00.123000Z", WHEN_DMY },
	{ "1795163400123456", "2026-11-20T08:30:00.123456Z", WHEN_DMY },
	{ "1795163400.25", "2026-11-20T08:30:00.250000Z", WHEN_DMY },
	{ "1795163400.1234567", "2026-11-20T08:30:00.123456Z", WHEN_DMY },
	{ "20261120", "2026-11-19T23:00:00Z", WHEN_DMY },
	{ "202611200930", "2026-11-20T08:30:00Z", WHEN_DMY },
	{ "20261120093015", "2026-11-20T08:30:15Z", WHEN_DMY },
	{ "46346", "2026-11-19T23:00:00Z", WHEN_DMY },
	{ "46346,395833333", "2026-11-20T08:30:00Z", WHEN_DMY },
	{ "46346.395833333", "2026-11-20T08:30:00Z", WHEN_DMY },
	{ "2026-11-20T09:15:02Z", "2026-11-20T09:15:02Z", WHEN_DMY },
	{ "2026-11-20T09:15:02.113Z", "2026-11-20T09:15:02.113000Z", WHEN_DMY },
	{ "2026-11-20T09:15:02+01:00", "2026-11-20T08:15:02Z", WHEN_DMY },
	{ "2026-11-20T09:15:02+0530", "2026-11-20T03:45:02Z", WHEN_DMY },
	{ "2026-11-20 09:15:02 -0800", "2026-11-20T17:15:02Z", WHEN_DMY },
	{ "2026-11-20 09:15:02 UTC", "2026-11-20T09:15:02Z", WHEN_DMY },
	{ "2026-11-20 09:15:02", "2026-11-20T08:15:02Z", WHEN_DMY },
	{ "2026-11-20", "2026-11-19T23:00:00Z", WHEN_MDY },
	{ "2026/11/20 9:15", "2026-11-20T08:15:00Z", WHEN_DMY },
	{ "20-11-2026", "2026-11-19T23:00:00Z", WHEN_DMY },
	{ "20-11-2026 09.30", "2026-11-20T08:30:00Z", WHEN_DMY },
	{ "20-11-2026 09:30:15", "2026-11-20T08:30:15Z", WHEN_DMY },
	{ "20.11.2026 09.30.15", "2026-11-20T08:30:15Z", WHEN_DMY },
	{ "20.11.2026, kl. 9.30", "2026-11-20T08:30:00Z", WHEN_DMY },
	{ "20/11/26", "2026-11-19T23:00:00Z", WHEN_DMY },
	{ "1/7-2026", NULL, WHEN_DMY },
	{ "1/7/2026 12:00", "2026-07-01T10:00:00Z", WHEN_DMY },
	{ "1/7/2026 12:00", "2026-01-07T11:00:00Z", WHEN_MDY },
	{ "11/20/2026 9:30 PM", "2026-11-20T20:30:00Z", WHEN_MDY },
	{ "11/20/2026 12:05 am", "2026-11-19T23:05:00Z", WHEN_MDY },
	{ "26-11-20", "2026-11-19T23:00:00Z", WHEN_YMD },
	{ "20. november 2026", "2026-11-19T23:00:00Z", WHEN_DMY },
	{ "20. nov. 2026 09.30", "2026-11-20T08:30:00Z", WHEN_DMY },
	{ "3. maj 2026 12:00", "2026-05-03T10:00:00Z", WHEN_DMY },
	{ "Oct 3, 2026 12:00", "2026-10-03T10:00:00Z", WHEN_DMY },
	{ "3 okt 26", "2026-10-02T22:00:00Z", WHEN_DMY },
	{ "29-02-2028 12:00", "2028-02-29T11:00:00Z", WHEN_DMY },
	/* The doubled hour of 25 October 2026: the first one. */
	{ "25-10-2026 02:30", "2026-10-25T00:30:00Z", WHEN_DMY },
	{ "25-10-2026 01:59", "2026-10-24T23:59:00Z", WHEN_DMY },
	{ "25-10-2026 03:00", "2026-10-25T02:00:00Z", WHEN_DMY },
	{ "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z", WHEN_DMY },
	/* The missing hour of 29 March 2026: one hour later. */
	{ "29-03-2026 02:30", "2026-03-29T01:30:00Z", WHEN_DMY },
	{ "29-03-2026 01:59", "2026-03-29T00:59:00Z", WHEN_DMY },
	{ "29-03-2026 03:00", "2026-03-29T01:00:00Z", WHEN_DMY },
};

static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "empty" },
	{ "i g\xc3\xa5r", "no date" },
	{ "32-11-2026", "no day 32" },
	{ "29-02-2026", "no day 29 in month 2" },
	{ "20-13-2026", "no month 13" },
	{ "11/20/2026", "no month 20" },
	{ "20-11-2026 25:00", "no time 25:00" },
	{ "20-11-2026 09:61", "no time 9:61" },
	{ "20-11-2026 x", "no time" },
	{ "20-11-2026 9", "no time" },
	{ "20-11-2026 09:30 CEST", "follows" },
	{ "20-11-2026 09:30Zx", "follows" },
	{ "20-11", "no date" },
	{ "20-11-6", "no date" },
	{ "20-11.2026", "no date" },
	{ "20-11-20261", "" },
	{ "0", "1 digits" },
	{ "9", "1 digits" },
	{ "01234", "neither" },
	{ "99999999999999", "" },
	{ "9999999999999999", "16 digits" },
	{ "12345678901234567890", "20 digits" },
	{ "1969-12-31", "from 1970" },
	{ "2200-01-02", "from 1970" },
	{ "20 foo 2026", "no date" },
	{ "2026-11-20T09:15:02+99:00", "follows" },
	{ "-1", "no date" },
	{ "1795163400.x", "no date" },
	{ "1795163400.5.5", "no date" },
	{ "17951634.5", "no date" },
};
/* clang-format on */

static void
read__good_texts__gives_utc(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(good); i++) {
		struct buf out = BUF_INIT;
		struct error err;
		int64_t us;

		if (!when_read(good[i].text, good[i].order, &us, &err)) {
			if (good[i].utc != NULL)
				fail_msg("%s: %s", good[i].text, err.text);
			continue;
		}
		when_put_iso(&out, us);
		if (good[i].utc == NULL ||
		    strcmp(buf_str(&out), good[i].utc) != 0)
			fail_msg("%s: %s", good[i].text, buf_str(&out));
		buf_release(&out);
	}
}

static void
read__bad_texts__says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(bad); i++) {
		struct error err;
		int64_t us;

		if (when_read(bad[i].text, WHEN_DMY, &us, &err))
			fail_msg("\"%s\" was taken", bad[i].text);
		if (strstr(err.text, bad[i].why) == NULL)
			fail_msg("\"%s\": %s", bad[i].text, err.text);
	}
}

static void
days__every_day_of_centuries__follows_the_one_before(void **state)
{
	int64_t day = when_days(1899, 12, 30);

	(void)state;
	assert_int_equal(day, -25569);
	assert_int_equal(when_days(1970, 1, 1), 0);
	assert_int_equal(when_days(2000, 3, 1) - when_days(2000, 2, 28), 2);
	assert_int_equal(when_days(1900, 3, 1) - when_days(1900, 2, 28), 1);
	assert_int_equal(
	    when_days(2400, 1, 1) - when_days(2000, 1, 1), 146097);
}

static void
local__every_half_hour_of_a_year__agrees_with_mktime(void **state)
{
	int64_t from = when_days(2026, 1, 1) * 86400;

	(void)state;
	for (int64_t wall = from; wall < from + 365 * 86400; wall += 1800) {
		time_t t = (time_t)when_local(wall), fake = (time_t)wall;
		struct tm shown, wanted;

		gmtime_r(&fake, &wanted);
		localtime_r(&t, &shown);
		/* The missing hour alone is shown as another. */
		if (wanted.tm_hour == 2 && wanted.tm_mon == 2 &&
		    wanted.tm_mday == 29)
			assert_int_equal(shown.tm_hour, 3);
		else
			assert_int_equal(shown.tm_hour, wanted.tm_hour);
		assert_int_equal(shown.tm_min, wanted.tm_min);
		assert_int_equal(shown.tm_mday, wanted.tm_mday);
	}
}

static void
set_zone__unknown__keeps_the_old_one(void **state)
{
	struct error err;

	(void)state;
	assert_false(when_set_zone("Europe/Kobenhavn", &err));
	assert_non_null(strstr(err.text, "Europe/Kobenhavn"));
	assert_false(when_set_zone("", &err));
	assert_false(when_set_zone("../../etc/passwd", &err));
	assert_false(when_set_zone("/etc/passwd", &err));
	assert_string_equal(getenv("TZ"), CET);
	assert_true(when_set_zone("UTC", &err));
	assert_true(when_set_zone(CET, &err));
}

static void
put_iso__before_1970__is_right(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	when_put_iso(&out, -1);
	assert_string_equal(buf_str(&out), "1969-12-31T23:59:59.999999Z");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__good_texts__gives_utc),
		cmocka_unit_test(read__bad_texts__says_what_is_wrong),
		cmocka_unit_test(
		    days__every_day_of_centuries__follows_the_one_before),
		cmocka_unit_test(
		    local__every_half_hour_of_a_year__agrees_with_mktime),
		cmocka_unit_test(set_zone__unknown__keeps_the_old_one),
		cmocka_unit_test(put_iso__before_1970__is_right),
	};

	if (!when_set_zone(CET, NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
