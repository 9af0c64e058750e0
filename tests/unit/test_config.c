/* SPDX-License-Identifier: ISC */
/* test_config.c - a configuration from its file, and what bad ones get. */
#include "config_file.h"

static const char full[] = "company: ${COMPANY} A/S\n"
			   "language: da\n"
			   "timezone: Europe/Copenhagen\n"
			   "working_hours: {days: \"mon,wed-thu\", from: "
			   "07:30, to: 24:00, holidays: 2026-12-24}\n"
			   "store: /x/y.db\n"
			   "drivers: [a.yaml, /b.yaml]\n"
			   "default_owner: cx@example.com\n"
			   "providers:\n"
			   "  csv: {plugin: ./csv.so, every: 1h30m, "
			   "since: 2026-07-01, folder: /srv}\n"
			   "directories:\n"
			   "  acc: {command: [./acc, ''], cache: 0}\n"
			   "notifiers:\n"
			   "  slack: {plugin: slack, rate: 0.5, "
			   "max_age: 1d, deadline: 5s}\n"
			   "routes:\n"
			   "  - name: one\n"
			   "    when: {category: promoter, properties: "
			   "{plan: [pro, max]}, comment: {contains: "
			   "[x]}}\n"
			   "    send: [{to: slack, target: owner, "
			   "mention: anna@example.com, reactions: [fire, "
			   "+1], template: t}]\n"
			   "    fold: {over: 10, within: 5m}\n"
			   "    case: {deadline: 48h}\n"
			   "    continue: yes\n"
			   "    language: en\n"
			   "  - {name: two, send: {to: slack, target: "
			   "x}}\n";

static void
load__full_file__top_level_in_its_struct(void **state)
{
	struct config *c = load(full, "");
	char *path;

	(void)state;
	assert_string_equal(c->company, "Nordlys A/S");
	assert_string_equal(c->language, "da");
	assert_string_equal(c->timezone, "Europe/Copenhagen");
	assert_true(c->working_hours.days[0] && !c->working_hours.days[1] &&
		    c->working_hours.days[2] && c->working_hours.days[3] &&
		    !c->working_hours.days[4]);
	assert_int_equal(c->working_hours.from_min, 450);
	assert_int_equal(c->working_hours.to_min, 1440);
	assert_string_equal(c->working_hours.holidays[0], "2026-12-24");
	assert_null(c->working_hours.holidays[1]);
	assert_string_equal(c->socket, "/x/y.sock");
	path = mem_printf("%s/a.yaml", config_folder);
	assert_string_equal(c->drivers[0], path);
	free(path);
	assert_string_equal(c->drivers[1], "/b.yaml");
	config_free(c);
}

static void
load__full_file__instances_in_their_structs(void **state)
{
	struct config *c = load(full, "");
	const struct instance *csv = config_instance(c, "csv");
	const struct instance *acc = config_instance(c, "acc");
	const struct instance *slack = config_instance(c, "slack");
	char *path;

	(void)state;
	assert_int_equal(c->n_instances, 3);
	path = mem_printf("%s/csv.so", config_folder);
	assert_string_equal(csv->plugin, path);
	free(path);
	assert_null(csv->command);
	assert_int_equal(csv->every_s, 5400);
	assert_int_equal(csv->deadline_s, 60);
	/* Midnight in Copenhagen's summer. */
	assert_int_equal(csv->since_us, INT64_C(1782856800000000));
	assert_int_equal(csv->at.line, 9);
	assert_int_equal(csv->at.column, 3);
	assert_null(acc->plugin);
	path = mem_printf("%s/acc", config_folder);
	assert_string_equal(acc->command[0], path);
	free(path);
	assert_string_equal(acc->command[1], "");
	assert_null(acc->command[2]);
	assert_int_equal(acc->cache_s, 0);
	assert_int_equal(acc->role, ROLE_DIRECTORY);
	assert_true(slack->rate == 0.5);
	assert_int_equal(slack->max_age_s, 86400);
	assert_int_equal(slack->deadline_s, 5);
	assert_null(config_instance(c, "nobody"));
	config_free(c);
}

static void
load__full_file__routes_in_their_structs(void **state)
{
	struct config *c = load(full, "");
	const struct route *one = &c->routes[0];

	(void)state;
	assert_int_equal(c->n_routes, 2);
	assert_int_equal(one->n_when, 3);
	assert_int_equal(one->n_send, 1);
	assert_string_equal(one->send[0].target, "owner");
	assert_string_equal(one->send[0].reactions[1], "+1");
	assert_string_equal(one->send[0].template, "t");
	assert_int_equal(one->fold_over, 10);
	assert_int_equal(one->fold_within_s, 300);
	assert_int_equal(one->rule.deadline.kind, SPAN_TIME);
	assert_int_equal(one->rule.deadline.n, 172800);
	assert_true(one->goes_on);
	assert_string_equal(one->language, "en");
	assert_string_equal(c->routes[1].language, "da");
	assert_false(c->routes[1].goes_on);
	assert_int_equal(c->routes[1].fold_over, 0);
	config_free(c);
}

static void
load__minimal__defaults(void **state)
{
	struct config *c = load("store: b\n" REST, "");
	char *path = mem_printf("%s/b.sock", config_folder);

	(void)state;
	assert_string_equal(c->socket, path);
	free(path);
	assert_string_equal(c->company, "");
	assert_string_equal(c->language, "en");
	assert_null(c->timezone);
	assert_true(c->working_hours.days[4] && !c->working_hours.days[5]);
	assert_int_equal(c->working_hours.from_min, 480);
	assert_int_equal(c->working_hours.to_min, 1020);
	assert_null(c->drivers);
	assert_int_equal(c->instances[0].every_s, 60);
	assert_int_equal(c->instances[0].since_us, 0);
	assert_true(c->instances[1].rate == 1);
	assert_int_equal(c->instances[1].max_age_s, 3 * 86400);
	assert_string_equal(c->routes[0].language, "en");
	config_free(c);
	c = load(REST, "");
	assert_string_equal(c->store, "/var/lib/loopbell/loopbell.db");
	assert_string_equal(c->socket, "/var/lib/loopbell/loopbell.sock");
	config_free(c);
}

/* clang-format off */
static const struct said bad[] = {
	{ "- a\n", "c.yaml:1:1: this must be a map of keys such as providers: and routes:\n" },
	{ "", "c.yaml: there is nothing in this file\n" },
	{ "a: [\n", "c.yaml:2:1: this is not YAML: did not find expected node content, while parsing a flow node that begins in line 2\n" },
	{ "langauge: da\n" REST, "c.yaml:1:1: there is no key \"langauge\"; did you mean \"language\"?\n" },
	{ "dashboard: {listen: x}\nx-web: 1\n" REST, "c.yaml:1:1: there is no key \"dashboard\"; there are company, language, timezone, working_hours, web, store, socket, ca_file, templates, drivers, default_owner, may_act, best_stories, absent, providers, directories, notifiers, routes\n" },
	{ "working_hours: {form: 08:00}\n" REST, "c.yaml:1:17: working_hours: there is no key \"form\"; did you mean \"from\"?\n" },
	{ "company: x\ncompany: y\n" REST, "c.yaml:2:1: the key \"company\" is here twice: first in line 1\n" },
	{ "\"a\\e[2J\\nb\": 1\n" REST, "c.yaml:1:1: there is no key \"a[2J b\"; there are company, language, timezone, working_hours, web, store, socket, ca_file, templates, drivers, default_owner, may_act, best_stories, absent, providers, directories, notifiers, routes\n" },
	{ "a: 1\nlanguage: x\nproviders: {csv: {every: 0}}\nnotifiers: {n: {plugin: p}}\nroutes: [{name: r, send: {to: m, target: t}}]\n",
	  "c.yaml:1:1: there is no key \"a\"; there are company, language, timezone, working_hours, web, store, socket, ca_file, templates, drivers, default_owner, may_act, best_stories, absent, providers, directories, notifiers, routes\n"
	  "c.yaml:2:11: language: must be da or en, not \"x\"\n"
	  "c.yaml:3:13: csv: plugin is missing: the name of a plugin; or command, for an executable of your own\n"
	  "c.yaml:3:26: csv: every: must be from 1s to 7d, not \"0\"\n"
	  "c.yaml:5:31: r: send: to: there is no notifier \"m\"\n" },
};
/* clang-format on */

static void
load__bad_files__every_problem_with_its_place(void **state)
{
	(void)state;
	assert_said(bad, N_OF(bad));
}

static void
load__file_that_is_not_there__says_so(void **state)
{
	struct problems p = PROBLEMS_INIT;

	(void)state;
	assert_null(config_load("none.yaml", &p));
	assert_int_equal(p.n_errors, 1);
	assert_string_equal(p.list[0].text,
	    "none.yaml: cannot be read: No such file or directory");
	problems_release(&p);
}

static void
load__examples__without_a_word(void **state)
{
	static const char *const files[] = { SRCDIR "/config/loopbell.yaml",
		SRCDIR "/config/minimal.yaml" };

	(void)state;
	for (size_t i = 0; i < N_OF(files); i++) {
		struct problems p = PROBLEMS_INIT;
		struct config *c = config_load(files[i], &p);

		problems_print(&p);
		assert_int_equal(p.n, 0);
		assert_non_null(c);
		assert_true(c->n_routes > 0);
		config_free(c);
		problems_release(&p);
	}
}

static void
load_partly__some_is_wrong__has_the_rest_and_tells_them_apart(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct config *c;

	(void)state;
	write_file("c.yaml", "colour: red\n"
			     "providers:\n"
			     "  good: {plugin: csv, folder: /}\n"
			     "  bad: {plugin: csv, every: soon}\n"
			     "  none: {folder: /}\n");
	assert_null(config_load("c.yaml", &p));
	c = config_load_partly("c.yaml", &p);
	assert_non_null(c);
	assert_int_equal(c->n_instances, 3);
	assert_false(config_instance(c, "good")->has_errors);
	assert_true(config_instance(c, "bad")->has_errors);
	assert_true(config_instance(c, "none")->has_errors);
	config_free(c);
	assert_null(config_load_partly("nowhere.yaml", &p));
	write_file("c.yaml", "- a list\n");
	assert_null(config_load_partly("c.yaml", &p));
	problems_release(&p);
}

/* Every prefix and every flipped byte of the example: no crash, no leak, and
 * never silence about a refusal. */
static void
load__mutilated_example__refused_with_a_reason_or_taken(void **state)
{
	struct buf text = BUF_INIT, lines = BUF_INIT;
	FILE *f = fopen(SRCDIR "/config/loopbell.yaml", "r");

	(void)state;
	text.size = fread(buf_room(&text, 65536), 1, 65536, f);
	buf_end(&text);
	fclose(f);
	for (size_t i = 0; i < text.size; i += is_slowed() ? 89 : 7) {
		struct problems p = PROBLEMS_INIT;
		char kept = text.data[i];
		struct config *c;

		text.data[i] = i % 2 == 0 ? '\0' : "{:[-\"&*\t"[i % 8];
		write_file("c.yaml", buf_str(&text));
		text.data[i] = kept;
		c = config_load("c.yaml", &p);
		assert_true(c != NULL || p.n_errors > 0);
		config_free(c);
		config_free(config_load_partly("c.yaml", &p));
		problems_release(&p);
	}
	buf_release(&text);
	buf_release(&lines);
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
		cmocka_unit_test(load__full_file__top_level_in_its_struct),
		cmocka_unit_test(load__full_file__instances_in_their_structs),
		cmocka_unit_test(load__full_file__routes_in_their_structs),
		cmocka_unit_test(load__minimal__defaults),
		cmocka_unit_test(
		    load__bad_files__every_problem_with_its_place),
		cmocka_unit_test(load__file_that_is_not_there__says_so),
		cmocka_unit_test(load__examples__without_a_word),
		cmocka_unit_test(
		    load_partly__some_is_wrong__has_the_rest_and_tells_them_apart),
		cmocka_unit_test(
		    load__mutilated_example__refused_with_a_reason_or_taken),
	};

	return cmocka_run_group_tests(tests, set_up, leave_folder);
}
