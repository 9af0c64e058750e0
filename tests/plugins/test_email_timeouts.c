/* SPDX-License-Identifier: ISC */
/*
 * test_email_timeouts.c - servers that do not answer, and commands that do not
 * end: nothing waits longer than it was told to.
 */
#include <time.h>

#include "notifiers/email/token.h"
#include "notifiers/email/transport.h"
#include "plugins/smtp_server.h"
#include "sdk/mem.h"
#include "test.h"

/* A reply may take this long, a whole delivery twice as long; the least that
 * libcurl can be told for one reply is a second. */
enum { TIMEOUT_MS = 200, WAITED_MAX_MS = 1900 };

#define SIGN_IN "tls=AUTH PLAIN|user=bo|password=secret"

static char *ca_file;

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct server
a_server(int port, bool is_smtps, const char *user)
{
	return (struct server){ .is_smtps = is_smtps,
		.host = (char *)"localhost",
		.port = port,
		.user = user,
		.hello = "bot.example",
		.ca_file = ca_file,
		.timeout_ms = TIMEOUT_MS };
}

static struct outcome
outcome_of(const struct server *server)
{
	const struct transport *transport =
	    server->is_smtps ? &smtp_curl : &smtp_esmtp;
	const char *to = "anna@nordlys.example";
	struct buf message = BUF_INIT;
	struct mail mail = { .id = "01JD0Z",
		.from = "bot@nordlys.example",
		.to = &to,
		.n_to = 1,
		.message = &message,
		.secret = "secret" };
	struct outcome outcome;
	struct error err;
	void *state = transport->open(server, &err);

	assert_non_null(state);
	buf_puts(&message, "Subject: x\r\n\r\n");
	while (message.size < 20000) /* several pieces with BDAT */
		buf_puts(&message, "something of the customer's\r\n");
	transport->send(state, &mail, &outcome);
	transport->close(state);
	buf_release(&message);
	return outcome;
}

struct silence {
	const char *how;
	bool is_smtps;
	const char *user;
	enum lb_result result;
	const char *why;
};

/* clang-format off */
static const struct silence silences[] = {
	{ "hang=greeting", false, NULL, LB_RETRY, "" },
	{ "hang=hello", false, NULL, LB_RETRY, "" },
	{ "hang=starttls", false, NULL, LB_RETRY, "" },
	{ "hang=mail", false, NULL, LB_RETRY, "" },
	{ "hang=rcpt", false, NULL, LB_RETRY, "" },
	{ "hang=data", false, NULL, LB_RETRY, "" },
	{ "hang=final", false, NULL, LB_UNKNOWN, "may have arrived" },
	{ "hang=final|tls=CHUNKING,PIPELINING", false, NULL, LB_UNKNOWN, "may have arrived" },
	{ SIGN_IN "|hang=auth", false, "bo", LB_RETRY, "" },
	{ "backlog=1", false, NULL, LB_RETRY, "no connection within the timeout" },
	{ "delay=120", false, NULL, LB_RETRY, "no answer within the timeout" },
	{ "smtps=1|hang=greeting", true, NULL, LB_RETRY, "time" },
	{ "smtps=1|hang=rcpt", true, NULL, LB_RETRY, "time" },
	{ "smtps=1|hang=final", true, NULL, LB_UNKNOWN, "may have arrived" },
	{ "backlog=1", true, NULL, LB_RETRY, "onnect" },
	{ "hang=greeting", true, NULL, LB_RETRY, "" }, /* not even TLS */
};
/* clang-format on */

static void
send__no_answer__ends_in_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(silences); i++) {
		const struct silence *s = &silences[i];
		struct server server =
		    a_server(smtp_start(s->how), s->is_smtps, s->user);
		int64_t start = now_ms();
		struct outcome outcome = outcome_of(&server);

		if (now_ms() - start > WAITED_MAX_MS)
			fail_msg(
			    "%s: took %d ms", s->how, (int)(now_ms() - start));
		if (outcome.result != s->result ||
		    !strstr(outcome.why.text, s->why))
			fail_msg("%s: %d: %s", s->how, outcome.result,
			    outcome.why.text);
		smtp_stop();
	}
}

/* libesmtp is told in ms, and to leave RFC 5321's minima of minutes; else the
 * alarm would end it after SERVER_TIMEOUTS as many. */
static void
send__silent_greeting__waits_one_timeout_not_two(void **state)
{
	struct server server =
	    a_server(smtp_start("hang=greeting"), false, NULL);
	int64_t start = now_ms();
	struct outcome outcome;

	(void)state;
	server.timeout_ms = 600;
	outcome = outcome_of(&server);
	assert_int_equal(outcome.result, LB_RETRY);
	assert_in_range(now_ms() - start, 500, 1100);
	smtp_stop();
}

static void
probe__no_answer__ends_in_time(void **state)
{
	struct server server =
	    a_server(smtp_start("hang=greeting"), false, NULL);
	struct probe probe;
	struct error err;

	(void)state;
	assert_false(smtp_curl_probe(&server, NULL, &probe, &err));
	assert_non_null(strstr(err.text, "time"));
	smtp_stop();
}

static void
token__command_does_not_end__ended_in_time(void **state)
{
	static const char *const command[] = { "sleep", "60", NULL };
	struct token token = { .command = command, .timeout_ms = TIMEOUT_MS };
	struct error err;

	(void)state;
	assert_null(token_get(&token, &err));
	assert_string_equal(
	    err.text, "token_command: sleep: gives no answer in time");
}

static void
token__endless_answer__ended(void **state)
{
	static const char *const command[] = { "yes", NULL };
	struct token token = { .command = command, .timeout_ms = 5000 };
	struct error err;

	(void)state;
	assert_null(token_get(&token, &err));
	assert_string_equal(
	    err.text, "token_command: yes: gives more than a token");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(send__no_answer__ends_in_time),
		cmocka_unit_test(
		    send__silent_greeting__waits_one_timeout_not_two),
		cmocka_unit_test(probe__no_answer__ends_in_time),
		cmocka_unit_test(token__command_does_not_end__ended_in_time),
		cmocka_unit_test(token__endless_answer__ended),
	};
	int failed;

	if (!smtp_open()) {
		printf("SKIP: openssl or python3 is not installed\n");
		return 77;
	}
	ca_file = mem_printf("%s/ca.pem", smtp_folder());
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	smtp_close();
	free(ca_file);
	return failed;
}
