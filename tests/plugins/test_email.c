/* SPDX-License-Identifier: ISC */
/*
 * test_email.c - the email plugin against servers that behave and servers
 * that do not, over both of its back-ends.
 */
#include <time.h>

#include "notifiers/email/message.h"
#include "plugins/fake_host.h"
#include "plugins/smtp_server.h"
#include "sdk/mem.h"
#include "test.h"

#define OFFERS "tls=DSN,8BITMIME,PIPELINING"
#define SIGN_IN "tls=AUTH PLAIN LOGIN CRAM-MD5|user=bo|password=secret"
#define AS_BO "\"user\":\"bo\",\"password\":\"secret\""
/* libcurl over smtp://: a named way to sign in */
#define BY_CURL AS_BO ",\"auth\":\"plain\""

static char *folder, *ca_file;

struct world {
	struct smtp_server server;
	struct lb_host *host;
	void *state;
	bool is_open;
};

/* more: further settings, as members of a JSON object; "" for none. */
static void
world_open(struct world *w, const char *scheme, const char *more)
{
	char *settings = mem_printf(
	    "{\"server\":\"%s://localhost:%d\",\"timeout\":\"1s\",\"from\":"
	    "\"Loopbell "
	    "<bot@nordlys.example>\",\"hello\":\"bot.example\"%s%s}",
	    scheme, w->server.port, *more ? "," : "", more);

	w->host = fake_host_new();
	fake_set_world(w->host, "Nordlys", "da", ca_file);
	w->state = fake_open(w->host, &loopbell_plugin, settings);
	free(settings);
	if (!w->state)
		fail_msg("%s", fake_why(w->host));
}

static struct world
world_new(const char *how, const char *scheme, const char *more)
{
	struct world w = { .server = smtp_server_start(folder, how) };

	world_open(&w, scheme, more);
	return w;
}

static void
world_free(struct world *w)
{
	fake_host_free(w->host);
	smtp_server_stop(&w->server);
}

static struct lb_notice
a_notice(void)
{
	return (struct lb_notice){ .id = "01JD0Z",
		.target = "Anna <anna@nordlys.example>",
		.tone = LB_ALERT,
		.headline = "Kunde Ærø gav 3",
		.quote = "For dyrt\n.\n..\nFrom here",
		.language = "da",
		.made_us = 1795163405000000 };
}

static enum lb_result
deliver(struct world *w)
{
	struct lb_notice notice = a_notice();

	return loopbell_plugin.notifier->deliver(w->state, &notice);
}

static void
assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void
assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What the server got is what message.c wrote, byte for byte. */
static void
assert_mail_arrived(void)
{
	struct lb_notice notice = a_notice();
	struct message_sender sender = {
		.from = { (char *)"Loopbell", (char *)"bot@nordlys.example" },
		.id_domain = "nordlys.example",
		.company = "Nordlys",
	};
	char *mail = smtp_file(folder, "smtp.mail");
	struct buf want = BUF_INIT;
	struct error err;

	assert_true(message_write(&want, &notice, &sender, &err));
	assert_string_equal(mail, buf_str(&want));
	buf_release(&want);
	free(mail);
}

struct good {
	const char *how, *scheme, *more;
};

static const struct good goods[] = {
	{ OFFERS, "smtp", "" },
	{ "tls=", "smtp", "" },
	{ "tls=DSN,CHUNKING,PIPELINING", "smtp", "" },
	{ "tls=CHUNKING", "smtp", "" },
	{ "max_tls=1.2|" OFFERS, "smtp", "" },
	{ "no_tls=1|ehlo=PIPELINING", "smtp", "\"starttls\":\"never\"" },
	{ "tls=AUTH PLAIN|user=bo|password=secret", "smtp", AS_BO },
	{ "tls=AUTH LOGIN|user=bo|password=secret", "smtp", AS_BO },
	{ "delay=5|" OFFERS, "smtp", "" },
	{ SIGN_IN, "smtp", AS_BO ",\"auth\":\"plain\"" },
	{ SIGN_IN, "smtp", AS_BO ",\"auth\":\"login\"" },
	{ SIGN_IN, "smtp", AS_BO ",\"auth\":\"cram-md5\"" },
	{ "smtps=1", "smtps", "" },
	{ "smtps=1|min_tls=1.3|" SIGN_IN, "smtps", AS_BO },
	{ "no_tls=1|ehlo=AUTH PLAIN|user=bo|password=secret", "smtp",
	    AS_BO ",\"starttls\":\"never\"" },
	{ "tls=AUTH XOAUTH2|user=bo|password=tok3n", "smtp",
	    "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"echo\","
	    "\"tok3n\"]" },
	{ "smtps=1|tls=AUTH XOAUTH2|user=bo|password=tok3n", "smtps",
	    "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":["
	    "\"printf\","
	    "\" tok3n\\n\"]" },
};

static void
deliver__good_servers__the_mail_arrives_unchanged(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(goods); i++) {
		struct world w =
		    world_new(goods[i].how, goods[i].scheme, goods[i].more);

		if (deliver(&w) != LB_DONE)
			fail_msg("%s: %s", goods[i].how, fake_why(w.host));
		assert_string_equal(
		    fake_receipt(w.host), "<01JD0Z@nordlys.example>");
		assert_mail_arrived();
		world_free(&w);
	}
}

static void
deliver__two_mails_in_one_process__both_arrive(void **state)
{
	static const struct good table[] = {
		{ OFFERS, "smtp", "" },
		{ SIGN_IN, "smtp", AS_BO },
		{ "smtps=1", "smtps", "" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct world w =
		    world_new(table[i].how, table[i].scheme, table[i].more);

		for (size_t n = 0; n < 5; n++)
			assert_int_equal(deliver(&w), LB_DONE);
		world_free(&w);
	}
}

struct bad {
	const char *how, *scheme, *more;
	enum lb_result result;
	int after_s;
	const char *why;
};

/* clang-format off */
static const struct bad bads[] = {
	/* replies at each step */
	{ "greeting=554 go away", "smtp", "", LB_RETRY, 0, "554 go away" },
	{ "greeting=421 too busy", "smtp", "", LB_RETRY, 0, "421 too busy" },
	{ "hello=502 no", "smtp", "", LB_RETRY, 0, "" },
	{ "starttls=454 not now", "smtp", "", LB_RETRY, 0, "454 not now" },
	{ "starttls=501 no", "smtp", "", LB_RETRY, 0, "501 no" },
	{ "mail=451 later", "smtp", "", LB_RETRY, 0, "451 later" },
	{ "mail=553 not you", "smtp", "", LB_REJECT, 0, "553 not you" },
	{ "mail=530 5.7.0 sign in", "smtp", "", LB_RETRY, 900, "set user and password" },
	{ "rcpt=450 greylisted", "smtp", "", LB_RETRY, 0, "450 greylisted" },
	{ "rcpt=450 4.2.0 greylisted|" OFFERS, "smtp", "", LB_RETRY, 0, "greylisted" },
	{ "rcpt=550 no such user", "smtp", "", LB_REJECT, 0, "550 no such user" },
	{ "rcpt=550 no such user|" OFFERS, "smtp", "", LB_REJECT, 0, "550 no such user" },
	{ "rcpt=451 later|tls=CHUNKING,PIPELINING|final=551 Discarded", "smtp", "", LB_RETRY, 0, "451 later" },
	{ "rcpt=550 no|tls=CHUNKING,PIPELINING|final=551 Discarded", "smtp", "", LB_REJECT, 0, "550 no" },
	{ "data=451 no room", "smtp", "", LB_RETRY, 0, "451 no room" },
	{ "data=554 never", "smtp", "", LB_REJECT, 0, "554 never" },
	{ "final=452 disk full", "smtp", "", LB_RETRY, 0, "452 disk full" },
	{ "final=554 5.7.1 spam|" OFFERS, "smtp", "", LB_REJECT, 0, "spam" },
	/* lost connections */
	{ "drop=greeting", "smtp", "", LB_RETRY, 0, "" },
	{ "drop=hello", "smtp", "", LB_RETRY, 0, "" },
	{ "drop=starttls", "smtp", "", LB_RETRY, 0, "" },
	{ "drop=mail", "smtp", "", LB_RETRY, 0, "" },
	{ "drop=rcpt", "smtp", "", LB_RETRY, 0, "" },
	{ "drop=data", "smtp", "", LB_RETRY, 0, "" },
	{ "drop=body", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "drop=final", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "drop=final|tls=CHUNKING,PIPELINING", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "drop=mail|tls=CHUNKING,PIPELINING", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
	/* no answer */
	{ "hang=greeting", "smtp", "", LB_RETRY, 0, "" },
	{ "hang=hello", "smtp", "", LB_RETRY, 0, "" },
	{ "hang=starttls", "smtp", "", LB_RETRY, 0, "" },
	{ "hang=mail", "smtp", "", LB_RETRY, 0, "" },
	{ "hang=rcpt", "smtp", "", LB_RETRY, 0, "" },
	{ "hang=data", "smtp", "", LB_RETRY, 0, "" },
	{ "hang=final", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "backlog=1", "smtp", "", LB_RETRY, 0, "no connection within the timeout" },
	{ "delay=600", "smtp", "", LB_RETRY, 0, "no answer within the timeout" },
	/* encryption */
	{ "no_tls=1", "smtp", "", LB_RETRY, 0, "offers no STARTTLS" },
	{ "inject=1", "smtp", "", LB_RETRY, 0, "tampering" },
	{ "cert=wrong", "smtp", "", LB_RETRY, 0, "ostname mismatch" },
	{ "cert=expired", "smtp", "", LB_RETRY, 0, "certificate has expired" },
	{ "cert=selfsigned", "smtp", "", LB_RETRY, 0, "self-signed certificate" },
	{ "min_tls=1.3", "smtp", "", LB_RETRY, 0, "" },
	/* signing in */
	{ SIGN_IN "|auth=535 5.7.8 wrong", "smtp", AS_BO, LB_RETRY, 900, "does not let bo sign in" },
	{ SIGN_IN "|auth=535 5.7.8 wrong|mail=250 ok", "smtp", AS_BO, LB_RETRY, 900, "does not let bo sign in" },
	{ SIGN_IN "|auth=454 later", "smtp", AS_BO, LB_RETRY, 900, "later" },
	{ "tls=AUTH XOAUTH2|user=bo|mail=250 ok", "smtp", AS_BO, LB_RETRY, 900, "no way to sign in" },
	{ "mail=250 ok", "smtp", AS_BO, LB_RETRY, 900, "no way to sign in" },
	{ SIGN_IN "|hang=auth", "smtp", AS_BO, LB_RETRY, 0, "" },
	{ SIGN_IN "|drop=auth", "smtp", AS_BO, LB_RETRY, 0, "" },
	/* the same over libcurl */
	{ "smtps=1|greeting=554 go away", "smtps", "", LB_RETRY, 0, "554" },
	{ "smtps=1|mail=451 later", "smtps", "", LB_RETRY, 0, "451 later" },
	{ "smtps=1|mail=553 not you", "smtps", "", LB_REJECT, 0, "553 not you" },
	{ "smtps=1|rcpt=450 greylisted", "smtps", "", LB_RETRY, 0, "450 greylisted" },
	{ "smtps=1|rcpt=550 no such user", "smtps", "", LB_REJECT, 0, "550 no such user" },
	{ "smtps=1|data=451 no room", "smtps", "", LB_RETRY, 0, "451 no room" },
	{ "smtps=1|data=554 never", "smtps", "", LB_REJECT, 0, "554 never" },
	{ "smtps=1|final=452 disk full", "smtps", "", LB_RETRY, 0, "452 disk full" },
	{ "smtps=1|final=554 spam", "smtps", "", LB_REJECT, 0, "554 spam" },
	{ "smtps=1|drop=rcpt", "smtps", "", LB_RETRY, 0, "" },
	{ "smtps=1|drop=final", "smtps", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "smtps=1|hang=greeting", "smtps", "", LB_RETRY, 0, "time" },
	{ "smtps=1|hang=final", "smtps", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "backlog=1", "smtps", "", LB_RETRY, 0, "onnect" },
	{ "smtps=1|cert=wrong", "smtps", "", LB_RETRY, 0, "localhost" },
	{ "smtps=1|cert=expired", "smtps", "", LB_RETRY, 0, "expired" },
	{ "smtps=1|cert=selfsigned", "smtps", "", LB_RETRY, 0, "self" },
	{ "hang=greeting", "smtps", "", LB_RETRY, 0, "" },
	{ "no_tls=1|ehlo=AUTH PLAIN|user=bo|password=secret", "smtp", BY_CURL, LB_RETRY, 0, "offers no STARTTLS" },
	{ "inject=1|" SIGN_IN, "smtp", BY_CURL, LB_RETRY, 0, "tampering" },
	{ SIGN_IN "|auth=535 5.7.8 wrong", "smtp", BY_CURL, LB_RETRY, 900, "5.7.8 wrong" },
	{ "mail=250 ok", "smtp", BY_CURL, LB_RETRY, 900, "no way to sign in" },
	{ "tls=AUTH XOAUTH2|user=bo|mail=250 ok", "smtp", BY_CURL, LB_RETRY, 900, "sign in" },
	{ "tls=AUTH XOAUTH2|user=bo|password=new", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"echo\",\"old\"]", LB_RETRY, 900, "does not let bo sign in" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"false\"]", LB_RETRY, 0, "false failed" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"/nonexistent\"]", LB_RETRY, 0, "/nonexistent" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"sleep\",\"60\"]", LB_RETRY, 0, "no answer in time" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"echo\",\"two\",\"words\"]", LB_RETRY, 0, "one access token" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_file\":\"/nonexistent/t\"", LB_RETRY, 0, "/nonexistent/t" },
};
/* clang-format on */

/* Refused before the end, or not over an encrypted connection: nothing of
 * the mail may have been sent. */
static bool
may_have_mail(const struct bad *bad)
{
	return bad->result == LB_UNKNOWN || strstr(bad->how, "final=") ||
	       strstr(bad->how, "drop=body");
}

static void
check_bad(const struct bad *bad)
{
	struct world w = world_new(bad->how, bad->scheme, bad->more);
	double start = seconds();
	enum lb_result result = deliver(&w);
	double took = seconds() - start;
	char *mail = smtp_file(folder, "smtp.mail");
	char *log = smtp_file(folder, "smtp.log");

	if (result != bad->result || fake_after_s(w.host) != bad->after_s)
		fail_msg("%s: %d after %d: %s\n%s", bad->how, result,
		    fake_after_s(w.host), fake_why(w.host), log);
	if (!strstr(fake_why(w.host), bad->why))
		fail_msg("%s: %s", bad->how, fake_why(w.host));
	assert_has(
	    fake_why(w.host), strstr(bad->more, "token_") ? "" : "localhost:");
	assert_lacks(fake_why(w.host), "secret");
	if (strstr(mail, "Subject") && !may_have_mail(bad))
		fail_msg("%s: sent all the same\n%s", bad->how, log);
	if (took > 4)
		fail_msg("%s: took %.1f s", bad->how, took);
	assert_null(fake_receipt(w.host));
	free(mail);
	free(log);
	world_free(&w);
}

static void
deliver__bad_servers__each_has_its_result_and_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(bads); i++)
		check_bad(&bads[i]);
}

/* The log of one delivery. */
static char *
log_of(const char *how, const char *scheme, const char *more)
{
	struct world w = world_new(how, scheme, more);

	deliver(&w);
	world_free(&w);
	return smtp_file(folder, "smtp.log");
}

static void
deliver__no_encryption__no_word_of_mail_or_password_is_sent(void **state)
{
	static const struct good table[] = {
		{ "no_tls=1|ehlo=AUTH PLAIN", "smtp", AS_BO },
		{ "no_tls=1|ehlo=AUTH PLAIN", "smtp", BY_CURL },
		{ "no_tls=1", "smtp", "" },
		{ "starttls=454 no|ehlo=AUTH PLAIN", "smtp", AS_BO },
		{ "starttls=454 no|ehlo=AUTH PLAIN", "smtp", BY_CURL },
		{ "starttls=501 no", "smtp", "" },
		{ "inject=1", "smtp", AS_BO },
		{ "cert=wrong|ehlo=AUTH PLAIN", "smtp", AS_BO },
		{ "cert=wrong|ehlo=AUTH PLAIN", "smtp", BY_CURL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char *log =
		    log_of(table[i].how, table[i].scheme, table[i].more);

		assert_lacks(log, "MAIL FROM");
		assert_lacks(log, "< AUTH");
		assert_lacks(log, "RCPT");
		free(log);
	}
}

static void
deliver__sign_in_failed__no_mail_command_is_believed(void **state)
{
	char *log = log_of(SIGN_IN "|auth=535 no|mail=250 ok", "smtp", AS_BO);

	(void)state;
	assert_has(log, "AUTH");
	assert_lacks(log, "message of");
	free(log);
}

static void
deliver__server_name__sent_as_sni(void **state)
{
	static const char *const schemes[] = { "smtp", "smtps" };

	(void)state;
	for (size_t i = 0; i < N_OF(schemes); i++) {
		char *log = log_of(i ? "smtps=1" : OFFERS, schemes[i], "");

		assert_has(log, "SNI localhost\n");
		free(log);
	}
}

static void
deliver__libesmtp__tls_1_2_and_no_certificate_of_ours(void **state)
{
	char *log, *home = mem_printf("%s/home", folder);
	char *make = mem_printf("mkdir -p %s/.config/libesmtp/private && cp "
				"%s/client.pem %s/.config/libesmtp/private/"
				"smtp-starttls.pem && chmod -R go-rwx %s",
	    home, folder, home, home);

	(void)state;
	assert_int_equal(system(make), 0);
	setenv("HOME", home, 1);
	log = log_of("want_cert=1", "smtp", "");
	assert_has(log, "TLS TLSv1.2\n");
	assert_has(log, "client certificate False\n");
	free(log);
	free(make);
	free(home);
}

static void
deliver__dsn_offered__asked_for_with_the_notice_as_envelope_id(void **state)
{
	char *log = log_of("tls=DSN", "smtp", "");

	(void)state;
	assert_has(log, "< MAIL FROM:<bot@nordlys.example> RET=HDRS "
			"ENVID=01JD0Z\n");
	assert_has(log, "NOTIFY=FAILURE,DELAY");
	assert_has(log, "ORCPT=rfc822;anna@nordlys.example");
	free(log);
	log = log_of("tls=PIPELINING", "smtp", "");
	assert_lacks(log, "NOTIFY");
	free(log);
}

static void
deliver__hello_and_bounces__as_set(void **state)
{
	static const struct good table[] = {
		{ OFFERS, "smtp",
		    "\"bounces\":\"Bounce <bounce@nordlys.example>\"" },
		{ "smtps=1", "smtps",
		    "\"bounces\":\"bounce@nordlys.example\"" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char *log =
		    log_of(table[i].how, table[i].scheme, table[i].more);

		assert_has(log, "< EHLO bot.example\n");
		assert_has(log, "< MAIL FROM:<bounce@nordlys.example>");
		assert_has(log, "< RCPT TO:<anna@nordlys.example>");
		free(log);
	}
}

/* With Nagle's algorithm, and a server that delays its ACK, each would take
 * 40 ms more. */
static void
deliver__twenty_mails__none_waits_for_an_ack(void **state)
{
	static const char *const hows[] = { "no_tls=1",
		"no_tls=1|ehlo=PIPELINING" };

	(void)state;
	for (size_t i = 0; i < N_OF(hows); i++) {
		struct world w =
		    world_new(hows[i], "smtp", "\"starttls\":\"never\"");
		double start = seconds(), took;

		for (size_t n = 0; n < 20; n++)
			assert_int_equal(deliver(&w), LB_DONE);
		took = seconds() - start;
		print_message("%s: %.0f mails/s, one session each\n", hows[i],
		    20 / took);
		assert_true(took < 20 * 0.040);
		world_free(&w);
	}
}

static void
deliver__bad_address__never_reaches_the_server(void **state)
{
	static const char *const targets[] = {
		"anna@x.example>\r\nRCPT TO:<evil@evil.example",
		"anna@x.example\r\nBcc: evil@evil.example",
		"ærø@x.example",
		"#kunderedning",
		"",
		"\"a b\"@x.example",
	};
	struct world w = world_new(OFFERS, "smtp", "");
	char *log;

	(void)state;
	for (size_t i = 0; i < N_OF(targets); i++) {
		struct lb_notice notice = a_notice();

		notice.target = targets[i];
		assert_int_equal(
		    loopbell_plugin.notifier->deliver(w.state, &notice),
		    LB_REJECT);
	}
	world_free(&w);
	log = smtp_file(folder, "smtp.log");
	assert_string_equal(log, "");
	free(log);
}

static void
deliver__nobody_listens__retry_with_the_reason(void **state)
{
	static const char *const schemes[] = { "smtp", "smtps" };

	(void)state;
	for (size_t i = 0; i < N_OF(schemes); i++) {
		struct world w = { .server = smtp_server_start(folder, "") };

		smtp_server_stop(&w.server);
		world_open(&w, schemes[i], "");
		assert_int_equal(deliver(&w), LB_RETRY);
		assert_has(fake_why(w.host), "onnect");
		fake_host_free(w.host);
	}
}

static void
deliver__token_file__read_for_each_mail(void **state)
{
	char *path = mem_printf("%s/token", folder);
	char *more = mem_printf("\"user\":\"bo\",\"auth\":\"xoauth2\","
				"\"token_file\":\"%s\"",
	    path);
	static const struct {
		const char *token;
		enum lb_result result;
	} table[] = { { "old", LB_RETRY }, { "tok3n\n", LB_DONE } };
	struct world w =
	    world_new("tls=AUTH XOAUTH2|user=bo|password=tok3n", "smtp", more);

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		FILE *f = fopen(path, "w");

		fprintf(f, "%s", table[i].token);
		fclose(f);
		assert_int_equal(deliver(&w), table[i].result);
	}
	free(path);
	free(more);
	world_free(&w);
}

static void
probe__good_servers__says_each_step_and_sends_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(goods); i++) {
		struct world w =
		    world_new(goods[i].how, goods[i].scheme, goods[i].more);
		char *log;

		if (!loopbell_plugin.probe(w.state))
			fail_msg("%s: %s", goods[i].how, fake_why(w.host));
		assert_has(fake_log(w.host), "connected to localhost:");
		assert_has(fake_log(w.host), strstr(goods[i].more, "never")
						 ? "not encrypted"
						 : "encrypted, and");
		assert_has(fake_log(w.host), strstr(goods[i].more, "user")
						 ? "signed in as bo"
						 : "nobody signed in");
		world_free(&w);
		log = smtp_file(folder, "smtp.log");
		assert_lacks(log, "MAIL FROM");
		free(log);
	}
}

static void
probe__bad_servers__fails_with_what_to_do(void **state)
{
	/* clang-format off */
	static const struct bad table[] = {
		{ "no_tls=1", "smtp", "", LB_DONE, 0, "offers no STARTTLS" },
		{ "cert=wrong", "smtp", "", LB_DONE, 0, "localhost" },
		{ "cert=expired", "smtp", "", LB_DONE, 0, "expired" },
		{ SIGN_IN "|auth=535 wrong", "smtp", AS_BO, LB_DONE, 0, "does not let bo sign in: wrong: check user and password" },
		{ "tls=", "smtp", AS_BO, LB_DONE, 0, "no way to sign in" },
		{ "hang=greeting", "smtp", "", LB_DONE, 0, "time" },
		{ "greeting=554 no", "smtp", "", LB_DONE, 0, "554" },
		{ "inject=1", "smtp", "", LB_DONE, 0, "tampering" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct world w =
		    world_new(table[i].how, table[i].scheme, table[i].more);

		assert_false(loopbell_plugin.probe(w.state));
		if (!strstr(fake_why(w.host), table[i].why))
			fail_msg("%s: %s", table[i].how, fake_why(w.host));
		assert_lacks(fake_why(w.host), "secret");
		world_free(&w);
	}
}

#define FROM "\"from\":\"bot@x.example\""
#define SERVER "\"server\":\"smtp://mail.x.example\""

static void
open__bad_settings__said_in_words(void **state)
{
	/* clang-format off */
	static const struct {
		const char *settings, *says;
	} table[] = {
		{ "{" FROM "}", "server" },
		{ "{" SERVER "}", "from" },
		{ "{" SERVER ",\"from\":\"me\"}", "from: \"me\" is not an e-mail address" },
		{ "{" SERVER "," FROM ",\"reply_to\":\"x\"}", "reply_to:" },
		{ "{" SERVER "," FROM ",\"bounces\":\"a@b\\r\\n\"}", "bounces:" },
		{ "{" SERVER "," FROM ",\"id_domain\":\"a b\"}", "id_domain:" },
		{ "{" SERVER "," FROM ",\"hello\":\"a\\r\\nMAIL\"}", "hello:" },
		{ "{" FROM ",\"server\":\"mail.x.example\"}", "write smtp://host:port" },
		{ "{" FROM ",\"server\":\"http://mail.x.example\"}", "write smtp://host:port" },
		{ "{" FROM ",\"server\":\"smtp://\"}", "is not a host name" },
		{ "{" FROM ",\"server\":\"smtp://bo@x.example\"}", "is not a host name" },
		{ "{" FROM ",\"server\":\"smtp://[::1]:25\"}", "IPv6" },
		{ "{" FROM ",\"server\":\"smtp://x.example:0\"}", "from 1 to 65535" },
		{ "{" FROM ",\"server\":\"smtp://x.example:99999\"}", "from 1 to 65535" },
		{ "{" FROM ",\"server\":\"smtp://x.example:25/y\"}", "nothing may follow" },
		{ "{" SERVER "," FROM ",\"user\":\"bo\"}", "password is missing" },
		{ "{" SERVER "," FROM ",\"password\":\"secret\"}", "user is missing" },
		{ "{" SERVER "," FROM ",\"auth\":\"xoauth2\"}", "xoauth2 needs user" },
		{ "{" SERVER "," FROM ",\"token_file\":\"/x\"}", "set auth" },
		{ "{" SERVER "," FROM "," AS_BO ",\"starttls\":\"never\"}", "clear text" },
		{ "{" FROM ",\"server\":\"smtps://x.example\",\"starttls\":\"never\"}", "starttls is for smtp://" },
		{ "{" SERVER "," FROM ",\"starttls\":\"maybe\"}", "starttls" },
		{ "{" SERVER "," FROM ",\"timeout\":\"0\"}", "timeout" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct lb_host *host = fake_host_new();

		assert_null(
		    fake_open(host, &loopbell_plugin, table[i].settings));
		if (!strstr(fake_why(host), table[i].says))
			fail_msg("%s: %s", table[i].settings, fake_why(host));
		assert_lacks(fake_why(host), "secret");
		fake_host_free(host);
	}
}

static void
open__ca_file_missing__says_which(void **state)
{
	struct lb_host *host = fake_host_new();

	(void)state;
	fake_set_world(host, "Nordlys", "da", "/nonexistent/ca.pem");
	assert_null(
	    fake_open(host, &loopbell_plugin, "{" SERVER "," FROM "}"));
	assert_has(fake_why(host), "/nonexistent/ca.pem");
	fake_host_free(host);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    deliver__good_servers__the_mail_arrives_unchanged),
		cmocka_unit_test(
		    deliver__two_mails_in_one_process__both_arrive),
		cmocka_unit_test(
		    deliver__bad_servers__each_has_its_result_and_sentence),
		cmocka_unit_test(
		    deliver__no_encryption__no_word_of_mail_or_password_is_sent),
		cmocka_unit_test(
		    deliver__sign_in_failed__no_mail_command_is_believed),
		cmocka_unit_test(deliver__server_name__sent_as_sni),
		cmocka_unit_test(
		    deliver__libesmtp__tls_1_2_and_no_certificate_of_ours),
		cmocka_unit_test(
		    deliver__dsn_offered__asked_for_with_the_notice_as_envelope_id),
		cmocka_unit_test(deliver__hello_and_bounces__as_set),
		cmocka_unit_test(deliver__twenty_mails__none_waits_for_an_ack),
		cmocka_unit_test(
		    deliver__bad_address__never_reaches_the_server),
		cmocka_unit_test(
		    deliver__nobody_listens__retry_with_the_reason),
		cmocka_unit_test(deliver__token_file__read_for_each_mail),
		cmocka_unit_test(
		    probe__good_servers__says_each_step_and_sends_nothing),
		cmocka_unit_test(probe__bad_servers__fails_with_what_to_do),
		cmocka_unit_test(open__bad_settings__said_in_words),
		cmocka_unit_test(open__ca_file_missing__says_which),
	};
	int failed;

	folder = smtp_folder_new();
	if (!folder) {
		printf("SKIP: openssl or python3 is not installed\n");
		return 77;
	}
	ca_file = mem_printf("%s/ca.pem", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	smtp_folder_free(folder);
	free(ca_file);
	return failed;
}
