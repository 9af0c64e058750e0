/* SPDX-License-Identifier: ISC */
/* zone.c - time zones and days, as the configuration names them. */
#include "config/zone.h"

#include <ctype.h>
#include <sys/stat.h>

#include "config/file.h"
#include "sdk/mem.h"
#include "sdk/number.h"

#define US_PER_S INT64_C(1000000)
#define ZONE_MAX ((size_t)1024 * 1024)
static const char zone_folder[] = "/usr/share/zoneinfo";

/* Nothing that leads out of the folder, and nothing the C library would take
 * for a rule, such as CET-1CEST. */
static bool
is_name(const char *name)
{
	if (*name == '/' || strstr(name, "..") != NULL)
		return false;
	for (const char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("_+-/", *p) == NULL)
			return false;
	return *name != '\0';
}

static bool
is_zone_file(const char *path)
{
	struct buf data = BUF_INIT;
	bool ok = file_read(path, ZONE_MAX, &data, NULL, NULL) &&
		  strncmp(buf_str(&data), "TZif", 4) == 0;

	buf_release(&data);
	return ok;
}

bool
zone_check(const char *name, struct error *err)
{
	const char *folder = getenv("TZDIR");
	struct stat st;
	char *path;
	bool ok;

	if (strcmp(name, "UTC") == 0)
		return true;
	folder = folder != NULL && *folder != '\0' ? folder : zone_folder;
	if (stat(folder, &st) != 0)
		return error_set(err,
		    "must be UTC while the time zones are not installed (%s "
		    "is not there: package tzdata)",
		    folder);
	path = file_below(folder, name);
	ok = is_name(name) && is_zone_file(path);
	free(path);
	return ok ||
	       error_set(err, "must be a time zone such as Europe/Copenhagen");
}

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

static bool
read_part(const char *text, size_t n, int64_t min, int64_t max, int *value)
{
	char *part = mem_copy(text, n);
	int64_t number = 0;
	bool ok = isdigit((unsigned char)*part) &&
		  number_read(part, min, max, &number);

	free(part);
	*value = (int)number;
	return ok;
}

bool
zone_read_date(const char *text, struct tm *day)
{
	int year, month, date;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    !read_part(text, 4, 1990, 2999, &year) ||
	    !read_part(text + 5, 2, 1, 12, &month) ||
	    !read_part(text + 8, 2, 1, days_in(year, month), &date))
		return false;
	*day = (struct tm){ .tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = date,
		.tm_isdst = -1 };
	return true;
}

int64_t
zone_midnight_us(const char *zone, const struct tm *day)
{
	char *before = mem_string(getenv("TZ"));
	struct tm tm = *day;
	int64_t seconds;

	if (zone != NULL)
		setenv("TZ", zone, 1);
	tzset();
	seconds = (int64_t)mktime(&tm);
	if (before != NULL)
		setenv("TZ", before, 1);
	else
		unsetenv("TZ");
	tzset();
	free(before);
	return seconds * US_PER_S;
}
