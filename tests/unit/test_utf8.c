/* SPDX-License-Identifier: ISC */
/* test_utf8.c - hostile and honest text. */
#include "sdk/utf8.h"

#include "test.h"

static void
clean__hostile_bytes__become_harmless(void **state)
{
	static const struct {
		const char *in;
		size_t n;
		const char *out;
	} cases[] = {
		{ "Æblegrød", 10, "Æblegrød" },
		{ "a\0b", 3, "ab" },
		{ "a\r\nb\rc", 6, "a\nb\nc" },
		{ "\xff", 1, "\xef\xbf\xbd" },
		{ "\xc0\x80", 2, "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe2\x80\xae"
		  "abc",
		    6, "abc" },
		{ "\xe2\x80\xa8", 3, "\n" },
		{ "\x1b[31m", 5, "[31m" },
		{ "\xc2\x85", 2, "" },
		{ "\xf0\x9f\x98", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf b = BUF_INIT;

		utf8_clean(&b, cases[i].in, cases[i].n);
		assert_string_equal(buf_str(&b), cases[i].out);
		buf_release(&b);
	}
}

static void
cut__at_characters__never_inside(void **state)
{
	static const struct {
		const char *in;
		size_t max, cut;
	} cases[] = {
		{ "abc", 3, 3 },
		{ "abc", 2, 2 },
		{ "aæ", 2, 1 },
		{ "aæ", 3, 3 },
		{ "æ", 1, 0 },
		{ "e\xcc\x81x", 1, 0 }, /* e + acute */
		{ "ae\xcc\x81x", 2, 1 },
		{ "x\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb!", 8, 1 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(
		    utf8_cut(cases[i].in, cases[i].max), cases[i].cut);
}

static void
fold__danish_and_accents__compare_equal(void **state)
{
	static const char *const cases[][2] = {
		{ "Ærgerlig LEVERING", "aergerlig levering" },
		{ "Ø å Å", "oe aa aa" },
		{ "a\xcc\x8a", "aa" },
		{ "Café", "cafe" },
		{ "Straße", "strasse" },
		{ "日本", "日本" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf b = BUF_INIT;

		utf8_fold(&b, cases[i][0]);
		assert_string_equal(buf_str(&b), cases[i][1]);
		buf_release(&b);
	}
}

static void
put_and_point__every_length__round_trip(void **state)
{
	static const uint32_t points[] = { 'a', 0xe6, 0x20ac, 0x1f514 };

	(void)state;
	for (size_t i = 0; i < N_OF(points); i++) {
		struct buf b = BUF_INIT;

		utf8_put(&b, points[i]);
		assert_int_equal(utf8_length(b.data, b.size), i + 1);
		assert_int_equal(utf8_point(b.data, b.size), points[i]);
		assert_int_equal(utf8_count(b.data), 1);
		assert_true(utf8_is_valid(b.data, b.size));
		assert_int_equal(utf8_is_valid(b.data, b.size - 1), i == 0);
		buf_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean__hostile_bytes__become_harmless),
		cmocka_unit_test(cut__at_characters__never_inside),
		cmocka_unit_test(fold__danish_and_accents__compare_equal),
		cmocka_unit_test(put_and_point__every_length__round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
