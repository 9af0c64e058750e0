/* SPDX-License-Identifier: ISC */
/*
 * record.h - what a generator or a sink saw, and the numbers it saw it of.
 *
 * A response carries its number as a mark in its comment, "Nr00000123rN",
 * which comes through JSON, forms, HTML and mail as it is.  A record is a file
 * of lines "MICROSECONDS VERB NUMBER", the time that of CLOCK_MONOTONIC, so
 * that records of several programs on one machine can be laid side by side:
 *
 *	sent    the generator sent it, the first time or again
 *	acked   the generator was told 2xx (a file: it is in the folder)
 *	busy    the generator was told 429 or 5xx
 *	refused the generator was told another 4xx
 *	cut     the generator got no answer
 *	took    the sink has it: somebody was told
 *	changed the sink changed what it had
 *	denied  the sink did not take it
 */
#ifndef PROOF_RECORD_H
#define PROOF_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

#define RECORD_NUMBERS 100000000

/* The time of CLOCK_MONOTONIC. */
int64_t record_now_us(void);

/* Adds the mark of a number. */
void record_put_mark(struct buf *out, uint32_t number);
/* The first mark in text from *at on, which moves behind it.  False: none. */
bool record_next_mark(const char *text, size_t *at, uint32_t *number);

struct record;

/* Adds to the file, which need not be there; ends the program where it cannot
 * be written. */
struct record *record_new(const char *path);
void record_free(struct record *record);
/* One line.  It is in the file after record_flush(), or 64 KiB later. */
void record_add(struct record *record, const char *verb, uint32_t number);
void record_flush(struct record *record);
/* A line for each number that text has a mark of; a number that it has more
 * often is one line.  How many lines. */
int record_marks(struct record *record, const char *verb, const char *text);

#endif
