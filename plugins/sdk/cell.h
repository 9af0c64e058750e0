/* SPDX-License-Identifier: ISC */
/*
 * cell.h - what a cell of a table holds besides its text, and how columns are
 * called.
 */
#ifndef SDK_CELL_H
#define SDK_CELL_H

#include <stdbool.h>

#include "sdk/buf.h"

/* Takes away white space at both ends (no-break spaces too), the ="…" that
 * keeps Excel from turning text into numbers, and a leading ' where it guards
 * a formula or a number.  Writes into s; what is left, within s. */
char *cell_trim(char *s);

/* The same for ids and numbers, where a leading ' is never meant. */
char *cell_trim_plain(char *s);

/* Adds s as column names are compared: folded (utf8.h), letters and digits
 * only: "E-mail adresse" is "emailadresse". */
void cell_key(struct buf *out, const char *s);

/* Is text one of "created|updated"?  Case does not count, of a to z; between
 * two bars, or in "", stands the empty text. */
bool cell_is_one_of(const char *text, const char *words);

/* Which of the names "NPS|score|How likely*" the column of that key has,
 * counted from 1; 0: none.  A * at the end of a name stands for any rest. */
int cell_match(const char *names, const char *key);

#endif
