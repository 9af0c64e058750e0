/* SPDX-License-Identifier: ISC */
/*
 * test_mapping.c - what a text means: value maps, escaped text, and what is
 * wrong with a mapping.  Pointers and members are test_webhook's.
 */
#include "sdk/mapping.h"

#include "test.h"

static const char *const none[] = { NULL };

/* Reads json by the mapping; the answer is a's, NULL: err says why. */
static const struct lb_response *
reads(struct mapped *a, const struct mapping *m, const char *json,
    struct error *err)
{
	cJSON *item = cJSON_Parse(json);
	const struct mapping_source from = {
		.mapping = m,
		.survey = "s",
		.document = item,
		.item = item,
		.now_us = 1,
	};
	enum mapping_result result;

	assert_non_null(item);
	result = mapping_read(a, &from, err);
	cJSON_Delete(item);
	assert_int_not_equal(result, MAPPING_NONE);
	return result == MAPPING_GIVEN ? &a->response : NULL;
}

/* ---- Values. */

static void
read__a_table_of_values__the_first_that_fits_counts(void **state)
{
	static const struct lb_pair values[] = {
		{ "score:Very likely|Certainly", "10" },
		{ "score:N/A|99|-1", "" },
		{ "score:Hj\xc3\xa6lp", "3" },
		{ "score:9", "8" },
		{ "score:8", "7" },
		{ "score:10|7|6|5|4|2|1|0|11", "0" },
		{ "score:*", "1" },
		{ NULL, NULL },
	};
	const struct mapping m = { .values = values, .html = none };
	static const struct {
		const char *json;
		int score;
	} cases[] = {
		{ "\"Very likely\"", 10 },
		{ "\"very LIKELY\"", 10 },
		{ "\"certainly\"", 10 },
		{ "\"Very\"", 1 },
		{ "\"N/A\"", -1 },
		{ "99", -1 },
		{ "-1", -1 },
		{ "\"Hj\xc3\xa6lp\"", 3 },
		{ "9", 8 }, /* and not 7: once */
		{ "11", 0 },
		{ "10", 0 },
		{ "\"anything\"", 1 },
		{ "null", -1 },
		{ "\"\"", -1 },
	};
	struct mapped a = { .n_found = 0 };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct error err = { "" };
		char json[64];
		const struct lb_response *r;

		snprintf(json, sizeof(json), "{\"id\":1,\"score\":%s}",
		    cases[i].json);
		r = reads(&a, &m, json, &err);
		assert_string_equal(err.text, "");
		assert_int_equal(r->score, cases[i].score);
	}
	mapped_release(&a);
}

static void
read__values_of_other_members__leave_the_rest_alone(void **state)
{
	static const struct lb_pair values[] = {
		{ "complete:responded", "true" },
		{ "complete:*", "false" },
		{ "channel:1", "email" },
		{ "channel:", "web" },
		{ "language:", "da" },
		{ "company:-", "" },
		{ NULL, NULL },
	};
	static const struct lb_pair constants[] = { { "company", "Kunde A" },
		{ NULL, NULL } };
	const struct mapping m = {
		.values = values, .constants = constants, .html = none
	};
	struct mapped a = { .n_found = 0 };
	const struct lb_response *r;

	(void)state;
	r = reads(&a, &m,
	    "{\"id\":1,\"complete\":\"sent\",\"channel\":1,\"company\":\"-\","
	    "\"comment\":\"responded\",\"language\":\"en\"}",
	    NULL);
	assert_false(r->complete);
	assert_string_equal(r->channel, "email");
	assert_string_equal(r->company, "Kunde A");
	assert_string_equal(r->comment, "responded");
	assert_string_equal(r->language, "en");
	r = reads(&a, &m, "{\"id\":1,\"complete\":\"RESPONDED\"}", NULL);
	assert_true(r->complete);
	assert_string_equal(r->channel, "web");
	assert_string_equal(r->language, "da");
	mapped_release(&a);
}

/* Nothing of it is there: what values would put in its place is no answer. */
static void
read__an_object_without_any_member__is_none_whatever_values_say(void **state)
{
	static const struct lb_pair values[] = { { "score:", "10" },
		{ NULL, NULL } };
	const struct mapping m = { .values = values };
	struct mapped a = { .n_found = 0 };
	struct error err;

	(void)state;
	assert_null(reads(&a, &m, "{\"other\":1}", &err));
	assert_string_equal(err.text, "none of the fields is in it");
	mapped_release(&a);
}

/* ---- Several pointers. */

static void
read__several_pointers__are_one_text_parted_by_blanks(void **state)
{
	static const struct lb_pair fields[] = { { "id", "/id" },
		{ "name", "/first + /last" }, { "company", "/none + /b + /c" },
		{ "role", "/none + /none" }, { NULL, NULL } };
	static const struct lb_pair properties[] = {
		{ "place", "#/city + /zip" }, { NULL, NULL }
	};
	const struct mapping m = { .fields = fields,
		.properties = properties };
	struct mapped a = { .n_found = 0 };
	struct error err;
	const struct lb_response *r;

	(void)state;
	assert_true(mapping_check(&m, &err));
	r = reads(&a, &m,
	    "{\"id\":1,\"first\":\"Anna\",\"last\":\"Holm\",\"b\":\"\","
	    "\"c\":3,\"city\":\"Odense\",\"zip\":5000}",
	    NULL);
	assert_string_equal(r->name, "Anna Holm");
	assert_string_equal(r->company, "3");
	assert_null(r->role);
	assert_string_equal(r->properties[0].value, "Odense 5000");
	mapped_release(&a);
}

static void
check__several_pointers__each_must_be_one(void **state)
{
	static const struct lb_pair fields[] = { { "name", "/first + last" },
		{ NULL, NULL } };
	const struct mapping m = { .fields = fields };
	struct error err;

	(void)state;
	assert_false(mapping_check(&m, &err));
	assert_string_equal(
	    err.text, "fields: name: must begin with /, not \"last\"");
}

/* ---- HTML. */

static void
read__escaped_members__are_as_they_were_written(void **state)
{
	static const char *const html[] = { "comment", "score", "plan", NULL };
	static const struct lb_pair properties[] = { { "plan", "/plan" },
		{ "*", "/more" }, { NULL, NULL } };
	static const struct lb_pair values[] = { { "score:a & b", "4" },
		{ NULL, NULL } };
	const struct mapping m = {
		.html = html, .properties = properties, .values = values
	};
	struct mapped a = { .n_found = 0 };
	const struct lb_response *r;

	(void)state;
	r = reads(&a, &m,
	    "{\"id\":1,\"score\":\"a &amp; b\",\"name\":\"A &amp; B\","
	    "\"comment\":\"&quot;&amp;amp;&quot;\",\"plan\":\"&lt;1\","
	    "\"more\":{\"x\":\"&gt;\"}}",
	    NULL);
	assert_int_equal(r->score, 4);
	assert_string_equal(r->comment, "\"&amp;\"");
	assert_string_equal(r->name, "A &amp; B");
	assert_string_equal(r->properties[0].value, "<1");
	assert_string_equal(r->properties[1].value, "&gt;");
	mapped_release(&a);
}

static void
read__all_escaped__all_are_as_they_were_written(void **state)
{
	static const char *const html[] = { "*", NULL };
	static const struct lb_pair properties[] = { { "*", "/more" },
		{ NULL, NULL } };
	const struct mapping m = { .html = html, .properties = properties };
	struct mapped a = { .n_found = 0 };
	const struct lb_response *r;

	(void)state;
	r = reads(&a, &m,
	    "{\"id\":1,\"name\":\"A &amp; B\",\"more\":{\"x\":\"&gt;\"}}",
	    NULL);
	assert_string_equal(r->name, "A & B");
	assert_string_equal(r->properties[0].value, ">");
	mapped_release(&a);
}

/* ---- Is it right? */

static void
check__a_table_of_mistakes__each_said_with_its_place(void **state)
{
	static const struct {
		struct lb_pair value;
		const char *html, *why;
	} cases[] = {
		{ { "score:Very likely", "10" }, "comment", NULL },
		{ { "score:", "" }, "*", NULL },
		{ { "complete:a:b", "true" }, "plan", NULL },
		{ { "skore:a", "1" }, "*",
		    "values: a response has no member \"skore\"; did you mean "
		    "\"score\"?" },
		{ { "score", "1" }, "*",
		    "values: \"score\" must be a member, a colon and what "
		    "stands there: \"score:Very likely\"" },
		{ { "score:a", "ten" }, "*",
		    "values: score:a: score: \"ten\" is no number" },
		{ { "score:a", "11" }, "*",
		    "values: score:a: score: 11 is not on the scale 0-10" },
		{ { "score:a", "1" }, "coment",
		    "html: a response has no member \"coment\"; did you mean "
		    "\"comment\"?" },
	};
	static const struct lb_pair properties[] = { { "plan", "/plan" },
		{ NULL, NULL } };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		const struct lb_pair values[] = { cases[i].value,
			{ NULL, NULL } };
		const char *const html[] = { cases[i].html, NULL };
		const struct mapping m = { .values = values,
			.html = html,
			.properties = properties };
		struct error err = { "" };

		assert_int_equal(
		    mapping_check(&m, &err), cases[i].why == NULL);
		if (cases[i].why != NULL)
			assert_string_equal(err.text, cases[i].why);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    read__a_table_of_values__the_first_that_fits_counts),
		cmocka_unit_test(
		    read__values_of_other_members__leave_the_rest_alone),
		cmocka_unit_test(
		    read__an_object_without_any_member__is_none_whatever_values_say),
		cmocka_unit_test(
		    read__several_pointers__are_one_text_parted_by_blanks),
		cmocka_unit_test(check__several_pointers__each_must_be_one),
		cmocka_unit_test(
		    read__escaped_members__are_as_they_were_written),
		cmocka_unit_test(
		    read__all_escaped__all_are_as_they_were_written),
		cmocka_unit_test(
		    check__a_table_of_mistakes__each_said_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
