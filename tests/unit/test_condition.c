/* SPDX-License-Identifier: ISC */
/* test_condition.c - the lines of a route's `when:`. */
#include "test.h"

#include "decide/condition.h"
#include "sdk/mem.h"

#define NOW INT64_C(1795163405000000)

static struct response *
response_of(const char *json)
{
	struct response *r = mem_new(1, sizeof(*r));
	struct error err = { "" };

	if (!response_init(r, "wootric", cJSON_Parse(json), NOW, &err))
		fail_msg("%s", err.text);
	return r;
}

static struct response *
detractor(void)
{
	struct response *r = response_of(
	    "{\"survey\":\"B2B 2026\",\"id\":\"1\",\"answered_us\":"
	    "1795163400000000,\"scale\":\"nps_0_10\",\"score\":3,\"complete\":"
	    "true,\"comment\":\"Prisen er for HØJ\",\"language\":\"da-DK\","
	    "\"channel\":\"phone\",\"email\":\"dan@kunde.example\",\"name\":"
	    "\"Dan\",\"role\":\"CFO\",\"properties\":{\"plan\":\"Gold\","
	    "\"seats\":\"250\",\"note\":\"<3\"}}");

	r->account = account_new(cJSON_Parse(
	    "{\"id\":\"7\",\"name\":\"Nordisk Stål\",\"segment\":"
	    "\"Enterprise\",\"product\":\"ERP\",\"industry\":\"steel\","
	    "\"owner_name\":\"Anna Holm\",\"owner_email\":"
	    "\"anna@nordlys.example\",\"value\":480000,\"currency\":"
	    "\"DKK\"}"));
	r->drivers = mem_string("price,support");
	return r;
}

static struct response *
bare(void)
{
	return response_of("{\"survey\":\"s\",\"id\":\"2\",\"answered_us\":"
			   "1795163400000000,\"scale\":\"other\",\"score\":-1,"
			   "\"complete\":true}");
}

static void
response_free(struct response *r)
{
	response_release(r);
	free(r);
}

static void
assert_match(const struct response *r, const char *key, const char *json,
    bool matches, const char *why)
{
	cJSON *value = cJSON_Parse(json);
	struct error err = { "" };
	struct condition *c = condition_new(key, value, &err);
	struct buf said = BUF_INIT;

	if (c == NULL)
		fail_msg("%s: %s: %s", key, json, err.text);
	if (condition_matches(c, r, "cx@nordlys.example", &said) != matches ||
	    strcmp(buf_str(&said), why) != 0)
		fail_msg("%s: %s: %s", key, json, buf_str(&said));
	assert_int_equal(
	    condition_matches(c, r, "cx@nordlys.example", NULL), matches);
	buf_release(&said);
	condition_free(c);
	cJSON_Delete(value);
}

struct match {
	const char *key, *value;
	bool matches;
	const char *why;
};

/* clang-format off */
static const struct match of_a_detractor[] = {
	{ "category", "\"detractor\"", true,  "category is detractor" },
	{ "category", "\"promoter\"",  false, "category is detractor, not promoter" },
	{ "category", "[\"promoter\",\"passive\"]", false, "category is detractor, not promoter or passive" },
	{ "category", "\"!promoter\"", true,  "category is detractor, not promoter" },
	{ "category", "[\"!promoter\",\"!passive\"]", true, "category is detractor, not promoter or passive" },
	{ "category", "\"!detractor\"", false, "category is detractor, must not be detractor" },
	{ "score", "\"3\"",      true,  "score is 3 (3)" },
	{ "score", "\"<= 3\"",   true,  "score is 3 (<= 3)" },
	{ "score", "\"<3\"",     false, "score is 3, not <3" },
	{ "score", "\"> 3\"",    false, "score is 3, not > 3" },
	{ "score", "\">=3\"",    true,  "score is 3 (>=3)" },
	{ "score", "\"= 3\"",    true,  "score is 3 (= 3)" },
	{ "score", "\"3..6\"",   true,  "score is 3 (3..6)" },
	{ "score", "\"0 .. 2\"", false, "score is 3, not 0 .. 2" },
	{ "score", "\"!3\"",     false, "score is 3, must not be 3" },
	{ "score", "[\"1\",\"3\"]", true, "score is 3 (1 or 3)" },
	{ "scale", "\"nps_0_10\"",  true,  "scale is nps_0_10" },
	{ "scale", "\"stars_1_5\"", false, "scale is nps_0_10, not stars_1_5" },
	{ "scale", "\"!stars_1_5\"", true, "scale is nps_0_10, not stars_1_5" },
	{ "value", "\">= 100000\"", true,  "value is 480000 (>= 100000)" },
	{ "value", "\">= 1000000\"", false, "value is 480000, not >= 1000000" },
	{ "provider", "\"wootric\"", true, "provider is wootric" },
	{ "survey", "\"b2b 2026\"", true,  "survey is B2B 2026" },
	{ "channel", "[\"phone\",\"email\"]", true, "channel is phone" },
	{ "touchpoint", "\"support\"", false, "touchpoint is unknown, not support" },
	{ "touchpoint", "\"!support\"", true, "touchpoint is unknown, not support" },
	{ "language", "\"da\"",    true,  "language is da-DK" },
	{ "language", "\"d\"",     false, "language is da-DK, not d" },
	{ "language", "\"da-DK\"", true,  "language is da-DK" },
	{ "segment", "\"enterprise\"", true, "segment is Enterprise" },
	{ "segment", "\"enter\"",  false, "segment is Enterprise, not enter" },
	{ "product", "\"erp\"",    true,  "product is ERP" },
	{ "industry", "\"steel\"", true,  "industry is steel" },
	{ "company", "\"NORDISK STÅL\"", true, "company is Nordisk Stål" },
	{ "role", "\"cfo\"",       true,  "role is CFO" },
	{ "owner", "\"Anna@nordlys.example\"", true, "owner is anna@nordlys.example" },
	{ "owner", "\"anna holm\"", true, "owner is anna@nordlys.example" },
	{ "owner", "\"bo@nordlys.example\"", false, "owner is anna@nordlys.example, not bo@nordlys.example" },
	{ "driver", "\"price\"",   true,  "driver is price,support" },
	{ "driver", "[\"delivery\",\"support\"]", true, "driver is price,support" },
	{ "driver", "\"pri\"",     false, "driver is price,support, not pri" },
	{ "driver", "\"!price\"",  false, "driver is price,support, must not be price" },
	{ "comment", "\"yes\"",    true,  "there is a comment" },
	{ "comment", "\"no\"",     false, "there is a comment" },
	{ "comment", "{\"contains\":[\"opsig\",\"høj\"]}", true, "comment contains opsig or høj" },
	{ "comment", "{\"contains\":\"opsig\"}", false, "comment does not contain opsig" },
	{ "properties.plan", "\"gold\"", true, "properties.plan is Gold" },
	{ "properties.seats", "\">= 100\"", true, "properties.seats is 250 (>= 100)" },
	{ "properties.seats", "\"250\"", true, "properties.seats is 250" },
	{ "properties.plan", "\"> 3\"", false, "properties.plan is unknown, not > 3" },
	{ "properties.none", "\"x\"", false, "properties.none is unknown, not x" },
};
static const struct match of_a_bare_answer[] = {
	{ "category", "\"none\"",  true,  "category is none" },
	{ "score", "\"<= 10\"",    false, "score is unknown, not <= 10" },
	{ "score", "\"!3\"",       false, "score is unknown, must not be 3" },
	{ "value", "\">= 0\"",     false, "value is unknown, not >= 0" },
	{ "segment", "\"x\"",      false, "segment is unknown, not x" },
	{ "segment", "\"!x\"",     true,  "segment is unknown, not x" },
	{ "company", "\"x\"",      false, "company is unknown, not x" },
	{ "owner", "\"cx@nordlys.example\"", true, "owner is cx@nordlys.example" },
	{ "driver", "\"price\"",   false, "driver is unknown, not price" },
	{ "comment", "\"yes\"",    false, "there is no comment" },
	{ "comment", "\"no\"",     true,  "there is no comment" },
	{ "comment", "{\"contains\":[\"a\"]}", false, "comment does not contain a" },
};
/* clang-format on */

static void
matches__detractor__as_the_table_says(void **state)
{
	struct response *r = detractor();

	(void)state;
	for (size_t i = 0; i < N_OF(of_a_detractor); i++)
		assert_match(r, of_a_detractor[i].key, of_a_detractor[i].value,
		    of_a_detractor[i].matches, of_a_detractor[i].why);
	response_free(r);
}

static void
matches__answer_with_nothing__as_the_table_says(void **state)
{
	struct response *r = bare();

	(void)state;
	for (size_t i = 0; i < N_OF(of_a_bare_answer); i++)
		assert_match(r, of_a_bare_answer[i].key,
		    of_a_bare_answer[i].value, of_a_bare_answer[i].matches,
		    of_a_bare_answer[i].why);
	response_free(r);
}

static void
new__mistake__is_said_with_what_would_be_right(void **state)
{
	static const struct {
		const char *key, *value, *says;
	} mistakes[] = {
		/* clang-format off */
		{ "scor", "\"3\"", "nothing called \"scor\" to look at; did you mean \"score\"?" },
		{ "zzzzzzzz", "\"3\"", "there are category, score, scale, provider" },
		{ "properties.", "\"3\"", "and properties.NAME" },
		{ "category", "\"happy\"", "must be promoter, passive, detractor or none, not \"happy\"" },
		{ "scale", "\"stars\"", "must be nps_0_10, stars_1_5, " },
		{ "score", "\"low\"", "not \"low\"" },
		{ "score", "\"<= \"", "comparison such as" },
		{ "score", "\"6..3\"", "not \"6..3\"" },
		{ "score", "\"3..\"", "not \"3..\"" },
		{ "score", "\"..3\"", "not \"..3\"" },
		{ "score", "\"\"", "must be a number" },
		{ "score", "\"=< 3\"", "not \"=< 3\"" },
		{ "segment", "\"\"", "must not be empty" },
		{ "segment", "\"!\"", "must not be empty" },
		{ "segment", "[]", "the list is empty" },
		{ "segment", "[\"a\",\"!b\"]", "not both" },
		{ "segment", "{\"a\":\"b\"}", "must be a text or a list" },
		{ "segment", "[[\"a\"]]", "must be a text or a list" },
		{ "segment", "null", "must be a text or a list" },
		{ "comment", "\"maybe\"", "must be yes, no, or {contains: [words]}" },
		{ "comment", "{\"has\":\"x\"}", "must be yes, no" },
		{ "comment", "{\"contains\":[]}", "contains: the list is empty" },
		{ "comment", "{\"contains\":\"\"}", "contains: must not be empty" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(mistakes); i++) {
		cJSON *value = cJSON_Parse(mistakes[i].value);
		struct error err = { "" };

		assert_null(condition_new(mistakes[i].key, value, &err));
		if (strstr(err.text, mistakes[i].says) == NULL)
			fail_msg("%s: %s: %s", mistakes[i].key,
			    mistakes[i].value, err.text);
		cJSON_Delete(value);
	}
	condition_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches__detractor__as_the_table_says),
		cmocka_unit_test(
		    matches__answer_with_nothing__as_the_table_says),
		cmocka_unit_test(
		    new__mistake__is_said_with_what_would_be_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
