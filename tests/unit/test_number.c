/* SPDX-License-Identifier: ISC */
/* test_number.c - numbers and durations, and what is neither. */
#include "sdk/number.h"

#include "test.h"

static void
read__whole_numbers__only_within_range(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 },
		{ "10", true, 10 },
		{ "-1", true, -1 },
		{ "", false, 0 },
		{ "11", false, 0 },
		{ "1 ", false, 0 },
		{ " 1", false, 0 },
		{ "1.0", false, 0 },
		{ "0x1", false, 0 },
		{ "+1", false, 0 },
		{ "--1", false, 0 },
		{ "99999999999999999999", false, 0 },
		{ "-", false, 0 },
		{ "1e1", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t v = 77;

		assert_int_equal(
		    number_read(cases[i].text, -1, 10, &v), cases[i].ok);
		assert_int_equal(v, cases[i].ok ? cases[i].value : 77);
	}
}

static void
read_real__decimals__no_exponent_no_words(void **state)
{
	double v = 0;

	(void)state;
	assert_true(number_read_real("-12.5", &v));
	assert_true(v == -12.5);
	assert_false(number_read_real("1e9", &v));
	assert_false(number_read_real("nan", &v));
	assert_false(number_read_real("1.2.3", &v));
	assert_false(number_read_real("", &v));
}

static void
read_seconds__durations__add_up(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {
		{ "0", 0 },
		{ "90s", 90 },
		{ "15m", 900 },
		{ "2h", 7200 },
		{ "1d", 86400 },
		{ "1h30m", 5400 },
		{ "5", -1 },
		{ "", -1 },
		{ "m", -1 },
		{ "-5m", -1 },
		{ "5x", -1 },
		{ "5m ", -1 },
		{ "1.5h", -1 },
		{ "999999999999999d", -1 },
		{ "99999999999s99999999999s", -1 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t v = -1;

		assert_int_equal(number_read_seconds(cases[i].text, &v),
		    cases[i].value >= 0);
		assert_int_equal(v, cases[i].value);
	}
}

static void
put_seconds__whole_units__largest_one(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	number_put_seconds(&b, 0);
	buf_putc(&b, ' ');
	number_put_seconds(&b, 5400);
	buf_putc(&b, ' ');
	number_put_seconds(&b, 86400);
	assert_string_equal(buf_str(&b), "0s 90m 1d");
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__whole_numbers__only_within_range),
		cmocka_unit_test(read_real__decimals__no_exponent_no_words),
		cmocka_unit_test(read_seconds__durations__add_up),
		cmocka_unit_test(put_seconds__whole_units__largest_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
