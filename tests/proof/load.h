/* SPDX-License-Identifier: ISC */
/*
 * load.h - which number is to be sent when.
 *
 * Numbers come due at a steady rate, whether or not those before them were
 * taken: a bot that is slow or away finds more waiting, as in life.  What was
 * not acknowledged is due again after a while, until it is.
 */
#ifndef PROOF_LOAD_H
#define PROOF_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "proof/record.h"

struct again {
	uint32_t number;
	int64_t due_us;
};

struct load {
	struct record *record;
	double rate;           /* new numbers a second */
	uint32_t first, count; /* count 0: until load_stop() */
	uint32_t n_surveys;    /* the responses are spread over so many */
	bool is_silent;        /* no comments: marks are companies */
	uint32_t n_made, n_acked, n_refused;
	int64_t start_us; /* 0: not begun */
	bool is_stopped;
	struct again *again; /* to be sent again, in no order */
	size_t n_again;
};

/* The next number that is due, in *number; it is the caller's until one of the
 * three below is called with it.  False: none is due now. */
bool load_next(struct load *load, uint32_t *number);
/* How long until one is; INT64_MAX: none is waiting. */
int64_t load_wait_us(struct load *load);

/* Told 2xx. */
void load_acked(struct load *load, uint32_t number);
/* Never to be sent again: the bot did not understand it. */
void load_refused(struct load *load, uint32_t number);
/* Not taken; verb says how (record.h). */
void load_again(
    struct load *load, uint32_t number, const char *verb, int64_t after_us);

/* No new numbers; what is not acknowledged is still sent again. */
void load_stop(struct load *load);
/* All that was made is acknowledged or refused, and no more will be made. */
bool load_is_over(const struct load *load);

/* Adds the response with that number as one JSON object, and as one row of a
 * file whose columns load_put_columns() adds. */
void load_put_json(const struct load *load, struct buf *out, uint32_t number);
void load_put_columns(struct buf *out);
void load_put_row(const struct load *load, struct buf *out, uint32_t number);

#endif
