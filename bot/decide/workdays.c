/* SPDX-License-Identifier: ISC */
/* workdays.c - points in time that are so much working time away. */
#include "decide/workdays.h"

#include <time.h>

#include "config/zone.h"
#include "sdk/when.h"

#define US_PER_S INT64_C(1000000)
#define DAY_S INT64_C(86400)
/* Who never works is not looked for. */
#define DAYS_MAX 5000

/* What is worked on one day, as points in time; nothing: both the same. */
struct shift {
	int64_t open_us, close_us;
};

static int64_t
day_of(int64_t us)
{
	int64_t below_s = us / US_PER_S - (us % US_PER_S < 0);
	time_t s = (time_t)below_s;
	struct tm tm;

	localtime_r(&s, &tm);
	return when_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static bool
is_holiday(const struct working_hours *hours, int64_t day)
{
	struct tm tm;

	for (char **one = hours->holidays; one != NULL && *one != NULL; one++)
		if (zone_read_date(*one, &tm) &&
		    when_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) ==
			day)
			return true;
	return false;
}

bool
workdays_is_working(const struct working_hours *hours, int64_t day)
{
	/* 1970 began on a Thursday. */
	int64_t weekday = ((day + 3) % 7 + 7) % 7;

	return hours->days[weekday] && !is_holiday(hours, day);
}

static struct shift
shift_of(const struct working_hours *hours, int64_t day)
{
	struct shift s = { 0, 0 };

	if (!workdays_is_working(hours, day))
		return s;
	s.open_us = when_local(day * DAY_S + hours->from_min * 60) * US_PER_S;
	s.close_us = when_local(day * DAY_S + hours->to_min * 60) * US_PER_S;
	if (s.close_us < s.open_us)
		s.close_us = s.open_us;
	return s;
}

static int64_t
length_of(const struct working_hours *hours, const struct span *span)
{
	switch (span->kind) {
	case SPAN_NONE:
		break;
	case SPAN_TIME:
		return span->n * US_PER_S;
	case SPAN_WORKING_HOURS:
		return span->n * 3600 * US_PER_S;
	case SPAN_WORKING_DAYS:
		return span->n * (hours->to_min - hours->from_min) * 60 *
		       US_PER_S;
	}
	return 0;
}

static bool
is_by_the_clock(const struct span *span)
{
	return span->kind == SPAN_TIME || span->kind == SPAN_NONE;
}

int64_t
workdays_after(const struct working_hours *hours, int64_t from_us,
    const struct span *span)
{
	int64_t left_us = length_of(hours, span), day = day_of(from_us);

	if (is_by_the_clock(span))
		return from_us + left_us;
	for (int i = 0; i < DAYS_MAX; i++, day++) {
		struct shift s = shift_of(hours, day);

		if (s.open_us < from_us)
			s.open_us = from_us;
		if (s.open_us >= s.close_us)
			continue;
		if (left_us <= s.close_us - s.open_us)
			return s.open_us + left_us;
		left_us -= s.close_us - s.open_us;
	}
	return from_us + left_us;
}

int64_t
workdays_before(const struct working_hours *hours, int64_t from_us,
    const struct span *span)
{
	int64_t left_us = length_of(hours, span), day = day_of(from_us);

	if (is_by_the_clock(span))
		return from_us - left_us;
	for (int i = 0; i < DAYS_MAX; i++, day--) {
		struct shift s = shift_of(hours, day);

		if (s.close_us > from_us)
			s.close_us = from_us;
		if (s.open_us >= s.close_us)
			continue;
		if (left_us <= s.close_us - s.open_us)
			return s.close_us - left_us;
		left_us -= s.close_us - s.open_us;
	}
	return from_us - left_us;
}

int64_t
workdays_reminder(const struct working_hours *hours, const struct span *span,
    int64_t opened_us, int64_t deadline_us)
{
	return span->is_before ? workdays_before(hours, deadline_us, span)
			       : workdays_after(hours, opened_us, span);
}
