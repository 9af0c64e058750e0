/* SPDX-License-Identifier: ISC */
/*
 * child.h - a process of ours, and the lines we exchange with it.
 *
 * Invariants: nothing a child sends or does reaches further than its own
 * events; `gone` is called exactly once for every child that started, after
 * its last line; then the child is freed.
 *
 * A child leads its own session and process group, sees none of our
 * descriptors, and an environment without secrets (child.c).  What it writes to
 * standard error is logged under its name, at most 200 lines a second.
 */
#ifndef CORE_CHILD_H
#define CORE_CHILD_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* Longest line either side may send (plugins/PROTOCOL.md). */
#define CHILD_LINE_MAX (4u << 20)

enum child_line {
	CHILD_LINES_ON_3,     /* loopbell-host                       */
	CHILD_LINES_ON_STDIO, /* an executable that is a plugin      */
	CHILD_NO_LINES,       /* only its end is of interest         */
};

struct child_spec {
	const char *name;  /* for the log; copied */
	char *const *argv; /* argv[0] is a path, or found in PATH */
	enum child_line lines;
};

struct child_end {
	int exit_code;          /* -1: ended by a signal  */
	int signal;             /* 0: it exited by itself */
	const char *why;        /* why we ended it; NULL: we did not */
	const char *last_words; /* its last line on standard error; "" */
};

struct child_events {
	/* One line, parsed; the callee owns it.  May call child_kill(). */
	void (*line)(void *arg, cJSON *line);
	void (*gone)(void *arg, const struct child_end *end);
};

struct child;

/* NULL: it could not be started, err says why; else it frees itself once it is
 * gone.  Calls no event before it returns. */
struct child *child_start(uv_loop_t *loop, const struct child_spec *spec,
    const struct child_events *events, void *arg, struct error *err);

/* Sends n bytes, which end with a newline; copies what cannot go at once. */
void child_send(struct child *c, const char *line, size_t n);

/* Bytes it has not read yet. */
size_t child_backlog(const struct child *c);

/* Stops and resumes reading its lines: what it writes then makes it wait. */
void child_pause(struct child *c);
void child_resume(struct child *c);

/* Asks it to end ({"op":"stop"}); kills it after grace_ms. */
void child_stop(struct child *c, unsigned grace_ms);
/* Ends it and what it started, now.  No more lines come; `gone` does. */
void child_kill(struct child *c, const char *why);

/* Ends it now, and none of its events is called any more. */
void child_forget(struct child *c);

/* Its process id. */
int child_pid(const struct child *c);

/* In words: "was ended by signal 6 (Aborted)", "ended with exit code 1". */
void child_end_text(const struct child_end *end, struct buf *out);

#endif
