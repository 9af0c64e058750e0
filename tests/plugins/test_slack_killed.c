/* SPDX-License-Identifier: ISC */
/*
 * test_slack_killed.c - the plugin's process is killed while Slack has the
 * message: nothing is posted twice, and nothing is lost.
 */
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_world.h"
#include "test.h"
#include "unit/talk.h"

#define NOTICE                                                       \
	"\"notice\":{\"id\":\"01JD0Z\",\"target\":\"#kundeglaede\"," \
	"\"headline\":\"Kunde D gav 3\",\"made_us\":1795163405000000}}"

static void
start(struct world *w, struct talk *t)
{
	const char *const argv[] = { BUILDDIR "/bot/loopbell-host",
		BUILDDIR "/plugins/.libs/slack.so", NULL };
	char *line =
	    mem_printf("{\"op\":\"start\",\"job\":1,\"instance\":\"slack\","
		       "\"role\":\"notifier\",\"settings\":{\"token\":"
		       "\"xoxb-test-1\",\"api\":\"http://127.0.0.1:%d/api/"
		       "\"}}",
		w->server.port);

	talk_start(t, 3, argv);
	talk_expect(t, line, "{\"op\":\"done\",\"job\":1}");
	free(line);
}

/* Starts to deliver, and kills the process when Slack has the request. */
static void
die_while_posting(struct world *w, const char *how)
{
	char *plan = mem_printf("[{\"do\":\"%s\"}]", how);
	struct talk t;

	world_plan(w, "chat.postMessage", plan);
	start(w, &t);
	talk_say(&t, "{\"op\":\"deliver\",\"job\":2," NOTICE);
	cJSON_Delete(world_get(w, "/_held"));
	talk_kill(&t);
	free(plan);
}

/* The op of the answer; "" where its receipt is not that of the message. */
static const char *
ask(struct talk *t, const char *op)
{
	static const char *const ops[] = { "done", "retry", "reject" };
	char *line = mem_printf("{\"op\":\"%s\",\"job\":3," NOTICE, op);
	const char *receipt, *result = "";
	cJSON *answer;

	talk_say(t, line);
	answer = talk_hear(t);
	receipt = json_string(answer, "receipt");
	for (size_t i = 0; i < N_OF(ops); i++)
		if (strcmp(json_string(answer, "op"), ops[i]) == 0)
			result = ops[i];
	if (strcmp(result, "done") == 0 &&
	    (receipt == NULL ||
		strcmp(receipt, "C00PUBLIC/1795163405.000001") != 0))
		result = "";
	cJSON_Delete(answer);
	free(line);
	return result;
}

static void
killed__after_it_was_posted__is_found(void **state)
{
	struct world *w = *state;
	struct talk t;

	die_while_posting(w, "keep");
	assert_int_equal(world_messages(w), 1);
	start(w, &t);
	assert_string_equal(ask(&t, "find"), "done");
	assert_int_equal(talk_end(&t, NULL), 0);
	assert_int_equal(world_messages(w), 1);
}

static void
killed__before_it_was_posted__is_posted_once(void **state)
{
	struct world *w = *state;
	struct talk t;

	die_while_posting(w, "hang");
	assert_int_equal(world_messages(w), 0);
	start(w, &t);
	assert_string_equal(ask(&t, "find"), "retry");
	assert_string_equal(ask(&t, "find"), "reject");
	assert_string_equal(ask(&t, "deliver"), "done");
	assert_string_equal(ask(&t, "find"), "done");
	assert_int_equal(talk_end(&t, NULL), 0);
	assert_int_equal(world_messages(w), 1);
}

#define EACH(f) \
	cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(killed__after_it_was_posted__is_found),
		EACH(killed__before_it_was_posted__is_posted_once),
	};
	struct fake_server server;

	if (!fake_server_start(&server, "slack.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, world_start, world_stop);
}
