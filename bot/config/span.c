/* SPDX-License-Identifier: ISC */
/* span.c - how long something may take, by the clock or in working time. */
#include "config/span.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "sdk/mem.h"
#include "sdk/number.h"

#define SECONDS_MAX (INT64_C(365) * 24 * 3600)

static const struct {
	const char *words;
	enum span_kind kind;
	int64_t max;
} workings[] = {
	{ "working hour", SPAN_WORKING_HOURS, 2000 },
	{ "working hours", SPAN_WORKING_HOURS, 2000 },
	{ "working day", SPAN_WORKING_DAYS, 250 },
	{ "working days", SPAN_WORKING_DAYS, 250 },
};
enum { N_WORKINGS = sizeof(workings) / sizeof(workings[0]) };

/* Takes " before" off the end. */
static bool
cut_before(char *text)
{
	static const char word[] = " before";
	size_t n = strlen(text);

	if (n <= sizeof(word) - 1 ||
	    strcmp(text + n - (sizeof(word) - 1), word) != 0)
		return false;
	text[n - (sizeof(word) - 1)] = '\0';
	return true;
}

static bool
read_working(char *text, struct span *span)
{
	char *space = strchr(text, ' ');

	if (space == NULL)
		return false;
	*space = '\0';
	for (int i = 0; i < N_WORKINGS; i++)
		if (strcmp(space + 1, workings[i].words) == 0) {
			span->kind = workings[i].kind;
			return number_read(text, 1, workings[i].max, &span->n);
		}
	return false;
}

bool
span_read(const char *text, struct span *span)
{
	char *copy = mem_string(text);
	bool ok;

	*span = (struct span){ .kind = SPAN_TIME };
	span->is_before = cut_before(copy);
	ok = number_read_seconds(copy, &span->n)
		 ? span->n > 0 && span->n <= SECONDS_MAX
		 : read_working(copy, span);
	free(copy);
	return ok;
}

void
span_put(struct buf *out, const struct span *span)
{
	static const char *const units[] = {
		[SPAN_WORKING_HOURS] = "hour",
		[SPAN_WORKING_DAYS] = "day",
	};

	if (span->kind == SPAN_TIME)
		number_put_seconds(out, span->n);
	else if (span->kind != SPAN_NONE)
		buf_printf(out, "%" PRId64 " working %s%s", span->n,
		    units[span->kind], span->n == 1 ? "" : "s");
	if (span->is_before)
		buf_puts(out, " before");
}
