/* SPDX-License-Identifier: ISC */
/*
 * test_workdays.c - working time, held against a clock that is walked minute
 * by minute.
 */
#include "decide/workdays.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sdk/error.h"
#include "sdk/when.h"
#include "test.h"

#define S INT64_C(1000000)
#define MINUTE (60 * S)

static struct working_hours
hours_of(int from_min, int to_min, char **holidays)
{
	return (struct working_hours){ { true, true, true, true, true, false,
					   false },
		from_min, to_min, holidays };
}

static int64_t
at(const char *text)
{
	struct error err = { "" };
	int64_t us = 0;

	if (!when_read(text, WHEN_YMD, &us, &err))
		fail_msg("%s: %s", text, err.text);
	return us;
}

static void
in_zone(const char *zone)
{
	struct error err = { "" };

	if (!when_set_zone(zone, &err))
		skip();
}

static char *christmas[] = { (char *)(uintptr_t) "2026-12-24",
	(char *)(uintptr_t) "2026-12-25", NULL };

static void
after__by_hand__as_a_calendar_says(void **state)
{
	static const struct {
		const char *from;
		struct span span;
		const char *to;
	} rows[] = {
		/* A Thursday; over the weekend; from before and after work. */
		{ "2026-11-19 14:00", { SPAN_WORKING_DAYS, 2, false },
		    "2026-11-23 14:00" },
		{ "2026-11-20 20:00", { SPAN_WORKING_DAYS, 2, false },
		    "2026-11-24 17:00" },
		{ "2026-11-21 03:00", { SPAN_WORKING_HOURS, 1, false },
		    "2026-11-23 10:00" },
		{ "2026-11-23 07:00", { SPAN_WORKING_HOURS, 8, false },
		    "2026-11-23 17:00" },
		{ "2026-11-23 16:59", { SPAN_WORKING_HOURS, 1, false },
		    "2026-11-24 09:59" },
		/* Holidays on Thursday and Friday. */
		{ "2026-12-23 12:00", { SPAN_WORKING_DAYS, 1, false },
		    "2026-12-28 12:00" },
		/* Summer time ends on 25 October, begins on 28 March. */
		{ "2026-10-23 12:00", { SPAN_WORKING_DAYS, 1, false },
		    "2026-10-26 12:00" },
		{ "2026-10-24 12:00", { SPAN_TIME, 48 * 3600, false },
		    "2026-10-26 11:00" },
		{ "2027-03-26 12:00", { SPAN_WORKING_DAYS, 1, false },
		    "2027-03-29 12:00" },
	};
	struct working_hours h = hours_of(9 * 60, 17 * 60, christmas);

	(void)state;
	in_zone("Europe/Copenhagen");
	for (size_t i = 0; i < N_OF(rows); i++) {
		assert_int_equal(
		    workdays_after(&h, at(rows[i].from), &rows[i].span),
		    at(rows[i].to));
	}
}

static void
before__by_hand__as_a_calendar_says(void **state)
{
	static const struct {
		const char *from;
		struct span span;
		const char *to;
	} rows[] = {
		{ "2026-11-23 14:00", { SPAN_WORKING_DAYS, 2, true },
		    "2026-11-19 14:00" },
		{ "2026-11-23 08:00", { SPAN_WORKING_HOURS, 1, true },
		    "2026-11-20 16:00" },
		{ "2026-11-22 12:00", { SPAN_WORKING_HOURS, 8, true },
		    "2026-11-20 09:00" },
		{ "2026-11-22 12:00", { SPAN_TIME, 4 * 3600, true },
		    "2026-11-22 08:00" },
	};
	struct working_hours h = hours_of(9 * 60, 17 * 60, NULL);

	(void)state;
	in_zone("Europe/Copenhagen");
	for (size_t i = 0; i < N_OF(rows); i++) {
		assert_int_equal(
		    workdays_before(&h, at(rows[i].from), &rows[i].span),
		    at(rows[i].to));
		assert_int_equal(
		    workdays_reminder(&h, &rows[i].span, 0, at(rows[i].from)),
		    at(rows[i].to));
	}
	assert_int_equal(
	    workdays_reminder(&h, &(struct span){ SPAN_TIME, 60, false },
		at("2026-11-22 12:00"), 0),
	    at("2026-11-22 12:01"));
}

/* ---- The oracle: one minute after the other, by localtime() alone */

struct walk {
	const struct working_hours *hours;
	int day; /* of the month, the one that is walked through */
	bool has_begun, has_ended;
};

static bool
is_off(const struct working_hours *h, const struct tm *tm)
{
	char date[32];

	snprintf(date, sizeof(date), "%04d-%02d-%02d", tm->tm_year + 1900,
	    tm->tm_mon + 1, tm->tm_mday);
	for (char **one = h->holidays; one != NULL && *one != NULL; one++)
		if (strcmp(*one, date) == 0)
			return true;
	return !h->days[(tm->tm_wday + 6) % 7];
}

/* Is the minute that begins then one of work? */
static bool
step(struct walk *w, int64_t us)
{
	time_t s = (time_t)(us / S);
	struct tm tm;
	int shown;

	localtime_r(&s, &tm);
	if (tm.tm_mday != w->day) {
		w->day = tm.tm_mday;
		w->has_begun = w->has_ended = false;
	}
	shown = tm.tm_hour * 60 + tm.tm_min;
	w->has_begun |= shown >= w->hours->from_min;
	w->has_ended |= shown >= w->hours->to_min;
	return w->has_begun && !w->has_ended && !is_off(w->hours, &tm);
}

/* From a whole minute; the walk begins two days before, to know what is
 * open. */
static int64_t
slow_after(const struct working_hours *h, int64_t from_us, int64_t minutes)
{
	struct walk w = { h, 0, false, false };
	int64_t us = from_us - 2 * 24 * 60 * MINUTE;

	for (;; us += MINUTE) {
		if (step(&w, us) && us >= from_us && --minutes == 0)
			return us + MINUTE;
	}
}

/* What was worked from one whole minute to another. */
static int64_t
slow_between(const struct working_hours *h, int64_t from_us, int64_t to_us)
{
	struct walk w = { h, 0, false, false };
	int64_t us = from_us - 2 * 24 * 60 * MINUTE, n = 0;

	for (; us < to_us; us += MINUTE)
		n += step(&w, us) && us >= from_us;
	return n;
}

/* Zones whose clocks are changed by an hour, by half of one, at midnight, and
 * never; the years in which they are. */
static const struct {
	const char *zone, *around;
} zones[] = {
	{ "Europe/Copenhagen", "2026-10-25" },
	{ "Europe/Copenhagen", "2027-03-28" },
	{ "America/New_York", "2026-11-01" },
	{ "Australia/Lord_Howe", "2026-10-04" },
	{ "America/Sao_Paulo", "2018-11-04" },
	{ "UTC", "2026-12-24" },
	{ "Asia/Kathmandu", "2026-02-27" },
};
static const struct {
	int from, to;
} hours[] = { { 9 * 60, 17 * 60 }, { 8 * 60, 16 * 60 + 30 }, { 0, 24 * 60 },
	{ 60, 5 * 60 }, { 0, 60 }, { 23 * 60, 24 * 60 } };

static void
after_and_before__any__as_minute_by_minute(void **state)
{
	unsigned seed = 20261122;

	(void)state;
	for (size_t z = 0; z < N_OF(zones); z++) {
		int64_t around;

		in_zone(zones[z].zone);
		around = at(zones[z].around);
		for (int i = 0; i < 60; i++) {
			struct working_hours h =
			    hours_of(hours[i % N_OF(hours)].from,
				hours[i % N_OF(hours)].to,
				i % 3 ? christmas : NULL);
			int64_t from_us =
			    around + ((int64_t)(rand_r(&seed) % (12 * 1440)) -
					 9 * 1440) *
					 MINUTE;
			bool days = rand_r(&seed) % 2 == 0;
			struct span span = { days ? SPAN_WORKING_DAYS
						  : SPAN_WORKING_HOURS,
				1 + rand_r(&seed) % (days ? 4 : 12), false };
			int64_t minutes =
			    span.n * (days ? h.to_min - h.from_min : 60);
			int64_t to_us, back_us;

			h.days[5] = h.days[6] = i % 4 == 0;
			to_us = workdays_after(&h, from_us, &span);
			assert_int_equal(
			    to_us, slow_after(&h, from_us, minutes));
			/* Back from there is as much work, begun as late as
			 * can be. */
			back_us = workdays_before(&h, to_us, &span);
			assert_true(back_us >= from_us);
			assert_int_equal(
			    slow_between(&h, back_us, to_us), minutes);
			assert_int_equal(
			    slow_between(&h, back_us, back_us + MINUTE), 1);
		}
	}
}

static void
after__nobody_ever_works__ends(void **state)
{
	struct working_hours h = { .from_min = 0, .to_min = 60 };
	struct span span = { SPAN_WORKING_DAYS, 1, false };

	(void)state;
	in_zone("UTC");
	assert_int_equal(workdays_after(&h, 5, &span), 5 + 60 * MINUTE);
	assert_int_equal(workdays_before(&h, 5, &span), 5 - 60 * MINUTE);
	assert_int_equal(
	    workdays_after(&h, 5, &(struct span){ SPAN_NONE, 0, false }), 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after__by_hand__as_a_calendar_says),
		cmocka_unit_test(before__by_hand__as_a_calendar_says),
		cmocka_unit_test(after_and_before__any__as_minute_by_minute),
		cmocka_unit_test(after__nobody_ever_works__ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
