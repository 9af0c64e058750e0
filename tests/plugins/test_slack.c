/* SPDX-License-Identifier: ISC */
/*
 * test_slack.c - what the slack plugin sends to the Web API, and what it makes
 * of each answer.
 */
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_world.h"
#include "test.h"

#define POST "chat.postMessage"

static const char *const no_reactions[] = { NULL };

static const struct lb_notice plain = {
	.id = "01JD0Z",
	.target = "#kundeglaede",
	.tone = LB_CELEBRATE,
	.headline = "Kunde D A/S gav 10",
	.quote = "Hurtig hj\xc3\xa6lp & s\xc3\xb8"
		 "de folk",
	.reactions = no_reactions,
	.language = "da",
	.made_us = INT64_C(1795163405000000),
};

/* ---- Delivering. */

static void
deliver__notice__is_posted_as_a_form_with_a_receipt(void **state)
{
	struct world *w = *state;
	const cJSON *call;
	cJSON *metadata;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	assert_string_equal(
	    fake_receipt(w->host), "C00PUBLIC/1795163405.000001");
	assert_int_equal(world_calls(w, NULL), 1);
	call = world_call(w, POST, 0);
	assert_string_equal(json_string(call, "method"), "POST");
	assert_string_equal(
	    json_string(call, "path"), "/api/chat.postMessage");
	assert_string_equal(json_string(call, "content_type"),
	    "application/x-www-form-urlencoded");
	assert_string_equal(
	    json_string(call, "authorization"), "Bearer xoxb-test-1");
	assert_null(strstr(json_string(call, "raw"), "xoxb"));
	assert_string_equal(
	    world_argument(w, POST, 0, "channel"), "#kundeglaede");
	assert_string_equal(
	    world_argument(w, POST, 0, "unfurl_links"), "false");
	metadata = cJSON_Parse(world_argument(w, POST, 0, "metadata"));
	assert_string_equal(
	    json_string(metadata, "event_type"), "loopbell_notice");
	cJSON_Delete(metadata);
	assert_string_equal(fake_log(w->host), "");
}

static void
deliver__channel_known_by_name__is_posted_by_id_the_next_time(void **state)
{
	struct world *w = *state;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	assert_string_equal(
	    world_argument(w, POST, 1, "channel"), "C00PUBLIC");
}

static void
deliver__targets__reach_the_right_channel(void **state)
{
	static const struct {
		const char *target, *receipt;
	} cases[] = {
		{ "kundeglaede", "C00PUBLIC/" },
		{ "C00PUBLIC", "C00PUBLIC/" },
		{ "#ledelse", "G0PRIVATE/" },
		{ "anna@nordlys.example", "D0000ANNA/" },
		{ "U0000ANNA", "D0000ANNA/" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_notice n = plain;

		n.target = cases[i].target;
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		assert_memory_equal(fake_receipt(w->host), cases[i].receipt,
		    strlen(cases[i].receipt));
	}
}

static void
deliver__thread__answers_in_it(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;
	char *first;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	first = mem_string(fake_receipt(w->host));
	n.thread = first;
	n.target = "#somewhere-else";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(
	    world_argument(w, POST, 1, "channel"), "C00PUBLIC");
	assert_string_equal(
	    world_argument(w, POST, 1, "thread_ts"), "1795163405.000001");
	free(first);
}

static void
deliver__receipt__changes_that_message(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	n.receipt = "C00PUBLIC/1795163405.000001";
	n.headline = "Rettet: 9";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(fake_receipt(w->host), n.receipt);
	assert_int_equal(world_messages(w), 1);
	assert_non_null(strstr(
	    world_argument(w, "chat.update", 0, "blocks"), "Rettet: 9"));
	assert_null(world_argument(w, "chat.update", 0, "unfurl_links"));
}

static void
deliver__message_that_cannot_be_changed__is_followed(void **state)
{
	static const struct {
		const char *code, *thread_ts;
	} cases[] = {
		{ "edit_window_closed", "1795163405.000001" },
		{ "cant_update_message", "1795163405.000001" },
		{ "block_mismatch", "1795163405.000001" },
		{ "message_not_found", NULL },
	};
	struct world *w = *state;
	struct lb_notice n = plain;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	n.receipt = "C00PUBLIC/1795163405.000001";
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *plan = mem_printf("[{\"error\":\"%s\"}]", cases[i].code);
		int at = world_calls(w, POST);
		const char *ts;

		world_plan(w, "chat.update", plan);
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		assert_string_not_equal(fake_receipt(w->host), n.receipt);
		ts = world_argument(w, POST, at, "thread_ts");
		if (cases[i].thread_ts == NULL)
			assert_null(ts);
		else
			assert_string_equal(ts, cases[i].thread_ts);
		free(plan);
	}
}

static void
deliver__reactions__are_set_and_never_fail_the_notice(void **state)
{
	static const char *const names[] = { "champagne", ":fire:", "no such",
		"fire", "rocket", NULL };
	struct world *w = *state;
	struct lb_notice n = plain;

	n.reactions = names;
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "reactions.add"), 5);
	assert_string_equal(
	    world_argument(w, "reactions.add", 1, "name"), "fire");
	assert_string_equal(world_argument(w, "reactions.add", 0, "timestamp"),
	    "1795163405.000001");
	/* The second fire is already_reacted: as good as done. */
	assert_string_equal(fake_log(w->host),
	    "warning: notice 01JD0Z: no reaction no such: invalid_name: there "
	    "is no such emoji in the workspace\n");
}

static void
deliver__reactions_too_fast__stops_and_is_done(void **state)
{
	static const char *const names[] = { "a", "b", "c", NULL };
	struct world *w = *state;
	struct lb_notice n = plain;

	n.reactions = names;
	world_plan(w, "reactions.add", "[{\"status\":429}]");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "reactions.add"), 1);
	assert_non_null(fake_receipt(w->host));
}

static bool
mentions(struct world *w, int n, const char *what)
{
	return strstr(world_argument(w, POST, n, "blocks"), what) != NULL;
}

static void
deliver__mention__is_looked_up_once(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	n.mention = "anna@nordlys.example";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	n.mention = "Anna@Nordlys.example";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_true(mentions(w, 0, "<@U0000ANNA>"));
	assert_true(mentions(w, 1, "<@U0000ANNA>"));
	assert_int_equal(world_calls(w, "users.lookupByEmail"), 1);
}

static void
deliver__mention_of_nobody__shows_the_address(void **state)
{
	static const char *const nobody[] = { "no@nordlys.example",
		"gone@nordlys.example", "robot@nordlys.example" };
	struct world *w = *state;
	struct lb_notice n = plain;

	for (int i = 0; i < (int)N_OF(nobody); i++) {
		n.mention = nobody[i];
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		assert_false(mentions(w, 2 * i, "<@"));
		assert_true(mentions(w, 2 * i, nobody[i]));
		assert_non_null(
		    strstr(fake_log(w->host), "nobody is mentioned: nobody in "
					      "Slack has the e-mail address"));
	}
	assert_int_equal(world_calls(w, "users.lookupByEmail"), 3);
}

static void
deliver__mention_without_the_scope__warns_and_delivers(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	n.mention = "anna@nordlys.example";
	world_post(w, "/_scopes", "chat:write,chat:write.public");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_true(mentions(w, 0, "anna@nordlys.example"));
	assert_non_null(strstr(fake_log(w->host),
	    "missing_scope (it needs users:read.email, and has "
	    "chat:write,chat:write.public): add the scope"));
}

static void
deliver__look_up_too_fast__is_tried_later_unsent(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	n.mention = "anna@nordlys.example";
	world_plan(w, "users.lookupByEmail",
	    "[{\"status\":429,\"headers\":{\"Retry-After\":\"9\"}}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 9);
	assert_int_equal(world_messages(w), 0);
}

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
		{ "{\"error\":\"invalid_auth\"}", LB_REJECT, 0, "copy the bot token" },
		{ "{\"error\":\"not_in_channel\"}", LB_REJECT, 0, "#kundeglaede: not_in_channel: the bot is not in the channel: write /invite" },
		{ "{\"error\":\"is_archived\"}", LB_REJECT, 0, "unarchive" },
		{ "{\"error\":\"missing_scope\",\"needed\":\"chat:write\",\"provided\":\"users:read\"}", LB_REJECT, 0, "needs chat:write, and has users:read" },
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
		assert_int_equal(world_deliver(w, &plain), cases[i].result);
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

static void
deliver__slack_not_there__is_retried_for_certain(void **state)
{
	struct world *w = *state;

	w->plugin = fake_open(w->host, &loopbell_plugin,
	    "{\"token\":\"xoxb-1\",\"api\":\"http://127.0.0.1:1/api/\"}");
	assert_int_equal(world_deliver(w, &plain), LB_RETRY);
	assert_string_equal(fake_why(w->host),
	    "#kundeglaede: cannot reach 127.0.0.1: connection refused");
}

static void
deliver__edit_with_unknown_outcome__is_just_tried_again(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

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
	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	assert_int_equal(world_calls(w, POST), 2);
	assert_null(world_argument(w, POST, 1, "blocks"));
	assert_non_null(world_argument(w, POST, 1, "metadata"));
	assert_string_equal(world_argument(w, POST, 1, "text"),
	    "Kunde D A/S gav 10\nHurtig hj\xc3\xa6lp &amp; s\xc3\xb8"
	    "de folk");
	assert_non_null(strstr(fake_log(w->host), "json-pointer:/blocks/1"));
}

static void
deliver__metadata_refused__is_sent_again_without(void **state)
{
	struct world *w = *state;

	world_plan(w, POST, "[{\"error\":\"metadata_too_large\"}]");
	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	assert_null(world_argument(w, POST, 1, "metadata"));
}

static void
deliver__text_refused_too__is_rejected(void **state)
{
	struct world *w = *state;

	world_plan(w, POST,
	    "[{\"error\":\"invalid_blocks\"},{\"error\":\"no_text\"}]");
	assert_int_equal(world_deliver(w, &plain), LB_REJECT);
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
		struct lb_notice n = plain;

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
	struct lb_notice n = plain;

	n.target = "#ledelse";
	world_plan(w, "conversations.list",
	    "[{\"status\":429,\"headers\":{\"Retry-After\":\"5\"}}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 5);
	world_plan(w, "conversations.list", "[{\"status\":500}]");
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
		struct lb_notice n = plain;
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
	struct lb_notice n = plain;
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

/* ---- Finding. */

static void
find__posted_among_others__tells_its_receipt(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	n.id = "other";
	for (int i = 0; i < 6; i++)
		assert_int_equal(world_deliver(w, &n), LB_DONE);
	world_restart(w);
	assert_int_equal(world_find(w, &plain), LB_DONE);
	assert_string_equal(
	    fake_receipt(w->host), "C00PUBLIC/1795163405.000001");
	assert_int_equal(world_calls(w, "conversations.history"), 4);
	assert_string_equal(
	    world_argument(w, "conversations.history", 0, "oldest"),
	    "1795163105.000000");
	n.id = "never";
	assert_int_equal(world_find(w, &n), LB_REJECT);
}

static void
find__answer_lost_on_the_way__is_not_posted_twice(void **state)
{
	struct world *w = *state;

	world_plan(w, POST, "[{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &plain), LB_UNKNOWN);
	assert_int_equal(world_find(w, &plain), LB_DONE);
	assert_int_equal(world_messages(w), 1);
}

static void
find__in_places__looks_where_it_would_be(void **state)
{
	static const char *const targets[] = { "#ledelse",
		"anna@nordlys.example", "U0000ANNA", "C00PUBLIC" };
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(targets); i++) {
		struct lb_notice n = plain;
		char *receipt;

		n.id = n.target = targets[i];
		assert_int_equal(world_find(w, &n), LB_REJECT);
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		receipt = mem_string(fake_receipt(w->host));
		world_restart(w);
		assert_int_equal(world_find(w, &n), LB_DONE);
		assert_string_equal(fake_receipt(w->host), receipt);
		free(receipt);
	}
}

static void
find__token_for_public_channels_only__finds_those(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	world_post(w, "/_scopes", "chat:write,channels:read,channels:history");
	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	world_restart(w);
	assert_int_equal(world_find(w, &plain), LB_DONE);
	n.target = "#ledelse";
	assert_int_equal(world_find(w, &n), LB_UNKNOWN);
}

static void
find__in_a_thread__reads_the_thread(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	n.id = "reply";
	n.thread = "C00PUBLIC/1795163405.000001";
	assert_int_equal(world_find(w, &n), LB_REJECT);
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_find(w, &n), LB_DONE);
	assert_string_equal(
	    fake_receipt(w->host), "C00PUBLIC/1795163405.000002");
	assert_int_equal(world_calls(w, "conversations.history"), 0);
}

static void
find__a_change__is_seen_in_the_changed_message(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	assert_int_equal(world_deliver(w, &plain), LB_DONE);
	n.id = "revision";
	n.receipt = "C00PUBLIC/1795163405.000001";
	assert_int_equal(world_find(w, &n), LB_REJECT);
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_find(w, &n), LB_DONE);
	assert_string_equal(fake_receipt(w->host), n.receipt);
}

static void
find__may_not_look__cannot_tell(void **state)
{
	struct world *w = *state;
	struct lb_notice n = plain;

	n.target = "#udenfor";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_find(w, &n), LB_UNKNOWN);
	assert_non_null(strstr(fake_why(w->host), "write /invite"));
	world_post(w, "/_scopes", "chat:write,channels:read,groups:read");
	n.target = "#kundeglaede";
	assert_int_equal(world_find(w, &n), LB_UNKNOWN);
	assert_non_null(strstr(fake_why(w->host), "needs channels:history"));
	world_post(w, "/_scopes", "chat:write");
	world_restart(w);
	assert_int_equal(world_find(w, &n), LB_UNKNOWN);
	assert_non_null(strstr(fake_why(w->host), "needs channels:read"));
	world_plan(w, "conversations.history", "[{\"do\":\"close\"}]");
	n.target = "C00PUBLIC";
	assert_int_equal(world_find(w, &n), LB_UNKNOWN);
}

#define EACH(f) \
	cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		EACH(deliver__notice__is_posted_as_a_form_with_a_receipt),
		EACH(deliver__channel_known_by_name__is_posted_by_id_the_next_time),
		EACH(deliver__targets__reach_the_right_channel),
		EACH(deliver__thread__answers_in_it),
		EACH(deliver__receipt__changes_that_message),
		EACH(deliver__message_that_cannot_be_changed__is_followed),
		EACH(deliver__reactions__are_set_and_never_fail_the_notice),
		EACH(deliver__reactions_too_fast__stops_and_is_done),
		EACH(deliver__mention__is_looked_up_once),
		EACH(deliver__mention_of_nobody__shows_the_address),
		EACH(deliver__mention_without_the_scope__warns_and_delivers),
		EACH(deliver__look_up_too_fast__is_tried_later_unsent),
		EACH(deliver__answers__have_their_result),
		EACH(deliver__slack_not_there__is_retried_for_certain),
		EACH(deliver__edit_with_unknown_outcome__is_just_tried_again),
		EACH(deliver__blocks_refused__is_sent_again_as_text),
		EACH(deliver__metadata_refused__is_sent_again_without),
		EACH(deliver__text_refused_too__is_rejected),
		EACH(deliver__places_that_are_not__are_rejected_with_advice),
		EACH(deliver__name_cannot_be_looked_up_now__is_retried),
		EACH(deliver__hostile_comment__is_taken_and_mentions_nobody),
		EACH(deliver__100_kb__is_shortened_and_said),
		EACH(find__posted_among_others__tells_its_receipt),
		EACH(find__answer_lost_on_the_way__is_not_posted_twice),
		EACH(find__in_places__looks_where_it_would_be),
		EACH(find__token_for_public_channels_only__finds_those),
		EACH(find__in_a_thread__reads_the_thread),
		EACH(find__a_change__is_seen_in_the_changed_message),
		EACH(find__may_not_look__cannot_tell),
		/* clang-format on */
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	setenv("no_proxy", "*", 1);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
