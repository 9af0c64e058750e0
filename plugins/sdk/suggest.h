/* SPDX-License-Identifier: ISC */
/*
 * suggest.h - "did you mean": the known word nearest to a mistyped one.
 */
#ifndef SDK_SUGGEST_H
#define SDK_SUGGEST_H

/* Of the NULL-terminated words the one with the fewest letters to add, drop,
 * change or swap (case does not count); the first of several.  NULL when none
 * is near: more than about a third of the letters would change.  words may be
 * NULL.  The answer is one of words. */
const char *suggest(const char *word, const char *const *words);

#endif
