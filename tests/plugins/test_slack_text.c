/* SPDX-License-Identifier: ISC */
/* test_slack_text.c - texts are cut, and links are encoded, as Slack wants. */
#include "notifiers/slack/text.h"

#include "slack_rules.h"
#include "test.h"

static void
short__lengths__never_part_an_entity_or_a_character(void **state)
{
	static const struct {
		const char *in;
		size_t max;
		const char *out;
	} cases[] = {
		{ "abc", 3, "abc" },
		{ "abcdefg", 6, "abc\xe2\x80\xa6" },
		{ "  abc \n", 3, "abc" },
		{ "&&&", 15, "&&&" },
		{ "&&&&", 15, "&&\xe2\x80\xa6" },
		{ "a\xc3\xa6\xc3\xa6\xc3\xa6", 6, "a\xc3\xa6\xe2\x80\xa6" },
		{ "a e\xcc\x81xyzxyz", 7, "a\xe2\x80\xa6" },
		{ "one two three", 12, "one two\xe2\x80\xa6" },
		{ "onetwothreefourfivesixseven", 26,
		    "onetwothreefourfivesixs\xe2\x80\xa6" },
		{ "", 9, NULL },
		{ NULL, 9, NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		bool cut = false;
		char *s = text_short(cases[i].in, cases[i].max, &cut);

		if (cases[i].out == NULL)
			assert_null(s);
		else
			assert_string_equal(s, cases[i].out);
		assert_int_equal(
		    cut, s != NULL && strstr(s, "\xe2\x80\xa6") != NULL);
		free(s);
	}
}

static void
url__anything__is_http_or_nothing(void **state)
{
	char *too_long = rules_repeat("https://x.example/", 3001);
	const struct {
		const char *in, *out;
	} cases[] = {
		{ "https://a.example/?b=1&c=2", "https://a.example/?b=1&c=2" },
		{ "HTTP://a.example", "HTTP://a.example" },
		{ "https://a/<b>|c d\"", "https://a/%3Cb%3E%7Cc%20d%22" },
		{ "https://a/\xc3\xa6\n", "https://a/%C3%A6%0A" },
		{ "javascript:alert(1)", NULL },
		{ "ftp://a.example", NULL },
		{ "mailto:a@b.example", NULL },
		{ "", NULL },
		{ NULL, NULL },
		{ too_long, NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf b = BUF_INIT;

		assert_int_equal(
		    text_url(&b, cases[i].in), cases[i].out != NULL);
		assert_string_equal(
		    buf_str(&b), cases[i].out ? cases[i].out : "");
		buf_release(&b);
	}
	free(too_long);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    short__lengths__never_part_an_entity_or_a_character),
		cmocka_unit_test(url__anything__is_http_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
