/* SPDX-License-Identifier: ISC */
/* outcome.c - what a session's replies mean for one recipient. */
#include "header.h"
#include "transport.h"

/* A setting has to be changed first; asking often only locks the account. */
enum { SIGN_IN_AFTER_S = 15 * 60 };

/* RFC 4954 6: authentication is needed, too weak, refused, or wants TLS. */
static bool
is_sign_in_code(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static int
deciding_code(const struct codes *codes)
{
	if (codes->rcpt >= 400)
		return codes->rcpt;
	if (codes->mail >= 400)
		return codes->mail;
	return codes->final;
}

static void
say_reply(struct outcome *outcome, const struct server *server, int code,
    const char *text)
{
	struct buf clean = BUF_INIT;

	header_clean(&clean, text ? text : "");
	error_set(&outcome->why, "%s:%d answered %d%s%.400s", server->host,
	    server->port, code, clean.size > 0 ? " " : "", buf_str(&clean));
	buf_release(&clean);
}

static void
say_trouble(struct outcome *outcome, const struct server *server,
    const char *trouble, const char *what)
{
	struct buf clean = BUF_INIT;

	header_clean(
	    &clean, trouble ? trouble : "the server ended the connection");
	error_set(&outcome->why, "%s:%d: %.600s%s", server->host, server->port,
	    buf_str(&clean), what);
	buf_release(&clean);
}

static void
refuse_sign_in(struct outcome *outcome, const struct server *server,
    const struct codes *codes)
{
	struct buf clean = BUF_INIT;

	header_clean(&clean, codes->trouble ? codes->trouble
			     : codes->text  ? codes->text
					    : "");
	*outcome = (struct outcome){ .result = LB_RETRY,
		.after_s = SIGN_IN_AFTER_S,
		.is_sign_in = true };
	if (server->user)
		error_set(&outcome->why,
		    "%s:%d does not let %s sign in: %.400s: check user and "
		    "password",
		    server->host, server->port, server->user, buf_str(&clean));
	else
		error_set(&outcome->why,
		    "%s:%d wants a user to sign in: %.400s: set user and "
		    "password",
		    server->host, server->port, buf_str(&clean));
	buf_release(&clean);
}

void
outcome_decide(struct outcome *outcome, const struct server *server,
    const struct codes *codes)
{
	int code = deciding_code(codes);

	*outcome = (struct outcome){ .result = LB_DONE };
	if (codes->is_sign_in_refused || is_sign_in_code(code)) {
		refuse_sign_in(outcome, server, codes);
		return;
	}
	if (code / 100 == 2)
		return;
	if (code >= 400) {
		outcome->result = code >= 500 ? LB_REJECT : LB_RETRY;
		say_reply(outcome, server, code, codes->text);
		return;
	}
	if (codes->is_message_sent) {
		outcome->result = LB_UNKNOWN;
		say_trouble(outcome, server, codes->trouble,
		    " after the mail was sent: it may have arrived");
		return;
	}
	outcome->result = LB_RETRY;
	say_trouble(outcome, server, codes->trouble, "");
}
