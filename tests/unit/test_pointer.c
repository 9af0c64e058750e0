/* SPDX-License-Identifier: ISC */
/* test_pointer.c - JSON pointers: the examples of RFC 6901, and what is none. */
#include "sdk/pointer.h"

#include "test.h"

/* RFC 6901, section 5, with its values as text. */
static const char rfc_document[] =
    "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,"
    "\"g|h\":4,\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8}";

static void
assert_text(const cJSON *root, const char *pointer, const char *expected)
{
	const cJSON *value = pointer_get(root, pointer);
	struct buf text = BUF_INIT;

	if (!pointer_text(&text, value))
		buf_puts(&text, value == NULL ? "(not there)" : "(no text)");
	if (strcmp(buf_str(&text), expected) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", pointer, buf_str(&text),
		    expected);
	buf_release(&text);
}

static void
get__examples_of_rfc_6901__finds_their_values(void **state)
{
	static const char *const cases[][2] = { { "/foo", "bar, baz" },
		{ "/foo/0", "bar" }, { "/", "0" }, { "/a~1b", "1" },
		{ "/c%d", "2" }, { "/e^f", "3" }, { "/g|h", "4" },
		{ "/i\\j", "5" }, { "/k\"l", "6" }, { "/ ", "7" },
		{ "/m~0n", "8" } };
	cJSON *root = cJSON_Parse(rfc_document);

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_text(root, cases[i][0], cases[i][1]);
	assert_ptr_equal(pointer_get(root, ""), root);
	cJSON_Delete(root);
}

static void
get__what_is_not_there__is_null(void **state)
{
	static const char *const pointers[] = { "/fo", "/fooo", "/foo/2",
		"/foo/-", "/foo/00", "/foo/01", "/foo/-1", "/foo/1e0",
		"/foo/ 1", "/foo/1 ", "/foo/", "/foo/0/x", "/foo/0/",
		"/foo/4294967296", "/foo/99999999999999999999", "/m~n",
		"/m~2n", "/a/b", "foo", "foo/0", "//", "/ /", "/FOO", "~",
		"#/foo" };
	cJSON *root = cJSON_Parse(rfc_document);

	(void)state;
	for (size_t i = 0; i < N_OF(pointers); i++)
		assert_text(root, pointers[i], "(not there)");
	assert_null(pointer_get(NULL, ""));
	assert_null(pointer_get(NULL, "/foo"));
	cJSON_Delete(root);
}

static void
get__tilde_escapes_in_a_row__are_read_once(void **state)
{
	/* RFC 6901, section 4: "~01" is "~1", never "/". */
	cJSON *root = cJSON_Parse("{\"~1\":\"a\",\"/\":\"b\",\"~~\":\"c\","
				  "\"//\":\"d\",\"~0\":\"e\",\"x~\":\"f\"}");

	(void)state;
	assert_text(root, "/~01", "a");
	assert_text(root, "/~1", "b");
	assert_text(root, "/~0~0", "c");
	assert_text(root, "/~1~1", "d");
	assert_text(root, "/~00", "e");
	assert_text(root, "/x~0", "f");
	cJSON_Delete(root);
}

static void
get__names_that_look_like_numbers__work_in_objects(void **state)
{
	cJSON *root = cJSON_Parse("{\"0\":{\"-\":\"a\",\"01\":[[\"b\"]]}}");

	(void)state;
	assert_text(root, "/0/-", "a");
	assert_text(root, "/0/01/0/0", "b");
	cJSON_Delete(root);
}

static void
get__a_name_twice__the_last_counts(void **state)
{
	cJSON *root = cJSON_Parse("{\"a\":1,\"a\":{\"b\":2},\"A\":3}");

	(void)state;
	assert_text(root, "/a/b", "2");
	cJSON_Delete(root);
}

static void
text__every_kind__as_people_write_it(void **state)
{
	static const char *const cases[][2] = { { "\"\"", "" },
		{ "\"a\"", "a" }, { "0", "0" }, { "-0", "0" }, { "9.0", "9" },
		{ "9.5", "9.5" }, { "-1", "-1" }, { "1e1", "10" },
		{ "0.1", "0.1" }, { "1763629502.113", "1763629502.113" },
		{ "0.30000000000000004", "0.30000000000000004" },
		{ "123456789012345", "123456789012345" },
		{ "1e300", "1e+300" }, { "1e999", "(no text)" },
		{ "-1e999", "(no text)" }, { "true", "true" },
		{ "false", "false" }, { "null", "(no text)" },
		{ "{}", "(no text)" }, { "{\"a\":1}", "(no text)" },
		{ "[]", "" }, { "[1]", "1" },
		{ "[1,\"b\",true]", "1, b, true" },
		{ "[1,null]", "(no text)" }, { "[1,[2]]", "(no text)" },
		{ "[{}]", "(no text)" } };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		cJSON *value = cJSON_Parse(cases[i][0]);

		assert_non_null(value);
		assert_text(value, "", cases[i][1]);
		cJSON_Delete(value);
	}
}

static void
text__without_one__leaves_the_buffer_as_it_was(void **state)
{
	cJSON *list = cJSON_Parse("[\"a\",\"b\",null]");
	struct buf text = BUF_INIT;

	(void)state;
	buf_puts(&text, "before");
	assert_false(pointer_text(&text, list));
	assert_false(pointer_text(&text, NULL));
	assert_string_equal(buf_str(&text), "before");
	buf_release(&text);
	cJSON_Delete(list);
}

static void
check__a_table_of_pointers__says_what_is_wrong(void **state)
{
	static const struct {
		const char *pointer, *why;
	} cases[] = {
		{ "", NULL },
		{ "/", NULL },
		{ "/a/b~0~1/0", NULL },
		{ "/æ/ ", NULL },
		{ "a", "must begin with /, not \"a\"" },
		{ "data/score", "must begin with /, not \"data/score\"" },
		{ "$.data", "must begin with /, not \"$.data\"" },
		{ "/a~", "in \"/a~\" ~ must be written ~0 (and / within a "
			 "name ~1)" },
		{ "/~2", "in \"/~2\" ~ must be written ~0 (and / within a "
			 "name ~1)" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct error err = { "" };

		assert_int_equal(pointer_check(cases[i].pointer, &err),
		    cases[i].why == NULL);
		assert_string_equal(
		    err.text, cases[i].why == NULL ? "" : cases[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    get__examples_of_rfc_6901__finds_their_values),
		cmocka_unit_test(get__what_is_not_there__is_null),
		cmocka_unit_test(get__tilde_escapes_in_a_row__are_read_once),
		cmocka_unit_test(
		    get__names_that_look_like_numbers__work_in_objects),
		cmocka_unit_test(get__a_name_twice__the_last_counts),
		cmocka_unit_test(text__every_kind__as_people_write_it),
		cmocka_unit_test(
		    text__without_one__leaves_the_buffer_as_it_was),
		cmocka_unit_test(
		    check__a_table_of_pointers__says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
