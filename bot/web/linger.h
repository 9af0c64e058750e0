/* SPDX-License-Identifier: ISC */
/*
 * linger.h - connections that were answered before all was read.
 *
 * If such a socket is closed, what then comes makes the system send a reset,
 * and a reset takes back the answer before the other side has read it (RFC
 * 9112, 9.6).  So what still comes is read and thrown away, for a short time.
 */
#ifndef WEB_LINGER_H
#define WEB_LINGER_H

#include <stddef.h>
#include <uv.h>

struct lingerer;

struct lingers {
	uv_loop_t *loop;
	struct lingerer *list;
	size_t n;
};

/* None yet. */
void lingers_init(struct lingers *l, uv_loop_t *loop);
/* Keeps a duplicate of the socket until the other side has closed, two seconds
 * or 16 MiB have passed.  There is room for 64; more are closed at once. */
void lingers_add(struct lingers *l, int fd);
/* Closes all. */
void lingers_close(struct lingers *l);

#endif
