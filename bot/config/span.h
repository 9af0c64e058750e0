/* SPDX-License-Identifier: ISC */
/*
 * span.h - how long something may take, by the clock or in working time.
 *
 * "48h", "4 working hours", "2 working days"; a reminder may also count back
 * from a deadline: "4h before", "1 working day before".
 */
#ifndef CONFIG_SPAN_H
#define CONFIG_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

struct span {
	enum span_kind {
		SPAN_NONE,
		SPAN_TIME,          /* n seconds */
		SPAN_WORKING_HOURS, /* n hours in which somebody is at work */
		SPAN_WORKING_DAYS,  /* n times what a working day has */
	} kind;
	int64_t n;
	bool is_before; /* counted back from the deadline */
};

/* Reads the whole of text.  False: it is none of these, or more than 365 days
 * or their like. */
bool span_read(const char *text, struct span *span);
/* Adds it as it is written. */
void span_put(struct buf *out, const struct span *span);

#endif
