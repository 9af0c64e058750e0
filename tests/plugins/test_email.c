/* SPDX-License-Identifier: ISC */
/* test_email.c - the email plugin against servers that behave, over both of
 * its back-ends; and what its probe says. */
#include "notifiers/email/message.h"
#include "plugins/email_world.h"
#include "sdk/mem.h"

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
	char *mail = smtp_file("smtp.mail");
	struct buf want = BUF_INIT;
	struct error err;

	assert_true(message_write(&want, &notice, &sender, &err));
	assert_string_equal(mail, buf_str(&want));
	buf_release(&want);
	free(mail);
}

static const struct setup goods[] = {
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
	static const struct setup table[] = {
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
	static const struct setup table[] = {
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

static void
deliver__token_file__read_for_each_mail(void **state)
{
	char *path = mem_printf("%s/token", smtp_folder());
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
		log = smtp_file("smtp.log");
		assert_lacks(log, "MAIL FROM");
		free(log);
	}
}

struct refusal {
	const char *how, *scheme, *more, *why;
};

static void
probe__bad_servers__fails_with_what_to_do(void **state)
{
	/* clang-format off */
	static const struct refusal table[] = {
		{ "no_tls=1", "smtp", "", "offers no STARTTLS" },
		{ "cert=wrong", "smtp", "", "localhost" },
		{ "cert=expired", "smtp", "", "expired" },
		{ SIGN_IN "|auth=535 wrong", "smtp", AS_BO, "does not let bo sign in: wrong: check user and password" },
		{ "tls=", "smtp", AS_BO, "no way to sign in" },
		{ "greeting=554 no", "smtp", "", "554" },
		/* what libesmtp could not do when it has to send */
		{ "min_tls=1.3", "smtp", "", "" },
		{ "tls=AUTH CRAM-MD5|user=bo|password=secret", "smtp", AS_BO, "sign in" },
		{ "inject=1", "smtp", "", "tampering" },
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    deliver__good_servers__the_mail_arrives_unchanged),
		cmocka_unit_test(
		    deliver__two_mails_in_one_process__both_arrive),
		cmocka_unit_test(
		    deliver__dsn_offered__asked_for_with_the_notice_as_envelope_id),
		cmocka_unit_test(deliver__hello_and_bounces__as_set),
		cmocka_unit_test(deliver__token_file__read_for_each_mail),
		cmocka_unit_test(
		    probe__good_servers__says_each_step_and_sends_nothing),
		cmocka_unit_test(probe__bad_servers__fails_with_what_to_do),
	};

	return RUN_WITH_SERVER(tests);
}
