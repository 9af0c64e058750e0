/* SPDX-License-Identifier: ISC */
/*
 * json_read.c - JSON that strangers sent, read without losing any of it.
 *
 * A pass over the text mends what cJSON would lose, and measures how deep it
 * is; then cJSON reads it.  The pass understands strings and numbers only:
 * whether the rest is JSON is cJSON's to say.
 */
#include "sdk/json_read.h"

#include "sdk/buf.h"

/* A double holds any number of so many digits. */
#define LONGEST_NUMBER 15

static const char *
past_digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* Where the number at p ends: a sign, digits, a fraction.  What has an
 * exponent is a measure, no id. */
static const char *
past_number(const char *p, const char *end)
{
	p = past_digits(p + (*p == '-'), end);
	if (p < end && *p == '.')
		p = past_digits(p + 1, end);
	return p;
}

static const char *
mend_number(struct buf *out, const char *p, const char *end)
{
	const char *after = past_number(p, end);
	bool has_exponent = after < end && (*after == 'e' || *after == 'E');
	const char *quote =
	    after - p > LONGEST_NUMBER && !has_exponent ? "\"" : "";

	buf_puts(out, quote);
	buf_add(out, p, (size_t)(after - p));
	buf_puts(out, quote);
	return after;
}

/* One character of a string, or all of an escape that matters. */
static const char *
mend_character(struct buf *out, const char *p, const char *end)
{
	static const char nul[] = "\\u0000";
	size_t rest = (size_t)(end - p);

	if (*p == '\0') {
		buf_puts(out, "\xef\xbf\xbd");
		return p + 1;
	}
	if (rest >= strlen(nul) && memcmp(p, nul, strlen(nul)) == 0) {
		buf_puts(out, "\\ufffd");
		return p + strlen(nul);
	}
	rest = *p == '\\' && rest > 1 ? 2 : 1;
	buf_add(out, p, rest);
	return p + rest;
}

/* A string with its quotes, or what there is of it. */
static const char *
mend_string(struct buf *out, const char *p, const char *end)
{
	buf_putc(out, *p++);
	while (p < end && *p != '"')
		p = mend_character(out, p, end);
	if (p < end)
		buf_putc(out, *p++);
	return p;
}

/* False: it is deeper than may be. */
static bool
mend(struct buf *out, const char *p, const char *end)
{
	int depth = 0;

	while (p < end) {
		if (*p == '"') {
			p = mend_string(out, p, end);
			continue;
		}
		if (*p == '-' || (*p >= '0' && *p <= '9')) {
			p = mend_number(out, p, end);
			continue;
		}
		depth += (*p == '[' || *p == '{') - (*p == ']' || *p == '}');
		if (depth > JSON_READ_DEPTH)
			return false;
		buf_putc(out, *p++);
	}
	return true;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* NULL: *at is where it stops being JSON. */
static cJSON *
parse(const char *text, size_t n, const char **at)
{
	cJSON *value = cJSON_ParseWithLengthOpts(text, n, at, false);

	while (value != NULL && *at < text + n && is_space(**at))
		++*at;
	if (value == NULL || *at == text + n)
		return value;
	cJSON_Delete(value);
	return NULL;
}

/* The text as it came is read once more, for a place in it that the sender
 * can find. */
static void
say_where(const char *text, size_t n, struct error *err)
{
	size_t line = 1, column = 1;
	const char *at = text;
	cJSON *value = parse(text, n, &at);

	cJSON_Delete(value);
	for (const char *p = text; p < at && p < text + n; p++) {
		column = *p == '\n' ? 1 : column + 1;
		line += *p == '\n';
	}
	error_set(
	    err, "it is no JSON from line %zu, column %zu on", line, column);
}

cJSON *
json_read(const char *text, size_t n, struct error *err)
{
	struct buf mended = BUF_INIT;
	cJSON *value = NULL;
	const char *at;

	if (n > 0 && !mend(&mended, text, text + n)) {
		error_set(
		    err, "it is nested more than %d deep", JSON_READ_DEPTH);
	} else if (mended.size == 0) {
		error_set(err, "it is empty");
	} else {
		value = parse(mended.data, mended.size, &at);
		if (value == NULL)
			say_where(text, n, err);
	}
	buf_release(&mended);
	return value;
}
