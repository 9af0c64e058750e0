/* SPDX-License-Identifier: ISC */
/* test_email_failures.c - the email plugin against servers that refuse, break
 * off or cannot be trusted. */
#include "plugins/email_world.h"
#include "sdk/mem.h"

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
	{ "drop=final", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "drop=final|tls=CHUNKING,PIPELINING", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
	{ "hang=final|tls=CHUNKING,PIPELINING", "smtp", "", LB_UNKNOWN, 0, "may have arrived" },
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
	{ "smtps=1|cert=wrong", "smtps", "", LB_RETRY, 0, "localhost" },
	{ "smtps=1|cert=expired", "smtps", "", LB_RETRY, 0, "expired" },
	{ "smtps=1|cert=selfsigned", "smtps", "", LB_RETRY, 0, "self" },
	{ "no_tls=1|ehlo=AUTH PLAIN|user=bo|password=secret", "smtp", BY_CURL, LB_RETRY, 0, "offers no STARTTLS" },
	{ "inject=1|" SIGN_IN, "smtp", BY_CURL, LB_RETRY, 0, "tampering" },
	{ SIGN_IN "|auth=535 5.7.8 wrong", "smtp", BY_CURL, LB_RETRY, 900, "5.7.8 wrong" },
	{ "mail=250 ok", "smtp", BY_CURL, LB_RETRY, 900, "no way to sign in" },
	{ "tls=AUTH XOAUTH2|user=bo|mail=250 ok", "smtp", BY_CURL, LB_RETRY, 900, "sign in" },
	{ "tls=AUTH XOAUTH2|user=bo|password=new", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"echo\",\"old\"]", LB_RETRY, 900, "does not let bo sign in" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"false\"]", LB_RETRY, 0, "false failed" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"/nonexistent\"]", LB_RETRY, 0, "/nonexistent" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_command\":[\"echo\",\"two\",\"words\"]", LB_RETRY, 0, "one access token" },
	{ "tls=AUTH XOAUTH2", "smtp", "\"user\":\"bo\",\"auth\":\"xoauth2\",\"token_file\":\"/nonexistent/t\"", LB_RETRY, 0, "/nonexistent/t" },
};
/* clang-format on */

/* Refused before the end, or not over an encrypted connection: nothing of
 * the mail may have been sent. */
static bool
may_have_mail(const struct bad *bad)
{
	return bad->result == LB_UNKNOWN || strstr(bad->how, "final=");
}

static void
check_bad(const struct bad *bad)
{
	struct world w = world_new(bad->how, bad->scheme, bad->more);
	enum lb_result result = deliver(&w);
	char *mail, *log;

	smtp_stop();
	mail = smtp_file("smtp.mail");
	log = smtp_file("smtp.log");

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
	assert_null(fake_receipt(w.host));
	fake_host_free(w.host);
	free(mail);
	free(log);
}

static void
deliver__bad_servers__each_has_its_result_and_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(bads); i++)
		check_bad(&bads[i]);
}

static void
deliver__no_encryption__no_word_of_mail_or_password_is_sent(void **state)
{
	static const struct setup table[] = {
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
	log = smtp_file("smtp.log");
	assert_string_equal(log, "");
	free(log);
}

static void
deliver__nobody_listens__retry_with_the_reason(void **state)
{
	static const char *const schemes[] = { "smtp", "smtps" };

	(void)state;
	for (size_t i = 0; i < N_OF(schemes); i++) {
		int port = smtp_start("");
		struct world w;

		smtp_stop();
		w = world_at(port, "localhost", schemes[i], "");
		assert_int_equal(deliver(&w), LB_RETRY);
		assert_has(fake_why(w.host), "onnect");
		fake_host_free(w.host);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    deliver__bad_servers__each_has_its_result_and_sentence),
		cmocka_unit_test(
		    deliver__no_encryption__no_word_of_mail_or_password_is_sent),
		cmocka_unit_test(
		    deliver__bad_address__never_reaches_the_server),
		cmocka_unit_test(
		    deliver__nobody_listens__retry_with_the_reason),
	};

	return RUN_WITH_SERVER(tests);
}
