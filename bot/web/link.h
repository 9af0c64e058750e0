/* SPDX-License-Identifier: ISC */
/*
 * link.h - the JSON lines between this program and the core.
 *
 * The loop never waits for the core: what it does not read yet stays here,
 * and link_backlog() says how much that is.
 */
#ifndef WEB_LINK_H
#define WEB_LINK_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <uv.h>

#include "sdk/buf.h"
#include "sdk/error.h"

struct link_events {
	void *arg;
	/* One line; valid during the call. */
	void (*line)(void *arg, const cJSON *line);
	/* Nothing more will come: the core has closed (why is NULL), or sent
	 * what is no line. */
	void (*end)(void *arg, const char *why);
};

struct link {
	uv_pipe_t pipe;
	uv_prepare_t
	    flush; /* once a turn of the loop: many lines, one write */
	uv_write_t request;
	struct buf in, out, writing;
	bool is_writing, is_closed, is_ending;
	struct link_events events;
};

/* Reads lines from fd as soon as the loop runs, and takes fd over.  False: it
 * is no socket or pipe. */
bool link_open(struct link *l, uv_loop_t *loop, int fd,
    const struct link_events *events, struct error *err);
/* Reads no more, and closes its handles once the core has taken all there is;
 * link_release() is called once the loop has ended. */
void link_close(struct link *l);
void link_release(struct link *l);

/* Where the next line is added, its newline included.  It leaves before the
 * loop next waits, or with link_flush(). */
struct buf *link_out(struct link *l);
/* Adds the object as a line; deletes it. */
void link_send(struct link *l, cJSON *object);
/* Writes what can be written now. */
void link_flush(struct link *l);

/* Bytes that the core has not taken yet. */
size_t link_backlog(const struct link *l);

#endif
