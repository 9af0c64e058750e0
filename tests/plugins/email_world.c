/* SPDX-License-Identifier: ISC */
/* email_world.c - the email plugin in a fake host, beside a fake server. */
#include "email_world.h"

#include "sdk/mem.h"

static char *ca_file;

struct world
world_at(int port, const char *host, const char *scheme, const char *more)
{
	struct world w = { .port = port, .host = fake_host_new() };
	/* valgrind needs more time than a server has: 30s */
	const char *slow = getenv("LOOPBELL_TEST_TIMEOUT");
	char *settings = mem_printf(
	    "{\"server\":\"%s://%s:%d\",\"timeout\":\"%s\",\"from\":"
	    "\"Loopbell <bot@nordlys.example>\",\"hello\":\"bot.example\""
	    "%s%s}",
	    scheme, host, port, slow ? slow : "1s", *more ? "," : "", more);

	fake_set_world(w.host, "Nordlys", "da", ca_file);
	w.state = fake_open(w.host, &loopbell_plugin, settings);
	free(settings);
	if (!w.state)
		fail_msg("%s", fake_why(w.host));
	return w;
}

struct world
world_new(const char *how, const char *scheme, const char *more)
{
	return world_at(smtp_start(how), "localhost", scheme, more);
}

void
world_free(struct world *w)
{
	fake_host_free(w->host);
	smtp_stop();
}

struct lb_notice
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

enum lb_result
deliver(struct world *w)
{
	struct lb_notice notice = a_notice();

	return loopbell_plugin.notifier->deliver(w->state, &notice);
}

char *
log_of(const char *how, const char *scheme, const char *more)
{
	struct world w = world_new(how, scheme, more);

	deliver(&w);
	world_free(&w);
	return smtp_file("smtp.log");
}

void
assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

void
assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
}

int
run_with_server(const struct CMUnitTest *tests, size_t n)
{
	int failed;

	if (!smtp_open()) {
		printf("SKIP: openssl or python3 is not installed\n");
		return 77;
	}
	ca_file = mem_printf("%s/ca.pem", smtp_folder());
	failed = _cmocka_run_group_tests("email", tests, n, NULL, NULL);
	smtp_close();
	free(ca_file);
	return failed;
}
