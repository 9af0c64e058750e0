/* SPDX-License-Identifier: ISC */
/* test_words.c - the words of a text, and the endings words take. */
#include <stdlib.h>
#include <string.h>

#include "decide/words.h"
#include "sdk/buf.h"
#include "test.h"

/* The words of a text, each in brackets. */
static void
assert_words(const char *text, const char *expected)
{
	struct buf found = BUF_INIT;
	struct word word;

	while (word_next(&text, &word))
		buf_printf(&found, "[%.*s]", (int)word.size, word.at);
	assert_string_equal(buf_str(&found), expected);
	/* At the end it stays there. */
	assert_false(word_next(&text, &word));
	assert_int_equal(*text, '\0');
	buf_release(&found);
}

static void
next__texts__letters_and_digits_of_any_script(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		/* clang-format off */
		{ "", "" },
		{ " .,!? \t\n", "" },
		{ "pris", "[pris]" },
		{ "  to ord.  ", "[to][ord]" },
		{ "3g4 (5)", "[3g4][5]" },
		{ "don't 'quote' it''s", "[don't][quote][it][s]" },
		{ "'", "" },
		{ "rock'", "[rock]" },
		{ "it\u2019s", "[it][s]" },
		{ "blåbær på øen", "[blåbær][på][øen]" },
		{ "цена 価格 سعر", "[цена][価格][سعر]" },
		{ "fin\u00a0pris\u2014ja\u3000nej", "[fin][pris][ja][nej]" },
		{ "godt👍godt❤️", "[godt][godt]" },
		{ "½ × ÷ €", "" },
		{ "a\xff" "b\xc3", "[a][b]" },
		{ "a\xe2\x82", "[a]" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_words(cases[i].text, cases[i].words);
}

static void
language__by_its_first_letters__or_none(void **state)
{
	static const struct {
		const char *name;
		unsigned bit;
	} cases[] = {
		{ "da", WORDS_DA },
		{ "da-DK", WORDS_DA },
		{ "en", WORDS_EN },
		{ "en-GB", WORDS_EN },
		{ "sv", 0 },
		{ "d", 0 },
		{ "", 0 },
		{ "DA", 0 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(words_language(cases[i].name), cases[i].bit);
}

/* Is the word a form of the stem, in one of these languages? */
static bool
is_form(const char *text, const char *stem, unsigned languages)
{
	struct word word = { text, strlen(text) }, part;
	size_t i = 0;
	unsigned of;

	while (word_stem(&word, &i, &part, &of))
		if ((of & languages) != 0 && part.size == strlen(stem) &&
		    memcmp(part.at, stem, part.size) == 0)
			return true;
	return false;
}

static void
stem__words_of_two_languages__their_forms_and_no_others(void **state)
{
	static const struct {
		const char *word, *stem;
		unsigned languages;
		bool is_form;
	} cases[] = {
		/* clang-format off */
		{ "pris", "pris", 0x80, true },
		{ "prisen", "pris", WORDS_DA, true },
		{ "priserne", "pris", WORDS_DA, true },
		{ "priserne", "pris", WORDS_EN, false },
		{ "prisernes", "pris", WORDS_DA, true },
		{ "rabatten", "rabat", WORDS_DA, true },
		{ "rabatten", "rabatt", WORDS_DA, true },
		{ "prices", "price", WORDS_EN, true },
		{ "prices", "price", WORDS_DA, true },
		{ "priced", "price", WORDS_EN, true },
		{ "shipping", "ship", WORDS_EN, true },
		{ "shipping", "ship", WORDS_DA, false },
		{ "company's", "company", WORDS_EN, true },
		{ "iter", "it", WORDS_DA, false },
		{ "bus", "bu", WORDS_EN, false },
		{ "ing", "", WORDS_EN, false },
		{ "prisme", "pris", WORDS_DA | WORDS_EN, false },
		{ "seeing", "se", WORDS_EN, false },
		{ "", "", WORDS_DA, true },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		if (is_form(cases[i].word, cases[i].stem,
			cases[i].languages) != cases[i].is_form)
			fail_msg("%s of %s", cases[i].word, cases[i].stem);
}

static void
stem__a_long_word__ends_after_each_ending_once(void **state)
{
	struct word word = { "ernesernesernes", 15 }, stem;
	unsigned languages;
	size_t i = 0, n = 0;

	(void)state;
	while (word_stem(&word, &i, &stem, &languages)) {
		assert_true(stem.at == word.at && stem.size >= 3);
		assert_in_range(++n, 1, 61);
	}
	assert_false(word_stem(&word, &i, &stem, &languages));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    next__texts__letters_and_digits_of_any_script),
		cmocka_unit_test(language__by_its_first_letters__or_none),
		cmocka_unit_test(
		    stem__words_of_two_languages__their_forms_and_no_others),
		cmocka_unit_test(
		    stem__a_long_word__ends_after_each_ending_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
