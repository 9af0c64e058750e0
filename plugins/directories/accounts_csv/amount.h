/* SPDX-License-Identifier: ISC */
/* amount.h - amounts of money as spreadsheets write them. */
#ifndef ACCOUNTS_AMOUNT_H
#define ACCOUNTS_AMOUNT_H

#include <stdbool.h>

/* Which character stands before the fraction. */
enum amount_mark { AMOUNT_AUTO, AMOUNT_COMMA, AMOUNT_POINT };

/*
 * Reads "480000", "1.250.000", "1,250,000.50", "480 000 kr.", "DKK 480.000,-".
 * AMOUNT_AUTO: of two kinds of mark the last is the decimal one; a mark that
 * comes twice, or once with exactly three digits behind it, parts thousands;
 * any other stands before the fraction.  False: it is no amount; a negative
 * one is none.
 */
bool amount_read(const char *s, enum amount_mark mark, double *value);

#endif
