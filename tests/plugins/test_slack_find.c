/* SPDX-License-Identifier: ISC */
/*
 * test_slack_find.c - whether a notice was posted is found out, or it is said
 * that it cannot be.
 */
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_world.h"
#include "test.h"

#define POST "chat.postMessage"

/* ---- Finding. */

/* What is not there is looked for twice before it is gone. */
static void
assert_gone(struct world *w, const struct lb_notice *n)
{
	assert_int_equal(world_find(w, n), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 10);
	assert_int_equal(world_find(w, n), LB_REJECT);
}

static void
find__posted_among_others__tells_its_receipt(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "other";
	for (int i = 0; i < 6; i++)
		assert_int_equal(world_deliver(w, &n), LB_DONE);
	world_restart(w);
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
	assert_string_equal(
	    fake_receipt(w->host), "C00PUBLIC/1795163405.000001");
	assert_int_equal(world_calls(w, "conversations.history"), 4);
	assert_string_equal(
	    world_argument(w, "conversations.history", 0, "oldest"),
	    "1795152605.000000");
	n.id = "never";
	assert_gone(w, &n);
}

static void
find__answer_lost_on_the_way__is_not_posted_twice(void **state)
{
	struct world *w = *state;

	world_plan(w, POST, "[{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_UNKNOWN);
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
	assert_int_equal(world_messages(w), 1);
}

static void
find__in_places__looks_where_it_would_be(void **state)
{
	static const char *const targets[] = { "#ledelse",
		"anna@nordlys.example", "U0000ANNA", "C00PUBLIC" };
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(targets); i++) {
		struct lb_notice n = world_notice;
		char *receipt;

		n.id = n.target = targets[i];
		assert_gone(w, &n);
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
	struct lb_notice n = world_notice;

	world_post(w, "/_scopes", "chat:write,channels:read,channels:history");
	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	world_restart(w);
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
	n.target = "#ledelse";
	assert_int_equal(world_find(w, &n), LB_UNKNOWN);
}

static void
find__in_a_thread__reads_the_thread(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "reply";
	n.thread = "C00PUBLIC/1795163405.000001";
	assert_gone(w, &n);
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_find(w, &n), LB_DONE);
	assert_string_equal(
	    fake_receipt(w->host), "C00PUBLIC/1795163405.000002");
}

/* It leaves no id in the message, and is made again. */
static void
find__a_change__is_made_again_and_changes_one_message(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "revision";
	n.receipt = "C00PUBLIC/1795163405.000001";
	world_plan(w, "chat.update", "[{\"do\":\"lose\"},{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &n), LB_RETRY);
	assert_gone(w, &n);
	assert_int_equal(world_calls(w, "conversations.history"), 0);
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_string_equal(fake_receipt(w->host), n.receipt);
	assert_int_equal(world_messages(w), 1);
}

static void
find__a_change_that_followed_in_the_thread__is_seen_there(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "revision";
	n.receipt = "C00PUBLIC/1795163405.000001";
	world_plan(w, "chat.update", "[{\"error\":\"edit_window_closed\"}]");
	world_plan(w, POST, "[{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &n), LB_UNKNOWN);
	assert_int_equal(world_find(w, &n), LB_DONE);
	assert_string_equal(
	    fake_receipt(w->host), "C00PUBLIC/1795163405.000002");
	assert_int_equal(world_messages(w), 2);
}

static void
find__a_change_of_a_deleted_message__is_gone(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	n.receipt = "C00PUBLIC/1795163405.000001";
	assert_gone(w, &n);
	assert_int_equal(world_calls(w, "conversations.history"), 0);
	world_plan(
	    w, "conversations.replies", "[{\"error\":\"message_not_found\"}]");
	n.id = "another";
	assert_int_equal(world_find(w, &n), LB_RETRY);
}

static void
find__may_not_look__cannot_tell(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

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
	world_post(w, "/_scopes", "chat:write,channels:history");
	n.target = "C00PUBLIC";
	assert_gone(w, &n);
}

/* "Cannot tell" would make the core send it once more. */
static void
find__may_not_look_now__asks_for_time(void **state)
{
	static const struct {
		const char *answers;
		int after_s;
	} cases[] = {
		{ "[{\"do\":\"close\"},{\"do\":\"close\"}]", 0 },
		{ "[{\"do\":\"hang\"}]", 0 },
		{ "[{\"status\":503}]", 0 },
		{ "[{\"status\":200,\"body\":\"<html>\"}]", 0 },
		{ "[{\"error\":\"internal_error\"}]", 0 },
		{ "[{},{\"status\":429,\"headers\":{\"Retry-After\":\"9\"}}]",
		    9 },
		{ "[{\"error\":\"token_revoked\"}]", 900 },
	};
	struct world *w = *state;
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "other";
	for (int i = 0; i < 3; i++)
		assert_int_equal(world_deliver(w, &n), LB_DONE);
	for (size_t i = 0; i < N_OF(cases); i++) {
		world_plan(w, "conversations.history", cases[i].answers);
		if (world_find(w, &world_notice) != LB_RETRY)
			fail_msg("%s", cases[i].answers);
		assert_int_equal(fake_after_s(w->host), cases[i].after_s);
	}
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
}

static void
find__edited_since__is_itself(void **state)
{
	struct world *w = *state;
	struct lb_notice n = world_notice;

	world_plan(w, POST, "[{\"do\":\"lose\"}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_UNKNOWN);
	n.id = "revision";
	n.headline = "Noget helt andet";
	n.quote = NULL;
	n.receipt = "C00PUBLIC/1795163405.000001";
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	assert_int_equal(world_find(w, &world_notice), LB_DONE);
	assert_string_equal(fake_receipt(w->host), n.receipt);
}

static void
find__not_posted__is_posted_once(void **state)
{
	struct world *w = *state;

	world_plan(w, POST, "[{\"do\":\"hang\"}]");
	assert_int_equal(world_deliver(w, &world_notice), LB_UNKNOWN);
	assert_gone(w, &world_notice);
	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	assert_int_equal(world_messages(w), 1);
}

static void
find__answer_beside_its_thread__is_seen(void **state)
{
	static const char *const gone[] = { "thread_not_found",
		"message_not_found", NULL };
	struct world *w = *state;
	struct lb_notice n = world_notice;

	assert_int_equal(world_deliver(w, &world_notice), LB_DONE);
	n.id = "reply";
	n.thread = "C00PUBLIC/1795163405.000001";
	world_plan(w, POST, "[{\"error\":\"thread_locked\"}]");
	assert_int_equal(world_deliver(w, &n), LB_DONE);
	for (size_t i = 0; i < N_OF(gone); i++) {
		char *plan =
		    mem_printf("[{\"error\":\"%s\"}]", gone[i] ? gone[i] : "");

		if (gone[i] != NULL)
			world_plan(w, "conversations.replies", plan);
		assert_int_equal(world_find(w, &n), LB_DONE);
		assert_string_equal(
		    fake_receipt(w->host), "C00PUBLIC/1795163405.000002");
		free(plan);
	}
}

#define EACH(f) \
	cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		EACH(find__posted_among_others__tells_its_receipt),
		EACH(find__answer_lost_on_the_way__is_not_posted_twice),
		EACH(find__in_places__looks_where_it_would_be),
		EACH(find__token_for_public_channels_only__finds_those),
		EACH(find__in_a_thread__reads_the_thread),
		EACH(find__a_change__is_made_again_and_changes_one_message),
		EACH(find__a_change_that_followed_in_the_thread__is_seen_there),
		EACH(find__a_change_of_a_deleted_message__is_gone),
		EACH(find__may_not_look__cannot_tell),
		EACH(find__may_not_look_now__asks_for_time),
		EACH(find__edited_since__is_itself),
		EACH(find__not_posted__is_posted_once),
		EACH(find__answer_beside_its_thread__is_seen),
		/* clang-format on */
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
