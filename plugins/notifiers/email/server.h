/* SPDX-License-Identifier: ISC */
/*
 * server.h - the mail server as the settings name it.
 */
#ifndef EMAIL_SERVER_H
#define EMAIL_SERVER_H

#include <stdbool.h>

#include "sdk/error.h"

/* In the order of the option auth. */
enum server_auth {
	SERVER_AUTO,
	SERVER_PLAIN,
	SERVER_LOGIN,
	SERVER_CRAM_MD5,
	SERVER_XOAUTH2,
};

struct server {
	bool is_smtps; /* TLS from the first byte; else STARTTLS */
	char *host;
	int port;
	bool is_plain; /* no TLS at all: the user wrote so */
	enum server_auth auth;
	const char *user;    /* NULL: do not sign in */
	const char *hello;   /* our name in EHLO */
	const char *ca_file; /* certificates to trust; NULL: the system's */
	int timeout_ms;      /* for one reply, and for connecting */
};

/* A whole delivery may take this many times timeout_ms. */
enum { SERVER_TIMEOUTS = 2 };

/* Reads "smtp://host[:port]" or "smtps://host[:port]" into is_smtps, host and
 * port; the ports are 587 and 465 unless given.  The caller releases it. */
bool server_read(struct server *server, const char *url, struct error *err);
void server_release(struct server *server);

/* True where libesmtp sends the mail: it knows neither TLS from the start nor
 * XOAUTH2, and picks the way to sign in itself.  Else libcurl does. */
bool server_is_for_esmtp(const struct server *server);

/* True where what goes to the host stays on this machine. */
bool server_is_local(const struct server *server);

#endif
