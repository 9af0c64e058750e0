/* SPDX-License-Identifier: ISC */
/* condition.c - one line of a route's `when:`. */
#include "decide/condition.h"

#include <math.h>

#include "decide/condition_field.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/utf8.h"

enum want { WANT_TEXT, WANT_NUMBER, WANT_SOME, WANT_NONE, WANT_CONTAINS };

/* Both ends are in the range unless their mark says otherwise. */
struct range {
	double from, to;
	bool above, below; /* the end itself is out */
};

struct condition {
	char *key;
	const struct condition_field *field;
	const char *property; /* points into key; NULL: none */
	enum want want;
	bool negated;
	size_t n;
	char **words; /* folded; WANT_TEXT and WANT_CONTAINS */
	struct range *ranges;
	char *wanted; /* for people: "enterprise or mid" */
};

static char *
fold(const char *s)
{
	struct buf out = BUF_INIT;

	utf8_fold(&out, s);
	return buf_take(&out);
}

static const char *
skip_spaces(const char *s)
{
	return s + strspn(s, " \t");
}

/* ---- Numbers. */

static const struct {
	const char *sign;
	bool has_from, has_to, above, below;
} comparisons[] = {
	/* clang-format off */
	{ "<=", false, true,  false, false },
	{ ">=", true,  false, false, false },
	{ "<",  false, true,  false, true  },
	{ ">",  true,  false, true,  false },
	{ "=",  true,  true,  false, false },
	/* clang-format on */
};

static bool
read_span(const char *text, const char *dots, struct range *range)
{
	char *from = mem_copy(text, (size_t)(dots - text));
	bool ok;

	from[strcspn(from, " \t")] = '\0';
	ok = number_read_real(from, &range->from) &&
	     number_read_real(skip_spaces(dots + 2), &range->to) &&
	     range->from <= range->to;
	free(from);
	return ok;
}

static bool
read_range(const char *text, struct range *range)
{
	const char *dots = strstr(text, "..");
	double number;

	text = skip_spaces(text);
	*range = (struct range){ -INFINITY, INFINITY, false, false };
	if (dots != NULL)
		return read_span(text, dots, range);
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(*comparisons);
	     i++) {
		size_t n = strlen(comparisons[i].sign);

		if (strncmp(text, comparisons[i].sign, n) != 0)
			continue;
		if (!number_read_real(skip_spaces(text + n), &number))
			return false;
		range->from = comparisons[i].has_from ? number : -INFINITY;
		range->to = comparisons[i].has_to ? number : INFINITY;
		range->above = comparisons[i].above;
		range->below = comparisons[i].below;
		return true;
	}
	if (!number_read_real(text, &number))
		return false;
	range->from = range->to = number;
	return true;
}

static bool
range_has(const struct range *range, double number)
{
	return (range->above ? number > range->from : number >= range->from) &&
	       (range->below ? number < range->to : number <= range->to);
}

/* ---- Reading. */

static bool
add_word(struct condition *c, const char *text, struct error *err)
{
	struct error why;

	if (*text == '\0')
		return error_set(err, "must not be empty");
	if (c->field->check != NULL && !c->field->check(text, &why))
		return error_set(err, "%s", why.text);
	c->words[c->n++] = fold(text);
	return true;
}

static bool
add_number(struct condition *c, const char *text, struct error *err)
{
	if (!read_range(text, &c->ranges[c->n]))
		return error_set(err,
		    "must be a number or a comparison such as \"<= 3\", "
		    "\">= 100000\" or \"3..6\", not \"%s\"",
		    text);
	c->n++;
	return true;
}

static bool
add_one(struct condition *c, const cJSON *value, int index, struct error *err)
{
	const char *text = cJSON_GetStringValue(value);
	bool negated;

	if (text == NULL)
		return error_set(err, "must be a text or a list of texts");
	negated = *text == '!';
	if (negated)
		text = skip_spaces(text + 1);
	if (index > 0 && negated != c->negated)
		return error_set(err,
		    "a list holds either what it must be or what it must not "
		    "be (all with \"!\"), not both");
	c->negated = negated;
	return c->want == WANT_NUMBER ? add_number(c, text, err)
				      : add_word(c, text, err);
}

static void
say_wanted(struct buf *out, const char *text, bool is_first, bool is_last)
{
	if (!is_first)
		buf_puts(out, is_last ? " or " : ", ");
	buf_puts(out, skip_spaces(*text == '!' ? text + 1 : text));
}

static bool
add_values(struct condition *c, const cJSON *value, struct error *err)
{
	const cJSON *item = cJSON_IsArray(value) ? value->child : value;
	size_t n =
	    cJSON_IsArray(value) ? (size_t)cJSON_GetArraySize(value) : 1;
	struct buf wanted = BUF_INIT;
	bool ok = n > 0;

	if (!ok)
		error_set(err, "the list is empty, so nothing would match");
	c->words = mem_new(n + 1, sizeof(*c->words));
	c->ranges = mem_new(n + 1, sizeof(*c->ranges));
	for (size_t i = 0; ok && i < n; i++) {
		ok = add_one(c, item, (int)i, err);
		if (ok)
			say_wanted(
			    &wanted, item->valuestring, i == 0, i + 1 == n);
		item = cJSON_IsArray(value) ? item->next : NULL;
	}
	c->wanted = buf_take(&wanted);
	return ok;
}

static bool
read_comment(struct condition *c, const cJSON *value, struct error *err)
{
	static const struct {
		const char *text;
		enum want want;
	} words[] = { { "yes", WANT_SOME }, { "no", WANT_NONE },
		{ "true", WANT_SOME }, { "false", WANT_NONE } };
	const cJSON *contains = json_member(value, "contains");
	const char *text = cJSON_GetStringValue(value);

	if (contains != NULL && value->child->next == NULL) {
		c->want = WANT_CONTAINS;
		if (!add_values(c, contains, err))
			return error_in(err, "contains");
		return true;
	}
	for (size_t i = 0; text != NULL && i < 4; i++)
		if (strcmp(text, words[i].text) == 0) {
			c->want = words[i].want;
			return true;
		}
	return error_set(err, "must be yes, no, or {contains: [words]}");
}

/* A property is text, but where the value is a comparison. */
static bool
is_comparison(const cJSON *value)
{
	const char *text = cJSON_GetStringValue(value);
	struct range range;

	return text != NULL && read_range(text, &range) &&
	       (strpbrk(text, "<>=") != NULL || strstr(text, "..") != NULL);
}

static bool
read_value(struct condition *c, const cJSON *value, struct error *err)
{
	switch (c->field->kind) {
	case FIELD_COMMENT:
		return read_comment(c, value, err);
	case FIELD_NUMBER:
		c->want = WANT_NUMBER;
		break;
	case FIELD_PROPERTY:
		c->want = is_comparison(value) ? WANT_NUMBER : WANT_TEXT;
		break;
	case FIELD_TEXT:
	case FIELD_LIST:
		c->want = WANT_TEXT;
		break;
	}
	return add_values(c, value, err);
}

struct condition *
condition_new(const char *key, const cJSON *value, struct error *err)
{
	const struct condition_field *field = condition_field_find(key, err);
	struct condition *c;

	if (field == NULL)
		return NULL;
	c = mem_new(1, sizeof(*c));
	c->key = mem_string(key);
	c->field = field;
	if (field->kind == FIELD_PROPERTY)
		c->property = c->key + strlen(field->name);
	if (read_value(c, value, err))
		return c;
	condition_free(c);
	return NULL;
}

void
condition_free(struct condition *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; c->words != NULL && i < c->n; i++)
		free(c->words[i]);
	free(c->words);
	free(c->ranges);
	free(c->wanted);
	free(c->key);
	free(c);
}

/* ---- Matching. */

/* A language is also meant where only its first part is named: da is da-DK. */
static bool
word_is(const struct condition *c, const char *word, const char *folded)
{
	size_t n = strlen(word);

	if (strcmp(word, folded) == 0)
		return true;
	return c->field->is_language && strncmp(word, folded, n) == 0 &&
	       (folded[n] == '-' || folded[n] == '_');
}

static bool
has_member(const char *folded, const char *word)
{
	size_t n = strlen(word);

	while (*folded != '\0') {
		size_t length = strcspn(folded, ",");

		if (length == n && strncmp(folded, word, n) == 0)
			return true;
		folded += length + (folded[length] == ',');
	}
	return false;
}

static bool
one_word_matches(const struct condition *c, const char *word, const char *text)
{
	if (c->want == WANT_CONTAINS)
		return strstr(text, word) != NULL;
	if (c->field->kind == FIELD_LIST)
		return has_member(text, word);
	return word_is(c, word, text);
}

static bool
text_matches(const struct condition *c, const char *text)
{
	char *folded = text != NULL ? fold(text) : NULL;
	bool found = false;

	for (size_t i = 0; folded != NULL && !found && i < c->n; i++)
		found = one_word_matches(c, c->words[i], folded);
	free(folded);
	return found;
}

static bool
numbers_match(const struct condition *c, double number)
{
	for (size_t i = 0; i < c->n; i++)
		if (range_has(&c->ranges[i], number))
			return true;
	return false;
}

static void
say(const struct condition *c, struct buf *why, const char *is, bool matches)
{
	if (why == NULL)
		return;
	buf_printf(why, "%s is %s", c->key, is);
	if (c->negated)
		buf_printf(
		    why, matches ? ", not %s" : ", must not be %s", c->wanted);
	else if (!matches)
		buf_printf(why, ", not %s", c->wanted);
	else if (c->want == WANT_NUMBER)
		buf_printf(why, " (%s)", c->wanted);
}

/* What is not known is never a number, so neither in a range nor out of it. */
static bool
match_number(
    const struct condition *c, const struct response *r, struct buf *why)
{
	double number = NAN;
	bool is_known, matches;
	char text[64];

	if (c->field->kind == FIELD_PROPERTY) {
		const char *value = response_property(r, c->property);

		is_known = value != NULL && number_read_real(value, &number);
	} else {
		is_known = c->field->number(r, &number);
	}
	matches = is_known && numbers_match(c, number) != c->negated;
	snprintf(text, sizeof(text), "%.15g", number);
	say(c, why, is_known ? text : "unknown", matches);
	return matches;
}

static bool
match_text(const struct condition *c, const struct response *r,
    const char *default_owner, struct buf *why)
{
	const char *other = NULL, *text;
	bool matches;

	if (c->field->kind == FIELD_PROPERTY)
		text = response_property(r, c->property);
	else
		text = c->field->text(r, default_owner, &other);
	matches = text_matches(c, text) || text_matches(c, other);
	matches = matches != c->negated;
	say(c, why, text != NULL && *text != '\0' ? text : "unknown", matches);
	return matches;
}

static bool
match_comment(
    const struct condition *c, const struct response *r, struct buf *why)
{
	bool is_there = r->comment != NULL && *r->comment != '\0', matches;

	if (c->want != WANT_CONTAINS) {
		matches = is_there == (c->want == WANT_SOME);
		if (why != NULL)
			buf_puts(why, is_there ? "there is a comment"
					       : "there is no comment");
		return matches;
	}
	matches = text_matches(c, is_there ? r->comment : NULL);
	if (why != NULL)
		buf_printf(why,
		    matches ? "comment contains %s"
			    : "comment does not contain %s",
		    c->wanted);
	return matches != c->negated;
}

bool
condition_matches(const struct condition *c, const struct response *r,
    const char *default_owner, struct buf *why)
{
	if (c->field->kind == FIELD_COMMENT)
		return match_comment(c, r, why);
	if (c->want == WANT_NUMBER)
		return match_number(c, r, why);
	return match_text(c, r, default_owner, why);
}
