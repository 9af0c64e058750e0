/* SPDX-License-Identifier: ISC */
/*
 * test_host.c - loopbell-host from the outside: what it says about plugins
 * that are good, that are bad, and that do not load.
 */
#include <fcntl.h>
#include <loopbell/plugin.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sdk/json.h"
#include "talk.h"
#include "test.h"

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
#define API TEXT(LB_API_MAJOR) "." TEXT(LB_API_MINOR)
#define HOST BUILDDIR "/bot/loopbell-host"
#define BAD(name) BUILDDIR "/tests/bad/.libs/" name ".so"

static void
start_host(struct talk *t, const char *plugin)
{
	const char *const argv[] = { HOST, plugin, NULL };

	talk_start(t, 3, argv);
}

/* A started instance of the bad plugin. */
static void
start_bad(struct talk *t, const char *role, const char *how)
{
	struct buf line = BUF_INIT;

	start_host(t, BAD("bad"));
	buf_printf(&line,
	    "{\"op\":\"start\",\"job\":1,\"instance\":\"b\",\"role\":\"%s\","
	    "\"settings\":{\"how\":\"%s\"}}",
	    role, how);
	talk_expect(t, buf_str(&line), "{\"op\":\"done\",\"job\":1}");
	buf_release(&line);
}

static const char deliver[] =
    "{\"op\":\"deliver\",\"job\":2,\"notice\":{\"id\":\"N\","
    "\"target\":\"t\",\"headline\":\"h\"}}";

static void
load__plugins_that_cannot__failed_with_why_and_exit_78(void **state)
{
	static const struct {
		const char *path, *why;
	} cases[] = {
		{ BAD("other_api"),
		    "it was built for plugin API 99.7 and this is " API ": it "
		    "needs a newer Loopbell" },
		{ BAD("too_small"),
		    "its struct lb_plugin has 32 bytes where API " API
		    " has" },
		{ BAD("no_symbol"),
		    "is not a Loopbell plugin: it has no symbol "
		    "loopbell_plugin" },
		{ BAD("missing_function"), "undefined symbol: lb_not_there" },
		{ BAD("bad_table"),
		    "plugin bad_table: mistake in its table of options: "
		    "\"every\": its default must be from 1s to 1m, not "
		    "\"5m\"" },
		{ "/nowhere/x.so", "No such file" },
		{ "x.so", "must be a path with a /" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct talk t;
		cJSON *line;

		start_host(&t, cases[i].path);
		talk_say(&t, "{\"op\":\"describe\",\"job\":9}");
		line = talk_hear(&t);
		assert_string_equal(json_string(line, "op"), "failed");
		assert_int_equal(json_integer(line, "job", 0), 9);
		if (strstr(json_string(line, "why"), cases[i].why) == NULL)
			fail_msg("%s\n  not: %s", json_string(line, "why"),
			    cases[i].why);
		cJSON_Delete(line);
		assert_int_equal(talk_end(&t, NULL), 78);
	}
}

static void
load__nobody_asks__says_it_on_standard_error(void **state)
{
	struct buf err = BUF_INIT;
	struct talk t;

	(void)state;
	start_host(&t, BAD("no_symbol"));
	assert_int_equal(talk_end(&t, &err), 78);
	assert_non_null(strstr(buf_str(&err), "is not a Loopbell plugin"));
	buf_release(&err);
}

static void
describe__a_plugin_of_three_roles__names_them(void **state)
{
	struct talk t;
	cJSON *line;
	char *roles;

	(void)state;
	start_host(&t, BAD("bad"));
	talk_say(&t, "{\"op\":\"describe\",\"job\":1}");
	line = talk_hear(&t);
	roles = cJSON_PrintUnformatted(json_member(line, "roles"));
	assert_string_equal(
	    roles, "[\"provider\",\"notifier\",\"directory\"]");
	free(roles);
	cJSON_Delete(line);
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
start__it_cannot__failed_with_why_and_exit_78(void **state)
{
	static const struct {
		const char *line, *why;
	} cases[] = {
		/* clang-format off */
		{ "\"role\":\"provider\",\"settings\":{\"how\":\"abrot\",\"x\":\"\"}", "plugin bad has no option \\\"x\\\"" },
		{ "\"role\":\"provider\",\"settings\":{\"how\":[\"abort\"],\"x\":\"\"}", "how: must be one value, not a list; plugin bad has no option \\\"x\\\"" },
		{ "\"role\":\"listener\",\"settings\":{}", "plugin bad is not a listener" },
		{ "\"role\":\"king\",\"settings\":{}", "plugin bad is not a king" },
		{ "\"role\":\"notifier\",\"settings\":{\"how\":\"fail_silently\"}", "plugin bad did not say why" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf say = BUF_INIT;
		struct talk t;
		cJSON *line;
		char *why;

		start_host(&t, BAD("bad"));
		buf_printf(
		    &say, "{\"op\":\"start\",\"job\":1,%s}", cases[i].line);
		talk_say(&t, buf_str(&say));
		line = talk_hear(&t);
		assert_string_equal(json_string(line, "op"), "failed");
		why = cJSON_PrintUnformatted(json_member(line, "why"));
		if (strstr(why, cases[i].why) == NULL)
			fail_msg("%s\n  not: %s", why, cases[i].why);
		free(why);
		cJSON_Delete(line);
		assert_int_equal(talk_end(&t, NULL), 78);
		buf_release(&say);
	}
}

static void
check__bad_settings__says_all_and_stays(void **state)
{
	struct talk t;

	(void)state;
	start_host(&t, BAD("bad"));
	talk_expect(&t,
	    "{\"op\":\"check\",\"job\":1,\"settings\":{\"haw\":\"x\","
	    "\"how\":{\"a\":\"b\"}}}",
	    "{\"op\":\"checked\",\"job\":1,\"errors\":[{\"option\":\"how\","
	    "\"why\":\"must be one value, not names with values\"},"
	    "{\"option\":\"haw\",\"why\":\"plugin bad has no option "
	    "\\\"haw\\\"; did you mean \\\"how\\\"?\"}]}");
	talk_expect(&t, "{\"op\":\"check\",\"job\":2,\"settings\":{}}",
	    "{\"op\":\"checked\",\"job\":2,\"errors\":[]}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
job__the_plugin_breaks_the_contract__is_not_believed(void **state)
{
	static const struct {
		const char *how, *role, *job, *answer;
	} cases[] = {
		/* clang-format off */
		{ "contradict", "notifier", deliver, "{\"op\":\"unknown\",\"job\":2,\"why\":\"plugin bad has a bug: deliver() called lb_reject(\\\"it is over\\\") and returned LB_DONE\"}" },
		{ "contradict", "provider", "{\"op\":\"poll\",\"job\":2}", "{\"op\":\"retry\",\"job\":2,\"after_s\":0,\"why\":\"plugin bad has a bug: poll() called lb_reject(\\\"it is over\\\") and returned LB_DONE\"}" },
		{ "nonsense", "notifier", deliver, "{\"op\":\"unknown\",\"job\":2,\"why\":\"plugin bad has a bug: deliver() returned 77, which is no result\"}" },
		{ "say_nothing", "notifier", deliver, "{\"op\":\"retry\",\"job\":2,\"after_s\":0,\"why\":\"plugin bad did not say why\"}" },
		{ "call_all", "provider", "{\"op\":\"poll\",\"job\":2}", "{\"op\":\"retry\",\"job\":2,\"after_s\":0,\"why\":\"plugin bad has a bug: poll() called lb_found(), which is not its to call\"}" },
		{ "huge_response", "notifier", deliver, "{\"op\":\"unknown\",\"job\":2,\"why\":\"plugin bad has a bug: deliver() called lb_emit(), which is not its to call\"}" },
		{ "print", "directory", "{\"op\":\"lookup\",\"job\":2,\"who\":{}}", "{\"op\":\"retry\",\"job\":2,\"after_s\":0,\"why\":\"plugin bad has a bug: lookup() returned LB_DONE without lb_found()\"}" },
		{ "behave", "notifier", "{\"op\":\"find\",\"job\":2,\"notice\":{}}", "{\"op\":\"unknown\",\"job\":2,\"why\":\"the plugin cannot tell what was delivered\"}" },
		{ "contradict", "provider", "{\"op\":\"receive\",\"job\":2,\"request\":{}}", "{\"op\":\"retry\",\"job\":2,\"after_s\":0,\"why\":\"plugin bad has a bug: receive() called lb_reject(\\\"it is over\\\") and returned LB_DONE\"}" },
		{ "behave", "provider", "{\"op\":\"probe\",\"job\":2}", "{\"op\":\"done\",\"job\":2}" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct talk t;

		start_bad(&t, cases[i].role, cases[i].how);
		talk_expect(&t, cases[i].job, cases[i].answer);
		/* It lives, and the next job is a new one. */
		talk_expect(&t, "{\"op\":\"ping\",\"job\":3}",
		    "{\"op\":\"pong\",\"job\":3}");
		assert_int_equal(talk_end(&t, NULL), 0);
	}
}

static void
job__the_plugin_behaves__log_and_done(void **state)
{
	struct talk t;

	(void)state;
	start_bad(&t, "notifier", "behave");
	talk_expect(&t, deliver,
	    "{\"op\":\"log\",\"job\":2,\"level\":6,\"text\":\"behaving\"}");
	talk_expect(&t, NULL, "{\"op\":\"done\",\"job\":2}");
	talk_say(&t, "{\"op\":\"stop\"}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
poll__a_response_longer_than_a_line__is_refused(void **state)
{
	struct talk t;

	(void)state;
	start_bad(&t, "provider", "huge_response");
	talk_expect(&t, "{\"op\":\"poll\",\"job\":2}",
	    "{\"op\":\"refused\",\"job\":2,\"raw\":\"huge\","
	    "\"why\":\"the response is larger than 4 MiB\"}");
	talk_expect(&t, NULL, "{\"op\":\"done\",\"job\":2}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
poll__hostile_text__is_valid_and_without_tricks(void **state)
{
	struct talk t;

	(void)state;
	start_bad(&t, "provider", "hostile_text");
	talk_expect(&t, "{\"op\":\"poll\",\"job\":2}",
	    "{\"op\":\"response\",\"job\":2,\"response\":{\"survey\":\"s\","
	    "\"id\":\"1\",\"answered_us\":0,\"score\":11,\"complete\":false,"
	    "\"comment\":\"\xef\xbf\xbd\xef\xbf\xbd<!channel>\\n\"}}");
	talk_expect(&t, NULL,
	    "{\"op\":\"refused\",\"job\":2,\"raw\":\"\xef\xbf\xbd(\","
	    "\"why\":\"[31mred\"}");
	talk_expect(&t, NULL, "{\"op\":\"done\",\"job\":2}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
print__to_standard_output__goes_to_standard_error(void **state)
{
	struct buf err = BUF_INIT;
	struct talk t;

	(void)state;
	start_bad(&t, "notifier", "print");
	talk_expect(&t, deliver, "{\"op\":\"done\",\"job\":2}");
	assert_int_equal(talk_end(&t, &err), 0);
	assert_string_equal(buf_str(&err),
	    "{\"op\":\"done\",\"job\":1}\nnot for the core\nlast words\n");
	buf_release(&err);
}

static void
job__the_plugin_dies__so_does_its_host(void **state)
{
	static const struct {
		const char *how;
		int code;
	} cases[] = { { "abort", 1000 + SIGABRT }, { "exit", 0 },
		{ "close_line", 74 } };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct talk t;

		start_bad(&t, "notifier", cases[i].how);
		talk_say(&t, deliver);
		assert_null(talk_hear(&t));
		assert_int_equal(talk_end(&t, NULL), cases[i].code);
	}
}

static void
job__while_the_plugin_sleeps__a_kill_ends_it(void **state)
{
	static const char *const cases[] = { "never_answer", "ignore_term",
		"spin" };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct talk t;

		start_bad(&t, "notifier", cases[i]);
		talk_say(&t, deliver);
		assert_int_equal(talk_kill(&t), 1000 + SIGKILL);
	}
}

static void
job__descriptors_are_used_up__the_host_still_answers(void **state)
{
	struct talk t;
	cJSON *line;

	(void)state;
	start_bad(&t, "notifier", "leak");
	talk_say(&t, deliver);
	line = talk_hear(&t);
	assert_string_equal(json_string(line, "op"), "log");
	cJSON_Delete(line);
	talk_expect(&t, NULL, "{\"op\":\"done\",\"job\":2}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
core__breaks_the_protocol__exit_76_with_a_sentence(void **state)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		/* clang-format off */
		{ "x", "what is no JSON object: x" },
		{ "{}", "an unknown op: none" },
		{ "{\"op\":\"dance\"}", "an unknown op: dance" },
		{ "{\"op\":\"poll\",\"job\":2}", "poll to an instance that is in another role" },
		{ "{\"op\":\"start\",\"job\":2}", "start to an instance that is in another role" },
		{ "{\"op\":\"deliver\",\"job\":2}", "\"notice\" must be an object" },
		{ "{\"op\":\"deliver\",\"job\":2,\"notice\":{\"id\":\"N\"}}", "\"target\" must be there" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf err = BUF_INIT;
		struct talk t;

		start_bad(&t, "notifier", "behave");
		talk_say(&t, cases[i].line);
		assert_int_equal(talk_end(&t, &err), 76);
		if (strstr(buf_str(&err), cases[i].says) == NULL)
			fail_msg(
			    "%s\n  not: %s", buf_str(&err), cases[i].says);
		buf_release(&err);
	}
}

static void
core__is_gone_in_a_job__the_host_dies_with_it(void **state)
{
	struct buf in = BUF_INIT;
	int line[2];
	pid_t core;

	(void)state;
	assert_int_equal(pipe(line), 0);
	core = fork();
	assert_true(core >= 0);
	if (core == 0) {
		/* A core whose host hangs; its death is the test. */
		struct talk t;

		close(line[0]);
		start_bad(&t, "notifier", "never_answer");
		talk_say(&t, deliver);
		if (write(line[1], &t.pid, sizeof(t.pid)) != sizeof(t.pid))
			_exit(1);
		_exit(0);
	}
	close(line[1]);
	buf_room(&in, sizeof(pid_t));
	assert_int_equal(read(line[0], in.data, sizeof(pid_t)), sizeof(pid_t));
	waitpid(core, NULL, 0);
	/* The host inherited the other end: this ends when it is dead. */
	assert_int_equal(read(line[0], in.data, 1), 0);
	close(line[0]);
	buf_release(&in);
}

static void
run__by_hand__says_how_it_is_started(void **state)
{
	static const struct {
		const char *command;
		const char *says;
	} cases[] = {
		{ HOST " 2>&1", "usage: loopbell-host PLUGIN.so" },
		{ HOST " x.so 3<&- 2>&1", "this program is started by" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char text[512] = "";
		FILE *f = popen(cases[i].command, "r");

		assert_non_null(f);
		text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
		assert_int_equal(WEXITSTATUS(pclose(f)), 64);
		assert_non_null(strstr(text, cases[i].says));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    load__plugins_that_cannot__failed_with_why_and_exit_78),
		cmocka_unit_test(load__nobody_asks__says_it_on_standard_error),
		cmocka_unit_test(
		    describe__a_plugin_of_three_roles__names_them),
		cmocka_unit_test(
		    start__it_cannot__failed_with_why_and_exit_78),
		cmocka_unit_test(check__bad_settings__says_all_and_stays),
		cmocka_unit_test(
		    job__the_plugin_breaks_the_contract__is_not_believed),
		cmocka_unit_test(job__the_plugin_behaves__log_and_done),
		cmocka_unit_test(
		    poll__a_response_longer_than_a_line__is_refused),
		cmocka_unit_test(
		    poll__hostile_text__is_valid_and_without_tricks),
		cmocka_unit_test(
		    print__to_standard_output__goes_to_standard_error),
		cmocka_unit_test(job__the_plugin_dies__so_does_its_host),
		cmocka_unit_test(job__while_the_plugin_sleeps__a_kill_ends_it),
		cmocka_unit_test(
		    job__descriptors_are_used_up__the_host_still_answers),
		cmocka_unit_test(
		    core__breaks_the_protocol__exit_76_with_a_sentence),
		cmocka_unit_test(
		    core__is_gone_in_a_job__the_host_dies_with_it),
		cmocka_unit_test(run__by_hand__says_how_it_is_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
