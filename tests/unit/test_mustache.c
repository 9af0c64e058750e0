/* SPDX-License-Identifier: ISC */
/* test_mustache.c - templates: the specification, the limits, the errors. */
#include "test.h"

#include "decide/mustache.h"
#include "sdk/mem.h"

static char *
rendered(const char *template, const cJSON *data, enum mustache_escape escape)
{
	struct mustache_place at;
	struct error err = { "" };
	struct mustache *m = mustache_parse(template, &at, &err);
	struct buf out = BUF_INIT;

	if (m == NULL)
		fail_msg("%d:%d: %s", at.line, at.column, err.text);
	if (!mustache_render(m, data, escape, &out, &err))
		fail_msg("%s", err.text);
	mustache_free(m);
	return buf_take(&out);
}

static cJSON *
read_json(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = mem_new(1, 1 << 20);
	cJSON *json;

	if (f == NULL)
		fail_msg("%s is missing", path);
	text[fread(text, 1, (1 << 20) - 1, f)] = '\0';
	fclose(f);
	json = cJSON_Parse(text);
	free(text);
	return json;
}

/* MUSTACHE_SPEC may name a folder with a later version of the files. */
static int
run_file(const char *name)
{
	const char *folder = getenv("MUSTACHE_SPEC");
	char *path = mem_printf("%s/%s.json",
	    folder != NULL ? folder : SRCDIR "/tests/data/mustache", name);
	cJSON *file = read_json(path), *test;
	int n = 0;

	cJSON_ArrayForEach(test, cJSON_GetObjectItem(file, "tests"))
	{
		cJSON *template = cJSON_GetObjectItem(test, "template");
		cJSON *expected = cJSON_GetObjectItem(test, "expected");
		char *text = rendered(template->valuestring,
		    cJSON_GetObjectItem(test, "data"), MUSTACHE_HTML);

		if (strcmp(text, expected->valuestring) != 0)
			fail_msg("%s: %s: \"%s\", not \"%s\"", name,
			    cJSON_GetObjectItem(test, "name")->valuestring,
			    text, expected->valuestring);
		free(text);
		n++;
	}
	cJSON_Delete(file);
	free(path);
	return n;
}

static void
render__case_of_the_specification__gives_what_it_says(void **state)
{
	static const struct {
		const char *name;
		int at_least;
	} files[] = { { "interpolation", 30 }, { "sections", 25 },
		{ "inverted", 21 }, { "comments", 11 } };

	(void)state;
	for (size_t i = 0; i < N_OF(files); i++) {
		int n = run_file(files[i].name);

		print_message("%s: %d cases\n", files[i].name, n);
		assert_true(n >= files[i].at_least);
	}
}

/* What the specification came to say later, and what it leaves open. */
static const struct {
	const char *template, *data, *expected;
} cases[] = {
	/* clang-format off */
	{ "{{a}}|{{{a}}}|{{&a}}",          "{\"a\":null}",              "||" },
	{ "{{a.b}}",                       "{\"a.b\":1}",               "" },
	{ "{{a.b}}|{{#a}}{{b}}{{/a}}",     "{\"a\":{\"b\":2},\"b\":3}", "2|2" },
	{ "{{#a}}{{b.c}}{{/a}}",           "{\"a\":{\"b\":{}},\"b\":{\"c\":1}}", "" },
	{ "{{#a}}{{x}}{{/a}}",             "{\"a\":{},\"x\":\"out\"}",  "out" },
	{ "{{.}}",                         "\"<x>\"",                   "&lt;x&gt;" },
	{ "{{{.}}}{{&.}}",                 "\"<\"",                     "<<" },
	{ "{{.}}",                         "85",                        "85" },
	{ "{{#.}}{{n}},{{/.}}",            "[{\"n\":1},{\"n\":2}]",     "1,2," },
	{ "{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", "{\"l\":[[1,2],[\"a\"]]}", "(12)(a)" },
	{ "{{#l}}{{.}}{{/l}}",             "{\"l\":[\"&\",\"\\\"\"]}",  "&amp;&quot;" },
	{ "{{#l}}{{{.}}}{{/l}}",           "{\"l\":[\"&\",\"\\\"\"]}",  "&\"" },
	{ "{{#s}}{{.}} is {{s}}{{/s}}",    "{\"s\":\"bar\"}",           "bar is bar" },
	{ "{{#a}}{{#b}}{{x}}{{y}}{{/b}}{{/a}}", "{\"a\":{\"x\":1},\"b\":{\"y\":2}}", "12" },
	{ "[{{#n}}x{{/n}}{{^n}}y{{/n}}]",  "{\"n\":null}",              "[y]" },
	{ "[{{#n}}x{{/n}}{{^n}}y{{/n}}]",  "{\"n\":\"\"}",              "[y]" },
	{ "[{{#n}}x{{/n}}{{^n}}y{{/n}}]",  "{\"n\":0}",                 "[x]" },
	{ "{{! a }}{{a}}{{!a}}",           "{\"a\":1}",                 "1" },
	{ "{{!\nlines\n}}x",               "{}",                        "x" },
	{ "{{a}}",                         "{\"a\":\"{{b}}\",\"b\":1}", "{{b}}" },
	{ "{{v}}",                         "{\"v\":480000}",            "480000" },
	{ "{{v}}",                         "{\"v\":-0.5}",              "-0.5" },
	{ "{{v}}",                         "{\"v\":true}",              "true" },
	{ "{{o}}{{l}}",                    "{\"o\":{\"a\":1},\"l\":[1]}", "" },
	{ "a } b }} { c",                  "{}",                        "a } b }} { c" },
	{ "æ{{n}}ø",                       "{\"n\":\"å\"}",             "æåø" },
	{ "",                              "{}",                        "" },
	{ "{{#a}}\r\n{{b}}\r\n{{/a}}\r\n", "{\"a\":{\"b\":1}}",         "1\r\n" },
	{ "{{#a}}\n",                      NULL,                        NULL },
	/* clang-format on */
};

static void
render__case_of_ours__gives_the_text(void **state)
{
	(void)state;
	for (size_t i = 0; cases[i].expected != NULL; i++) {
		cJSON *data = cJSON_Parse(cases[i].data);
		char *text = rendered(cases[i].template, data, MUSTACHE_HTML);

		if (strcmp(text, cases[i].expected) != 0)
			fail_msg("%s with %s: \"%s\", not \"%s\"",
			    cases[i].template, cases[i].data, text,
			    cases[i].expected);
		free(text);
		cJSON_Delete(data);
	}
}

static void
render__hostile_value__is_escaped_as_the_output_asks(void **state)
{
	static const char hostile[] = "<!channel> & <@U1> \"x\" 'y'";
	static const struct {
		const char *name, *expected;
	} outputs[] = {
		{ "html", "&lt;!channel&gt; &amp; &lt;@U1&gt; &quot;x&quot; "
			  "&#39;y&#39;" },
		{ "slack", "&lt;!channel&gt; &amp; &lt;@U1&gt; \"x\" 'y'" },
		{ "none", hostile },
	};
	cJSON *data = cJSON_CreateObject();
	enum mustache_escape escape;

	(void)state;
	cJSON_AddStringToObject(data, "c", hostile);
	for (size_t i = 0; i < N_OF(outputs); i++) {
		char *text;

		assert_true(mustache_escape_by_name(outputs[i].name, &escape));
		text = rendered("{{c}}", data, escape);
		assert_string_equal(text, outputs[i].expected);
		free(text);
		text = rendered("{{{c}}}", data, escape);
		assert_string_equal(text, hostile);
		free(text);
	}
	assert_false(mustache_escape_by_name("latex", &escape));
	cJSON_Delete(data);
}

static void
parse__mistake__is_said_with_its_place(void **state)
{
	static const struct {
		const char *template;
		int line, column;
		const char *says;
	} mistakes[] = {
		/* clang-format off */
		{ "a\nb {{x",             2, 3, "not closed" },
		{ "æøå {{{x}}",           1, 5, "not closed" },
		{ "{{#a}}x",              1, 1, "section is not closed" },
		{ "{{#a}}\n  {{^b}}{{/b}}\n", 1, 1, "section is not closed" },
		{ "x\n\n  {{/a}}",        3, 3, "none is open" },
		{ "{{#a}}{{/b}}",         1, 7, "closes \"b\", but the section that is open is \"a\"" },
		{ "{{#a}}{{#b}}{{/a}}{{/b}}", 1, 13, "is \"b\"" },
		{ "a {{> part}}",         1, 3, "partials are not" },
		{ "{{=<% %>=}}",          1, 1, "delimiters" },
		{ "{{$ b }}",             1, 1, "blocks" },
		{ "{{<b}}",               1, 1, "blocks" },
		{ "{{}}",                 1, 1, "names nothing" },
		{ "{{#  }}",              1, 1, "names nothing" },
		{ "{{a b}}",              1, 1, "spaces" },
		{ "{{a..b}}",             1, 1, "dot" },
		{ "{{.a}}",               1, 1, "dot" },
		{ "{{a.}}",               1, 1, "dot" },
		{ "{{ {a} }}",            1, 1, "braces" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(mistakes); i++) {
		struct mustache_place at = { 0, 0 };
		struct error err = { "" };

		assert_null(mustache_parse(mistakes[i].template, &at, &err));
		if (strstr(err.text, mistakes[i].says) == NULL ||
		    at.line != mistakes[i].line ||
		    at.column != mistakes[i].column)
			fail_msg("%s: %d:%d: %s", mistakes[i].template,
			    at.line, at.column, err.text);
	}
	assert_null(mustache_parse("{{", NULL, NULL));
}

static char *
nested(int depth)
{
	struct buf b = BUF_INIT;

	for (int i = 0; i < depth; i++)
		buf_puts(&b, "{{#a}}");
	buf_puts(&b, "{{.}}");
	for (int i = 0; i < depth; i++)
		buf_puts(&b, "{{/a}}");
	return buf_take(&b);
}

static void
parse__nested_too_deep__is_refused(void **state)
{
	cJSON *data = cJSON_Parse("{\"a\":7}");
	char *fits = nested(MUSTACHE_MAX_DEPTH), *text;
	char *too_deep = nested(MUSTACHE_MAX_DEPTH + 1);
	struct mustache_place at;
	struct error err;

	(void)state;
	text = rendered(fits, data, MUSTACHE_HTML);
	assert_string_equal(text, "7");
	assert_null(mustache_parse(too_deep, &at, &err));
	assert_non_null(strstr(err.text, "too deep"));
	assert_int_equal(at.column, 6 * MUSTACHE_MAX_DEPTH + 1);
	free(text);
	free(fits);
	free(too_deep);
	cJSON_Delete(data);
}

/* An array of n numbers as member "a". */
static cJSON *
long_list(int n)
{
	cJSON *data = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(data, "a");

	for (int i = 0; i < n; i++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber(i));
	return data;
}

static void
assert_limit(const char *template, const cJSON *data, const char *says)
{
	struct mustache *m = mustache_parse(template, NULL, NULL);
	struct buf out = BUF_INIT;
	struct error err = { "" };

	buf_puts(&out, "before");
	assert_non_null(m);
	assert_false(mustache_render(m, data, MUSTACHE_HTML, &out, &err));
	assert_non_null(strstr(err.text, says));
	assert_string_equal(buf_str(&out), "before");
	buf_release(&out);
	mustache_free(m);
}

static void
render__output_without_end__stops_at_the_limit(void **state)
{
	cJSON *data = long_list(2000);

	(void)state;
	assert_limit("{{#a}}{{#a}}{{.}} and more{{/a}}{{/a}}", data,
	    "longer than 1048576");
	assert_limit("{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}", data, "steps");
	assert_limit(
	    "{{#a}}{{#a}}{{#a}}{{no}}{{/a}}{{/a}}{{/a}}", data, "steps");
	cJSON_Delete(data);
}

static void
render__many_times__gives_the_same(void **state)
{
	struct mustache *m = mustache_parse("{{n}} {{#n}}x{{/n}}", NULL, NULL);
	cJSON *data = cJSON_Parse("{\"n\":3}");
	struct buf out = BUF_INIT;

	(void)state;
	for (int i = 0; i < 100; i++) {
		buf_reset(&out);
		assert_true(
		    mustache_render(m, data, MUSTACHE_NONE, &out, NULL));
		assert_string_equal(buf_str(&out), "3 x");
	}
	buf_release(&out);
	cJSON_Delete(data);
	mustache_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    render__case_of_the_specification__gives_what_it_says),
		cmocka_unit_test(render__case_of_ours__gives_the_text),
		cmocka_unit_test(
		    render__hostile_value__is_escaped_as_the_output_asks),
		cmocka_unit_test(parse__mistake__is_said_with_its_place),
		cmocka_unit_test(parse__nested_too_deep__is_refused),
		cmocka_unit_test(
		    render__output_without_end__stops_at_the_limit),
		cmocka_unit_test(render__many_times__gives_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
