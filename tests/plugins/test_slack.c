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
	char *first;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
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
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
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
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
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
		EACH(deliver__message_that_cannot_be_changed__is_followed),
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
