/* SPDX-License-Identifier: ISC */
/* amount.c - amounts of money as spreadsheets write them. */
#include "amount.h"

#include <ctype.h>

#include "sdk/number.h"

#define LONGEST 64

/* The character before the fraction; '\0': there is none. */
static char
decimal_mark(const char *digits, enum amount_mark mark)
{
	const char *comma = strrchr(digits, ','),
		   *point = strrchr(digits, '.');
	const char *last = comma > point ? comma : point;

	if (mark != AMOUNT_AUTO)
		return mark == AMOUNT_COMMA ? ',' : '.';
	if (last == NULL)
		return '\0';
	if (comma != NULL && point != NULL)
		return *last;
	if (strchr(digits, *last) != last || strlen(last + 1) == 3)
		return '\0';
	return *last;
}

/* Spaces, no-break spaces (also U+202F) and apostrophes part thousands. */
static size_t
gap(const char *p)
{
	if (*p == ' ' || *p == '\'')
		return 1;
	if (strncmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	return strncmp(p, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

/* Copies the digits and marks; false: something else is between them. */
static bool
take_digits(const char **p, char *to)
{
	size_t n = 0, skip;

	while (isdigit((unsigned char)**p) || **p == ',' || **p == '.' ||
	       (skip = gap(*p)) > 0) {
		if (isdigit((unsigned char)**p) || **p == ',' || **p == '.') {
			to[n++] = *(*p)++;
			if (n == LONGEST)
				return false;
		} else {
			*p += skip;
		}
	}
	/* "1.250,-" and "480.000 kr." end in marks of their own. */
	while (n > 0 && !isdigit((unsigned char)to[n - 1]))
		n--;
	to[n] = '\0';
	return n > 0;
}

static bool
is_currency(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isdigit((unsigned char)p[i]) || p[i] == '-')
			return false;
	return n <= 8;
}

bool
amount_read(const char *s, enum amount_mark mark, double *value)
{
	const char *p = s + strcspn(s, "0123456789");
	char digits[LONGEST + 1], plain[LONGEST + 1], decimal;
	size_t n = 0;

	if (!is_currency(s, (size_t)(p - s)) || !take_digits(&p, digits))
		return false;
	p += *p == '-';
	if (!is_currency(p, strlen(p)))
		return false;
	decimal = decimal_mark(digits, mark);
	for (const char *d = digits; *d != '\0'; d++) {
		if (isdigit((unsigned char)*d))
			plain[n++] = *d;
		else if (*d == decimal)
			plain[n++] = '.';
	}
	plain[n] = '\0';
	return number_read_real(plain, value);
}
