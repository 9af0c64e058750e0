/* SPDX-License-Identifier: ISC */
/*
 * email.c - the email notifier: settings, and one mail a notice.
 *
 * What cannot be told afterwards is whether a mail arrived, so there is no
 * find(): a mail that may have gone out twice has the same Message-ID twice.
 */
#include <loopbell/plugin.h>
#include <unistd.h>

#include "address.h"
#include "message.h"
#include "sdk/mem.h"
#include "server.h"
#include "token.h"
#include "transport.h"

enum { STARTTLS_REQUIRED, STARTTLS_NEVER };

struct settings {
	const char *server, *user, *password;
	int auth;
	const char *const *token_command;
	const char *token_file;
	const char *from, *reply_to, *bounces, *id_domain, *hello;
	int starttls, timeout;
};

struct email {
	struct lb_host *host;
	const struct settings *settings;
	struct server server;
	struct message_sender sender;
	struct token token;
	const struct transport *transport;
	void *connection;
	char hello[256];
};

static const char *const auths[] = { "auto", "plain", "login", "cram-md5",
	"xoauth2", NULL };
static const char *const starttlses[] = { "required", "never", NULL };

#define FIELD(name) offsetof(struct settings, name)

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "server", .type = LB_STRING, .offset = FIELD(server), .required = true,
	  .help = "smtp://host:port (STARTTLS) or smtps://host:port (TLS from the start)" },
	{ .name = "from", .type = LB_STRING, .offset = FIELD(from), .required = true,
	  .help = "the sender, \"Name <name@host>\"" },
	{ .name = "user", .type = LB_STRING, .offset = FIELD(user),
	  .help = "whom to sign in as; without it nobody signs in" },
	{ .name = "password", .type = LB_SECRET, .offset = FIELD(password),
	  .help = "the user's password" },
	{ .name = "auth", .type = LB_CHOICE, .offset = FIELD(auth), .def = "auto", .choices = auths,
	  .help = "how to sign in; auto takes what the server offers" },
	{ .name = "token_command", .type = LB_LIST, .offset = FIELD(token_command),
	  .help = "for xoauth2: program and arguments that print an access token" },
	{ .name = "token_file", .type = LB_STRING, .offset = FIELD(token_file),
	  .help = "for xoauth2: a file that holds an access token" },
	{ .name = "reply_to", .type = LB_STRING, .offset = FIELD(reply_to),
	  .help = "where answers go; else to the sender" },
	{ .name = "bounces", .type = LB_STRING, .offset = FIELD(bounces),
	  .help = "address that hears of mail that could not be delivered; else the sender's" },
	{ .name = "id_domain", .type = LB_STRING, .offset = FIELD(id_domain),
	  .help = "domain of the Message-IDs, never to be changed; else the sender's" },
	{ .name = "hello", .type = LB_STRING, .offset = FIELD(hello),
	  .help = "name of this machine for the server; else its host name" },
	{ .name = "starttls", .type = LB_CHOICE, .offset = FIELD(starttls), .def = "required", .choices = starttlses,
	  .help = "never: no encryption at all, for a relay on this machine" },
	{ .name = "timeout", .type = LB_SECONDS, .offset = FIELD(timeout), .def = "30s", .min = 1, .max = 600,
	  .help = "longest wait for one reply; a whole delivery takes twice that at most" },
	{ .name = NULL },
};
/* clang-format on */

static bool
is_given(const char *s)
{
	return s && *s != '\0';
}

static bool
check_address(const char *option, const char *text, struct error *err)
{
	struct address a;

	if (!is_given(text))
		return true;
	if (!address_read(&a, text, err))
		return error_in(err, "%s", option);
	address_release(&a);
	return true;
}

static bool
check_sign_in(
    const struct settings *s, const struct server *server, struct error *err)
{
	bool has_token = is_given(s->token_file) ||
			 (s->token_command && s->token_command[0]);

	if (s->auth == SERVER_XOAUTH2 && (!is_given(s->user) || !has_token))
		return error_set(err,
		    "auth: xoauth2 needs user, and token_command or "
		    "token_file");
	if (s->auth != SERVER_XOAUTH2 && has_token)
		return error_set(
		    err, "a token is for auth: xoauth2; set auth");
	if (s->auth != SERVER_XOAUTH2 &&
	    is_given(s->user) != is_given(s->password))
		return error_set(err,
		    "%s is missing: user and password go "
		    "together",
		    is_given(s->user) ? "password" : "user");
	if (s->starttls == STARTTLS_NEVER && is_given(s->user) &&
	    !server_is_local(server))
		return error_set(err,
		    "starttls: never would send the password of %s over the "
		    "network in clear text; it is for a relay on this machine",
		    s->user);
	return true;
}

/* All that may be wrong with the settings; fills server->host and port. */
static bool
check(const struct settings *s, struct server *server, struct error *err)
{
	if (!server_read(server, s->server, err))
		return error_in(err, "server");
	if (!is_given(s->from))
		return error_set(err, "from is empty");
	if (!check_address("from", s->from, err) ||
	    !check_address("reply_to", s->reply_to, err) ||
	    !check_address("bounces", s->bounces, err))
		return false;
	if (is_given(s->id_domain) && !address_is_domain(s->id_domain))
		return error_set(err, "id_domain: \"%.200s\" is not a domain",
		    s->id_domain);
	if (is_given(s->hello) && !address_is_domain(s->hello))
		return error_set(
		    err, "hello: \"%.200s\" is not a host name", s->hello);
	if (server->is_smtps && s->starttls == STARTTLS_NEVER)
		return error_set(
		    err, "starttls is for smtp://, the server is smtps://");
	return check_sign_in(s, server, err);
}

static bool
email_check(struct lb_host *host, const void *settings)
{
	struct server server = { .host = NULL };
	struct error err;
	bool ok = check(settings, &server, &err);

	server_release(&server);
	return ok || lb_fail(host, "%s", err.text);
}

static void
email_close(void *state)
{
	struct email *email = state;

	if (email->connection)
		email->transport->close(email->connection);
	server_release(&email->server);
	address_release(&email->sender.from);
	address_release(&email->sender.reply_to);
	token_forget(&email->token);
	free(email);
}

/* The name of this machine, where it is one that may be said in EHLO. */
static const char *
own_name(struct email *email)
{
	if (is_given(email->settings->hello))
		return email->settings->hello;
	if (gethostname(email->hello, sizeof(email->hello) - 1) != 0 ||
	    !address_is_domain(email->hello))
		return "localhost";
	return email->hello;
}

static bool
set_sender(struct email *email, struct error *err)
{
	const struct settings *s = email->settings;
	struct message_sender *sender = &email->sender;

	if (!address_read(&sender->from, s->from, err))
		return false;
	if (is_given(s->reply_to) &&
	    !address_read(&sender->reply_to, s->reply_to, err))
		return false;
	sender->id_domain = is_given(s->id_domain)
				? s->id_domain
				: address_domain(sender->from.spec);
	sender->company = lb_company(email->host);
	sender->language = lb_language(email->host);
	return true;
}

static void
set_server(struct email *email)
{
	const struct settings *s = email->settings;
	struct server *server = &email->server;

	server->is_plain = s->starttls == STARTTLS_NEVER;
	server->auth = (enum server_auth)s->auth;
	server->user = is_given(s->user) ? s->user : NULL;
	server->hello = own_name(email);
	server->ca_file = lb_ca_file(email->host);
	server->timeout_ms = s->timeout * 1000;
	email->token = (struct token){
		.file = is_given(s->token_file) ? s->token_file : NULL,
		.command = s->token_command,
		.timeout_ms = server->timeout_ms,
	};
	email->transport =
	    server_is_for_esmtp(server) ? &smtp_esmtp : &smtp_curl;
}

static void *
email_open(struct lb_host *host, const void *settings)
{
	struct email *email = mem_new(1, sizeof(*email));
	struct error err;

	email->host = host;
	email->settings = settings;
	if (check(settings, &email->server, &err) && set_sender(email, &err)) {
		set_server(email);
		email->connection =
		    email->transport->open(&email->server, &err);
	}
	if (email->connection)
		return email;
	email_close(email);
	return lb_fail(host, "%s", err.text);
}

static bool
get_secret(struct email *email, const char **secret, struct error *err)
{
	if (email->server.auth == SERVER_XOAUTH2)
		*secret = token_get(&email->token, err);
	else
		*secret = email->settings->password;
	return *secret || email->server.auth != SERVER_XOAUTH2;
}

static enum lb_result
report(struct email *email, const struct lb_notice *notice,
    const struct outcome *outcome)
{
	const char *why = outcome->why.text;
	char *id;

	switch (outcome->result) {
	case LB_DONE:
		id = message_id(notice, &email->sender);
		lb_receipt(email->host, "%s", id);
		free(id);
		return LB_DONE;
	case LB_RETRY:
		return lb_retry(email->host, outcome->after_s, "%s", why);
	case LB_REJECT:
		return lb_reject(email->host, "%s", why);
	case LB_UNKNOWN:
		return lb_unknown(email->host, "%s", why);
	}
	return LB_UNKNOWN;
}

static enum lb_result
send_message(struct email *email, const struct lb_notice *notice,
    const struct buf *message, const char *to)
{
	const struct settings *s = email->settings;
	struct address bounces = { NULL, NULL };
	struct mail mail = { .id = notice->id,
		.from = email->sender.from.spec,
		.to = &to,
		.n_to = 1,
		.message = message };
	struct outcome outcome;
	struct error err;

	if (!get_secret(email, &mail.secret, &err))
		return lb_retry(email->host, 0, "%s", err.text);
	if (is_given(s->bounces) && address_read(&bounces, s->bounces, &err))
		mail.from = bounces.spec;
	email->transport->send(email->connection, &mail, &outcome);
	address_release(&bounces);
	if (outcome.is_sign_in)
		token_forget(&email->token);
	return report(email, notice, &outcome);
}

static enum lb_result
email_deliver(void *state, const struct lb_notice *notice)
{
	struct email *email = state;
	enum lb_result result;
	struct buf message = BUF_INIT;
	struct address to;
	struct error err;

	/* No mail can be changed, and another one says it. */
	if (notice->receipt != NULL && notice->is_quiet)
		return LB_DONE;
	if (!message_write(&message, notice, &email->sender, &err) ||
	    !address_read(&to, notice->target, NULL)) {
		buf_release(&message);
		return lb_reject(email->host, "%s", err.text);
	}
	if (*err.text != '\0')
		lb_log(email->host, LB_WARNING,
		    "%s: the picture is left out: %s", notice->id, err.text);
	result = send_message(email, notice, &message, to.spec);
	address_release(&to);
	buf_release(&message);
	return result;
}

static bool
email_probe(void *state)
{
	struct email *email = state;
	const struct server *server = &email->server;
	struct probe probe = { false, false, false };
	const char *secret = NULL;
	struct error err;

	if (!get_secret(email, &secret, &err))
		return lb_fail(email->host, "%s", err.text);
	if (!smtp_curl_probe(server, secret, &probe, &err))
		return lb_fail(email->host, "%s", err.text);
	lb_log(email->host, LB_INFO, "connected to %s:%d", server->host,
	    server->port);
	if (probe.is_encrypted)
		lb_log(email->host, LB_INFO,
		    "encrypted, and the certificate is that of %s",
		    server->host);
	else
		lb_log(email->host, LB_WARNING,
		    "not encrypted: starttls is never");
	if (probe.is_signed_in)
		lb_log(email->host, LB_INFO, "signed in as %s", server->user);
	else
		lb_log(
		    email->host, LB_INFO, "nobody signed in: user is not set");
	return true;
}

static const struct lb_notifier notifier = { .deliver = email_deliver };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "email",
	.summary = "e-mail over SMTP, as text and HTML",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = email_check,
	.open = email_open,
	.probe = email_probe,
	.close = email_close,
	.notifier = &notifier,
};
