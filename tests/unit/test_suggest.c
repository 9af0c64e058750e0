/* SPDX-License-Identifier: ISC */
/* test_suggest.c - the known word nearest to a mistyped one. */
#include "sdk/suggest.h"

#include "test.h"

static const char *const options[] = { "token", "channel", "timeout", "to",
	"every", NULL };

static void
suggest__a_table_of_typing_errors__finds_the_word_or_none(void **state)
{
	static const struct {
		const char *typed, *meant;
	} cases[] = {
		{ "chanel", "channel" },   /* one left out */
		{ "channnel", "channel" }, /* one too many */
		{ "chammel", "channel" },  /* two wrong */
		{ "cahnnel", "channel" },  /* two swapped */
		{ "hcannle", "channel" },  /* twice */
		{ "Channel", "channel" },  /* case is nothing */
		{ "TIME_OUT", "timeout" },
		{ "tokens", "token" },
		{ "ot", "to" },
		{ "te", "to" },
		{ "token", "token" },
		{ "x", NULL },
		{ "", NULL },
		{ "abc", NULL },
		{ "server", NULL },
		{ "password", NULL },
		{ "kanal", NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *got = suggest(cases[i].typed, options);

		if (cases[i].meant == NULL)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].meant);
	}
}

static void
suggest__two_as_near__the_first(void **state)
{
	static const char *const words[] = { "mail", "main", NULL };

	(void)state;
	assert_ptr_equal(suggest("maix", words), words[0]);
}

static void
suggest__no_words_or_too_long__null(void **state)
{
	static const char *const none[] = { NULL };
	static char longest[65], longer[66];
	const char *const words[] = { longest, longer, NULL };

	(void)state;
	memset(longest, 'a', 64);
	memset(longer, 'a', 65);
	assert_null(suggest("a", NULL));
	assert_null(suggest("a", none));
	assert_null(suggest(longer, words));
	assert_ptr_equal(suggest(longest, words), longest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    suggest__a_table_of_typing_errors__finds_the_word_or_none),
		cmocka_unit_test(suggest__two_as_near__the_first),
		cmocka_unit_test(suggest__no_words_or_too_long__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
