/* SPDX-License-Identifier: ISC */
/* score.c - what a cell says of the score. */
#include "score.h"

#include <ctype.h>
#include <loopbell/plugin.h>

#include "settings.h"

static const struct {
	int min, max;
} ranges[] = {
	[LB_NPS] = { 0, 10 },
	[LB_STARS_1_5] = { 1, 5 },
	[LB_SCALE_1_10] = { 1, 10 },
	[LB_SCALE_OTHER] = { 0, 1000000 },
};

/* Reads digits; a number too large stays too large. */
static const char *
take_number(const char *p, int *value)
{
	for (*value = 0; isdigit((unsigned char)*p); p++)
		if (*value < 100000000)
			*value = *value * 10 + *p - '0';
	return p;
}

/* Groups of three after commas: 1,000. */
static const char *
take_thousands(const char *p, int *value)
{
	while (*p == ',' && strspn(p + 1, "0123456789") == 3) {
		int group;

		p = take_number(p + 1, &group);
		*value = *value < 100000 ? *value * 1000 + group : *value;
	}
	return p;
}

static bool
is_decimal_mark(const struct score_rules *rules, char c)
{
	return c == '.' || (c == ',' && rules->decimal_comma);
}

/* Past ",0" or ".00".  NULL: other digits stand there. */
static const char *
take_fraction(const struct score_rules *rules, const char *p)
{
	if (!is_decimal_mark(rules, *p) || !isdigit((unsigned char)p[1]))
		return p;
	p += 1 + strspn(p + 1, "0");
	return isdigit((unsigned char)*p) ? NULL : p;
}

/* Bytes of the blank, dash or sign at p; 0: a letter, a digit or the end. */
static size_t
sign_length(const char *p)
{
	if (strncmp(p, "\xe2\x80", 2) == 0)
		return strnlen(p, 3);
	if (strncmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	return *p != '\0' && isascii((unsigned char)*p) &&
	       !isalnum((unsigned char)*p);
}

/* What may stand behind the number: nothing, "/10", or words that do not
 * begin with another number. */
static bool
is_label(const struct score_rules *rules, const char *p)
{
	size_t n;
	int of;

	if (*p == '/' && isdigit((unsigned char)p[1]))
		return *take_number(p + 1, &of) == '\0' &&
		       of == ranges[rules->scale].max;
	if (*p == '\0')
		return true;
	if (isalnum((unsigned char)*p) || *p == '%')
		return false;
	if (!isascii((unsigned char)*p) && sign_length(p) == 0)
		return false; /* a letter */
	while ((n = sign_length(p)) > 0)
		p += n;
	return !isdigit((unsigned char)*p);
}

static enum score_result
wrong(struct error *err, const char *cell, const char *why)
{
	error_set(err, "\"%.60s\" %s", cell, why);
	return SCORE_WRONG;
}

enum score_result
score_read(
    struct score_rules *rules, const char *cell, int *score, struct error *err)
{
	const char *p, *whole;
	int value;

	if (*cell == '\0')
		return SCORE_EMPTY;
	if (words_has(&rules->no_answer, cell))
		return SCORE_NONE;
	p = take_number(cell, &value);
	if (p == cell)
		return wrong(err, cell, "is not a number");
	if (!rules->decimal_comma)
		p = take_thousands(p, &value);
	whole = take_fraction(rules, p);
	if (whole == NULL)
		return wrong(err, cell, "is not a whole number");
	if (!is_label(rules, whole))
		return wrong(err, cell,
		    "is not one score (has a program made a date of it?)");
	if (value < ranges[rules->scale].min ||
	    value > ranges[rules->scale].max) {
		error_set(err, "%d is not on the scale %s", value,
		    settings_scale(rules->scale));
		return SCORE_WRONG;
	}
	*score = value;
	return SCORE_GIVEN;
}

/* After a 1: "-10", " til 10", " to 10", and the same with 5. */
static bool
is_up_to(const char *p)
{
	static const char *const between[] = { "-", "til", "to",
		"\xe2\x80\x93", "..", "/" };
	const char *end;
	int to;

	p += strspn(p, " ");
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		size_t n = strlen(between[i]);

		if (strncmp(p, between[i], n) != 0)
			continue;
		end = p + n + strspn(p + n, " ");
		return take_number(end, &to) > end && (to == 10 || to == 5);
	}
	return false;
}

bool
score_is_other_scale(const char *text)
{
	for (const char *p = text; (p = strchr(p, '1')) != NULL; p++)
		if ((p == text || !isdigit((unsigned char)p[-1])) &&
		    is_up_to(p + 1))
			return true;
	return false;
}
