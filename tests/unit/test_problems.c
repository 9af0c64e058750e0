/* SPDX-License-Identifier: ISC */
/* test_problems.c - the form and the order of what is wrong. */
#include "config/problems.h"

#include "test.h"

static struct place
at(const char *file, int line, int column)
{
	return (struct place){ file, line, column };
}

static void
add__with_and_without_place__as_compilers_write_it(void **state)
{
	struct problems p = PROBLEMS_INIT;

	(void)state;
	assert_false(problems_add(&p, at("x.yaml", 14, 12),
	    "slack: timeout: must be from %s to 60s", "1s"));
	assert_false(problems_add(&p, at("x.yaml", 0, 0), "is empty"));
	problems_warn(&p, at("x.yaml", 2, 1), "no routes");
	assert_int_equal(p.n, 3);
	assert_int_equal(p.n_errors, 2);
	assert_string_equal(p.list[0].text,
	    "x.yaml:14:12: slack: timeout: must be from 1s to 60s");
	assert_string_equal(p.list[1].text, "x.yaml: is empty");
	assert_string_equal(p.list[2].text, "x.yaml:2:1: warning: no routes");
	assert_true(p.list[2].is_warning);
	problems_release(&p);
	assert_int_equal(p.n, 0);
	assert_int_equal(p.n_errors, 0);
}

static void
add__words_with_controls__harmless_on_a_terminal(void **state)
{
	struct problems p = PROBLEMS_INIT;

	(void)state;
	problems_add(&p, at("x.yaml", 1, 1), "no key \"%s\"",
	    "a\033[2J\nb\tc\xff\xe2\x80\xae");
	assert_string_equal(
	    p.list[0].text, "x.yaml:1:1: no key \"a[2J b c\xef\xbf\xbd\"");
	problems_release(&p);
}

static void
sort__several_files__by_file_then_place_then_order_of_adding(void **state)
{
	static const struct {
		const char *file;
		int line, column;
		const char *text;
	} added[] = {
		{ "b.yaml", 10, 1, "4" },
		{ "a.yaml", 1, 1, "6" },
		{ "b.yaml", 9, 20, "3" },
		{ "b.yaml", 9, 3, "1" },
		{ "b.yaml", 9, 3, "2" },
		{ "b.yaml", 0, 0, "0" },
		{ "b.yam", 1, 1, "7" },
		{ "b.yaml", 11, 1, "5" },
	};
	struct problems p = PROBLEMS_INIT;

	(void)state;
	for (size_t i = 0; i < N_OF(added); i++)
		problems_add(&p,
		    at(added[i].file, added[i].line, added[i].column), "%s",
		    added[i].text);
	problems_sort(&p);
	for (size_t i = 0; i < N_OF(added); i++)
		assert_int_equal(
		    p.list[i].text[strlen(p.list[i].text) - 1], '0' + (int)i);
	problems_release(&p);
}

static void
sort__nothing__nothing(void **state)
{
	struct problems p = PROBLEMS_INIT;

	(void)state;
	problems_sort(&p);
	problems_print(&p);
	problems_release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    add__with_and_without_place__as_compilers_write_it),
		cmocka_unit_test(
		    add__words_with_controls__harmless_on_a_terminal),
		cmocka_unit_test(
		    sort__several_files__by_file_then_place_then_order_of_adding),
		cmocka_unit_test(sort__nothing__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
