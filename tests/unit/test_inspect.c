/* SPDX-License-Identifier: ISC */
/*
 * test_inspect.c - what the plugins of this build say of a configuration, and
 * what is said of plugins that do not answer as they should.
 */
#include "core/inspect.h"

#include <stdlib.h>
#include <string.h>

#include "config_file.h"
#include "sdk/json.h"

#define BAD BUILDDIR "/tests/bad/.libs/"

static int
begin(void **state)
{
	return setenv("LOOPBELL_BIN_DIR", BUILDDIR "/bot", 1) != 0 ||
	       enter_folder(state) != 0;
}

/* Loads the text as c.yaml, which has no errors but those plugins find. */
static struct inspection *
inspect(const char *text, struct config **config, struct problems *problems)
{
	write_file("c.yaml", text);
	*config = config_load("c.yaml", problems);
	if (*config == NULL)
		fail_msg("%s", problems->list[0].text);
	return inspect_config(*config, problems);
}

/* All that is wrong with the text, a line each. */
static char *
problems_of(const char *text)
{
	struct problems problems = PROBLEMS_INIT;
	struct buf lines = BUF_INIT;
	struct config *config;

	inspection_free(inspect(text, &config, &problems));
	problems_sort(&problems);
	for (size_t i = 0; i < problems.n; i++)
		buf_printf(&lines, "%s\n", problems.list[i].text);
	problems_release(&problems);
	config_free(config);
	return buf_take(&lines);
}

static void
assert_all_said(const char *said, const char *const *parts)
{
	for (; *parts != NULL; parts++)
		if (strstr(said, *parts) == NULL)
			assert_string_equal(said, *parts);
}

static void
assert_problems(const char *text, const char *const *parts)
{
	char *said = problems_of(text);

	assert_all_said(said, parts);
	free(said);
}

#define FINE                                  \
	"providers:\n"                        \
	"  files: {plugin: csv, folder: /}\n" \
	"notifiers:\n"                        \
	"  screen: {plugin: console}\n"       \
	"routes:\n"                           \
	"- name: a\n"                         \
	"  send: {to: screen, target: here}\n"

static void
instance__one_of_several__is_asked_alone(void **state)
{
	struct problems problems = PROBLEMS_INIT;
	struct inspection *in;
	struct config *config;

	(void)state;
	write_file("c.yaml",
	    "colour: red\n"
	    "providers:\n"
	    "  files: {plugin: csv, folder: /}\n"
	    "  odd: {plugin: csv, folderr: /}\n"
	    "  deaf: {plugin: csv, folder: /, every: soon}\n");
	config = config_load_partly("c.yaml", &problems);
	assert_non_null(config);
	problems_release(&problems);
	in = inspect_instance(
	    config, config_instance(config, "files"), &problems);
	assert_int_equal(problems.n, 0);
	assert_non_null(inspection_of(in, "files"));
	assert_null(inspection_of(in, "odd"));
	inspection_free(in);
	/* Of what is wrong already nobody is asked. */
	in = inspect_config(config, &problems);
	assert_true(problems.n_errors >= 1);
	assert_non_null(inspection_of(in, "odd"));
	assert_null(inspection_of(in, "deaf"));
	inspection_free(in);
	problems_release(&problems);
	config_free(config);
}

static void
config__all_right__no_problems(void **state)
{
	char *said = problems_of(FINE);

	(void)state;
	assert_string_equal(said, "");
	free(said);
}

static void
config__wrong_options__have_their_places(void **state)
{
	static const char text[] =
	    "providers:\n"
	    "  files: {plugin: csv, folder: /, chanel: phone}\n"
	    "  empty: {plugin: csv}\n"
	    "notifiers:\n"
	    "  screen: {plugin: console}\n"
	    "  slack:\n"
	    "    plugin: slack\n"
	    "    token: xoxb-1\n"
	    "    timeout: 5x\n"
	    "routes:\n"
	    "- name: a\n"
	    "  send: {to: screen, target: here}\n";
	static const char *const parts[] = { "c.yaml:2:43: files: ",
		"did you mean \"channel\"?", "c.yaml:3:3: empty: folder",
		"c.yaml:9:14: slack: timeout: must be from 1s", NULL };

	(void)state;
	assert_problems(text, parts);
}

static void
config__plugins_that_cannot_play__have_their_places(void **state)
{
	static const char text[] =
	    "providers:\n"
	    "  files: {plugin: console}\n"
	    "  gone: {plugin: nosuch}\n"
	    "  no_command: {command: [/no/such/program]}\n"
	    "notifiers:\n"
	    "  screen: {plugin: console}\n"
	    "  csv: {plugin: csv, folder: /}\n"
	    "  other: {plugin: " BAD "other_api.so}\n"
	    "  empty: {plugin: " BAD "no_symbol.so}\n"
	    "routes:\n"
	    "- name: a\n"
	    "  send: {to: screen, target: here}\n";
	static const char *const parts[] = {
		"c.yaml:2:19: files: plugin console is no provider\n",
		"c.yaml:3:18: gone: there is no plugin \"nosuch\" in ",
		"c.yaml:4:25: no_command: cannot start /no/such/program",
		"c.yaml:7:17: csv: plugin csv is no notifier\n",
		"c.yaml:8:19: other: ", "c.yaml:9:19: empty: ", NULL
	};

	(void)state;
	assert_problems(text, parts);
}

/* Executables that lie, say nothing, die and hang: all are told of within the
 * ten seconds of one. */
static void
config__executables_that_misbehave__are_told_of(void **state)
{
	static const char text[] =
	    "providers:\n"
	    "  bad: {plugin: " BAD "bad.so, how: abort}\n"
	    "  silent: {command: [\"true\"]}\n"
	    "  dies: {command: [sh, -c, \"echo out of luck >&2; exit 3\"]}\n"
	    "  shot: {command: [sh, -c, \"kill -SEGV $$$$\"]}\n"
	    "  chats: {command: [echo, hello]}\n"
	    "  nameless: {command: [sh, -c, \"echo '{\\\"op\\\":"
	    "\\\"described\\\"}'\"]}\n"
	    "  unchecked: {command: [sh, -c, \"echo '{\\\"op\\\":"
	    "\\\"described\\\",\\\"name\\\":\\\"x\\\",\\\"roles\\\":"
	    "[\\\"provider\\\"]}'\"]}\n"
	    "  hangs: {command: [sleep, \"3600\"]}\n"
	    "notifiers:\n"
	    "  screen: {plugin: console}\n"
	    "routes:\n"
	    "- name: a\n"
	    "  send: {to: screen, target: here}\n";
	static const char *const parts[] = {
		"c.yaml:3:21: silent: ended with exit code 0\n",
		"c.yaml:4:19: dies: out of luck\n",
		"c.yaml:5:19: shot: was ended by signal 11",
		"c.yaml:6:20: chats: was ended: it sent a line that is not a "
		"JSON object\n",
		"c.yaml:7:23: nameless: its plugin is no provider\n",
		"c.yaml:8:24: unchecked: did not say whether its settings are "
		"right\n",
		"c.yaml:9:20: hangs: was ended: it did not end when asked "
		"to\n",
		NULL
	};
	char *said = problems_of(text);

	(void)state;
	/* It loads, and does wrong only where it has a job. */
	assert_null(strstr(said, "bad:"));
	assert_all_said(said, parts);
	free(said);
}

static void
inspection__knows_each_instance__and_what_is_secret(void **state)
{
	static const char text[] =
	    "providers: {files: {plugin: csv, folder: /}}\n"
	    "notifiers: {slack: {plugin: slack, token: xoxb-1},"
	    " gone: {plugin: nosuch}}\n"
	    "routes: [{name: a, send: {to: slack, target: \"#x\"}}]\n";
	struct problems problems = PROBLEMS_INIT;
	struct config *config;
	struct inspection *in = inspect(text, &config, &problems);

	(void)state;
	assert_string_equal(
	    json_string(inspection_of(in, "files"), "name"), "csv");
	assert_string_equal(
	    json_string(inspection_of(in, "slack"), "name"), "slack");
	assert_null(inspection_of(in, "gone"));
	assert_null(inspection_of(in, "nobody"));
	assert_true(inspection_is_secret(in, "slack", "token"));
	assert_false(inspection_is_secret(in, "files", "folder"));
	/* What is not known is better not shown. */
	assert_true(inspection_is_secret(in, "slack", "tokn"));
	assert_true(inspection_is_secret(in, "gone", "folder"));
	assert_true(inspection_is_secret(in, "nobody", "folder"));
	inspection_free(in);
	config_free(config);
	problems_release(&problems);
}

static void
free__nothing__does_no_harm(void **state)
{
	(void)state;
	inspection_free(NULL);
}

static void
plugin__by_name_and_path__is_described(void **state)
{
	static const char *const plugins[][2] = { { "csv", "csv" },
		{ "slack", "slack" }, { BAD "bad.so", "bad" } };

	(void)state;
	for (size_t i = 0; i < N_OF(plugins); i++) {
		struct error err;
		cJSON *plugin = inspect_plugin(plugins[i][0], &err);

		if (plugin == NULL)
			fail_msg("%s", err.text);
		assert_string_equal(
		    json_string(plugin, "name"), plugins[i][1]);
		assert_true(cJSON_IsArray(json_member(plugin, "options")));
		cJSON_Delete(plugin);
	}
}

static void
plugin__cannot_be_loaded__says_why(void **state)
{
	static const char *const plugins[] = { "nosuch", "/dev/null",
		BAD "no_symbol.so", BAD "missing_function.so",
		BAD "bad_table.so", BAD "too_small.so", BAD "other_api.so" };

	(void)state;
	for (size_t i = 0; i < N_OF(plugins); i++) {
		struct error err = { "" };

		assert_null(inspect_plugin(plugins[i], &err));
		if (strstr(err.text, plugins[i]) == NULL)
			fail_msg("%s: %s", plugins[i], err.text);
		assert_null(strstr(err.text, "exit code"));
	}
}

#define PUSHED                                          \
	"providers:\n  hook: {plugin: " BUILDDIR        \
	"/tests/plugins/.libs/pushed.so}\nnotifiers:\n" \
	"  screen: {plugin: console}\n"                 \
	"routes:\n- {name: a, send: {to: screen, target: here}}\n"

static void
pushed_to__nothing_listens__says_what_to_add(void **state)
{
	static const char *const said[] = {
		"c.yaml:2:18: hook: nothing comes in but what is pushed to "
		"it, and nothing listens: add web: {listen: 127.0.0.1:8080}\n",
		NULL
	};
	char *with_web = problems_of("web: {}\n" PUSHED);

	(void)state;
	assert_problems(PUSHED, said);
	assert_string_equal(with_web, "");
	free(with_web);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pushed_to__nothing_listens__says_what_to_add),
		cmocka_unit_test(config__all_right__no_problems),
		cmocka_unit_test(instance__one_of_several__is_asked_alone),
		cmocka_unit_test(config__wrong_options__have_their_places),
		cmocka_unit_test(
		    config__plugins_that_cannot_play__have_their_places),
		cmocka_unit_test(
		    config__executables_that_misbehave__are_told_of),
		cmocka_unit_test(
		    inspection__knows_each_instance__and_what_is_secret),
		cmocka_unit_test(free__nothing__does_no_harm),
		cmocka_unit_test(plugin__by_name_and_path__is_described),
		cmocka_unit_test(plugin__cannot_be_loaded__says_why),
	};

	return cmocka_run_group_tests_name(
	    "inspect", tests, begin, leave_folder);
}
