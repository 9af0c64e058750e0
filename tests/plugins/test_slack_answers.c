/* SPDX-License-Identifier: ISC */
/*
 * test_slack_answers.c - what the slack plugin makes of each answer, and of
 * texts that want to be more than text.
 */
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_world.h"
#include "test.h"

#define POST "chat.postMessage"

/* ---- Answers. */

static void
deliver__answers__have_their_result(void **state)
{
	static const struct {
		const char *answer;
		enum lb_result result;
		int after_s;
		const char *why;
	} cases[] = {
		/* clang-format off */
		{ "{\"status\":429,\"headers\":{\"Retry-After\":\"7\"}}", LB_RETRY, 7, "Slack asks to wait" },
		{ "{\"status\":429}", LB_RETRY, 30, "Slack asks to wait" },
		{ "{\"error\":\"ratelimited\"}", LB_RETRY, 30, "Slack asks to wait" },
		{ "{\"error\":\"message_limit_exceeded\"}", LB_RETRY, 3600, "quota" },
		{ "{\"error\":\"service_unavailable\"}", LB_RETRY, 0, "service_unavailable" },
		{ "{\"error\":\"brand_new_code\"}", LB_RETRY, 0, "Slack says brand_new_code" },
		{ "{\"error\":\"internal_error\"}", LB_UNKNOWN, 0, "internal_error" },
		{ "{\"error\":\"fatal_error\"}", LB_UNKNOWN, 0, "fatal_error" },
		{ "{\"error\":\"invalid_auth\"}", LB_RETRY, 900, "copy the bot token" },
		{ "{\"error\":\"token_revoked\"}", LB_RETRY, 900, "the token was withdrawn" },
		{ "{\"error\":\"account_inactive\"}", LB_RETRY, 900, "install the app anew" },
		{ "{\"error\":\"restricted_action\"}", LB_RETRY, 900, "settings forbid" },
		{ "{\"error\":\"team_not_found\"}", LB_REJECT, 0, "channel ID" },
		{ "{\"error\":\"not_in_channel\"}", LB_RETRY, 900, "#kundeglaede: not_in_channel: the bot is not in the channel: write /invite" },
		{ "{\"error\":\"is_archived\"}", LB_REJECT, 0, "unarchive" },
		{ "{\"error\":\"missing_scope\",\"needed\":\"chat:write\",\"provided\":\"users:read\"}", LB_RETRY, 900, "needs chat:write, and has users:read" },
		{ "{\"status\":500}", LB_UNKNOWN, 0, "HTTP 500" },
		{ "{\"status\":503,\"body\":\"<html>down</html>\"}", LB_UNKNOWN, 0, "HTTP 503" },
		{ "{\"status\":200,\"body\":\"<html>maintenance</html>\"}", LB_UNKNOWN, 0, "without JSON" },
		{ "{\"status\":200,\"body\":\"null\"}", LB_UNKNOWN, 0, "HTTP 200" },
		{ "{\"status\":200,\"body\":\"{\\\"ok\\\":\\\"yes\\\"}\"}", LB_UNKNOWN, 0, "HTTP 200" },
		{ "{\"status\":404,\"body\":\"<html>\"}", LB_RETRY, 0, "is api: right?" },
		{ "{\"status\":302,\"headers\":{\"Location\":\"/x\"}}", LB_RETRY, 0, "HTTP 302" },
		{ "{\"do\":\"close\"}", LB_UNKNOWN, 0, "closed the connection" },
		{ "{\"do\":\"half\"}", LB_UNKNOWN, 0, "in the middle" },
		{ "{\"do\":\"hang\"}", LB_UNKNOWN, 0, "no answer within 1 s" },
		/* clang-format on */
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *plan = mem_printf("[%s]", cases[i].answer);
		int at = world_calls(w, POST);

		world_plan(w, POST, plan);
		assert_int_equal(
		    world_deliver(w, &world_notice), cases[i].result);
		assert_int_equal(fake_after_s(w->host), cases[i].after_s);
		if (strstr(fake_why(w->host), cases[i].why) == NULL)
			fail_msg("%s: %s", plan, fake_why(w->host));
		assert_null(strstr(fake_why(w->host), "xoxb"));
		assert_null(fake_receipt(w->host));
		/* Never by itself a second time. */
		assert_int_equal(world_calls(w, POST), at + 1);
		free(plan);
	}
}

/* A night with a revoked token: every notice waits, none is dead. */
static void
deliver__token_revoked__waits_and_nobody_else_is_asked(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.mention = "anna@nordlys.example";
	world_plan(
	    w, "users.lookupByEmail", "[{\"error\":\"token_revoked\"}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 900);
	assert_int_equal(world_calls(w, NULL), 1);
	assert_string_equal(fake_log(w->host), "");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
}

static void
deliver__slack_not_there__is_retried_for_certain(void **state)
{
	struct world *w = *state;

	w->plugin = fake_open(w->host, &loopbell_plugin,
	    "{\"token\":\"xoxb-1\",\"api\":\"http://127.0.0.1:1/api/\"}");
	assert_int_equal(world_deliver(w, &world_notice), LB_RETRY);
	assert_string_equal(fake_why(w->host),
	    "#kundeglaede: cannot reach 127.0.0.1: connection refused");
}

static void
deliver__edit_with_unknown_outcome__is_just_tried_again(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.receipt = "C00PUBLIC/1795163405.000001";
	world_plan(w, "chat.update", "[{\"status\":500}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
}

static void
deliver__blocks_refused__is_sent_again_as_text(void **state)
{
	struct world *w = *state;

	world_plan(w, POST,
	    "[{\"error\":\"invalid_blocks\",\"response_metadata\":{"
	    "\"messages\":[\"no [json-pointer:/blocks/1]\"]}}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	assert_int_equal(world_calls(w, POST), 2);
	assert_null(world_argument(w, POST, 1, "blocks"));
	assert_non_null(world_argument(w, POST, 1, "metadata"));
	assert_string_equal(world_argument(w, POST, 1, "text"),
	    "\xf0\x9f\x8e\x89 Kunde D A/S gav 10\nHurtig hj\xc3\xa6lp &amp; "
	    "s\xc3\xb8"
	    "de folk");
	assert_non_null(strstr(fake_log(w->host), "json-pointer:/blocks/1"));
}

static void
deliver__metadata_refused__is_sent_again_without(void **state)
{
	struct world *w = *state;

	world_plan(w, POST, "[{\"error\":\"metadata_too_large\"}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	assert_null(world_argument(w, POST, 1, "metadata"));
}

static void
deliver__text_refused_too__is_rejected(void **state)
{
	struct world *w = *state;

	world_plan(w, POST,
	    "[{\"error\":\"invalid_blocks\"},{\"error\":\"no_text\"}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_REJECT);
	assert_int_equal(world_calls(w, POST), 2);
}

static void
deliver__places_that_are_not__are_rejected_with_advice(void **state)
{
	static const struct {
		const char *target, *why;
	} cases[] = {
		{ "#findes-ikke", "#findes-ikke: channel_not_found: there is "
				  "no such channel that the bot can see" },
		{ "#hemmelig", "#hemmelig: channel_not_found" },
		{ "C0NOWHERE", "C0NOWHERE: channel_not_found" },
		{ "C0ARCHIVE", "C0ARCHIVE: is_archived" },
		{ "nobody@nordlys.example",
		    "nobody@nordlys.example: nobody in Slack has the e-mail "
		    "address nobody@nordlys.example" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_notice n = world_notice;

		n.target = cases[i].target;
		assert_int_equal(world_deliver(w, &n), LB_REJECT);
		assert_memory_equal(
		    fake_why(w->host), cases[i].why, strlen(cases[i].why));
	}
}

static void
deliver__name_cannot_be_looked_up_now__is_retried(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.target = "#ledelse";
	world_plan(w, "conversations.list",
	    "[{\"status\":429,\"headers\":{\"Retry-After\":\"5\"}}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 5);
	world_plan(w, "conversations.list", "[{\"status\":500}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	world_plan(w, "conversations.list", "[{\"error\":\"new_code\"}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_int_equal(world_deliver(w, &n), LB_DONE);
}

static void
deliver__hostile_comment__is_taken_and_mentions_nobody(void **state)
{
	static const char *const words[] = { "<!channel> <@U1> <http://x|y>",
		"&lt;!here&gt;", "a\r\nb", "\xff\xc3(", "\xe2\x80\xae evil",
		"&token=xoxb-evil&channel=C0OUTSIDE", "%00%0a", "\"}]" };
	struct world *w = *state;

	for (int i = 0; i < (int)N_OF(words); i++) {
		struct lb_notice n = world_notice;
		const char *raw;

		n.quote = words[i];
		n.headline = words[i];
		n.text = words[i];
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		raw = json_string(world_call(w, POST, i), "raw");
		assert_null(strpbrk(raw, "<>\r\n\"\\ "));
		assert_null(strstr(raw, "%0D"));
		assert_null(strstr(raw, "%00"));
		assert_null(strstr(raw, "%FF"));
		assert_null(strstr(raw, "%E2%80%AE"));
		assert_string_equal(world_argument(w, POST, i, "channel"),
		    i == 0 ? "#kundeglaede" : "C00PUBLIC");
		assert_null(strpbrk(world_argument(w, POST, i, "text"), "<>"));
	}
	assert_int_equal(world_calls(w, POST), N_OF(words));
}

static void
deliver__100_kb__is_shortened_and_said(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;
	char *s = mem_new(100001, 1);

	memset(s, '&', 100000);
	n.quote = n.text = n.headline = s;
	n.target = "#ledelse";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, POST), 2);
	assert_string_equal(fake_log(w->host),
	    "warning: notice 01JD0Z: longer than Slack takes: shortened\n");
	free(s);
}

#define EACH(f) \
	cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		EACH(deliver__answers__have_their_result),
		EACH(deliver__token_revoked__waits_and_nobody_else_is_asked),
		EACH(deliver__slack_not_there__is_retried_for_certain),
		EACH(deliver__edit_with_unknown_outcome__is_just_tried_again),
		EACH(deliver__blocks_refused__is_sent_again_as_text),
		EACH(deliver__metadata_refused__is_sent_again_without),
		EACH(deliver__text_refused_too__is_rejected),
		EACH(deliver__places_that_are_not__are_rejected_with_advice),
		EACH(deliver__name_cannot_be_looked_up_now__is_retried),
		EACH(deliver__hostile_comment__is_taken_and_mentions_nobody),
		EACH(deliver__100_kb__is_shortened_and_said),
		/* clang-format on */
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
