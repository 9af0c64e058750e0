/* SPDX-License-Identifier: ISC */
/* test_yaml.c - YAML as a tree with places, and what hostile files get. */
#include "config/yaml.h"

#include <sys/stat.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "test.h"

static struct yaml *
parse(const char *text, struct problems *p)
{
	return yaml_parse("x.yaml", text, strlen(text), p);
}

/* All problems, one a line. */
static void
assert_problems(struct problems *p, const char *expected)
{
	struct buf lines = BUF_INIT;

	problems_sort(p);
	for (size_t i = 0; i < p->n; i++)
		buf_printf(&lines, "%s\n", p->list[i].text);
	assert_string_equal(buf_str(&lines), expected);
	buf_release(&lines);
	problems_release(p);
}

static void
assert_at(struct place at, int line, int column)
{
	assert_string_equal(at.file, "x.yaml");
	assert_int_equal(at.line, line);
	assert_int_equal(at.column, column);
}

static void
parse__maps_lists_scalars__nodes_with_places(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct yaml *yaml = parse("plain: no\n"
				  "\"quoted\": \"no\"\n"
				  "æøå: {inner: [a, 'b', 08:00]}\n"
				  "block: |\n  two\n  lines\n"
				  "text: !!str ~\n"
				  "nothing:\n",
	    &p);
	const struct yaml_node *root = yaml_root(yaml), *list;

	(void)state;
	assert_int_equal(p.n, 0);
	assert_int_equal(root->kind, NODE_MAP);
	assert_int_equal(root->n_entries, 6);
	assert_string_equal(root->entries[1].key, "quoted");
	assert_at(root->entries[1].key_at, 2, 1);
	assert_string_equal(yaml_find(root, "plain")->text, "no");
	assert_false(yaml_find(root, "plain")->is_quoted);
	assert_true(yaml_find(root, "quoted")->is_quoted);
	assert_at(yaml_find(root, "quoted")->at, 2, 11);
	list = yaml_find(yaml_find(root, "æøå"), "inner");
	assert_int_equal(list->kind, NODE_LIST);
	/* Columns are characters, not bytes. */
	assert_at(list->at, 3, 14);
	assert_string_equal(list->entries[2].value->text, "08:00");
	assert_string_equal(yaml_find(root, "block")->text, "two\nlines\n");
	assert_true(yaml_is_null(yaml_find(root, "nothing")));
	assert_false(yaml_is_null(yaml_find(root, "text")));
	assert_false(yaml_is_null(yaml_find(root, "plain")));
	assert_null(yaml_find(root, "absent"));
	assert_null(yaml_find(NULL, "x"));
	assert_null(yaml_find(list, "x"));
	yaml_unload(yaml);
	problems_release(&p);
}

static void
parse__windows_file_with_bom__read(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct yaml *yaml = parse("\xef\xbb\xbf"
				  "a: b\r\nc: d\r\n",
	    &p);

	(void)state;
	assert_problems(&p, "");
	assert_string_equal(yaml_find(yaml_root(yaml), "c")->text, "d");
	yaml_unload(yaml);
}

static void
parse__merges__own_keys_win_then_the_first_map(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct yaml *yaml = parse("x: &x {a: 1, b: 1}\n"
				  "y: &y {b: 2, c: 2}\n"
				  "one:\n  <<: *x\n  b: 9\n"
				  "two: {c: 8, <<: [*x, *y]}\n"
				  "three: {\"<<\": plain}\n",
	    &p);
	const struct yaml_node *root = yaml_root(yaml);
	const struct yaml_node *one = yaml_find(root, "one");
	const struct yaml_node *two = yaml_find(root, "two");

	(void)state;
	assert_problems(&p, "");
	assert_int_equal(one->n_entries, 2);
	assert_string_equal(yaml_find(one, "a")->text, "1");
	assert_string_equal(yaml_find(one, "b")->text, "9");
	assert_int_equal(two->n_entries, 3);
	assert_string_equal(yaml_find(two, "a")->text, "1");
	assert_string_equal(yaml_find(two, "b")->text, "1");
	assert_string_equal(yaml_find(two, "c")->text, "8");
	assert_string_equal(
	    yaml_find(yaml_find(root, "three"), "<<")->text, "plain");
	yaml_unload(yaml);
}

static void
parse__aliases__the_node_they_name_last_one_of_a_name(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct yaml *yaml =
	    parse("a: &x 1\nb: *x\nc: &x 2\nd: [*x, *x]\n", &p);
	const struct yaml_node *root = yaml_root(yaml);

	(void)state;
	assert_problems(&p, "");
	assert_ptr_equal(yaml_find(root, "a"), yaml_find(root, "b"));
	assert_string_equal(yaml_find(root, "d")->entries[1].value->text, "2");
	yaml_unload(yaml);
}

/* clang-format off */
static const struct bad {
	const char *text;
	const char *problems;
	bool has_tree;
} bad[] = {
	{ "", "x.yaml: there is nothing in this file\n", false },
	{ "# only a comment\n", "x.yaml: there is nothing in this file\n", false },
	{ "a: [1, 2\nb: 3\n", "x.yaml:2:2: this is not YAML: did not find expected ',' or ']', while parsing a flow sequence that begins in line 1\n", false },
	{ "a: \"open\n", "x.yaml:2:1: this is not YAML: found unexpected end of stream, while scanning a quoted scalar that begins in line 1\n", false },
	{ "a:\n\tb: 1\n", "x.yaml:2:1: a tab is before the text of this line: YAML is indented by blanks alone\n", false },
	{ "a:\n  b: 1\n \t c: 1\n", "x.yaml:3:2: a tab is before the text of this line: YAML is indented by blanks alone\n", false },
	{ "a: 1\na: 2\nb: 1\nb: 2\n", "x.yaml:2:1: the key \"a\" is here twice: first in line 1\nx.yaml:4:1: the key \"b\" is here twice: first in line 3\n", true },
	{ "a: *x\n", "x.yaml:1:4: the alias *x names nothing: there is no &x before it\n", false },
	{ "a: &x [1, *x]\n", "x.yaml:1:11: the alias *x stands inside what it names\n", false },
	{ "a: &x {<<: *x}\n", "x.yaml:1:12: the alias *x stands inside what it names\n", false },
	{ "a: {<<: 1}\n", "x.yaml:1:5: <<: must be a map, or a list of maps, to take in\n", true },
	{ "a: {<<: [{b: 1}, c]}\n", "x.yaml:1:5: <<: must be a map, or a list of maps, to take in\n", true },
	{ "a: {<<: {b: 1}, <<: {c: 1}}\n", "x.yaml:1:17: << is here twice: write <<: [*a, *b]\n", true },
	{ "? [a]\n: 1\n", "x.yaml:1:3: a key must be a text, not a list or a map\n", true },
	{ "a: !!int 1\n", "x.yaml:1:4: the tag tag:yaml.org,2002:int has no meaning here: leave it out\n", true },
	{ "a: !env HOME\nb: !m {}\n", "x.yaml:1:4: the tag !env has no meaning here: leave it out\nx.yaml:2:4: the tag !m has no meaning here: leave it out\n", true },
	{ "a: 1\n---\nb: 1\n", "x.yaml:2:1: a second document begins here: a file is one document\n", false },
	{ "%\xb1%%", "x.yaml:1:2: the byte 0xb1 is no text: this must be a UTF-8 file\n", false },
	{ "a: 1\næ: \xe6\n", "x.yaml:2:4: the byte 0xe6 is no text: this must be a UTF-8 file\n", false },
	{ "\xff\xfe" "a", "x.yaml:1:1: the byte 0xff is no text: this must be a UTF-8 file\n", false },
	{ "a: \x01", "x.yaml:1:4: the byte 0x01 is no text: this must be a UTF-8 file\n", false },
	{ "a: \"\\0\"\n", "x.yaml:1:4: this text has a NUL in it\n", false },
	{ "%YAML 3.0\n---\na\n", "x.yaml:1:1: this is not YAML: found incompatible YAML document\n", false },
	{ "a: b: c\n", "x.yaml:1:5: this is not YAML: mapping values are not allowed in this context\n", false },
};
/* clang-format on */

static void
parse__bad_files__say_what_and_where(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(bad); i++) {
		struct problems p = PROBLEMS_INIT;
		struct yaml *yaml = parse(bad[i].text, &p);

		assert_problems(&p, bad[i].problems);
		assert_int_equal(yaml != NULL, bad[i].has_tree);
		yaml_unload(yaml);
	}
}

static void
parse__nul_byte__refused(void **state)
{
	struct problems p = PROBLEMS_INIT;

	(void)state;
	assert_null(yaml_parse("x.yaml", "a: 1\0b", 6, &p));
	assert_problems(&p,
	    "x.yaml:1:5: the byte 0x00 is no text: this must be a UTF-8 "
	    "file\n");
}

static void
parse__billion_laughs__budget(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct buf text = BUF_INIT;

	(void)state;
	buf_puts(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 20; i++) {
		buf_printf(&text, "a%d: &a%d [", i, i);
		for (int j = 0; j < 9; j++)
			buf_printf(&text, "*a%d,", i - 1);
		buf_puts(&text, "]\n");
	}
	assert_null(parse(buf_str(&text), &p));
	assert_problems(&p,
	    "x.yaml:5:10: there are more than 10000 values, with those that "
	    "aliases repeat\n");
	buf_release(&text);
}

static void
parse__merge_bomb__budget(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct buf text = BUF_INIT;

	(void)state;
	buf_puts(&text, "a0: &a0 {k: [x, x, x, x, x, x, x, x, x, x]}\n");
	for (int i = 1; i < 30; i++)
		buf_printf(&text,
		    "a%d: &a%d {<<: *a%d, l%d: *a%d, m%d: *a%d}\n", i, i,
		    i - 1, i, i - 1, i, i - 1);
	assert_null(parse(buf_str(&text), &p));
	assert_int_equal(p.n_errors, 1);
	assert_non_null(strstr(p.list[0].text, "more than 10000 values"));
	problems_release(&p);
	buf_release(&text);
}

static void
parse__one_big_text_repeated__budget(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct buf text = BUF_INIT;

	(void)state;
	buf_puts(&text, "a: &a ");
	for (int i = 0; i < 500 * 1024; i++)
		buf_putc(&text, 'x');
	buf_puts(&text, "\nb: [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n");
	assert_null(parse(buf_str(&text), &p));
	assert_problems(&p,
	    "x.yaml:2:33: there are more than 4 MiB of text, with what "
	    "aliases repeat\n");
	buf_release(&text);
}

static void
parse__deep_nesting__limit(void **state)
{
	static const char *const openings[] = { "[", "{a: ", "- " };

	(void)state;
	for (size_t i = 0; i < N_OF(openings); i++) {
		struct problems p = PROBLEMS_INIT;
		struct buf text = BUF_INIT;

		for (int n = 0; n < 10000; n++)
			buf_puts(&text, openings[i]);
		assert_null(parse(buf_str(&text), &p));
		assert_int_equal(p.n_errors, 1);
		assert_non_null(
		    strstr(p.list[0].text, "nested more than 32 deep"));
		problems_release(&p);
		buf_release(&text);
	}
}

static void
parse__depth_through_aliases__limit(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct buf text = BUF_INIT;

	(void)state;
	buf_puts(&text, "a0: &a0 x\n");
	for (int i = 1; i < 100; i++)
		buf_printf(&text, "a%d: &a%d [*a%d]\n", i, i, i - 1);
	assert_null(parse(buf_str(&text), &p));
	assert_problems(
	    &p, "x.yaml:32:12: this is nested more than 32 deep\n");
	buf_release(&text);
}

static void
parse__exactly_as_deep_as_allowed__read(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct buf text = BUF_INIT;
	struct yaml *yaml;

	(void)state;
	for (int n = 0; n < YAML_MAX_DEPTH - 1; n++)
		buf_putc(&text, '[');
	buf_putc(&text, 'x');
	for (int n = 0; n < YAML_MAX_DEPTH - 1; n++)
		buf_putc(&text, ']');
	yaml = parse(buf_str(&text), &p);
	assert_problems(&p, "");
	yaml_unload(yaml);
	buf_release(&text);
}

/* What took a slow parser minutes must end in a blink. */
static void
parse__a_mebibyte_of_anything__ends(void **state)
{
	static const char *const pieces[] = { "[", "{", "a: ", "? ", "&a ",
		"a\n", "- a\n", "\"", "*a ", "!a ", "#", ",", "- - ", "%T ",
		"a: 1\n", "|\n ", "a b: ", "\n", "[a,", "{a: 1}, ", "'" };

	(void)state;
	for (size_t i = 0; i < N_OF(pieces); i++) {
		struct problems p = PROBLEMS_INIT;
		struct buf text = BUF_INIT;

		while (text.size < (size_t)so_many(YAML_MAX_FILE))
			buf_puts(&text, pieces[i]);
		yaml_unload(yaml_parse("x.yaml", text.data, text.size, &p));
		problems_release(&p);
		buf_release(&text);
	}
}

static void
load__no_file_folder_too_large__say_so(void **state)
{
	struct problems p = PROBLEMS_INIT;
	char path[] = "/tmp/loopbell-yaml-XXXXXX";
	int fd = mkstemp(path);
	struct buf expected = BUF_INIT;

	(void)state;
	assert_null(yaml_load("/nonexistent.yaml", &p));
	assert_null(yaml_load("/", &p));
	assert_int_equal(ftruncate(fd, YAML_MAX_FILE + 1), 0);
	assert_null(yaml_load(path, &p));
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_null(yaml_load(path, &p));
	buf_printf(&expected,
	    "/nonexistent.yaml: cannot be read: No such file or directory\n"
	    "/: is a folder, not a file\n%s: is larger than 1024 KiB\n"
	    "%s: there is nothing in this file\n",
	    path, path);
	assert_problems(&p, buf_str(&expected));
	buf_release(&expected);
	close(fd);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse__maps_lists_scalars__nodes_with_places),
		cmocka_unit_test(parse__windows_file_with_bom__read),
		cmocka_unit_test(
		    parse__merges__own_keys_win_then_the_first_map),
		cmocka_unit_test(
		    parse__aliases__the_node_they_name_last_one_of_a_name),
		cmocka_unit_test(parse__bad_files__say_what_and_where),
		cmocka_unit_test(parse__nul_byte__refused),
		cmocka_unit_test(parse__billion_laughs__budget),
		cmocka_unit_test(parse__merge_bomb__budget),
		cmocka_unit_test(parse__one_big_text_repeated__budget),
		cmocka_unit_test(parse__deep_nesting__limit),
		cmocka_unit_test(parse__depth_through_aliases__limit),
		cmocka_unit_test(parse__exactly_as_deep_as_allowed__read),
		cmocka_unit_test(parse__a_mebibyte_of_anything__ends),
		cmocka_unit_test(load__no_file_folder_too_large__say_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
