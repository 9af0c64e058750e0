/* SPDX-License-Identifier: ISC */
/*
 * conn.h - the connections there are, and how long each may take.
 *
 *	idle --request line--> reading --all read--> waiting --answer--> writing
 *	  ^                                                                 |
 *	  +------------------------------ sent -----------------------------+
 *
 * Each phase has the same patience, however slowly bytes drip: so a connection
 * whose phase begins goes to the end of one list, and the head of the list is
 * always the next that is late.  The first request's reading begins with the
 * connection.
 */
#ifndef WEB_CONN_H
#define WEB_CONN_H

#include <stdbool.h>
#include <uv.h>

#include "web/peer.h"

struct MHD_Connection;
struct request;

enum conn_phase { CONN_IDLE, CONN_READING, CONN_WAITING, CONN_WRITING };

struct conn {
	struct conn *prev, *next;
	struct MHD_Connection *mhd;
	int fd;
	struct peer peer;        /* at the other end of the wire */
	struct request *request; /* NULL: none */
	enum conn_phase phase;
	uint64_t deadline_ms;
	bool had_request;
	bool lingers; /* its sender may still be sending when we close */
};

/* Its phase took too long. */
typedef void conns_late_fn(void *arg, struct conn *conn);

struct conns {
	struct conn *head, *tail;
	size_t n;
	unsigned patience_ms;
	uv_timer_t timer;
	conns_late_fn *late;
	void *arg;
};

/* late() is called of each connection whose phase took patience_ms; its phase
 * begins anew then, so it is called again. */
void conns_init(struct conns *c, uv_loop_t *loop, unsigned patience_ms,
    conns_late_fn *late, void *arg);
/* Closes the timer. */
void conns_close(struct conns *c);

/* The connection is the caller's, and idle. */
void conns_add(struct conns *c, struct conn *conn);
void conns_remove(struct conns *c, struct conn *conn);
/* A phase begins.  The time of the first reading runs already. */
void conns_begin(struct conns *c, struct conn *conn, enum conn_phase phase);

/* How many the peer has. */
size_t conns_of_peer(const struct conns *c, const struct peer *peer);
/* The one that has been idle longest; NULL: none is. */
struct conn *conns_longest_idle(const struct conns *c);

#endif
