/* SPDX-License-Identifier: ISC */
/*
 * smtp_esmtp.c - mail over libesmtp.
 *
 * What became of a mail is read from the status codes alone: libesmtp's own
 * result is success for a dropped connection too.  See esmtp_tls.h and
 * esmtp_watch.h for what else must not be left to it.
 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

/* clang-format off: libesmtp.h looks at what the others define */
#include <auth-client.h>
#include <libesmtp.h>
/* clang-format on */

#include "esmtp_tls.h"
#include "esmtp_watch.h"
#include "sdk/mem.h"
#include "transport.h"

struct esmtp {
	const struct server *server;
	struct esmtp_tls tls;
	struct esmtp_watch watch;
	const char *secret; /* while a session runs */
	const struct buf *message;
	bool is_given; /* the message, to libesmtp */
};

/* Asked by the mechanism that libesmtp chose. */
static int
give_secret(auth_client_request_t fields, char **answers, int n, void *arg)
{
	const struct esmtp *esmtp = arg;
	const char *secret = esmtp->secret ? esmtp->secret : "";

	for (int i = 0; i < n; i++) {
		if (fields[i].flags & AUTH_USER)
			answers[i] = (char *)(uintptr_t)esmtp->server->user;
		else if (fields[i].flags & AUTH_PASS)
			answers[i] = (char *)(uintptr_t)secret;
		else if (fields[i].flags & AUTH_REALM)
			answers[i] = (char *)(uintptr_t) "";
		else
			return 0;
	}
	return 1;
}

/* Asked for the message, piece by piece; len NULL: from its beginning.  That
 * there is no more libesmtp is told when it has written all of it: what comes
 * next is the final dot, or the last BDAT.  It passes over what could not be
 * written, so it comes that far on a broken connection, too. */
static const char *
give_message(void **context, int *len, void *arg)
{
	struct esmtp *esmtp = arg;

	(void)context;
	if (len == NULL || esmtp->is_given) {
		esmtp->watch.is_message_sent =
		    len != NULL && !esmtp_watch_is_cut(&esmtp->watch);
		esmtp->is_given = false;
		if (len != NULL)
			*len = 0;
		return NULL;
	}
	esmtp->is_given = true;
	*len = (int)esmtp->message->size;
	return esmtp->message->data;
}

/* libesmtp takes certificates of ours out of the home folder without being
 * asked, and dies of SIGPIPE. */
static void *
esmtp_open(const struct server *server, struct error *err)
{
	struct esmtp *esmtp = mem_new(1, sizeof(*esmtp));

	setenv("HOME", "/nonexistent", 1);
	unsetenv("XDG_CONFIG_DIR");
	signal(SIGPIPE, SIG_IGN);
	esmtp->server = server;
	if (!esmtp_tls_init(&esmtp->tls, server, err)) {
		free(esmtp);
		return NULL;
	}
	esmtp->watch.server = server;
	esmtp->watch.tls = &esmtp->tls;
	auth_client_init();
	return esmtp;
}

static void
esmtp_close(void *state)
{
	struct esmtp *esmtp = state;

	auth_client_exit();
	esmtp_tls_release(&esmtp->tls);
	free(esmtp);
}

/* After a piece of the message that could not be written in time libesmtp goes
 * on with the next: a mail with a hole in it.  So that time never comes: the
 * watch has cut the connection before. */
static void
set_timeouts(smtp_session_t session, long ms)
{
	static const int which[] = { Timeout_GREETING, Timeout_ENVELOPE,
		Timeout_DATA, Timeout_DATA2 };

	for (size_t i = 0; i < sizeof(which) / sizeof(*which); i++)
		smtp_set_timeout(
		    session, which[i] | Timeout_OVERRIDE_RFC2822_MINIMUM, ms);
	smtp_set_timeout(session,
	    Timeout_TRANSFER | Timeout_OVERRIDE_RFC2822_MINIMUM,
	    ms * SERVER_TIMEOUTS * 2);
}

static smtp_session_t
session_new(struct esmtp *esmtp)
{
	const struct server *server = esmtp->server;
	smtp_session_t session = smtp_create_session();
	char *place = mem_printf("%s:%d", server->host, server->port);

	if (!session)
		abort(); /* out of memory */
	smtp_set_server(session, place);
	smtp_set_hostname(session, server->hello);
	smtp_set_eventcb(session, esmtp_watch_event, &esmtp->watch);
	smtp_set_monitorcb(session, esmtp_watch_bytes, &esmtp->watch, 0);
	set_timeouts(session, server->timeout_ms);
	smtp_starttls_set_ctx(session, esmtp->tls.ctx);
	smtp_starttls_enable(
	    session, server->is_plain ? Starttls_DISABLED : Starttls_REQUIRED);
	free(place);
	return session;
}

/* NULL: nobody to sign in as.  Plain passwords are for encrypted sessions, or
 * this machine alone (email.c checks that). */
static auth_context_t
set_sign_in(smtp_session_t session, struct esmtp *esmtp)
{
	auth_context_t context;

	if (!esmtp->server->user)
		return NULL;
	context = auth_create_context();
	auth_set_mechanism_flags(context, AUTH_PLUGIN_PLAIN, 0);
	auth_set_interact_cb(context, give_secret, esmtp);
	smtp_auth_set_context(session, context);
	return context;
}

/* The recipients are given to to[]. */
static smtp_message_t
add_mail(smtp_session_t session, struct esmtp *esmtp, const struct mail *mail,
    smtp_recipient_t *to)
{
	smtp_message_t message = smtp_add_message(session);

	smtp_set_reverse_path(message, mail->from);
	smtp_dsn_set_ret(message, Ret_HDRS);
	smtp_dsn_set_envid(message, mail->id);
	/* No smtp_set_header(): so the mail goes as it is. */
	smtp_set_messagecb(message, give_message, esmtp);
	for (size_t i = 0; i < mail->n_to; i++) {
		to[i] = smtp_add_recipient(message, mail->to[i]);
		smtp_dsn_set_notify(to[i], Notify_FAILURE | Notify_DELAY);
		smtp_dsn_set_orcpt(to[i], "rfc822", mail->to[i]);
	}
	return message;
}

/* Why a session ended that no status explains; NULL: it just ended. */
static const char *
trouble_of(const struct esmtp *esmtp, struct error *why)
{
	const struct esmtp_watch *watch = &esmtp->watch;
	char text[256];

	if (watch->has_no_starttls)
		return "the server offers no STARTTLS, so nothing was sent: "
		       "turn TLS on at the server, or use smtps://";
	if (esmtp->tls.is_injected)
		return "the server sent more than its reply before "
		       "encryption: somebody may be tampering with the "
		       "connection";
	if (esmtp->tls.verify_error != X509_V_OK) {
		error_set(why, "the certificate is not trusted: %s",
		    X509_verify_cert_error_string(esmtp->tls.verify_error));
		return why->text;
	}
	if (watch->is_late)
		return watch->is_connected
			   ? "no answer within the timeout"
			   : "no connection within the timeout";
	if (!watch->is_connected) {
		error_set(why, "cannot connect: %s",
		    smtp_strerror(smtp_errno(), text, sizeof(text)));
		return why->text;
	}
	if (watch->code >= 400) {
		error_set(why, "%d %s", watch->code, watch->text);
		return why->text;
	}
	if (!watch->is_encrypted && !watch->server->is_plain)
		return "no encryption came about, so nothing was sent";
	return NULL;
}

/* The words belong to the code that decides (outcome.c). */
static const char *
deciding_text(const smtp_status_t *mail, const smtp_status_t *rcpt,
    const smtp_status_t *final)
{
	if (rcpt->code >= 400)
		return rcpt->text;
	return mail->code >= 400 ? mail->text : final->text;
}

static void
decide(const struct esmtp *esmtp, smtp_message_t message, smtp_recipient_t to,
    struct outcome *outcome)
{
	const smtp_status_t *mail = smtp_reverse_path_status(message);
	const smtp_status_t *rcpt = smtp_recipient_status(to);
	const smtp_status_t *final = smtp_message_transfer_status(message);
	const struct esmtp_watch *watch = &esmtp->watch;
	/* With BDAT the status is that of the last piece of the message that
	 * was answered: 250 before the end is no promise to deliver it. */
	bool is_final = watch->is_final || final->code / 100 != 2;
	struct error why;
	struct codes codes = { .mail = mail->code,
		.rcpt = rcpt->code,
		.final = is_final ? final->code : 0,
		.text = deciding_text(mail, rcpt, final),
		.is_message_sent = watch->is_message_sent,
		.is_sign_in_refused = watch->is_sign_in_refused };

	codes.trouble =
	    watch->is_sign_in_refused ? watch->text : trouble_of(esmtp, &why);
	outcome_decide(outcome, esmtp->server, &codes);
}

static void
esmtp_send(void *state, const struct mail *mail, struct outcome *outcomes)
{
	struct esmtp *esmtp = state;
	smtp_recipient_t *to = mem_new(mail->n_to, sizeof(*to));
	smtp_session_t session = session_new(esmtp);
	auth_context_t sign_in = set_sign_in(session, esmtp);
	smtp_message_t message = add_mail(session, esmtp, mail, to);

	esmtp->secret = mail->secret;
	esmtp->message = mail->message;
	esmtp->is_given = false;
	esmtp_watch_start(&esmtp->watch);
	smtp_start_session(session);
	esmtp_watch_stop(&esmtp->watch);
	esmtp->secret = NULL;
	esmtp->message = NULL;
	for (size_t i = 0; i < mail->n_to; i++)
		decide(esmtp, message, to[i], &outcomes[i]);
	smtp_destroy_session(session);
	if (sign_in)
		auth_destroy_context(sign_in);
	ERR_clear_error();
	free(to);
}

const struct transport smtp_esmtp = {
	.open = esmtp_open,
	.send = esmtp_send,
	.close = esmtp_close,
};
