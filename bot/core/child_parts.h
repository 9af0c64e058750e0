/* SPDX-License-Identifier: ISC */
/* child_parts.h - what child.c and child_lines.c share. */
#ifndef CORE_CHILD_PARTS_H
#define CORE_CHILD_PARTS_H

#include "core/child.h"
#include "core/log.h"

/* How long what is left in its pipes is waited for after its end, and how much
 * is read: more than a pipe holds comes from something it left behind. */
#define DRAIN_MS 500
#define DRAIN_MAX_BYTES CHILD_LINE_MAX

struct child {
	uv_loop_t *loop;
	uv_process_t process;
	uv_pipe_t to, from, words; /* lines to it, from it; standard error */
	uv_timer_t timer;          /* grace, then draining */
	struct child_events events;
	void *arg;
	char *name, *why;
	enum child_line lines;
	struct buf in, log, last_words;
	struct child_end end;
	struct log_limit log_limit;
	int n_handles;    /* open ones: freed at 0 */
	size_t n_drained; /* bytes read since it has exited */
	bool from_ended, words_ended, has_exited, is_paused, is_deaf;
	bool is_closing, is_stopping;
	bool is_taking; /* lines of `in` are being handed out */
};

/* Begins to read what it writes. */
void child_listen(struct child *c);

/* Says that it is gone, once it is and all it wrote was read. */
void child_maybe_finish(struct child *c);
/* It has exited: what is left in its pipes is read, but not for ever. */
void child_drain(struct child *c);
/* It closed its line, and lives on: a timer's callback. */
void child_on_line_closed(uv_timer_t *timer);

#endif
