/* SPDX-License-Identifier: ISC */
/*
 * socket.h - one websocket to Slack, over libwebsockets.
 *
 * Pings of Slack's are answered by the library.  Ours go out when nothing was
 * heard for SOCKET_PING_S, and after SOCKET_SILENT_S of silence the connection
 * counts as dead: a half-open socket that looks connected is the fault most
 * reported about Socket Mode.
 */
#ifndef SLACK_SOCKET_H
#define SLACK_SOCKET_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>

#include "sdk/error.h"

#define SOCKET_PING_S 10
#define SOCKET_SILENT_S 20

struct socket;

/* For lws_set_log_level(): what the library says of an error is kept, as it tells
 * its callers less.  The last, without a newline; "": none. */
void socket_hear_error(int level, const char *line);
const char *socket_last_error(void);

/* What the owner is told, and arg with it. */
struct socket_owner {
	/* A whole message; text is valid until it returns. */
	void (*text)(void *arg, struct socket *s, const char *text, size_t n);
	/* It is over; s is freed when this returns.  Not called after
	 * socket_close(). */
	void (*closed)(void *arg, struct socket *s, const char *why);
	void *arg;
};

/* The protocol to give lws_create_context(). */
#define SOCKET_PROTOCOL "slack"
int socket_callback(struct lws *wsi, enum lws_callback_reasons reason,
    void *user, void *in, size_t n);

/* Begins to connect to a ws:// or wss:// address with the owner's callbacks to
 * come.  NULL: err says why. */
struct socket *socket_open(struct lws_context *lws, const char *url,
    const struct socket_owner *owner, struct error *err);

/* Sends a text message, later; what is queued when it closes is lost. */
void socket_send(struct socket *s, const char *text, size_t n);

/* Says goodbye after what is queued and lets go of it: the owner hears no more,
 * and s is no longer his. */
void socket_close(struct socket *s);

/* How many sockets are not gone yet, those let go of included. */
int socket_count(void);

#endif
