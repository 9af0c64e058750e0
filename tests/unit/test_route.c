/* SPDX-License-Identifier: ISC */
/* test_route.c - which responses become which notices. */
#include "config_file.h"

/* clang-format off */
static const struct said bad[] = {
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
	{ PROVIDER NOTIFIER "routes: [{name: a, continue: maybe, language: DA, fold: {over: 0}, case: {remind: soon}, " SEND "}]\n",
	  "c.yaml:3:30: a: continue: must be yes or no, not \"maybe\"\n"
	  "c.yaml:3:47: a: language: must be da or en, not \"DA\"\n"
	  "c.yaml:3:57: a: fold: within is missing: time in which they are counted\n"
	  "c.yaml:3:64: a: fold: over: must be a whole number from 1 to 10000, not \"0\"\n"
	  "c.yaml:3:74: a: case: deadline is missing: time until it should be resolved: 48h, or 2 working days\n"
	  "c.yaml:3:83: a: case: remind: must be a time since it was opened such as 24h or 1 working day, or before the deadline such as 4h before, not \"soon\"\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, owner: bo, case: {deadline: 2 weeks, of: some, confirm: 5m, escalate: [x, {to: csv, when: late}]}, " SEND "}]\n",
	  "c.yaml:3:27: a: owner: must be an e-mail address such as anna@example.com, not \"bo\"\n"
	  "c.yaml:3:48: a: case: deadline: must be a time such as 48h or 2d, or 4 working hours, or 2 working days, not \"2 weeks\"\n"
	  "c.yaml:3:61: a: case: of: must be detractors or all, not \"some\"\n"
	  "c.yaml:3:76: a: case: confirm: must be from 1h to 365d, not \"5m\"\n"
	  "c.yaml:3:91: a: case: escalate: must be a map, such as {to: mail, target: lead@example.com}\n"
	  "c.yaml:3:94: a: case: escalate: target is missing: where it goes: a channel, an e-mail address, or owner\n"
	  "c.yaml:3:99: a: case: escalate: to: csv is a provider, not a notifier\n"
	  "c.yaml:3:110: a: case: escalate: when: must be unclaimed or unresolved, not \"late\"\n" },
	{ PROVIDER NOTIFIER "routes:\n  - {name: a, when: {category: x}, " SEND "}\n  - {name: a, when: {score: 1}, " SEND "}\n",
	  "c.yaml:4:22: a: when: category: must be promoter, passive, detractor or none, not \"x\"\n"
	  "c.yaml:5:12: a: there is a route of this name, too, in line 4\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, when: [x], " SEND "}]\n", "c.yaml:3:26: a: when: must be a map, such as {category: detractor}\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, when: {properties: x, score: \"${UNSET}\"}, " SEND "}]\n",
	  "c.yaml:3:39: a: when: properties: must be a map, such as {plan: pro}\n"
	  "c.yaml:3:49: a: when: score: the variable UNSET is not set\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, when: {properties: {plan: []}}, " SEND "}]\n", "c.yaml:3:40: a: when: properties.plan: the list is empty, so nothing would match\n" },
};
/* clang-format on */

static void
read__bad_routes__every_problem_with_its_place(void **state)
{
	(void)state;
	assert_said(bad, N_OF(bad));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    read__bad_routes__every_problem_with_its_place),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
