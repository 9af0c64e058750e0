/* SPDX-License-Identifier: ISC */
/* test_check.c - what no key alone can tell. */
#include "config_file.h"

/* clang-format off */
static const struct said bad[] = {
	{ "working_hours: {from: 17:00, to: 08:00}\n" REST, "c.yaml:1:16: working_hours: from must be before to\n" },
	{ "absent: [{who: anna, from: 2026-12-24, deputy: b@x.example}, x, {who: a@x.example, from: 2026-12-24, to: 2026-12-01, deputy: b@x.example}]\n" REST,
	  "c.yaml:1:10: absent: to is missing: the last day\n"
	  "c.yaml:1:16: absent: who: must be an e-mail address such as anna@example.com, not \"anna\"\n"
	  "c.yaml:1:62: absent: must be a map, such as {who: anna@example.com, from: 2026-12-21, to: 2027-01-01, deputy: bo@example.com}\n"
	  "c.yaml:1:65: absent: a@x.example: from must not be after to\n" },
	{ "absent: anna\n" REST, "c.yaml:1:9: absent: must be a list: each absence begins with \"- who: …\"\n" },
	{ "best_stories: {to: slakc, target: x, emoji: star}\nmay_act: [a@b]\n" REST,
	  "c.yaml:1:15: best_stories: to: there is no notifier \"slakc\"; did you mean \"slack\"?\n"
	  "c.yaml:2:11: may_act: must be the domain of e-mail addresses such as example.com, not \"a@b\"\n" },
	{ "ca_file: /nonexistent\n" REST, "c.yaml:1:10: ca_file: /nonexistent cannot be read: No such file or directory\n" },
	{ "socket: /tmp/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012\n" REST,
	  "c.yaml:1:9: socket: a socket's path may have 107 bytes, and /tmp/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012 has 108: name a shorter one with socket:\n" },
};
/* clang-format on */

/* clang-format off */
static const struct said doubtful[] = {
	{ "x-a: 1\n", "c.yaml: warning: there are no providers: no responses will come in\nc.yaml: warning: there are no routes: nobody will be told anything\n" },
	{ "routes:\nproviders: ~\nnotifiers:\ndrivers:\nworking_hours:\n", "c.yaml: warning: there are no providers: no responses will come in\nc.yaml: warning: there are no routes: nobody will be told anything\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: slack, target: owner}}]\n", "c.yaml:3:26: warning: a: send: owner: without default_owner nobody is told where an account has no owner\n" },
	{ PROVIDER NOTIFIER "routes: [{name: a, send: {to: slack, target: x, mention: owner}}]\n", "c.yaml:3:26: warning: a: send: owner: without default_owner nobody is told where an account has no owner\n" },
	{ PROVIDER NOTIFIER "routes:\n  - {name: a, continue: yes, " SEND "}\n  - {name: b, " SEND "}\n  - {name: c, when: {score: 1}, " SEND "}\n", "c.yaml:6:5: warning: c: is never reached: b in line 5 takes every response and does not continue\n" },
	{ PROVIDER "notifiers: {slack: {plugin: slack, token: file:open}}\n" ROUTES, "c.yaml:2:43: warning: slack: token: everyone on this machine may read @/open: chmod o-r it\n" },
};
/* clang-format on */

static void
check__what_cannot_work__refused(void **state)
{
	(void)state;
	assert_said(bad, N_OF(bad));
}

static void
check__doubtful_files__warnings_alone(void **state)
{
	(void)state;
	write_file("open", "s3cret");
	assert_int_equal(chmod("open", 0644), 0);
	assert_said(doubtful, N_OF(doubtful));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__what_cannot_work__refused),
		cmocka_unit_test(check__doubtful_files__warnings_alone),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
