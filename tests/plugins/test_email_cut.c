/* SPDX-License-Identifier: ISC */
/*
 * test_email_cut.c - a session that is cut or falls silent at each of its
 * steps: what did not get to its final dot was not taken, and nobody can tell
 * of what did.  And whatever happens, a notice keeps its Message-ID.
 */
#include <unistd.h>

#include "plugins/email_world.h"
#include "sdk/mem.h"

static const char *const ways[][2] = {
	{ "tls=AUTH PLAIN,DSN|user=bo|password=secret", "smtp" },
	{ "tls=AUTH PLAIN,DSN,PIPELINING|user=bo|password=secret", "smtp" },
	{ "tls=AUTH PLAIN,CHUNKING|user=bo|password=secret", "smtp" },
	{ "tls=AUTH PLAIN,CHUNKING,PIPELINING|user=bo|password=secret",
	    "smtp" },
	{ "smtps=1|tls=AUTH PLAIN|user=bo|password=secret", "smtps" },
};

/* In the order of the session.  libcurl ends the session after the answer to
 * the dot, and waits for the goodbye; neither changes what that answer was. */
static const struct {
	const char *step;
	enum lb_result result;
	bool is_big; /* so that it is not on its way as a whole: pipelining */
	bool hangs;  /* tried, too; test_email_timeouts.c has the others */
} steps[] = {
	{ "greeting", LB_RETRY, false, false },
	{ "hello", LB_RETRY, false, false },
	{ "starttls", LB_RETRY, false, false },
	{ "tls_hello", LB_RETRY, false, false },
	{ "auth", LB_RETRY, false, false },
	{ "mail", LB_RETRY, true, false },
	{ "rcpt", LB_RETRY, true, false },
	{ "data", LB_RETRY, true, false },
	{ "middle", LB_RETRY, true, true },
	{ "final", LB_UNKNOWN, false, false },
	{ "quit", LB_DONE, false, false },
};

/* Larger than what the kernel keeps for a server that does not read. */
static char *
big_picture(void)
{
	char *path = mem_printf("%s/big.png", smtp_folder());
	size_t size = 4000 * 1024;
	char *bytes = mem_new(size, 1);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	memcpy(bytes, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
	free(bytes);
	return path;
}

/* Does this way have that step?  With smtps:// all is encrypted from the
 * start; CHUNKING has no DATA. */
static bool
has_step(size_t way, const char *step)
{
	bool is_tls = strcmp(ways[way][1], "smtps") == 0;
	bool has_data = strstr(ways[way][0], "CHUNKING") == NULL;

	if (strcmp(step, "hello") == 0 || strcmp(step, "starttls") == 0)
		return !is_tls;
	return has_data || strcmp(step, "data") != 0;
}

static void
check_step(size_t way, const char *does, size_t i, const char *picture)
{
	char *how = mem_printf("%s|%s=%s", ways[way][0], does, steps[i].step);
	struct world w = world_new(how, ways[way][1], AS_BO);
	struct lb_notice notice = a_notice();
	enum lb_result result;
	char *log, *mail;

	notice.picture = steps[i].is_big ? picture : NULL;
	result = loopbell_plugin.notifier->deliver(w.state, &notice);
	smtp_stop();
	log = smtp_file("smtp.log");
	mail = smtp_file("smtp.mail");
	if (result != steps[i].result)
		fail_msg("%s: %d: %s\n%s", how, result, fake_why(w.host), log);
	/* Told again, it must not have been taken. */
	if (result == LB_RETRY)
		assert_string_equal(mail, "");
	else
		assert_has(
		    mail, "\r\nMessage-ID: <01JD0Z@nordlys.example>\r\n");
	if (result == LB_UNKNOWN)
		assert_has(fake_why(w.host), "may have arrived");
	assert_int_equal(result == LB_DONE, fake_receipt(w.host) != NULL);
	fake_host_free(w.host);
	free(log);
	free(mail);
	free(how);
}

static void
check_steps(const char *does)
{
	bool is_cut = strcmp(does, "drop") == 0;
	char *picture = big_picture();

	for (size_t way = 0; way < N_OF(ways); way += is_cut ? 1 : 4)
		for (size_t i = 0; i < N_OF(steps); i++)
			if (has_step(way, steps[i].step) &&
			    (is_cut || steps[i].hangs))
				check_step(way, does, i, picture);
	unlink(picture);
	free(picture);
}

static void
deliver__cut_at_each_step__unknown_after_the_dot_alone(void **state)
{
	(void)state;
	check_steps("drop");
}

static void
deliver__silent_in_the_middle__is_not_taken(void **state)
{
	(void)state;
	check_steps("hang");
}

/* ---- One Message-ID for ever. */

static char *
mail_of_next(
    const char *how, const struct lb_notice *notice, enum lb_result result)
{
	struct world w = world_new(how, "smtp", "");
	char *mail;

	if (loopbell_plugin.notifier->deliver(w.state, notice) != result)
		fail_msg("%s: %s", how, fake_why(w.host));
	world_free(&w);
	mail = smtp_file("smtp.mail");
	return mail;
}

/* Each is another process, as after a restart of the bot. */
static void
deliver__again_and_again__the_same_mail_to_the_byte(void **state)
{
	static const struct {
		const char *how;
		enum lb_result result;
	} tries[] = {
		{ "final=452 disk full", LB_RETRY },
		{ "final=451 later|" OFFERS, LB_RETRY },
		{ "drop=final", LB_UNKNOWN },
		{ "hang=final|tls=CHUNKING", LB_UNKNOWN },
		{ OFFERS, LB_DONE },
		{ "tls=", LB_DONE },
	};
	static const char *const receipts[] = { NULL,
		"<01JCZZ@nordlys.example>" };

	(void)state;
	for (size_t k = 0; k < N_OF(receipts); k++) {
		struct lb_notice notice = a_notice();
		char *first = NULL;

		notice.receipt = receipts[k];
		for (size_t i = 0; i < N_OF(tries); i++) {
			char *mail = mail_of_next(
			    tries[i].how, &notice, tries[i].result);

			assert_has(mail,
			    "\r\nMessage-ID: <01JD0Z@nordlys.example>\r\n");
			if (first == NULL)
				first = mem_string(mail);
			assert_string_equal(mail, first);
			free(mail);
		}
		free(first);
	}
}

/* A template that was changed, a name that was corrected: the same notice. */
static void
deliver__said_otherwise__keeps_its_message_id(void **state)
{
	struct lb_notice notice = a_notice();
	char *mail;

	(void)state;
	notice.headline = "Noget andet";
	notice.text = "Rettet";
	notice.target = "bo@nordlys.example";
	notice.thread = "<01JCAA@nordlys.example>";
	mail = mail_of_next(OFFERS, &notice, LB_DONE);
	assert_has(mail, "\r\nMessage-ID: <01JD0Z@nordlys.example>\r\n");
	free(mail);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    deliver__cut_at_each_step__unknown_after_the_dot_alone),
		cmocka_unit_test(deliver__silent_in_the_middle__is_not_taken),
		cmocka_unit_test(
		    deliver__again_and_again__the_same_mail_to_the_byte),
		cmocka_unit_test(
		    deliver__said_otherwise__keeps_its_message_id),
	};

	return RUN_WITH_SERVER(tests);
}
