/* SPDX-License-Identifier: ISC */
/*
 * esmtp_watch.h - an eye on a libesmtp session.
 *
 * libesmtp reports a broken connection, a refused certificate and a failed
 * sign-in as success, and goes on without them where it can.  The watch sees
 * every byte that is sent and received, remembers what the statuses do not
 * say, and cuts the connection before a mail could go out the wrong way.
 */
#ifndef EMAIL_ESMTP_WATCH_H
#define EMAIL_ESMTP_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "esmtp_tls.h"
#include "server.h"

struct esmtp_watch {
	const struct server *server;
	struct esmtp_tls *tls;
	bool is_connected, is_encrypted, is_starttls_sent, is_late;
	bool has_no_starttls;
	bool is_signing_in, is_signed_in, is_sign_in_refused;
	bool has_chunking, is_mail_sent, is_over;
	bool is_message_sent; /* all of it; set by who gives it */
	bool is_final;        /* the reply to the whole message has come */
	char text[256];       /* of the last reply, for people */
	int code;             /* of the last reply */
	int fd;               /* of the connection; -1: not known */
};

/* Forgets the last session, and starts the clock: connecting ends after
 * timeout_ms, all after SERVER_TIMEOUTS times that. */
void esmtp_watch_start(struct esmtp_watch *watch);
void esmtp_watch_stop(struct esmtp_watch *watch);

/* The connection is broken or was cut by the watch: nothing that is written now
 * gets to the server. */
bool esmtp_watch_is_cut(const struct esmtp_watch *watch);

/* For smtp_set_monitorcb() and smtp_set_eventcb(); arg is the watch. */
void esmtp_watch_bytes(const char *bytes, int n, int writing, void *arg);
struct smtp_session;
void esmtp_watch_event(
    struct smtp_session *session, int event, void *arg, ...);

#endif
