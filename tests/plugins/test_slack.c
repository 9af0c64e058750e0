/* SPDX-License-Identifier: ISC */
/*
 * test_slack.c - what the slack plugin sends to the Web API for a notice.
 */
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_world.h"
#include "test.h"

#define POST "chat.postMessage"

/* ---- Delivering. */

static void
deliver__notice__is_posted_as_a_form_with_a_receipt(void **state)
{
	struct world *w = *state;
	const cJSON *call;
	cJSON *metadata;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
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

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
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
		struct lb_notice n = world_notice;

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
	struct lb_notice n = world_notice;
	char *thread;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	thread = mem_string(fake_receipt(w->host));
	n.thread = thread;
	n.target = "#somewhere-else";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(
	    world_argument(w, POST, 1, "channel"), "C00PUBLIC");
	assert_string_equal(
	    world_argument(w, POST, 1, "thread_ts"), "1795163405.000001");
	free(thread);
}

/* ---- Changing.  The first message is that of world_notice. */

static const char first[] = "C00PUBLIC/1795163405.000001";

static struct lb_notice
change_of_first(struct world *w)
{
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "01JD0ZCHANGE";
	n.receipt = first;
	n.headline = "Rettet: 9";
	return n;
}

static void
deliver__receipt__changes_that_message(void **state)
{
	struct world *w = *state;
	struct lb_notice n = change_of_first(w);

	n.mention = "anna@nordlys.example";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(fake_receipt(w->host), n.receipt);
	assert_int_equal(world_messages(w), 1);
	assert_non_null(strstr(
	    world_argument(w, "chat.update", 0, "blocks"), "Rettet: 9"));
	assert_non_null(strstr(
	    world_argument(w, "chat.update", 0, "blocks"), "<@U0000ANNA>"));
	assert_non_null(
	    strstr(world_argument(w, "chat.update", 0, "text"), "Rettet: 9"));
	assert_null(world_argument(w, "chat.update", 0, "unfurl_links"));
	assert_int_equal(world_calls(w, POST), 1);
}

/* The old store may be put back: what it looks for is the first notice. */
static void
deliver__receipt__leaves_the_first_notice_to_be_found(void **state)
{
	struct world *w = *state;
	struct lb_notice n = change_of_first(w);

	for (int i = 0; i < 3; i++)
		assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_null(world_argument(w, "chat.update", 0, "metadata"));
	world_restart(w);
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
	assert_string_equal(fake_receipt(w->host), first);
}

static void
deliver__message_that_cannot_be_changed__is_followed(void **state)
{
	static const char *const codes[] = { "edit_window_closed",
		"cant_update_message", "block_mismatch" };
	struct world *w = *state;
	struct lb_notice n = change_of_first(w);

	for (size_t i = 0; i < N_OF(codes); i++) {
		char *plan = mem_printf("[{\"error\":\"%s\"}]", codes[i]);
		int at = world_calls(w, POST);

		world_plan(w, "chat.update", plan);
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		assert_string_not_equal(fake_receipt(w->host), n.receipt);
		assert_string_equal(world_argument(w, POST, at, "thread_ts"),
		    "1795163405.000001");
		assert_non_null(
		    strstr(world_argument(w, POST, at, "metadata"), n.id));
		free(plan);
	}
}

/* A message of a thread: its change follows in that thread. */
static void
deliver__change_of_what_stands_in_a_thread__follows_in_it(void **state)
{
	struct world *w = *state;
	struct lb_notice n = change_of_first(w);

	n.receipt = NULL;
	n.thread = first;
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	n.receipt = "C00PUBLIC/1795163405.000002";
	world_plan(w, "chat.update", "[{\"error\":\"edit_window_closed\"}]");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(
	    world_argument(w, POST, 2, "thread_ts"), "1795163405.000001");
}

/* The answers of chat.update, and of chat.postMessage where the change is to
 * follow in the thread.  Nothing new stands in the channel whatever they are.
 */
static void
deliver__change__has_the_result_of_its_answers(void **state)
{
	static const struct {
		const char *update, *post;
		enum lb_result result;
		int after_s;
		const char *why;
	} cases[] = {
		/* clang-format off */
		{ "{\"error\":\"message_not_found\"}", NULL, LB_REJECT, 0, "#kundeglaede: the change is not told: message_not_found: that message was deleted" },
		{ "{\"error\":\"is_inactive\"}", NULL, LB_REJECT, 0, "the channel is archived: unarchive it" },
		{ "{\"error\":\"channel_not_found\"}", NULL, LB_REJECT, 0, "no such channel" },
		{ "{\"error\":\"invalid_blocks\"},{\"error\":\"no_text\"}", NULL, LB_REJECT, 0, "no_text" },
		{ "{\"error\":\"ratelimited\"}", NULL, LB_RETRY, 30, "asks to wait" },
		{ "{\"status\":429,\"headers\":{\"Retry-After\":\"7\"}}", NULL, LB_RETRY, 7, "asks to wait" },
		{ "{\"error\":\"invalid_auth\"}", NULL, LB_RETRY, 900, "the token is wrong" },
		{ "{\"error\":\"something_new\"}", NULL, LB_RETRY, 0, "something_new" },
		{ "{\"error\":\"internal_error\"}", NULL, LB_RETRY, 0, "internal_error" },
		{ "{\"error\":\"fatal_error\"}", NULL, LB_RETRY, 0, "fatal_error" },
		{ "{\"error\":\"update_failed\"}", NULL, LB_RETRY, 0, "update_failed" },
		{ "{\"status\":500}", NULL, LB_RETRY, 0, "HTTP 500" },
		{ "{\"status\":200,\"body\":\"<html>\"}", NULL, LB_RETRY, 0, "without JSON" },
		{ "{\"do\":\"hang\"}", NULL, LB_RETRY, 0, "no answer within" },
		{ "{\"do\":\"close\"},{\"do\":\"close\"}", NULL, LB_RETRY, 0, "closed the connection" },
		{ "{\"error\":\"edit_window_closed\"}", "{\"error\":\"restricted_action_thread_locked\"}", LB_REJECT, 0, "the change is not told: Slack says restricted_action_thread_locked" },
		{ "{\"error\":\"edit_window_closed\"}", "{\"error\":\"message_not_found\"}", LB_REJECT, 0, "that message was deleted" },
		{ "{\"error\":\"edit_window_closed\"}", "{\"error\":\"ratelimited\"}", LB_RETRY, 30, "asks to wait" },
		{ "{\"error\":\"edit_window_closed\"}", "{\"status\":500}", LB_UNKNOWN, 0, "HTTP 500" },
		{ "{\"error\":\"edit_window_closed\"}", "{\"error\":\"is_archived\"}", LB_REJECT, 0, "archived" },
		/* clang-format on */
	};
	struct world *w = *state;
	struct lb_notice n = change_of_first(w);

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *plan = mem_printf("[%s]", cases[i].update);
		char *post =
		    mem_printf("[%s]", cases[i].post ? cases[i].post : "");

		world_plan(w, "chat.update", plan);
		world_plan(w, POST, post);
		if (world_deliver(w, &n) != cases[i].result ||
		    strstr(fake_why(w->host), cases[i].why) == NULL)
			fail_msg("%s %s: %s", plan, post, fake_why(w->host));
		assert_int_equal(fake_after_s(w->host), cases[i].after_s);
		assert_null(fake_receipt(w->host));
		assert_int_equal(world_messages(w), 1);
		free(plan);
		free(post);
	}
	world_plan(w, POST, "[]");
	world_plan(w, "chat.update", "[]");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
}

/* The notifier was another one once; or the store is damaged. */
static void
deliver__receipt_of_others__is_refused_and_posts_nothing(void **state)
{
	static const char *const receipts[] = { "<01JD0Z@nordlys.example>",
		"01JD0Z", "", "/", "C00PUBLIC/", "C00PUBLIC/../x",
		"C00PUBLIC/1795163405.000001 " };
	struct world *w = *state;
	struct lb_notice n = world_notice;

	for (size_t i = 0; i < N_OF(receipts); i++) {
		n.receipt = receipts[i];
		assert_int_equal(world_deliver(w, &n), LB_REJECT);
		assert_non_null(
		    strstr(fake_why(w->host), "the change cannot be told"));
		assert_int_equal(world_find(w, &n), LB_REJECT);
	}
	assert_int_equal(world_calls(w, NULL), 0);
}

static void
deliver__change_of_a_deleted_message__does_not_bring_it_back(void **state)
{
	struct world *w = *state;
	struct lb_notice n = change_of_first(w);

	world_post(w, "/_delete",
	    "{\"channel\":\"C00PUBLIC\",\"ts\":\"1795163405.000001\"}");
	assert_int_equal(world_deliver(w, &n), LB_REJECT);
	assert_int_equal(world_messages(w), 0);
}

static void
deliver__change_of_a_direct_message__is_made_in_it(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.target = "anna@nordlys.example";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	n.id = "change";
	n.receipt = "D0000ANNA/1795163405.000001";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(
	    world_argument(w, "chat.update", 0, "channel"), "D0000ANNA");
	assert_int_equal(world_messages(w), 1);
}

/* ---- Following. */

/* What follows a message is told, also where that takes no answers. */
static void
deliver__thread_that_takes_no_answers__is_posted_beside(void **state)
{
	static const char *const codes[] = { "thread_not_found",
		"restricted_action_thread_locked", "message_not_found",
		"cannot_reply_to_message" };
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.thread = "C00PUBLIC/1795163405.000001";
	n.target = "#somewhere-else";
	for (int i = 0; i < (int)N_OF(codes); i++) {
		char *plan = mem_printf("[{\"error\":\"%s\"}]", codes[i]);

		world_plan(w, POST, plan);
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		assert_string_equal(
		    world_argument(w, POST, 2 * i + 1, "channel"),
		    "C00PUBLIC");
		assert_null(world_argument(w, POST, 2 * i + 1, "thread_ts"));
		free(plan);
	}
}

static void
deliver__reactions__are_set_and_never_fail_the_notice(void **state)
{
	static const char *const names[] = { "champagne", ":fire:", "no such",
		"fire", "rocket", NULL };
	struct world *w = *state;
	struct lb_notice n = world_notice;

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
	struct lb_notice n = world_notice;

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
	struct lb_notice n = world_notice;

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
	struct lb_notice n = world_notice;

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
	struct lb_notice n = world_notice;

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
	struct lb_notice n = world_notice;

	n.mention = "anna@nordlys.example";
	world_plan(w, "users.lookupByEmail",
	    "[{\"status\":429,\"headers\":{\"Retry-After\":\"9\"}}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 9);
	assert_int_equal(world_messages(w), 0);
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
		EACH(deliver__receipt__leaves_the_first_notice_to_be_found),
		EACH(deliver__message_that_cannot_be_changed__is_followed),
		EACH(deliver__change_of_what_stands_in_a_thread__follows_in_it),
		EACH(deliver__change__has_the_result_of_its_answers),
		EACH(deliver__receipt_of_others__is_refused_and_posts_nothing),
		EACH(deliver__change_of_a_deleted_message__does_not_bring_it_back),
		EACH(deliver__change_of_a_direct_message__is_made_in_it),
		EACH(deliver__thread_that_takes_no_answers__is_posted_beside),
		EACH(deliver__reactions__are_set_and_never_fail_the_notice),
		EACH(deliver__reactions_too_fast__stops_and_is_done),
		EACH(deliver__mention__is_looked_up_once),
		EACH(deliver__mention_of_nobody__shows_the_address),
		EACH(deliver__mention_without_the_scope__warns_and_delivers),
		EACH(deliver__look_up_too_fast__is_tried_later_unsent),
		/* clang-format on */
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
