/* SPDX-License-Identifier: ISC */
/* clock.c - what time it is, in one place, so that tests can say. */
#include "core/clock.h"

#include <stdbool.h>
#include <time.h>

#include "sdk/mem.h"

#define HALF_HOUR 1800

static const int64_t *said, *said_steady;

int64_t
clock_now_us(void)
{
	struct timespec ts;

	if (said != NULL)
		return *said;
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

void
clock_set(const int64_t *now_us)
{
	said = now_us;
}

int64_t
clock_steady_us(void)
{
	struct timespec ts;

	if (said_steady != NULL)
		return *said_steady;
	if (said != NULL)
		return *said;
	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

void
clock_set_steady(const int64_t *steady_us)
{
	said_steady = steady_us;
}

void
clock_set_zone(const char *zone)
{
	static char *machine;
	static bool is_known;

	if (!is_known)
		machine = mem_string(getenv("TZ"));
	is_known = true;
	if (zone == NULL)
		zone = machine;
	if (zone != NULL)
		setenv("TZ", zone, 1);
	else
		unsetenv("TZ");
	tzset();
}

/* Rounds down, also before 1970. */
static time_t
seconds(int64_t us)
{
	return (time_t)(us / US_PER_S - (us % US_PER_S < 0));
}

static bool
is_day(time_t t, const struct tm *day)
{
	struct tm tm;

	localtime_r(&t, &tm);
	return tm.tm_mday == day->tm_mday && tm.tm_mon == day->tm_mon;
}

int64_t
clock_midnight_us(int64_t us)
{
	time_t t = seconds(us), guess;
	struct tm day;

	localtime_r(&t, &day);
	guess = t - day.tm_hour * 3600 - day.tm_min * 60 - day.tm_sec;
	/* A change of summer time since midnight makes the guess wrong by as
	 * much, and where it changes at midnight itself there may be no 00:00
	 * or two of them (mktime() then answers as it likes).  A day starts
	 * with its first second. */
	for (int i = -4; i <= 4; i++) {
		time_t start = guess + i * HALF_HOUR;

		if (is_day(start, &day) && !is_day(start - 1, &day))
			return start * US_PER_S;
	}
	return guess * US_PER_S;
}

const char *
clock_text(int64_t us, char text[CLOCK_TEXT_SIZE])
{
	time_t t = seconds(us);
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL ||
	    strftime(text, CLOCK_TEXT_SIZE, "%Y-%m-%d %H:%M", &tm) == 0)
		text[0] = '\0';
	return text;
}
