/* SPDX-License-Identifier: ISC */
/*
 * test_slack_setup.c - the slack plugin's settings, what probe says of them,
 * and delivering through an incoming webhook.
 */
#include "notifiers/slack/link.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_world.h"
#include "test.h"

static const char *const fire[] = { "fire", NULL };

static const struct lb_notice plain = {
	.id = "01JD0Z",
	.target = "#x",
	.headline = "Kunde D A/S gav 3",
	.quote = "<!channel> dumt",
	.mention = "anna@nordlys.example",
	.reactions = fire,
	.language = "da",
};

/* ---- Settings. */

static void
check__settings_that_cannot_work__are_refused(void **state)
{
	static const struct {
		const char *settings, *why;
	} cases[] = {
		/* clang-format off */
		{ "{}", "token is missing: the bot token, starts with xoxb-" },
		{ "{\"token\":\"xoxb-1\",\"webhook\":\"https://h.example/\"}", "token and webhook exclude each other" },
		{ "{\"token\":\"xapp-1\"}", "this is the app's token (xapp-)" },
		{ "{\"token\":\"xoxp-1\"}", "this is a user's token (xoxp-)" },
		{ "{\"token\":\"xoxe.xoxb-1\"}", "token that expires" },
		{ "{\"token\":\"https://hooks.slack.com/x\"}", "is it the webhook?" },
		{ "{\"token\":\"xoxb-1\\r\\nX-Evil: 1\"}", "no token of Slack's" },
		{ "{\"token\":\"secret\"}", "no token of Slack's" },
		{ "{\"token\":\"xoxb-1\",\"app_token\":\"xoxb-2\"}", "app_token: needs the app's token, which starts with xapp-: this is the bot token (xoxb-)" },
		{ "{\"token\":\"xoxb-1\",\"app_token\":\"xapp-1\\n\"}", "none of Slack's" },
		{ "{\"webhook\":\"https://hooks.slack.com/services/T/B/X\",\"app_token\":\"xapp-1\"}", "needs a token next to it" },
		{ "{\"webhook\":\"http://hooks.slack.com/services/T/B/X\"}", "webhook: must be an address that starts with https://" },
		{ "{\"webhook\":\"https://\"}", "webhook: must be" },
		{ "{\"webhook\":\"https://a b\"}", "webhook: must be" },
		{ "{\"webhook\":\"http://localhost.evil.example/\"}", "webhook: must be" },
		{ "{\"token\":\"xoxb-1\",\"api\":\"ftp://x\"}", "api: must be an address that starts with https://" },
		{ "{\"token\":\"xoxb-1\",\"api\":\"http://slack.com/api/\"}", "api: must be an address that starts with https://: with http:// anybody on the way could read along" },
		{ "{\"token\":\"xoxb-1\",\"api\":\"http://127.0.0.1:80@evil.example/\"}", "api: must be an address without a user name" },
		{ "{\"token\":\"xoxb-1\",\"api\":\"\"}", "api: must be" },
		{ "{\"token\":\"xoxb-1\",\"api\":\"slack.com/api\"}", "api: must be" },
		{ "{\"token\":\"xoxb-1\",\"timeout\":\"5m\"}", "timeout" },
		{ "{\"token\":\"xoxb-1\",\"chanel\":\"x\"}", "chanel" },
		/* clang-format on */
	};
	struct lb_host *host = fake_host_new();

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		fake_forget(host);
		assert_null(
		    fake_open(host, &loopbell_plugin, cases[i].settings));
		if (strstr(fake_why(host), cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].settings, fake_why(host));
		assert_null(strstr(fake_why(host), "secret"));
	}
	fake_host_free(host);
}

static void
check__settings_that_can_work__are_taken(void **state)
{
	static const char *const cases[] = {
		"{\"token\":\"xoxb-12-ab-C\"}",
		"{\"webhook\":\"https://hooks.slack.com/services/T/B/X\"}",
		"{\"webhook\":\"http://127.0.0.1:1/x\"}",
		"{\"webhook\":\"http://localhost/x\"}",
		"{\"webhook\":\"http://[::1]:8080/x\"}",
		"{\"token\":\"xoxb-1\",\"api\":\"http://127.8.9.1/api\"}",
		"{\"token\":\"xoxb-1\",\"timeout\":\"60s\"}",
		"{\"token\":\"xoxb-1\",\"api\":\"https://a.example\"}",
	};
	struct lb_host *host = fake_host_new();

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_non_null(fake_open(host, &loopbell_plugin, cases[i]));
		fake_close(host);
	}
	fake_host_free(host);
}

/* ---- Probing. */

static bool
probe(struct world *w)
{
	fake_forget(w->host);
	return loopbell_plugin.probe(w->plugin);
}

static void
probe__all_scopes__says_who_it_is(void **state)
{
	struct world *w = *state;

	assert_true(probe(w));
	assert_string_equal(fake_log(w->host),
	    "info: the token is that of @loopbell in the workspace Nordlys\n"
	    "info: the bot is in #kundeglaede, #ledelse; /invite it in any "
	    "other it shall post to\n"
	    "info: without app_token nobody listens: messages have no "
	    "buttons, "
	    "and there is no /feedback\n");
	assert_int_equal(world_messages(w), 0);
}

static void
probe__scopes_missing__says_which_and_why(void **state)
{
	struct world *w = *state;

	/* chat:write.public is not chat:write. */
	world_post(w, "/_scopes", "chat:write.public,users:read");
	assert_false(probe(w));
	assert_non_null(strstr(
	    fake_why(w->host), "lacks the scope chat:write: nothing can"));
	world_post(w, "/_scopes", "chat:write");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host),
	    "warning: the token lacks the scope reactions:write: there are "
	    "no reactions; add it under OAuth & Permissions and install the "
	    "app anew\n"));
	assert_non_null(strstr(fake_log(w->host), "users:read.email"));
}

static void
probe__app_token__says_whether_it_listens(void **state)
{
	struct world *w = *state;

	world_use_app_token(w, "xapp-test-1");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "come over Socket Mode"));
	world_post(w, "/_scopes", "chat:write,users:read");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host),
	    "lacks the scope commands: there is no /feedback"));
	assert_non_null(strstr(fake_log(w->host), "reactions:read"));
	world_use_app_token(w, "xapp-wrong");
	assert_false(probe(w));
	assert_non_null(strstr(fake_why(w->host),
	    "app_token: Slack says invalid_auth: make one at"));
	assert_int_equal(world_messages(w), 0);
}

static void
probe__in_no_channel__says_so(void **state)
{
	struct world *w = *state;

	world_plan(w, "users.conversations",
	    "[{\"status\":200,\"body\":\"{\\\"ok\\\":true}\"}]");
	assert_true(probe(w));
	assert_non_null(
	    strstr(fake_log(w->host), "warning: the bot is in no channel"));
}

static void
probe__token_refused__says_what_to_do(void **state)
{
	static const struct {
		const char *answer, *why;
	} cases[] = {
		{ "[{\"error\":\"invalid_auth\"}]",
		    "token: invalid_auth: the token is wrong" },
		{ "[{\"error\":\"token_revoked\"}]",
		    "token: token_revoked: the token was withdrawn" },
		{ "[{\"status\":404,\"body\":\"<html>\"}]", "is api: right?" },
		/* libcurl tries once more by itself. */
		{ "[{\"do\":\"close\"},{\"do\":\"close\"}]",
		    "no answer from 127.0.0.1" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		world_plan(w, "auth.test", cases[i].answer);
		assert_false(probe(w));
		assert_non_null(strstr(fake_why(w->host), cases[i].why));
	}
}

static void
probe__webhook__posts_nothing(void **state)
{
	struct world *w = *state;

	world_use_webhook(w, "/services/T1/B1/good");
	assert_true(probe(w));
	assert_int_equal(world_messages(w), 0);
	world_use_webhook(w, "/services/T1/B1/gone");
	assert_false(probe(w));
	assert_non_null(
	    strstr(fake_why(w->host), "no_service: the webhook was removed"));
}

/* ---- The webhook. */

static void
webhook__notice__is_posted_as_json(void **state)
{
	struct world *w = *state;
	const cJSON *call;

	world_use_webhook(w, "/services/T1/B1/good");
	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	assert_null(fake_receipt(w->host));
	assert_int_equal(world_calls(w, NULL), 1);
	call = world_call(w, "webhook", 0);
	assert_string_equal(json_string(call, "content_type"),
	    "application/json; charset=utf-8");
	assert_null(json_string(call, "authorization"));
	assert_string_equal(json_string(json_member(call, "json"), "text"),
	    "\xf0\x9f\x92\xac Kunde D A/S gav 3\n&lt;!channel&gt; dumt");
	assert_int_equal(world_messages(w), 1);
}

static void
webhook__answers__have_their_result(void **state)
{
	static const struct {
		const char *answer;
		enum lb_result result;
		int after_s;
		const char *why;
	} cases[] = {
		/* clang-format off */
		{ "{\"status\":429,\"headers\":{\"Retry-After\":\"3\"}}", LB_RETRY, 3, "asks to wait" },
		{ "{\"status\":500,\"body\":\"rollup_error\"}", LB_RETRY, 0, "rollup_error" },
		{ "{\"status\":500,\"body\":\"<html>\"}", LB_UNKNOWN, 0, "HTTP 500" },
		{ "{\"status\":200,\"body\":\"<html>\"}", LB_UNKNOWN, 0, "not \"ok\"" },
		{ "{\"status\":404,\"body\":\"no_service\"}", LB_RETRY, 900, "make a new one" },
		{ "{\"status\":200,\"body\":\"no_service\\n\"}", LB_RETRY, 900, "make a new one" },
		{ "{\"status\":403,\"body\":\"action_prohibited\"}", LB_RETRY, 900, "settings forbid" },
		{ "{\"status\":410,\"body\":\"channel_is_archived\"}", LB_REJECT, 0, "unarchive" },
		{ "{\"status\":418,\"body\":\"teapot\"}", LB_RETRY, 900, "HTTP 418, not \"ok\": is its address right?" },
		{ "{\"do\":\"close\"}", LB_UNKNOWN, 0, "closed the connection" },
		/* clang-format on */
	};
	struct world *w = *state;

	world_use_webhook(w, "/services/T1/B1/good");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *plan = mem_printf("[%s]", cases[i].answer);

		world_plan(w, "webhook", plan);
		assert_int_equal(world_deliver(w, &plain), cases[i].result);
		assert_int_equal(fake_after_s(w->host), cases[i].after_s);
		if (strstr(fake_why(w->host), cases[i].why) == NULL)
			fail_msg("%s: %s", plan, fake_why(w->host));
		/* The address is a secret. */
		assert_null(strstr(fake_why(w->host), "/services"));
		free(plan);
	}
}

static void
webhook__blocks_refused__is_sent_again_as_text(void **state)
{
	struct world *w = *state;

	world_use_webhook(w, "/services/T1/B1/good");
	world_plan(
	    w, "webhook", "[{\"status\":400,\"body\":\"invalid_blocks\"}]");
	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	assert_null(json_member(
	    json_member(world_call(w, "webhook", 1), "json"), "blocks"));
}

static void
webhook__find__cannot_tell(void **state)
{
	struct world *w = *state;

	world_use_webhook(w, "/services/T1/B1/good");
	assert_int_equal(world_find(w, &plain), LB_UNKNOWN);
	assert_int_equal(world_calls(w, NULL), 0);
}

/* It posted with a token once, and has a webhook now. */
static void
webhook__change__is_refused_and_posts_nothing(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	n.receipt = "C00PUBLIC/1795163405.000001";
	world_use_webhook(w, "/services/T1/B1/good");
	assert_int_equal(world_deliver(w, &n), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "a webhook cannot change"));
	assert_int_equal(world_calls(w, NULL), 0);
}

static void
webhook__quiet_change__is_left(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	world_use_webhook(w, "/services/T1/B1/good");
	n.receipt = "C1/1.2";
	n.is_quiet = true;
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, NULL), 0);
}

/* ---- The connection. */

static void
link_delay_ms__failures_in_a_row__grows_to_a_bound(void **state)
{
	int64_t before = 0;

	(void)state;
	for (int n = -1; n < 100; n++) {
		int64_t least = link_delay_ms(n, 0);
		int64_t most = link_delay_ms(n, 99);

		assert_true(least > 0 && least < most);
		assert_true(least >= before);
		assert_true(most <= 360000);
		before = least;
	}
	assert_true(link_delay_ms(0, 99) < 1000);
	assert_true(link_delay_ms(99, 0) >= 240000);
}

#define EACH(f) \
	cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		cmocka_unit_test(check__settings_that_cannot_work__are_refused),
		cmocka_unit_test(check__settings_that_can_work__are_taken),
		EACH(probe__all_scopes__says_who_it_is),
		EACH(probe__scopes_missing__says_which_and_why),
		EACH(probe__app_token__says_whether_it_listens),
		EACH(probe__in_no_channel__says_so),
		EACH(probe__token_refused__says_what_to_do),
		EACH(probe__webhook__posts_nothing),
		EACH(webhook__notice__is_posted_as_json),
		EACH(webhook__answers__have_their_result),
		EACH(webhook__blocks_refused__is_sent_again_as_text),
		EACH(webhook__find__cannot_tell),
		EACH(webhook__change__is_refused_and_posts_nothing),
		EACH(webhook__quiet_change__is_left),
		cmocka_unit_test(link_delay_ms__failures_in_a_row__grows_to_a_bound),
		/* clang-format on */
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
