/* SPDX-License-Identifier: ISC */
/* words.c - the words of a text, and the endings words take. */
#include "decide/words.h"

#include "sdk/utf8.h"

/* A stem shorter than this takes no endings: "it" is not in "iter". */
#define MIN_STEM 3

static const struct ending {
	const char *text;
	unsigned languages;
} endings[] = {
	/* clang-format off */
	{ "e",     WORDS_DA },
	{ "en",    WORDS_DA },
	{ "et",    WORDS_DA },
	{ "er",    WORDS_DA },
	{ "ene",   WORDS_DA },
	{ "erne",  WORDS_DA },
	{ "n",     WORDS_DA },
	{ "ne",    WORDS_DA },
	{ "r",     WORDS_DA },
	{ "rne",   WORDS_DA },
	{ "t",     WORDS_DA },
	{ "te",    WORDS_DA },
	{ "ede",   WORDS_DA },
	{ "ere",   WORDS_DA },
	{ "est",   WORDS_DA },
	{ "este",  WORDS_DA },
	{ "s",     WORDS_DA | WORDS_EN },
	{ "es",    WORDS_DA | WORDS_EN },
	{ "ens",   WORDS_DA },
	{ "ets",   WORDS_DA },
	{ "ers",   WORDS_DA },
	{ "enes",  WORDS_DA },
	{ "ernes", WORDS_DA },
	{ "ns",    WORDS_DA },
	{ "rs",    WORDS_DA },
	{ "rnes",  WORDS_DA },
	{ "'s",    WORDS_DA | WORDS_EN },
	{ "d",     WORDS_EN },
	{ "ed",    WORDS_EN },
	{ "ing",   WORDS_EN },
	/* clang-format on */
};

#define N_ENDINGS (sizeof(endings) / sizeof(*endings))

/* After U+007F a word is made of letters; these blocks are signs, spaces and
 * emoji. */
static bool
is_sign(uint32_t c)
{
	return (c >= 0x80 && c <= 0xbf) || c == 0xd7 || c == 0xf7 ||
	       (c >= 0x2000 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x303f) ||
	       (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xff00 && c <= 0xff0f) ||
	       (c >= 0x1f000 && c <= 0x1faff) || c == 0xfffd;
}

/* Bytes of the letter or digit at s; 0: there is none. */
static size_t
letter_at(const char *s)
{
	unsigned char c = (unsigned char)*s;
	size_t n;

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		       (c >= '0' && c <= '9');
	n = utf8_length(s, strnlen(s, 4));
	return n > 0 && !is_sign(utf8_point(s, n)) ? n : 0;
}

/* U+2019 counts as an apostrophe, too, but then the word ends there: what
 * follows it is an ending nobody looks for. */
bool
word_next(const char **text, struct word *word)
{
	const char *s = *text;
	size_t n;

	while (*s != '\0' && letter_at(s) == 0)
		s++;
	word->at = s;
	while ((n = letter_at(s)) > 0 ||
	       (*s == '\'' && s > word->at && letter_at(s + 1) > 0))
		s += n > 0 ? n : 1;
	word->size = (size_t)(s - word->at);
	*text = s;
	return word->size > 0;
}

unsigned
words_language(const char *language)
{
	if (strncmp(language, "da", 2) == 0)
		return WORDS_DA;
	return strncmp(language, "en", 2) == 0 ? WORDS_EN : 0;
}

static bool
is_doubled(const struct word *word)
{
	char last = word->at[word->size - 1];

	return word->size > MIN_STEM && word->at[word->size - 2] == last &&
	       strchr("bdfgklmnprst", last) != NULL;
}

/* Steps 2k+1 and 2k+2 are ending k, and ending k after a doubled letter:
 * rabatten is a form of rabat.  Step 0 is the word itself. */
bool
word_stem(
    const struct word *word, size_t *i, struct word *stem, unsigned *languages)
{
	*stem = *word;
	*languages = ~0u;
	if (*i == 0) {
		*i = 1;
		return true;
	}
	for (; *i <= 2 * N_ENDINGS; (*i)++) {
		const struct ending *ending = &endings[(*i - 1) / 2];
		size_t n = strlen(ending->text);

		if (word->size < MIN_STEM + n ||
		    memcmp(word->at + word->size - n, ending->text, n) != 0)
			continue;
		stem->size = word->size - n;
		*languages = ending->languages;
		if (*i % 2 == 1) {
			(*i)++;
			return true;
		}
		if (is_doubled(stem)) {
			stem->size--;
			(*i)++;
			return true;
		}
	}
	return false;
}
