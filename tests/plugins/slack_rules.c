/* SPDX-License-Identifier: ISC */
/* slack_rules.c - Slack's rules, held against any message, for tests. */
#include "slack_rules.h"

#include "sdk/json.h"
#include "sdk/utf8.h"
#include "test.h"

static size_t
rule_text(const cJSON *object, const char *name)
{
	const char *s = json_string(object, name);

	if (s == NULL)
		return 0;
	assert_true(strlen(s) > 0);
	assert_true(strlen(s) <= 3000);
	assert_true(utf8_is_valid(s, strlen(s)));
	return strlen(s);
}

/* All "<" that is there is a mention of a user ID, and each "&" an entity. */
static void
rule_escaped(const char *s)
{
	for (; *s != '\0'; s++) {
		assert_int_not_equal(*s, '>');
		if (*s == '<') {
			assert_int_equal(s[1], '@');
			s += 2 + strspn(s + 2, "U0123456789ABCDEFGHIJKLMN");
			assert_int_equal(*s, '>');
		} else if (*s == '&') {
			assert_true(strncmp(s, "&amp;", 5) == 0 ||
				    strncmp(s, "&lt;", 4) == 0 ||
				    strncmp(s, "&gt;", 4) == 0);
		}
	}
}

static void
rule_type(const cJSON *object, const char *type)
{
	const char *text = json_string(object, "text");

	if (strcmp(type, "mrkdwn") == 0) {
		assert_true(json_bool(object, "verbatim", false));
		rule_escaped(text);
	} else if (strcmp(type, "plain_text") == 0) {
		assert_false(json_bool(object, "emoji", true));
	} else if (strcmp(type, "header") == 0) {
		text = json_string(json_member(object, "text"), "text");
		assert_true(strlen(text) <= 150);
	} else if (strcmp(type, "link") == 0) {
		assert_true(strlen(text) <= 75);
		assert_true(strlen(json_string(object, "url")) <= 3000);
		assert_null(strpbrk(json_string(object, "url"), "<>|\" "));
	}
}

static void
rule_lengths(const cJSON *object)
{
	const cJSON *fields = json_member(object, "fields");
	const cJSON *elements = json_member(object, "elements");

	if (fields != NULL)
		assert_in_range(cJSON_GetArraySize(fields), 1, 10);
	if (elements != NULL)
		assert_in_range(cJSON_GetArraySize(elements), 1, 25);
}

/* Returns the characters of text in all that is below. */
static size_t
rules(const cJSON *v)
{
	const char *type = cJSON_IsObject(v) ? json_string(v, "type") : NULL;
	const cJSON *member;
	size_t total = cJSON_IsObject(v) ? rule_text(v, "text") : 0;

	if (type != NULL)
		rule_type(v, type);
	rule_lengths(v);
	cJSON_ArrayForEach(member, v)
	{
		if (cJSON_IsObject(member) || cJSON_IsArray(member))
			total += rules(member);
	}
	return total;
}

void
rules_check(const cJSON *message)
{
	const char *text = json_string(message, "text");
	const cJSON *blocks = json_member(message, "blocks");

	assert_non_null(text);
	rule_escaped(text);
	assert_true(strlen(text) <= 4000);
	assert_true(cJSON_GetArraySize(blocks) <= 50);
	assert_true(rules(message) <= 10000);
}

char *
rules_repeat(const char *s, size_t size)
{
	struct buf b = BUF_INIT;

	while (b.size < size)
		buf_puts(&b, s);
	return buf_take(&b);
}

const cJSON *
rules_block(const cJSON *message, const char *type)
{
	const cJSON *b;

	cJSON_ArrayForEach(b, json_member(message, "blocks"))
	{
		if (strcmp(json_string(b, "type"), type) == 0)
			return b;
	}
	return NULL;
}

const cJSON *
rules_line(const cJSON *message)
{
	const cJSON *b;

	cJSON_ArrayForEach(b, json_member(message, "blocks"))
	{
		const cJSON *part =
		    cJSON_GetArrayItem(json_member(b, "elements"), 0);
		const char *type = json_string(part, "type");

		if (type != NULL && strcmp(type, "rich_text_section") == 0)
			return json_member(part, "elements");
	}
	return NULL;
}

char *
rules_small(const cJSON *message)
{
	struct buf out = BUF_INIT;
	const cJSON *b;

	cJSON_ArrayForEach(b, json_member(message, "blocks"))
	{
		const cJSON *part =
		    cJSON_GetArrayItem(json_member(b, "elements"), 0);

		if (strcmp(json_string(b, "type"), "context") == 0)
			buf_printf(&out, "%s\n", json_string(part, "text"));
	}
	return buf_take(&out);
}
