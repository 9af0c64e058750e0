/* SPDX-License-Identifier: ISC */
/*
 * words.h - the words of a text, and the endings words take.
 *
 * Texts are folded (utf8_fold()): small letters, no accents.
 */
#ifndef DECIDE_WORDS_H
#define DECIDE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct word {
	const char *at; /* in the text; not ended by a NUL */
	size_t size;
};

/* The next word at or after *text, which is moved past it.  A word is letters
 * and digits of any script, with apostrophes within left in.  False: none. */
bool word_next(const char **text, struct word *word);

/* Endings are by language: one bit each. */
#define WORDS_DA 1u
#define WORDS_EN 2u

/* The bit of a language ("da", "en-GB"), 0: its endings are not known. */
unsigned words_language(const char *language);

/* Walks through what a word may be a form of: first the word itself, then the
 * word without each ending it has.  i starts at 0.  *languages are those whose
 * ending was taken off (all, for the word itself).  False: no more. */
bool word_stem(const struct word *word, size_t *i, struct word *stem,
    unsigned *languages);

#endif
