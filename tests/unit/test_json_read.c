/* SPDX-License-Identifier: ISC */
/* test_json_read.c - JSON of strangers: nothing lost, nothing believed. */
#include "sdk/json_read.h"

#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

/* What was read, printed again; "(none)" after an error. */
static char *
read_again(const char *text, size_t n, struct error *err)
{
	/* A copy of just that size, so that reading past it shows. */
	char *copy = mem_copy(text, n), *exact = mem_new(1, n > 0 ? n : 1);
	struct buf out = BUF_INIT;
	cJSON *value;

	memcpy(exact, copy, n);
	value = json_read(exact, n, err);
	if (value == NULL)
		buf_puts(&out, "(none)");
	else
		json_print(&out, value);
	cJSON_Delete(value);
	free(copy);
	free(exact);
	return buf_take(&out);
}

static void
read__a_table_of_texts__keeps_what_they_say(void **state)
{
	static const char *const cases[][2] = {
		{ "{}", "{}" },
		{ " \r\n\t[1] \n", "[1]" },
		{ "\xef\xbb\xbf{\"a\":1}", "{\"a\":1}" },
		{ "\"a\"", "\"a\"" },
		{ "9", "9" },
		{ "123456789012345", "123456789012345" },
		/* Past 15 characters a number is its digits. */
		{ "1234567890123456", "\"1234567890123456\"" },
		{ "{\"id\":9007199254740993}",
		    "{\"id\":\"9007199254740993\"}" },
		{ "[-12345678901234567890,1]",
		    "[\"-12345678901234567890\",1]" },
		{ "[1763629502.1132491]", "[\"1763629502.1132491\"]" },
		{ "{\"1234567890123456\":\"1234567890123456\"}",
		    "{\"1234567890123456\":\"1234567890123456\"}" },
		{ "\"a \\\"1234567890123456\"", "\"a \\\"1234567890123456\"" },
		{ "1000000000000000000000e2", "1e+23" },
		{ "\"a\\u0000b\"", "\"a\xef\xbf\xbd"
				   "b\"" },
		{ "\"a\\\\u0000b\"", "\"a\\\\u0000b\"" },
		{ "\"\\u00e6\\ud83d\\ude00\"",
		    "\"\xc3\xa6\xf0\x9f\x98\x80\"" },
		{ "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct error err = { "" };
		char *got = read_again(cases[i][0], strlen(cases[i][0]), &err);

		if (strcmp(got, cases[i][1]) != 0)
			fail_msg("%s: %s, not %s (%s)", cases[i][0], got,
			    cases[i][1], err.text);
		free(got);
	}
}

static void
read__what_is_no_json__says_where(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "it is empty" },
		{ "  ", "it is no JSON from line 1, column 2 on" },
		{ "{", "it is no JSON from line 1, column 1 on" },
		{ "{} x", "it is no JSON from line 1, column 4 on" },
		{ "{}{}", "it is no JSON from line 1, column 3 on" },
		{ "{\"a\":1,\n \"b\":tru}", "it is no JSON from line 2, "
					    "column 6 on" },
		{ "[1234567890123456789,\n x]", "it is no JSON from line 2, "
						"column 2 on" },
		{ "\"abc", NULL },
		{ "\"abc\\", NULL },
		{ "\"\\u00", NULL },
		{ "\"\\ud800\"", NULL },
		{ "-", NULL },
		{ "[1,]", NULL },
		{ "{a:1}", NULL },
		{ "{\"a\"}", NULL },
		{ "nul", NULL },
		{ "score=9&comment=x", NULL },
		{ "<html>", NULL },
		{ "]", NULL },
		{ "[1}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct error err = { "" };
		char *got =
		    read_again(cases[i].text, strlen(cases[i].text), &err);

		assert_string_equal(got, "(none)");
		assert_string_not_equal(err.text, "");
		if (cases[i].why != NULL)
			assert_string_equal(err.text, cases[i].why);
		free(got);
	}
}

static void
read__a_failure__never_quotes_the_text(void **state)
{
	struct error err;
	char *got = read_again("{\"hemmelig\" x", 13, &err);

	(void)state;
	assert_null(strstr(err.text, "hemmelig"));
	free(got);
}

static void
read__no_bytes_at_all__is_empty(void **state)
{
	struct error err;

	(void)state;
	assert_null(json_read(NULL, 0, &err));
	assert_string_equal(err.text, "it is empty");
	assert_null(json_read("x", 1, NULL));
}

static void
read__raw_nul_bytes__end_nothing(void **state)
{
	struct error err;
	char *got = read_again("{\"a\":\"x\0y\",\"b\":1}", 17, &err);

	(void)state;
	assert_string_equal(got, "{\"a\":\"x\xef\xbf\xbdy\",\"b\":1}");
	free(got);
	got = read_again("{}\0{}", 5, &err);
	assert_string_equal(got, "(none)");
	free(got);
}

static char *
nested(int depth)
{
	struct buf text = BUF_INIT;

	for (int i = 0; i < depth; i++)
		buf_puts(&text, i % 2 == 0 ? "[" : "{\"a\":");
	buf_puts(&text, "1");
	while (depth-- > 0)
		buf_puts(&text, depth % 2 == 0 ? "]" : "}");
	return buf_take(&text);
}

static void
read__nesting__up_to_the_limit_only(void **state)
{
	char *deep = nested(JSON_READ_DEPTH), *deeper;
	struct error err = { "" };
	cJSON *value = json_read(deep, strlen(deep), &err);

	(void)state;
	assert_non_null(value);
	cJSON_Delete(value);
	deeper = nested(JSON_READ_DEPTH + 1);
	assert_null(json_read(deeper, strlen(deeper), &err));
	assert_string_equal(err.text, "it is nested more than 64 deep");
	free(deep);
	free(deeper);
	/* Brackets within strings do not count. */
	deep = mem_printf("\"%0500d\"", 0);
	memset(deep + 1, '[', 500);
	value = json_read(deep, strlen(deep), &err);
	assert_non_null(value);
	cJSON_Delete(value);
	free(deep);
}

static void
read__every_start_of_a_document__is_none_or_all(void **state)
{
	static const char text[] =
	    "{\"a\":[1,2.5,-3e2,12345678901234567890,\"\\u0000\\\"x\"],"
	    "\"b\":{\"c\":null,\"d\":true}}";

	(void)state;
	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		struct error err;
		char *got = read_again(text, n, &err);

		assert_string_equal(got, "(none)");
		free(got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__a_table_of_texts__keeps_what_they_say),
		cmocka_unit_test(read__what_is_no_json__says_where),
		cmocka_unit_test(read__a_failure__never_quotes_the_text),
		cmocka_unit_test(read__no_bytes_at_all__is_empty),
		cmocka_unit_test(read__raw_nul_bytes__end_nothing),
		cmocka_unit_test(read__nesting__up_to_the_limit_only),
		cmocka_unit_test(
		    read__every_start_of_a_document__is_none_or_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
