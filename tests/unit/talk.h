/* SPDX-License-Identifier: ISC */
/*
 * talk.h - a process under test that speaks in JSON lines, and its other end.
 *
 * A test that waits more than half a minute for it fails.
 */
#ifndef TESTS_TALK_H
#define TESTS_TALK_H

#include <cjson/cJSON.h>
#include <sys/types.h>

#include "sdk/buf.h"

struct talk {
	pid_t pid;
	int fd, err_fd;
	struct buf in;
};

/* Starts argv with the line on descriptor 3, or, with fd 0, on its standard
 * input and output. */
void talk_start(struct talk *t, int fd, const char *const argv[]);

/* Sends the text and a newline. */
void talk_say(struct talk *t, const char *text);
/* The next line; the caller deletes it.  NULL: the other side has closed. */
cJSON *talk_hear(struct talk *t);
/* Says, and asserts that the next line is equal, whatever the order of its
 * members. */
void talk_expect(struct talk *t, const char *say, const char *hear);

/* Closes the line, waits for the end; the exit code, or 1000 and the signal.
 * What it wrote to standard error is added to err, which may be NULL. */
int talk_end(struct talk *t, struct buf *err);
/* The same, and kills it first. */
int talk_kill(struct talk *t);

#endif
