/* SPDX-License-Identifier: ISC */
/*
 * utf8.h - text as it has to be: valid, without tricks, cut at characters.
 *
 * Valid means RFC 3629: no surrogates, no overlong forms, nothing above
 * U+10FFFF.
 */
#ifndef SDK_UTF8_H
#define SDK_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdk/buf.h"

/* Bytes of the valid sequence at the start of the n bytes; 0: none valid. */
size_t utf8_length(const char *p, size_t n);

/* The code point of a sequence of that length (from utf8_length()). */
uint32_t utf8_point(const char *p, size_t length);

/* Adds a code point. */
void utf8_put(struct buf *out, uint32_t point);

/* Are all n bytes valid sequences? */
bool utf8_is_valid(const char *p, size_t n);

/* Adds the n bytes made harmless: each invalid byte becomes U+FFFD; NUL, C0
 * and C1 controls (but \n and \t), DEL, bidi overrides and isolates
 * (U+202A-E, U+2066-9, U+200E/F, U+061C) and U+FEFF go; \r\n, \r, U+2028 and
 * U+2029 become \n. */
void utf8_clean(struct buf *out, const char *p, size_t n);

/* The most bytes of s, at most max, that end at a character and do not part a
 * letter from the combining marks, joiners and variation selectors after it. */
size_t utf8_cut(const char *s, size_t max);

/* Number of code points in a valid string. */
size_t utf8_count(const char *s);

/* Adds s folded for comparing: lower case, without accents; æ and ä are "ae",
 * ø and ö "oe", å "aa", ß "ss".  Latin letters only; others are kept. */
void utf8_fold(struct buf *out, const char *s);

#endif
