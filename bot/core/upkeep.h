/* SPDX-License-Identifier: ISC */
/*
 * upkeep.h - what a process that is to be there always has been through: its
 * deaths, how long it rests before the next start, and its trouble in words.
 *
 *	begin --> worked --> died: started again at once
 *	   '--> died, or could not be started: rests 2 s, 4 s … 60 s
 *	   '--> exit 78: broken, not started again as it is
 *
 * Who keeps the process (worker.c, web.c) owns it and its clocks.
 */
#ifndef CORE_UPKEEP_H
#define CORE_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/child.h"
#include "core/log.h"

/* Instead of a rest: its settings are wrong, it says. */
#define UPKEEP_BROKEN (-1)

struct upkeep {
	const char *name; /* in the log; the caller's */
	bool has_worked;  /* this process did what it is for */
	bool has_failed;  /* this process said why it cannot start */
	int64_t rest_ms;  /* before the next start but one that is at once */
	int n_failed_starts; /* processes in a row that never worked */
	int64_t n_deaths, n_warnings;
	char *trouble; /* the last thing that went wrong; "" */
	int64_t trouble_us;
	struct log_limit log_limit;
};

/* name stays as long as u does. */
void upkeep_init(struct upkeep *u, const char *name);
void upkeep_release(struct upkeep *u);

/* A process is to be started. */
void upkeep_begin(struct upkeep *u);
/* It could not be: the milliseconds to rest before it is tried again. */
int64_t upkeep_not_begun(struct upkeep *u, const char *why);
/* The process did what it is for: the next death is the first again. */
void upkeep_worked(struct upkeep *u);
/* The process says why it cannot start (NULL: it does not say); how it exits
 * tells whether to try again. */
void upkeep_failed(struct upkeep *u, const char *why);

/* The process logs a line.  True: a warning or worse, which is counted; false:
 * anything else, or one line too many in this second (now_ms: core/log.h). */
bool upkeep_log(
    struct upkeep *u, int64_t level, const char *text, int64_t now_ms);

/* The process has ended, whether it was to or not: text (the caller's) says
 * how. */
void upkeep_ended(
    struct upkeep *u, const struct child_end *end, struct buf *text);
/* And it was not to: the milliseconds to rest, or UPKEEP_BROKEN. */
int64_t upkeep_died(
    struct upkeep *u, const struct child_end *end, const char *text);

/* Notes trouble for status; "" clears it. */
void upkeep_note(struct upkeep *u, const char *text);

#endif
