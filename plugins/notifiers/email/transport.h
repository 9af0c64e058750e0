/* SPDX-License-Identifier: ISC */
/*
 * transport.h - how a mail gets to the server: one interface, two back-ends.
 *
 *	smtp_esmtp	libesmtp: smtp://, with delivery status notifications
 *	smtp_curl	libcurl: smtps://, and every way to sign in that
 *			libesmtp lacks or cannot be told to use
 */
#ifndef EMAIL_TRANSPORT_H
#define EMAIL_TRANSPORT_H

#include <loopbell/plugin.h>

#include "sdk/buf.h"
#include "sdk/error.h"
#include "server.h"

/* One mail, and all a session needs.  The addresses are valid. */
struct mail {
	const char *id; /* the notice's, for the notifications */
	const char *from;
	const char *const *to;
	size_t n_to;
	const struct buf *message; /* CRLF */
	const char *secret;        /* password or token; NULL: none */
};

/* What became of the mail for one recipient. */
struct outcome {
	enum lb_result result;
	int after_s;
	bool is_sign_in; /* the server did not take user and secret */
	struct error why;
};

struct transport {
	/* Checks nothing outside this process.  NULL: *err says why.  server
	 * stays the caller's and must stay as it is until close(). */
	void *(*open)(const struct server *server, struct error *err);
	/* Blocks; one session.  Fills mail->n_to outcomes. */
	void (*send)(
	    void *state, const struct mail *mail, struct outcome *outcomes);
	void (*close)(void *state);
};

extern const struct transport smtp_esmtp;
extern const struct transport smtp_curl;

/* The steps of smtp_curl_probe() that went well. */
struct probe {
	bool is_connected, is_encrypted, is_signed_in;
};

/* Connects, encrypts and signs in as a mail would, and sends none. */
bool smtp_curl_probe(const struct server *server, const char *secret,
    struct probe *probe, struct error *err);

/* What a session came to, for outcome_decide(). */
struct codes {
	int mail, rcpt, final;   /* the last reply to each; 0: none */
	const char *text;        /* of the reply that decides; may be NULL */
	bool is_message_sent;    /* all of it; perhaps not the dot yet */
	bool is_sign_in_refused; /* or no way to sign in was offered */
	const char *trouble;     /* what broke the session; NULL: nothing */
};

/* RCPT 4xx and 5xx decide for one recipient, then MAIL, then the reply to the
 * message.  Without a reply the mail may have arrived if all of it was sent; a
 * server that got less has not taken it (RFC 5321 4.1.1.4). */
void outcome_decide(struct outcome *outcome, const struct server *server,
    const struct codes *codes);

#endif
