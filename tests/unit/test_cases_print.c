/* SPDX-License-Identifier: ISC */
/* test_cases_print.c - what `loopbell cases` prints, for people. */
#include "commands/cases_print.h"

#include <stdlib.h>

#include "test.h"

#define NOW_US INT64_C(1795330000000000)
#define H "000000"

static char *
printed(void (*put)(struct buf *, const cJSON *, int64_t), const char *answer)
{
	cJSON *json = cJSON_Parse(answer);
	struct buf out = BUF_INIT;

	assert_non_null(json);
	put(&out, json, NOW_US);
	cJSON_Delete(json);
	return buf_take(&out);
}

static void
list__of_cases__is_a_table(void **state)
{
	char *text = printed(cases_put_list,
	    "{\"cases\":["
	    "{\"number\":7,\"state\":\"open\",\"score\":3,\"company\":"
	    "\"Nordisk Stål\",\"owner\":\"anna@nordlys.example\","
	    "\"deadline_us\":1795326400" H ",\"overdue\":true},"
	    "{\"number\":12,\"state\":\"claimed\",\"owner\":\"x@y\","
	    "\"holder\":{\"email\":\"bo@nordlys.example\",\"name\":\"Bo "
	    "Berg\"},\"deadline_us\":1795337200" H ",\"overdue\":false},"
	    "{\"number\":3,\"state\":\"resolved\",\"score\":0,\"company\":"
	    "\"A company with a name that never ends, and more\","
	    "\"resolved_us\":1795320000" H "}]}");

	(void)state;
	assert_string_equal(text,
	    "case  state     score  customer                          owner  "
	    "               deadline\n"
	    "7     open      3      Nordisk Stål                      "
	    "anna@nordlys.example  2026-11-22 05:46 (late by 1h)\n"
	    "12    claimed   -      -                                 Bo "
	    "Berg               2026-11-22 08:46 (in 2h)\n"
	    "3     resolved  0      A company with a name that never  -     "
	    "                resolved 2026-11-22 04:00\n");
	free(text);
}

static void
list__of_none__says_so(void **state)
{
	char *text = printed(cases_put_list, "{\"cases\":[]}");

	(void)state;
	assert_string_equal(text, "there are no such cases\n");
	free(text);
}

static void
one__with_answers_and_actions__is_told_whole(void **state)
{
	char *text = printed(cases_put_one,
	    "{\"case\":{\"number\":7,\"state\":\"resolved\",\"company\":"
	    "\"Kunde D\",\"owner\":\"anna@x\",\"opened_us\":1795320000" H
	    ",\"resolved_us\":1795326400" H
	    ",\"resolver\":{\"email\":\"bo@x\"},\"note\":\"Rang.\\nAll "
	    "well.\",\"reached\":\"yes\",\"responses\":[{\"answered_us\":"
	    "1795310000" H ",\"score\":3,\"name\":\"Dan\",\"comment\":"
	    "\"Too dear\\nby far\"}],\"actions\":[{\"at_us\":1795320000" H
	    ",\"name\":\"assign\",\"who\":\"anna@x\",\"who_name\":\"Anna\","
	    "\"source\":\"cli\",\"text\":\"yours\",\"fields\":{\"to\":"
	    "\"bo@x\",\"user\":\"root\"}}]}}");

	(void)state;
	assert_string_equal(text,
	    "case 7: Kunde D, resolved\n"
	    "  owner      anna@x\n"
	    "  opened     2026-11-22 04:00\n"
	    "  deadline   resolved 2026-11-22 05:46\n"
	    "  resolved by bo@x\n"
	    "  reached    yes\n"
	    "    Rang.\n    All well.\n"
	    "\n2026-11-22 01:13  3  Dan\n    Too dear\n    by far\n"
	    "\n2026-11-22 04:00  assign   Anna (cli) to: bo@x\n    yours\n");
	free(text);
}

static void
absences__are_listed_with_the_last_day(void **state)
{
	cJSON *json = cJSON_Parse(
	    "{\"absences\":[{\"id\":\"\",\"who\":\"a@x\",\"deputy\":"
	    "\"b@x\",\"from_us\":1795305600" H ",\"until_us\":1795478400" H
	    "}]}");
	struct buf out = BUF_INIT;

	(void)state;
	cases_put_absences(&out, json);
	assert_string_equal(buf_str(&out),
	    "(configuration)             2026-11-22 to 2026-11-23  a@x, "
	    "deputy b@x\n");
	buf_release(&out);
	cJSON_Delete(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list__of_cases__is_a_table),
		cmocka_unit_test(list__of_none__says_so),
		cmocka_unit_test(one__with_answers_and_actions__is_told_whole),
		cmocka_unit_test(absences__are_listed_with_the_last_day),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
