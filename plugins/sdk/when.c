/* SPDX-License-Identifier: ISC */
/*
 * when.c - points in time as survey tools, Excel and people write them.
 *
 * A text is digits alone (read_number) or a date, then perhaps a clock, then
 * perhaps a zone; struct moment is filled in that order.
 */
#include "sdk/when.h"

#include <ctype.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "sdk/utf8.h"

#define DAY_S INT64_C(86400)
#define SECOND_US INT64_C(1000000)
#define LATEST_S INT64_C(7258118400) /* 2200-01-01 */
#define EXCEL_1970 25569             /* its day number of 1970-01-01 */

struct moment {
	int year, month, day, hour, minute, second;
	int64_t us; /* of the second */
	bool has_zone;
	int zone_s; /* east of Greenwich */
};

int64_t
when_days(int64_t year, int month, int day)
{
	/* Years from March, so that the leap day comes last. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;

	of_year += day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

/* What the clock on the wall shows at that time, as if it were UTC. */
static int64_t
wall_at(int64_t utc_s)
{
	time_t t = (time_t)utc_s;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL)
		return utc_s;
	return when_days(
		   tm.tm_year + INT64_C(1900), tm.tm_mon + 1, tm.tm_mday) *
		   DAY_S +
	       tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
}

int64_t
when_local(int64_t wall_s)
{
	/* The zone's distance well before and well after: where they differ,
	 * the clock is changed in between, and at most one may fit. */
	int64_t before = wall_at(wall_s - DAY_S) - (wall_s - DAY_S);
	int64_t after = wall_at(wall_s + DAY_S) - (wall_s + DAY_S);

	if (before != after && wall_at(wall_s - before) != wall_s &&
	    wall_at(wall_s - after) == wall_s)
		return wall_s - after;
	return wall_s - before;
}

static int
days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap);
}

static bool
finish(const struct moment *m, int64_t *us, struct error *err)
{
	int64_t s;

	if (m->month < 1 || m->month > 12)
		return error_set(err, "there is no month %d", m->month);
	if (m->day < 1 || m->day > days_of(m->year, m->month))
		return error_set(err, "there is no day %d in month %d of %d",
		    m->day, m->month, m->year);
	if (m->hour > 23 || m->minute > 59 || m->second > 60)
		return error_set(err, "there is no time %d:%02d:%02d", m->hour,
		    m->minute, m->second);
	s = when_days(m->year, m->month, m->day) * DAY_S + m->hour * 3600 +
	    m->minute * 60 + m->second;
	s = m->has_zone ? s - m->zone_s : when_local(s);
	if (s < 0 || s >= LATEST_S)
		return error_set(err, "the year is not from 1970 to 2199");
	*us = s * SECOND_US + m->us;
	return true;
}

/* One to max digits at *p; how many there were. */
static int
take_digits(const char **p, int max, int *value)
{
	int n = 0;

	for (*value = 0; n < max && isdigit((unsigned char)**p); n++)
		*value = *value * 10 + *(*p)++ - '0';
	return n;
}

/* A fraction of a second, any number of digits. */
static int64_t
take_fraction(const char **p)
{
	int64_t us = 0, unit = SECOND_US;

	for (; isdigit((unsigned char)**p); (*p)++) {
		unit /= 10;
		us += (**p - '0') * unit;
	}
	return us;
}

static int64_t
digits_value(const char *s, size_t from, size_t n)
{
	int64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + s[from + i] - '0';
	return value;
}

/* YYYYMMDD, with HHMM or HHMMSS. */
static bool
read_packed(const char *s, size_t n, int64_t *us, struct error *err)
{
	struct moment m = {
		.year = (int)digits_value(s, 0, 4),
		.month = (int)digits_value(s, 4, 2),
		.day = (int)digits_value(s, 6, 2),
		.hour = n > 8 ? (int)digits_value(s, 8, 2) : 0,
		.minute = n > 8 ? (int)digits_value(s, 10, 2) : 0,
		.second = n > 12 ? (int)digits_value(s, 12, 2) : 0,
	};

	return finish(&m, us, err);
}

/* Days since 1899-12-30, local; what follows the delimiter is of a day. */
static bool
read_excel(const char *s, int64_t *us, struct error *err)
{
	int64_t s_of_day, wall;
	int day;

	take_digits(&s, 5, &day);
	if (*s != '\0')
		s++;
	/* A minute is 0.000694: Excel's rounding is far below a second. */
	s_of_day = (take_fraction(&s) * DAY_S + SECOND_US / 2) / SECOND_US;
	if (*s != '\0' || day < EXCEL_1970)
		return error_set(err, "it is neither a date nor a day number");
	wall = (day - EXCEL_1970) * DAY_S + s_of_day;
	*us = when_local(wall) * SECOND_US;
	return true;
}

/* Digits alone. */
static bool
read_number(const char *s, size_t n, int64_t *us, struct error *err)
{
	int64_t value;

	switch (n) {
	case 5:
		return read_excel(s, us, err);
	case 8:
	case 12:
	case 14:
		return read_packed(s, n, us, err);
	case 9:
	case 10:
	case 13:
	case 16:
		value = digits_value(s, 0, n);
		*us = n == 16   ? value
		      : n == 13 ? value * 1000
				: value * SECOND_US;
		if (*us < LATEST_S * SECOND_US)
			return true;
		break;
	default:
		break;
	}
	return error_set(err, "%zu digits are no date this program knows", n);
}

/* 1795163400.25: seconds since 1970, as most languages print them. */
static bool
is_seconds(const char *s, size_t digits)
{
	return (digits == 9 || digits == 10) && s[digits] == '.' &&
	       s[digits + 1 + strspn(s + digits + 1, "0123456789")] == '\0';
}

static bool
read_seconds(const char *s, size_t digits, int64_t *us, struct error *err)
{
	const char *fraction = s + digits + 1;

	if (!read_number(s, digits, us, err))
		return false;
	*us += take_fraction(&fraction);
	return true;
}

/* Danish and English, by their first three letters. */
static int
month_named(const char *s, size_t n)
{
	static const struct {
		char name[4];
		int month;
	} months[] = { { "jan", 1 }, { "feb", 2 }, { "mar", 3 }, { "apr", 4 },
		{ "maj", 5 }, { "may", 5 }, { "jun", 6 }, { "jul", 7 },
		{ "aug", 8 }, { "sep", 9 }, { "okt", 10 }, { "oct", 10 },
		{ "nov", 11 }, { "dec", 12 } };

	for (size_t i = 0; n >= 3 && i < sizeof(months) / sizeof(*months); i++)
		if (strncasecmp(months[i].name, s, 3) == 0)
			return months[i].month;
	return 0;
}

static int
full_year(int year, int n_digits)
{
	if (n_digits != 2)
		return year;
	return year < 70 ? 2000 + year : 1900 + year;
}

static bool
no_date(struct error *err)
{
	return error_set(err, "it is no date");
}

/* 20. november 2026, 20 Nov 2026, November 20, 2026 */
static bool
take_named_date(const char **p, struct moment *m, struct error *err)
{
	int n = take_digits(p, 2, &m->day);
	size_t letters;

	*p += strspn(*p, ". -");
	letters = strspn(*p, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	m->month = month_named(*p, letters);
	if (m->month == 0)
		return no_date(err);
	*p += letters;
	*p += strspn(*p, ". -");
	if (n == 0 && take_digits(p, 2, &m->day) == 0)
		return no_date(err);
	*p += strspn(*p, ", ");
	n = take_digits(p, 4, &m->year);
	m->year = full_year(m->year, n);
	return n == 2 || n == 4 ? true : no_date(err);
}

/* Three numbers with the same separator between them. */
static bool
take_date(
    const char **p, enum when_order order, struct moment *m, struct error *err)
{
	/* Which of the three is the year, the month and the day. */
	static const int places[][3] = {
		[WHEN_DMY] = { 2, 1, 0 },
		[WHEN_MDY] = { 2, 0, 1 },
		[WHEN_YMD] = { 0, 1, 2 },
	};
	int value[3], digits[3];
	char separator = '\0';

	for (int i = 0; i < 3; i++) {
		digits[i] = take_digits(p, 4, &value[i]);
		if (digits[i] == 0 || digits[i] == 3)
			return no_date(err);
		if (i == 0 && (**p == '\0' || strchr("-./", **p) == NULL))
			return no_date(err);
		separator = i == 0 ? **p : separator;
		if (i < 2 && *(*p)++ != separator)
			return no_date(err);
	}
	if (digits[0] == 4)
		order = WHEN_YMD;
	m->year = value[places[order][0]];
	m->month = value[places[order][1]];
	m->day = value[places[order][2]];
	digits[0] = digits[places[order][0]];
	m->year = full_year(m->year, digits[0]);
	return digits[0] == 1 ? no_date(err) : true;
}

/* 9:30 PM */
static bool
take_half(const char **p, struct moment *m)
{
	const char *half = *p + strspn(*p, " ");
	bool is_pm = strncasecmp(half, "pm", 2) == 0;

	if (!is_pm && strncasecmp(half, "am", 2) != 0)
		return true;
	*p = half + 2;
	if (m->hour < 1 || m->hour > 12)
		return false;
	m->hour = m->hour % 12 + (is_pm ? 12 : 0);
	return true;
}

static bool
take_clock(const char **p, struct moment *m)
{
	char separator;

	if (strncasecmp(*p, "kl", 2) == 0)
		*p += 2;
	*p += strspn(*p, ". ");
	if (take_digits(p, 2, &m->hour) == 0)
		return false;
	separator = **p;
	if (separator != ':' && separator != '.')
		return take_half(p, m) && separator != '\0';
	(*p)++;
	if (take_digits(p, 2, &m->minute) != 2)
		return false;
	if (**p == separator) {
		(*p)++;
		if (take_digits(p, 2, &m->second) != 2)
			return false;
		if (**p == '.' || **p == ',') {
			(*p)++;
			m->us = take_fraction(p);
		}
	}
	return take_half(p, m);
}

/* Z, UTC, GMT, +01:00, +0100, +01, each perhaps after a space. */
static bool
take_zone(const char **p, struct moment *m)
{
	const char *s = *p + strspn(*p, " ");
	int sign = *s == '-' ? -1 : 1, hours, minutes = 0;

	m->has_zone = true;
	if (*s == 'Z' || *s == 'z') {
		*p = s + 1;
		return true;
	}
	if (strncasecmp(s, "utc", 3) == 0 || strncasecmp(s, "gmt", 3) == 0) {
		*p = s + 3;
		return true;
	}
	if (*s != '+' && *s != '-')
		return false;
	s++;
	if (take_digits(&s, 2, &hours) != 2 || hours > 15)
		return false;
	s += *s == ':';
	if (*s != '\0' && take_digits(&s, 2, &minutes) != 2)
		return false;
	m->zone_s = sign * (hours * 3600 + minutes * 60);
	*p = s;
	return true;
}

static bool
read_text(const char *s, enum when_order order, int64_t *us, struct error *err)
{
	struct moment m = { 0 };
	const char *p = s;
	size_t n = strspn(s, "0123456789");
	bool is_named =
	    n <= 2 && isalpha((unsigned char)s[n + strspn(s + n, ". -")]);

	if (is_named ? !take_named_date(&p, &m, err)
		     : !take_date(&p, order, &m, err))
		return false;
	if (*p == 'T' || *p == ' ' || *p == ',') {
		p++;
		p += strspn(p, " ");
		if (!take_clock(&p, &m))
			return error_set(err, "its time of day is no time");
	}
	if (*p != '\0' && !take_zone(&p, &m))
		return error_set(err, "\"%s\" follows the time", p);
	return *p == '\0' ? finish(&m, us, err)
			  : error_set(err, "\"%s\" follows the time", p);
}

bool
when_read(const char *s, enum when_order order, int64_t *us, struct error *err)
{
	size_t digits = strspn(s, "0123456789");

	if (*s == '\0')
		return error_set(err, "it is empty");
	if (s[digits] == '\0')
		return read_number(s, digits, us, err);
	if (digits == 5 && (s[5] == ',' || s[5] == '.'))
		return read_excel(s, us, err);
	if (is_seconds(s, digits))
		return read_seconds(s, digits, us, err);
	return read_text(s, order, us, err);
}

void
when_put_iso(struct buf *out, int64_t us)
{
	int64_t s = us / SECOND_US, rest = us % SECOND_US;
	struct tm tm;
	time_t t;

	if (rest < 0) {
		rest += SECOND_US;
		s--;
	}
	t = (time_t)s;
	gmtime_r(&t, &tm);
	buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	if (rest != 0)
		buf_printf(out, ".%06" PRId64, rest);
	buf_putc(out, 'Z');
}

/* The C library takes any text for a zone, and UTC for what it does not
 * know; so look for ourselves. */
static bool
is_zone(const char *zone)
{
	static const char *const folders[] = { "/usr/share/zoneinfo",
		"/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo" };
	const char *p = zone + strcspn(zone, "0123456789+-");
	char path[512];

	if (strstr(zone, "..") != NULL || *zone == '\0' || *zone == '/')
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folders[i], zone);
		if (access(path, R_OK) == 0)
			return true;
	}
	/* "CET-1CEST,…", "<+03>-3": letters, then hours. */
	return strcmp(zone, "UTC") == 0 || *zone == '<' ||
	       (p - zone >= 3 && strcspn(zone, "/") > (size_t)(p - zone) &&
		   isdigit((unsigned char)p[*p == '-' || *p == '+']));
}

bool
when_set_zone(const char *zone, struct error *err)
{
	if (!is_zone(zone))
		return error_set(err, "there is no time zone \"%s\"", zone);
	setenv("TZ", zone, 1);
	tzset();
	return true;
}
