/* SPDX-License-Identifier: ISC */
/* test_instance.c - plugins and their settings. */
#include "config_file.h"

static void
read__settings__resolved_beside_as_written(void **state)
{
	struct config *c;
	const struct instance *i;

	(void)state;
	write_file("secret", "s3cret\n");
	c = load("x-common: &common {server: s, port: 1}\n"
		 "providers: {csv: {plugin: csv}}\n"
		 "notifiers:\n"
		 "  slack:\n"
		 "    <<: *common\n"
		 "    plugin: slack\n"
		 "    token: file:secret\n"
		 "    user: ${COMPANY}\n"
		 "    list: [a, \"${COMPANY}\"]\n"
		 "    map: {k: file:secret}\n"
		 "    port: 007\n" ROUTES,
	    "");
	i = config_instance(c, "slack");
	assert_string_equal(
	    cJSON_GetObjectItem(i->settings, "token")->valuestring, "s3cret");
	assert_string_equal(
	    cJSON_GetObjectItem(i->written, "token")->valuestring,
	    "file:secret");
	assert_string_equal(
	    cJSON_GetObjectItem(i->settings, "user")->valuestring, "Nordlys");
	assert_string_equal(
	    cJSON_GetObjectItem(i->written, "user")->valuestring,
	    "${COMPANY}");
	assert_string_equal(
	    cJSON_GetObjectItem(i->settings, "list")->child->next->valuestring,
	    "Nordlys");
	assert_string_equal(
	    cJSON_GetObjectItem(i->settings, "map")->child->valuestring,
	    "s3cret");
	assert_string_equal(
	    cJSON_GetObjectItem(i->settings, "port")->valuestring, "007");
	assert_string_equal(
	    cJSON_GetObjectItem(i->settings, "server")->valuestring, "s");
	assert_null(cJSON_GetObjectItem(i->settings, "plugin"));
	assert_int_equal(config_option_place(c, i, "token").line, 7);
	assert_int_equal(config_option_place(c, i, "token").column, 12);
	assert_int_equal(config_option_place(c, i, "absent").line, 4);
	assert_int_equal(config_option_place(c, i, NULL).line, 4);
	config_free(c);
}

/* clang-format off */
static const struct said bad[] = {
	{ "providers: [csv]\n" NOTIFIER ROUTES, "c.yaml:1:12: providers: must be a map of names, such as {NAME: {plugin: …}}\n" },
	{ "providers: {csv: csv}\n" NOTIFIER ROUTES, "c.yaml:1:18: csv: must be a map, such as {plugin: csv}\n" },
	{ "providers: {Csv æ: {plugin: csv}}\n" NOTIFIER ROUTES, "c.yaml:1:13: \"Csv æ\": a name is 1 to 64 of a-z, 0-9, _ and -\n" },
	{ "providers: {csv: {}}\n" NOTIFIER ROUTES, "c.yaml:1:13: csv: plugin is missing: the name of a plugin; or command, for an executable of your own\n" },
	{ "providers: {csv: {plugin: csv, command: x}}\n" NOTIFIER ROUTES, "c.yaml:1:41: csv: command: is there beside plugin: it is one or the other\n" },
	{ "providers: {csv: {command: []}}\n" NOTIFIER ROUTES, "c.yaml:1:28: csv: command: is an empty list\n" },
	{ "providers: {csv: {plugin: CSV!}}\n" NOTIFIER ROUTES, "c.yaml:1:27: csv: plugin: must be a plugin's name such as csv, or the path of a .so file, not \"CSV!\"\n" },
	{ "providers: {slack: {plugin: csv}}\n" NOTIFIER ROUTES, "c.yaml:2:13: slack: there is a provider of this name, too, in line 1\n" },
	{ "providers: {csv: {plugin: csv, every: 5x, deadline: 2h, since: soon}}\n" NOTIFIER ROUTES,
	  "c.yaml:1:39: csv: every: must be a time such as 90s, 15m, 2h or 1d, not \"5x\"\n"
	  "c.yaml:1:53: csv: deadline: must be from 1s to 1h, not \"2h\"\n"
	  "c.yaml:1:64: csv: since: must be a day such as 2026-12-24, not \"soon\"\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, rate: fast, max_age: 1s, deadline: 11m}}\n" ROUTES,
	  "c.yaml:2:42: slack: rate: must be a number from 0 to 1000, not \"fast\"\n"
	  "c.yaml:2:57: slack: max_age: must be from 1m to 30d, not \"1s\"\n"
	  "c.yaml:2:71: slack: deadline: must be from 1s to 10m, not \"11m\"\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, token: file:none, b: \"${UNSET}\", c: }}\n" ROUTES,
	  "c.yaml:2:43: slack: token: @/none: cannot be read: No such file or directory\n"
	  "c.yaml:2:57: slack: b: the variable UNSET is not set\n"
	  "c.yaml:2:72: slack: c: has no value: leave the line out, or write \"\"\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, token: file:empty}}\n" ROUTES, "c.yaml:2:43: slack: token: @/empty: is empty\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, a: [[b]], c: {d: {e: f}}}}\n" ROUTES,
	  "c.yaml:2:40: slack: a: a list this deep means nothing here: it must be a text\n"
	  "c.yaml:2:53: slack: c: a map this deep means nothing here: it must be a text\n" },
};
/* clang-format on */

static void
read__bad_instances__every_problem_with_its_place(void **state)
{
	(void)state;
	write_file("empty", "\n");
	assert_said(bad, N_OF(bad));
}

#define IN_FORCE "providers: {a: {plugin: csv, folder: x, list: [1, 2]}}\n"

static void
is_same__only_what_is_said_of_it_counts(void **state)
{
	static const struct {
		const char *text;
		bool is_same;
	} cases[] = {
		{ IN_FORCE, true },
		{ "x-b: 1\n" IN_FORCE, true },
		{ "providers: {a: {list: ['1', 2], folder: x, plugin: csv}}",
		    true },
		{ "providers: {a: {plugin: csv, folder: x, list: [1, 2], "
		  "every: 1m}}",
		    true },
		{ "providers: {a: {plugin: csv, folder: x, list: [1, 2], "
		  "every: 5s}}",
		    false },
		{ "providers: {a: {plugin: csv, folder: x, list: [1, 2], "
		  "deadline: 1s}}",
		    false },
		{ "providers: {a: {plugin: csv, folder: x, list: [1, 2], "
		  "since: 2026-11-01}}",
		    false },
		{ "providers: {b: {plugin: csv, folder: x, list: [1, 2]}}",
		    false },
		{ "providers: {a: {plugin: csw, folder: x, list: [1, 2]}}",
		    false },
		{ "providers: {a: {plugin: csv, folder: X, list: [1, 2]}}",
		    false },
		{ "providers: {a: {plugin: csv, folder: x, list: [2, 1]}}",
		    false },
		{ "providers: {a: {plugin: csv, folder: x}}", false },
		{ "providers: {a: {command: csv, folder: x, list: [1, 2]}}",
		    false },
		{ "directories: {a: {plugin: csv, folder: x, list: [1, 2]}}",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct problems p = PROBLEMS_INIT;
		struct config *a, *b;

		write_file("c.yaml", IN_FORCE);
		a = config_load("c.yaml", &p);
		write_file("c.yaml", cases[i].text);
		b = config_load("c.yaml", &p);
		assert_int_equal(
		    instance_is_same(&a->instances[0], &b->instances[0]),
		    cases[i].is_same);
		config_free(a);
		config_free(b);
		problems_release(&p);
	}
}

static void
is_same__commands__word_by_word(void **state)
{
	static const char *const commands[] = { "x", "[x, a]", "[x, a, b]",
		"[x, b]" };

	(void)state;
	for (size_t i = 0; i < N_OF(commands) * N_OF(commands); i++) {
		struct problems p = PROBLEMS_INIT;
		struct config *c[2];

		for (size_t k = 0; k < 2; k++) {
			char *text =
			    mem_printf("providers: {a: {command: %s}}",
				commands[k == 0 ? i % 4 : i / 4]);

			write_file("c.yaml", text);
			c[k] = config_load("c.yaml", &p);
			free(text);
		}
		assert_int_equal(
		    instance_is_same(&c[0]->instances[0], &c[1]->instances[0]),
		    i % 4 == i / 4);
		config_free(c[0]);
		config_free(c[1]);
		problems_release(&p);
	}
}

static int
set_up(void **state)
{
	setenv("COMPANY", "Nordlys", 1);
	unsetenv("UNSET");
	return enter_folder(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__settings__resolved_beside_as_written),
		cmocka_unit_test(
		    read__bad_instances__every_problem_with_its_place),
		cmocka_unit_test(is_same__only_what_is_said_of_it_counts),
		cmocka_unit_test(is_same__commands__word_by_word),
	};

	return cmocka_run_group_tests(tests, set_up, leave_folder);
}
