/* SPDX-License-Identifier: ISC */
/*
 * server.h - libmicrohttpd on its epoll descriptor, inside our loop.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include <stdbool.h>
#include <uv.h>

#include "sdk/buf.h"
#include "sdk/error.h"

struct MHD_Daemon;
struct conn;
struct web;

struct server {
	struct web *web;
	struct MHD_Daemon *daemon; /* NULL: not started */
	uv_poll_t poll;
	uv_idle_t soon;       /* in the loop's next turn */
	uv_timer_t timer;     /* later */
	int fd;               /* that is listened on; -1: no more */
	bool runs_again;      /* a place is free that it has not noticed */
	struct buf complaint; /* libmicrohttpd's last */
};

/* Listens as web's settings say; adds the address to real.  False: err says
 * what to do about it. */
bool server_start(
    struct server *s, struct web *web, struct buf *real, struct error *err);
/* Accepts no more. */
void server_close_door(struct server *s);
/* Ends every connection.  None may be suspended and not be resumed. */
void server_stop(struct server *s);

/* Goes on with a connection that was suspended, in the loop's next turn. */
void server_resume(struct server *s, struct conn *conn);
/* Takes a connection away from its peer. */
void server_cut(struct conn *conn);
/* Lets go of whose peer has gone: request_gone() is told of a request that
 * waits, the others are cut.  libmicrohttpd looks at those that are suspended
 * not at all, and does not see an end that came together with a few bytes. */
void server_look_for_gone(struct server *s);

#endif
