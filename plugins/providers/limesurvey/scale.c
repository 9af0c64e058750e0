/* SPDX-License-Identifier: ISC */
/*
 * scale.c - which numbers the answers to a list question stand for.
 *
 * A list's answers have codes and labels, and both are used for the number:
 * codes 0 to 10; codes A1 to A11 with the labels 0 to 10; codes 1 to 11 with
 * the labels 0 to 10, where the labels are what people saw.  Often only the
 * ends are put in words, and sometimes there is an "I don't know" beside them.
 */
#include <ctype.h>
#include <string.h>

#include "limesurvey.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"

#define MOST_OPTIONS 32
#define NONE (-1)

struct option {
	const char *code;
	int by_code, by_label; /* NONE: no number from 0 to 10 */
	char digits[16];       /* of a code that is a place in a list */
};

static const struct {
	int scale, min, max;
} scales[] = {
	{ LB_NPS, 0, 10 },
	{ LB_SCALE_1_10, 1, 10 },
	{ LB_STARS_1_5, 1, 5 },
};

/* The number a label begins with, in HTML or not: "<b>10</b> = very". */
static int
number_of(const char *label)
{
	int n = 0, digits = 0;

	while (*label == '<' || isspace((unsigned char)*label))
		if (*label++ == '<') {
			label += strcspn(label, ">");
			label += *label == '>';
		}
	for (; isdigit((unsigned char)*label) && digits < 3; digits++)
		n = n * 10 + (*label++ - '0');
	return digits == 0 || digits == 3 || n > 10 ? NONE : n;
}

/* LimeSurvey writes codes 0, 1, 2 … as a list: PHP has one type for both. */
static size_t
read_list(const cJSON *from, struct option options[MOST_OPTIONS])
{
	const cJSON *item;
	size_t n = 0;

	cJSON_ArrayForEach(item, from)
	{
		struct option *o = &options[n];
		const char *label = json_string(item, "answer");
		int64_t number;

		if (n == MOST_OPTIONS)
			return 0;
		snprintf(o->digits, sizeof(o->digits), "%zu", n++);
		o->code = item->string != NULL ? item->string : o->digits;
		o->by_code =
		    number_read(o->code, 0, 10, &number) ? (int)number : NONE;
		o->by_label = number_of(label == NULL ? "" : label);
	}
	return n;
}

/* Is each number of the scale there once?  All options have one, or, with
 * extras, some have none. */
static bool
is_whole(const struct option *options, size_t n, size_t scale, bool by_label)
{
	int seen = 0, n_good = 0;

	for (size_t i = 0; i < n; i++) {
		int number =
		    by_label ? options[i].by_label : options[i].by_code;

		if (number == NONE)
			continue;
		if (number < scales[scale].min || number > scales[scale].max ||
		    (seen >> number & 1) != 0)
			return false;
		seen |= 1 << number;
		n_good++;
	}
	return n_good == scales[scale].max - scales[scale].min + 1;
}

/* Does no label say another number than its code? */
static bool
is_said_alike(const struct option *options, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (options[i].by_label != NONE &&
		    options[i].by_label != options[i].by_code)
			return false;
	return true;
}

static bool
is_any_without(const struct option *options, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (options[i].by_label == NONE)
			return true;
	return false;
}

static void
take(struct lime_columns *c, const struct option *options, size_t n,
    bool by_label)
{
	c->codes = mem_new(n, sizeof(*c->codes));
	for (size_t i = 0; i < n; i++)
		c->codes[c->n_codes++] = (struct lime_code){
			mem_string(options[i].code),
			by_label ? options[i].by_label : options[i].by_code,
		};
}

bool
lime_read_options(struct lime_columns *c, const cJSON *from)
{
	struct option options[MOST_OPTIONS];
	size_t n = read_list(from, options);

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		bool by_code = is_whole(options, n, i, false) &&
			       is_said_alike(options, n);
		/* "Not at all likely", 1 … 10 would be taken for 1 to 10 with
		 * an "I don't know" beside it. */
		bool by_label =
		    is_whole(options, n, i, true) &&
		    (scales[i].scale == LB_NPS || !is_any_without(options, n));

		if (!by_code && !by_label)
			continue;
		c->scale = scales[i].scale;
		take(c, options, n, !by_code);
		return true;
	}
	return false;
}
