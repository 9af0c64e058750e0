/* SPDX-License-Identifier: ISC */
/*
 * lines.h - JSON lines on one blocking descriptor, as plugins/PROTOCOL.md has
 * them.
 *
 * What is sent waits in memory until lines_flush(), or until enough is
 * together.  Once the other end is gone it goes nowhere, so that the plugin
 * can still be closed; any other failure to write ends the process.
 */
#ifndef HOST_LINES_H
#define HOST_LINES_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* The newline counts. */
#define LINES_LONGEST ((size_t)4 << 20)

struct lines {
	int fd;
	struct buf in, out;
	size_t n_used;  /* of in: the line that was handed out last */
	bool is_closed; /* there is nobody to send to */
};

enum lines_status {
	LINES_LINE,   /* there is one */
	LINES_NONE,   /* not now */
	LINES_END,    /* the other side has closed */
	LINES_BROKEN, /* too long, not an object, or not readable: *err */
};

/* fd stays the caller's. */
void lines_init(struct lines *l, int fd);
void lines_release(struct lines *l);

/* The next line as an object, which the caller deletes.  Blocks until there is
 * one if wait is true, else never. */
enum lines_status lines_next(
    struct lines *l, bool wait, cJSON **line, struct error *err);

/* Sends the object as a line; deletes it.  False: it is longer than a line may
 * be, and nothing was sent. */
bool lines_send(struct lines *l, cJSON *object);
void lines_flush(struct lines *l);

#endif
