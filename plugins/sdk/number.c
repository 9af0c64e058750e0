/* SPDX-License-Identifier: ISC */
/* number.c - numbers and durations as people write them in settings. */
#include "sdk/number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>

static const struct unit {
	char letter;
	int64_t seconds;
} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };

#define N_UNITS (sizeof(units) / sizeof(units[0]))
/* Three thousand years: everything below adds up without overflow. */
#define LONGEST_S (INT64_C(100000000000))

bool
number_read(const char *s, int64_t min, int64_t max, int64_t *value)
{
	char *end;
	int64_t v;

	if (!isdigit((unsigned char)s[*s == '-']))
		return false;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno != 0 || *end != '\0' || v < min || v > max)
		return false;
	*value = v;
	return true;
}

bool
number_read_real(const char *s, double *value)
{
	const char *p = s + (*s == '-');
	char *end;
	double v;

	if (!isdigit((unsigned char)*p) || p[strspn(p, "0123456789.")] != '\0')
		return false;
	v = strtod(s, &end);
	if (*end != '\0' || !isfinite(v))
		return false;
	*value = v;
	return true;
}

static int64_t
unit_of(char letter)
{
	for (size_t i = 0; i < N_UNITS; i++)
		if (units[i].letter == letter)
			return units[i].seconds;
	return 0;
}

bool
number_read_seconds(const char *s, int64_t *seconds)
{
	int64_t sum = 0;

	if (strcmp(s, "0") == 0) {
		*seconds = 0;
		return true;
	}
	if (*s == '\0')
		return false;
	while (*s != '\0') {
		char *end;
		int64_t n;

		if (!isdigit((unsigned char)*s))
			return false;
		n = strtoll(s, &end, 10);
		if (n > LONGEST_S || unit_of(*end) == 0)
			return false;
		sum += n * unit_of(*end);
		if (sum > LONGEST_S)
			return false;
		s = end + 1;
	}
	*seconds = sum;
	return true;
}

void
number_put_seconds(struct buf *out, int64_t seconds)
{
	const struct unit *u = units;

	while (u->seconds > 1 && (seconds % u->seconds != 0 || seconds == 0))
		u++;
	buf_printf(out, "%" PRId64 "%c", seconds / u->seconds, u->letter);
}
