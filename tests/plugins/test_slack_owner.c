/* SPDX-License-Identifier: ISC */
/*
 * test_slack_owner.c - who is mentioned in a channel he is not in gets a direct
 * message; and changes that need not be made.
 */
#include "sdk/json.h"
#include "slack_world.h"
#include "test.h"

/* Anna is in #kundeglaede, Bo is not. */
static struct lb_notice
notice_for(const char *email)
{
	static const struct lb_button claim = { .action = "claim",
		.label = "Tag sagen" };
	struct lb_notice n = world_notice;

	n.mention = email;
	n.buttons = &claim;
	n.n_buttons = 1;
	return n;
}

static void
deliver__owner_in_the_channel__one_message(void **state)
{
	struct world *w = *state;
	struct lb_notice n = notice_for("anna@nordlys.example");

	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "chat.postMessage"), 2);
	assert_int_equal(world_calls(w, "conversations.members"), 1);
}

static void
deliver__owner_is_not__a_direct_message_too(void **state)
{
	struct world *w = *state;
	struct lb_notice n = notice_for("bo@nordlys.example");
	const char *blocks;

	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "chat.postMessage"), 2);
	assert_string_equal(
	    world_argument(w, "chat.postMessage", 0, "channel"),
	    "#kundeglaede");
	assert_string_equal(
	    world_argument(w, "chat.postMessage", 1, "channel"), "U00000BO");
	blocks = world_argument(w, "chat.postMessage", 1, "blocks");
	assert_non_null(strstr(blocks, "/archives/C00PUBLIC/p"));
	assert_null(strstr(blocks, "Tag sagen"));
	assert_null(strstr(blocks, "<@"));
	assert_true(strncmp(fake_receipt(w->host), "C00PUBLIC/", 10) == 0);
	assert_string_equal(fake_log(w->host), "");
}

static void
deliver__membership_cannot_be_told__warned_and_one_message(void **state)
{
	struct world *w = *state;
	struct lb_notice n = notice_for("bo@nordlys.example");

	world_plan(w, "conversations.members",
	    "[{\"error\":\"missing_scope\",\"needed\":\"channels:read\"}]");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "chat.postMessage"), 1);
	assert_non_null(strstr(fake_log(w->host), "channels:read"));
}

static void
deliver__direct_message_refused__the_notice_is_done(void **state)
{
	struct world *w = *state;
	struct lb_notice n = notice_for("bo@nordlys.example");

	world_plan(w, "chat.postMessage",
	    "[{},{\"error\":\"messages_tab_disabled\"}]");
	world_plan(w, "chat.getPermalink", "[{\"error\":\"fatal_error\"}]");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "chat.postMessage"), 2);
	assert_non_null(strstr(fake_log(w->host),
	    "bo@nordlys.example is not in the channel, and no direct"));
	assert_non_null(fake_receipt(w->host));
}

static void
deliver__change_or_direct_message__nobody_is_told_twice(void **state)
{
	struct world *w = *state;
	struct lb_notice n = notice_for("bo@nordlys.example");
	char receipt[100];

	assert_int_equal(world_deliver(w, &n), LB_DONE);
	snprintf(receipt, sizeof(receipt), "%s", fake_receipt(w->host));
	n.receipt = receipt;
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	n.receipt = NULL;
	n.target = "bo@nordlys.example";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "chat.postMessage"), 3);
	assert_int_equal(world_calls(w, "chat.update"), 1);
	assert_int_equal(world_calls(w, "conversations.members"), 1);
}

/* ---- Changes that need not be made. */

static void
deliver__quiet_change_that_cannot_be__is_done_and_nothing_posted(void **state)
{
	static const char *const answers[] = {
		"[{\"error\":\"cant_update_message\"}]",
		"[{\"error\":\"message_not_found\"}]",
		"[{\"error\":\"channel_not_found\"}]",
	};
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.receipt = "C00PUBLIC/1795163405.000001";
	n.is_quiet = true;
	for (size_t i = 0; i < N_OF(answers); i++) {
		world_plan(w, "chat.update", answers[i]);
		assert_int_equal(world_deliver(w, &n), LB_DONE);
		assert_non_null(strstr(fake_log(w->host), "left as it is"));
	}
	n.receipt = "not Slack's";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_calls(w, "chat.update"), 3);
	assert_int_equal(world_calls(w, "chat.postMessage"), 0);
}

static void
deliver__quiet_change_that_can_be__is_made_or_tried_again(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;
	char receipt[100];

	assert_int_equal(world_deliver(w, &n), LB_DONE);
	snprintf(receipt, sizeof(receipt), "%s", fake_receipt(w->host));
	n.receipt = receipt;
	n.is_quiet = true;
	world_plan(w, "chat.update", "[{\"error\":\"ratelimited\"},{}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(fake_receipt(w->host), receipt);
}

#define EACH(f) \
	cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		EACH(deliver__owner_in_the_channel__one_message),
		EACH(deliver__owner_is_not__a_direct_message_too),
		EACH(deliver__membership_cannot_be_told__warned_and_one_message),
		EACH(deliver__direct_message_refused__the_notice_is_done),
		EACH(deliver__change_or_direct_message__nobody_is_told_twice),
		EACH(deliver__quiet_change_that_cannot_be__is_done_and_nothing_posted),
		EACH(deliver__quiet_change_that_can_be__is_made_or_tried_again),
		/* clang-format on */
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
