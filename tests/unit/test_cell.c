/* SPDX-License-Identifier: ISC */
/* test_cell.c - what cells hold besides their text, and names of columns. */
#include "test.h"

#include "sdk/cell.h"
#include "sdk/fnv.h"
#include "sdk/mem.h"

/* clang-format off */
static const struct {
	const char *cell, *text, *plain;
} cells[] = {
	{ "x", "x", "x" },
	{ "", "", "" },
	{ " \t 9 \r\n", "9", "9" },
	{ "\xc2\xa0" "9\xc2\xa0 ", "9", "9" },
	{ "'=1+1", "=1+1", "=1+1" },
	{ "'+4570123456", "+4570123456", "+4570123456" },
	{ "'007", "007", "007" },
	{ "'s-Hertogenbosch", "'s-Hertogenbosch", "s-Hertogenbosch" },
	{ "'", "'", "" },
	{ "=\"0042\"", "0042", "0042" },
	{ "=\"", "=\"", "=\"" },
	{ "\xc3\xa5", "\xc3\xa5", "\xc3\xa5" },
	{ "\xc2", "\xc2", "\xc2" },
};

static const struct {
	const char *names, *header;
	int place;
} matches[] = {
	{ "score|NPS", "nps", 2 },
	{ "score|NPS", " Score ", 1 },
	{ "email", "E-mail", 1 },
	{ "interview_date", "Interview date", 1 },
	{ "hvor sandsynlig*", "Hvor sandsynligt er det, at du vil anbefale os?", 1 },
	{ "m\xc3\xa5ling", "M\xc3\x85LING", 1 },
	{ "score", "scores", 0 },
	{ "a | b | c", "b", 2 },
	{ "", "", 0 },
	{ "|||", "", 0 },
	{ "*", "x", 0 },
};
/* clang-format on */

static void
trim__cells__leaves_the_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(cells); i++) {
		char *a = mem_string(cells[i].cell);
		char *b = mem_string(cells[i].cell);

		assert_string_equal(cell_trim(a), cells[i].text);
		assert_string_equal(cell_trim_plain(b), cells[i].plain);
		free(a);
		free(b);
	}
}

static void
match__names_of_columns__finds_the_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(matches); i++) {
		struct buf key = BUF_INIT;

		cell_key(&key, matches[i].header);
		if (cell_match(matches[i].names, buf_str(&key)) !=
		    matches[i].place)
			fail_msg(
			    "%s in %s", matches[i].header, matches[i].names);
		buf_release(&key);
	}
}

static void
fnv__known_values__are_those_of_the_algorithm(void **state)
{
	(void)state;
	assert_true(
	    fnv_add(FNV_START, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(
	    fnv_add(FNV_START, "foobar", 6) == UINT64_C(0x85944171f73967e8));
	assert_false(fnv_add_string(fnv_add_string(FNV_START, "ab"), "c") ==
		     fnv_add_string(fnv_add_string(FNV_START, "a"), "bc"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trim__cells__leaves_the_text),
		cmocka_unit_test(match__names_of_columns__finds_the_place),
		cmocka_unit_test(
		    fnv__known_values__are_those_of_the_algorithm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
