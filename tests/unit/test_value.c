/* SPDX-License-Identifier: ISC */
/* test_value.c - values of the file as JSON. */
#include "config/value.h"

#include "sdk/json.h"
#include "test.h"

/* NULL: refused, with as many errors. */
static const struct {
	const char *yaml;
	int max_depth;
	const char *json, *written;
	size_t n_errors;
} cases[] = {
	{ "no", 0, "\"no\"", "\"no\"", 0 },
	{ "[a, 1]", 1, "[\"a\",\"1\"]", "[\"a\",\"1\"]", 0 },
	{ "{a: $$b}", 1, "{\"a\":\"$b\"}", "{\"a\":\"$$b\"}", 0 },
	{ "{a: [b]}", 2, "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}", 0 },
	{ "[]", 1, "[]", "[]", 0 },
	{ "file:/none", 0, "\"file:/none\"", "\"file:/none\"", 0 },
	{ "[a]", 0, NULL, "[\"a\"]", 1 },
	{ "{a: [b], c: [d]}", 1, NULL, "{\"a\":[\"b\"],\"c\":[\"d\"]}", 2 },
	{ "[~, \"${}\"]", 1, NULL, "[\"~\",\"${}\"]", 2 },
};

static void
assert_json(cJSON *value, const char *expected)
{
	struct buf out = BUF_INIT;

	assert_int_equal(value == NULL, expected == NULL);
	if (value != NULL) {
		json_print(&out, value);
		assert_string_equal(buf_str(&out), expected);
	}
	buf_release(&out);
	cJSON_Delete(value);
}

static void
read__values__json_or_every_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct problems p = PROBLEMS_INIT;
		struct reader reader = { &p, "/", NULL };
		struct value_rules rules = { "x", cases[i].max_depth, false };
		struct yaml *yaml =
		    yaml_parse("x", cases[i].yaml, strlen(cases[i].yaml), &p);

		assert_json(value_read(&reader, &rules, yaml_root(yaml)),
		    cases[i].json);
		assert_json(value_written(yaml_root(yaml)), cases[i].written);
		assert_int_equal(p.n_errors, cases[i].n_errors);
		yaml_unload(yaml);
		problems_release(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__values__json_or_every_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
