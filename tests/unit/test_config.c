/* SPDX-License-Identifier: ISC */
/* test_config.c - a configuration from its file, and what bad ones get. */
#include "config/config.h"

#include "config_file.h"
#include "sdk/mem.h"

#define NOTIFIER "notifiers: {slack: {plugin: slack}}\n"
#define PROVIDER "providers: {csv: {plugin: csv}}\n"
#define SEND "send: {to: slack, target: \"#x\"}"
#define ROUTES "routes: [{name: a, " SEND "}]\n"
#define REST PROVIDER NOTIFIER ROUTES

static void
load__full_file__everything_in_its_struct(void **state)
{
	struct config *c = load("company: ${COMPANY} A/S\n"
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
				"max_age: 1d, timeout: 5s}\n"
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
				"x}}\n",
	    "");
	const struct instance *csv = config_instance(c, "csv");
	const struct instance *acc = config_instance(c, "acc");
	const struct instance *slack = config_instance(c, "slack");
	const struct route *one = &c->routes[0];
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
	assert_int_equal(c->n_instances, 3);
	path = mem_printf("%s/csv.so", config_folder);
	assert_string_equal(csv->plugin, path);
	free(path);
	assert_null(csv->command);
	assert_int_equal(csv->every_s, 5400);
	assert_int_equal(csv->timeout_s, 60);
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
	assert_int_equal(slack->timeout_s, 5);
	assert_int_equal(c->n_routes, 2);
	assert_int_equal(one->n_when, 3);
	assert_int_equal(one->n_send, 1);
	assert_string_equal(one->send[0].target, "owner");
	assert_string_equal(one->send[0].reactions[1], "+1");
	assert_string_equal(one->send[0].template, "t");
	assert_int_equal(one->fold_over, 10);
	assert_int_equal(one->fold_within_s, 300);
	assert_int_equal(one->case_deadline_s, 172800);
	assert_true(one->goes_on);
	assert_string_equal(one->language, "en");
	assert_string_equal(c->routes[1].language, "da");
	assert_false(c->routes[1].goes_on);
	assert_int_equal(c->routes[1].fold_over, 0);
	assert_null(config_instance(c, "nobody"));
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

static void
load__settings__resolved_beside_as_written(void **state)
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
	config_free(c);
}

/* clang-format off */
static const struct bad {
	const char *text, *problems;
} bad[] = {
	/* The file as a whole. */
	{ "- a\n", "c.yaml:1:1: this must be a map of keys such as providers: and routes:\n" },
	{ "", "c.yaml: there is nothing in this file\n" },
	{ "a: [\n", "c.yaml:2:1: this is not YAML: did not find expected node content, while parsing a flow node that begins in line 2\n" },
	/* Keys. */
	{ "langauge: da\n" REST, "c.yaml:1:1: there is no key \"langauge\"; did you mean \"language\"?\n" },
	{ "web: {listen: x}\nx-web: 1\n" REST, "c.yaml:1:1: there is no key \"web\"; there are company, language, timezone, working_hours, store, socket, ca_file, templates, drivers, default_owner, providers, directories, notifiers, routes\n" },
	{ "working_hours: {form: 08:00}\n" REST, "c.yaml:1:17: working_hours: there is no key \"form\"; did you mean \"from\"?\n" },
	{ "company: x\ncompany: y\n" REST, "c.yaml:2:1: the key \"company\" is here twice: first in line 1\n" },
	/* Kinds. */
	{ "company: [x]\n" REST, "c.yaml:1:10: company: must be one text, not a list\n" },
	{ "company: {x: y}\n" REST, "c.yaml:1:10: company: must be a text, not a map\n" },
	{ "company:\n" REST, "c.yaml:1:9: company: has no value\n" },
	{ "company: ${UNSET}\n" REST, "c.yaml:1:10: company: the variable UNSET is not set\n" },
	{ "language: sv\n" REST, "c.yaml:1:11: language: must be da or en, not \"sv\"\n" },
	{ "language: ${COMPANY}\n" REST, "c.yaml:1:11: language: must be da or en, not \"${COMPANY}\"\n" },
	{ "timezone: Europe/Kopenhagen\n" REST, "c.yaml:1:11: timezone: must be a time zone such as Europe/Copenhagen, not \"Europe/Kopenhagen\"\n" },
	{ "timezone: ../zoneinfo/UTC\n" REST, "c.yaml:1:11: timezone: must be a time zone such as Europe/Copenhagen, not \"../zoneinfo/UTC\"\n" },
	{ "timezone: Europe\n" REST, "c.yaml:1:11: timezone: must be a time zone such as Europe/Copenhagen, not \"Europe\"\n" },
	{ "timezone: zone.tab\n" REST, "c.yaml:1:11: timezone: must be a time zone such as Europe/Copenhagen, not \"zone.tab\"\n" },
	{ "default_owner: anna\n" REST, "c.yaml:1:16: default_owner: must be an e-mail address such as anna@example.com, not \"anna\"\n" },
	{ "default_owner: a b@c\n" REST, "c.yaml:1:16: default_owner: must be an e-mail address such as anna@example.com, not \"a b@c\"\n" },
	{ "store: ''\n" REST, "c.yaml:1:8: store: must not be empty\n" },
	{ "drivers: [[a], b, ~]\n" REST, "c.yaml:1:11: drivers: each of the list must be a text\nc.yaml:1:19: drivers: each of the list must be a text\n" },
	{ "working_hours: 8-16\n" REST, "c.yaml:1:16: working_hours: must be a map, such as {days: …}\n" },
	{ "working_hours: {days: mon-fredag, from: 8, to: 25:00, holidays: [2026-02-29, 24/12]}\n" REST,
	  "c.yaml:1:23: working_hours: days: must be days such as mon-fri or mon,wed,fri, not \"mon-fredag\"\n"
	  "c.yaml:1:41: working_hours: from: must be a time of day such as 08:30, not \"8\"\n"
	  "c.yaml:1:48: working_hours: to: must be a time of day such as 08:30, not \"25:00\"\n"
	  "c.yaml:1:66: working_hours: holidays: must be a day such as 2026-12-24, not \"2026-02-29\"\n"
	  "c.yaml:1:78: working_hours: holidays: must be a day such as 2026-12-24, not \"24/12\"\n" },
	{ "working_hours: {from: 17:00, to: 08:00}\n" REST, "c.yaml:1:16: working_hours: from must be before to\n" },
	{ "working_hours: {days: \"mon,\"}\n" REST, "c.yaml:1:23: working_hours: days: must be days such as mon-fri or mon,wed,fri, not \"mon,\"\n" },
	{ "ca_file: /nonexistent\n" REST, "c.yaml:1:10: ca_file: /nonexistent cannot be read: No such file or directory\n" },
	{ "socket: /tmp/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012\n" REST,
	  "c.yaml:1:9: socket: a socket's path may have 107 bytes, and /tmp/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012 has 108: name a shorter one with socket:\n" },
	/* Instances. */
	{ "providers: [csv]\n" NOTIFIER ROUTES, "c.yaml:1:12: providers: must be a map of names, such as {NAME: {plugin: …}}\n" },
	{ "providers: {csv: csv}\n" NOTIFIER ROUTES, "c.yaml:1:18: csv: must be a map, such as {plugin: csv}\n" },
	{ "providers: {Csv æ: {plugin: csv}}\n" NOTIFIER ROUTES, "c.yaml:1:13: \"Csv æ\": a name is 1 to 64 of a-z, 0-9, _ and -\n" },
	{ "providers: {csv: {}}\n" NOTIFIER ROUTES, "c.yaml:1:13: csv: plugin is missing: the name of a plugin; or command, for an executable of your own\n" },
	{ "providers: {csv: {plugin: csv, command: x}}\n" NOTIFIER ROUTES, "c.yaml:1:41: csv: command: is there beside plugin: it is one or the other\n" },
	{ "providers: {csv: {command: []}}\n" NOTIFIER ROUTES, "c.yaml:1:28: csv: command: is an empty list\n" },
	{ "providers: {csv: {plugin: CSV!}}\n" NOTIFIER ROUTES, "c.yaml:1:27: csv: plugin: must be a plugin's name such as csv, or the path of a .so file, not \"CSV!\"\n" },
	{ "providers: {slack: {plugin: csv}}\n" NOTIFIER ROUTES, "c.yaml:2:13: slack: there is a provider of this name, too, in line 1\n" },
	{ "providers: {csv: {plugin: csv, every: 5x, timeout: 2h, since: soon}}\n" NOTIFIER ROUTES,
	  "c.yaml:1:39: csv: every: must be a time such as 90s, 15m, 2h or 1d, not \"5x\"\n"
	  "c.yaml:1:52: csv: timeout: must be from 1s to 1h, not \"2h\"\n"
	  "c.yaml:1:63: csv: since: must be a day such as 2026-12-24, not \"soon\"\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, rate: fast, max_age: 1s, timeout: 11m}}\n" ROUTES,
	  "c.yaml:2:42: slack: rate: must be a number from 0 to 1000, not \"fast\"\n"
	  "c.yaml:2:57: slack: max_age: must be from 1m to 30d, not \"1s\"\n"
	  "c.yaml:2:70: slack: timeout: must be from 1s to 10m, not \"11m\"\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, token: file:none, b: \"${UNSET}\", c: }}\n" ROUTES,
	  "c.yaml:2:43: slack: token: @/none: cannot be read: No such file or directory\n"
	  "c.yaml:2:57: slack: b: the variable UNSET is not set\n"
	  "c.yaml:2:72: slack: c: has no value: leave the line out, or write \"\"\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, token: file:empty}}\n" ROUTES, "c.yaml:2:43: slack: token: @/empty: is empty\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, a: [[b]], c: {d: {e: f}}}}\n" ROUTES,
	  "c.yaml:2:40: slack: a: a list this deep means nothing here: it must be a text\n"
	  "c.yaml:2:53: slack: c: a map this deep means nothing here: it must be a text\n" },
	/* Routes. */
	{ PROVIDER NOTIFIER "routes: {a: b}\n", "c.yaml:3:9: routes: must be a list: each route begins with \"- name: …\"\n" },
	{ PROVIDER NOTIFIER "routes: [x]\n", "c.yaml:3:10: route 1: must be a map, such as {name: …, send: …}\n" },
	{ PROVIDER NOTIFIER "routes: [{}]\n", "c.yaml:3:10: route 1: name is missing: what the route is called\nc.yaml:3:10: route 1: send is missing: the notices, a list\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: []}]\n", "c.yaml:3:26: a: send: is an empty list\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: slack}]\n", "c.yaml:3:26: a: send: must be a map, such as {to: slack, target: \"#nps\"}\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: slakc, target: ''}}]\n",
	  "c.yaml:3:31: a: send: to: there is no notifier \"slakc\"; did you mean \"slack\"?\n"
	  "c.yaml:3:46: a: send: target: must not be empty\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: teams, target: x}}]\n", "c.yaml:3:31: a: send: to: there is no notifier \"teams\"\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: csv, target: x}}]\n", "c.yaml:3:31: a: send: to: csv is a provider, not a notifier\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: slack, mention: bo, reactions: [':fire:']}}]\n",
	  "c.yaml:3:26: a: send: target is missing: where it goes: a channel, an e-mail address, or owner\n"
	  "c.yaml:3:47: a: send: mention: must be owner or an e-mail address, not \"bo\"\n"
	  "c.yaml:3:63: a: send: reactions: must be the name of an emoji without colons, such as fire, not \":fire:\"\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, continue: maybe, language: DA, fold: {over: 0}, case: {remind: 1h}, " SEND "}]\n",
	  "c.yaml:3:30: a: continue: must be yes or no, not \"maybe\"\n"
	  "c.yaml:3:47: a: language: must be da or en, not \"DA\"\n"
	  "c.yaml:3:57: a: fold: within is missing: time in which they are counted\n"
	  "c.yaml:3:64: a: fold: over: must be a whole number from 1 to 10000, not \"0\"\n"
	  "c.yaml:3:74: a: case: deadline is missing: time until it should be resolved\n"
	  "c.yaml:3:75: a: case: there is no key \"remind\"; there are deadline\n" },
	{ PROVIDER NOTIFIER "routes:\n  - {name: a, when: {category: x}, " SEND "}\n  - {name: a, when: {score: 1}, " SEND "}\n",
	  "c.yaml:4:22: a: when: category: must be promoter, passive, detractor or none, not \"x\"\n"
	  "c.yaml:5:12: a: there is a route of this name, too, in line 4\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, when: [x], " SEND "}]\n", "c.yaml:3:26: a: when: must be a map, such as {category: detractor}\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, when: {properties: x, score: \"${UNSET}\"}, " SEND "}]\n",
	  "c.yaml:3:39: a: when: properties: must be a map, such as {plan: pro}\n"
	  "c.yaml:3:49: a: when: score: the variable UNSET is not set\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, when: {properties: {plan: []}}, " SEND "}]\n", "c.yaml:3:40: a: when: properties.plan: the list is empty, so nothing would match\n" },
	/* What would draw on a terminal. */
	{ "\"a\\e[2J\\nb\": 1\n" REST, "c.yaml:1:1: there is no key \"a[2J b\"; there are company, language, timezone, working_hours, store, socket, ca_file, templates, drivers, default_owner, providers, directories, notifiers, routes\n" },
	/* Many at once. */
	{ "a: 1\nlanguage: x\nproviders: {csv: {every: 0}}\nnotifiers: {n: {plugin: p}}\nroutes: [{name: r, send: {to: m, target: t}}]\n",
	  "c.yaml:1:1: there is no key \"a\"; there are company, language, timezone, working_hours, store, socket, ca_file, templates, drivers, default_owner, providers, directories, notifiers, routes\n"
	  "c.yaml:2:11: language: must be da or en, not \"x\"\n"
	  "c.yaml:3:13: csv: plugin is missing: the name of a plugin; or command, for an executable of your own\n"
	  "c.yaml:3:26: csv: every: must be from 1s to 7d, not \"0\"\n"
	  "c.yaml:5:31: r: send: to: there is no notifier \"m\"\n" },
};

static const struct bad doubtful[] = {
	{ "x-a: 1\n", "c.yaml: warning: there are no providers: no responses will come in\nc.yaml: warning: there are no routes: nobody will be told anything\n" },
	{ "routes:\nproviders: ~\nnotifiers:\ndrivers:\nworking_hours:\n", "c.yaml: warning: there are no providers: no responses will come in\nc.yaml: warning: there are no routes: nobody will be told anything\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: slack, target: owner}}]\n", "c.yaml:3:26: warning: a: send: owner: without default_owner nobody is told where an account has no owner\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: slack, target: x, mention: owner}}]\n", "c.yaml:3:26: warning: a: send: owner: without default_owner nobody is told where an account has no owner\n" },
	{ PROVIDER NOTIFIER "routes:\n  - {name: a, continue: yes, " SEND "}\n  - {name: b, " SEND "}\n  - {name: c, when: {score: 1}, " SEND "}\n", "c.yaml:6:5: warning: c: is never reached: b in line 5 takes every response and does not continue\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, token: file:open}}\n" ROUTES, "c.yaml:2:43: warning: slack: token: everyone on this machine may read @/open: chmod o-r it\n" },
};
/* clang-format on */

/* @ is the folder. */
static char *
put_folder(const char *text)
{
	struct buf out = BUF_INIT;
	const char *at;

	while ((at = strstr(text, "@/")) != NULL) {
		buf_add(&out, text, (size_t)(at - text));
		buf_puts(&out, config_folder);
		text = at + 1;
	}
	buf_puts(&out, text);
	return buf_take(&out);
}

static void
load__bad_files__every_problem_with_its_place(void **state)
{
	(void)state;
	write_file("empty", "\n");
	for (size_t i = 0; i < N_OF(bad); i++) {
		char *expected = put_folder(bad[i].problems);

		assert_null(load(bad[i].text, expected));
		free(expected);
	}
}

static void
load__doubtful_files__warnings_alone(void **state)
{
	(void)state;
	write_file("open", "s3cret");
	assert_int_equal(chmod("open", 0644), 0);
	for (size_t i = 0; i < N_OF(doubtful); i++) {
		char *expected = put_folder(doubtful[i].problems);

		config_free(load(doubtful[i].text, expected));
		free(expected);
	}
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
	for (size_t i = 0; i < text.size; i += 7) {
		struct problems p = PROBLEMS_INIT;
		char kept = text.data[i];
		struct config *c;

		text.data[i] = i % 2 == 0 ? '\0' : "{:[-\"&*\t"[i % 8];
		write_file("c.yaml", buf_str(&text));
		text.data[i] = kept;
		c = config_load("c.yaml", &p);
		assert_true(c != NULL || p.n_errors > 0);
		config_free(c);
		problems_release(&p);
	}
	buf_release(&text);
	buf_release(&lines);
}

#define IN_FORCE "providers: {a: {plugin: csv, folder: x, list: [1, 2]}}\n"

static void
is_same__only_what_its_process_is_told_counts(void **state)
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
		  "every: 5s, timeout: 1s}}",
		    true },
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
		cmocka_unit_test(load__full_file__everything_in_its_struct),
		cmocka_unit_test(load__minimal__defaults),
		cmocka_unit_test(load__settings__resolved_beside_as_written),
		cmocka_unit_test(
		    load__bad_files__every_problem_with_its_place),
		cmocka_unit_test(load__doubtful_files__warnings_alone),
		cmocka_unit_test(load__file_that_is_not_there__says_so),
		cmocka_unit_test(load__examples__without_a_word),
		cmocka_unit_test(
		    load__mutilated_example__refused_with_a_reason_or_taken),
		cmocka_unit_test(
		    is_same__only_what_its_process_is_told_counts),
		cmocka_unit_test(is_same__commands__word_by_word),
	};

	return cmocka_run_group_tests(tests, set_up, leave_folder);
}
