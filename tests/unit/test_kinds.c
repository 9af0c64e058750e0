/* SPDX-License-Identifier: ISC */
/* test_kinds.c - what each kind of value takes. */
#include "config_file.h"

/* clang-format off */
static const struct said bad[] = {
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
	{ "working_hours: {days: \"mon,\"}\n" REST, "c.yaml:1:23: working_hours: days: must be days such as mon-fri or mon,wed,fri, not \"mon,\"\n" },
};
/* clang-format on */

static void
read__bad_values__say_what_would_be_right(void **state)
{
	(void)state;
	assert_said(bad, N_OF(bad));
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
		cmocka_unit_test(read__bad_values__say_what_would_be_right),
	};

	return cmocka_run_group_tests(tests, set_up, leave_folder);
}
