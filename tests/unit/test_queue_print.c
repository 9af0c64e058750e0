/* SPDX-License-Identifier: ISC */
/* test_queue_print.c - what `loopbell queue` prints, for people. */
#include "commands/queue_print.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "test.h"

#define NOW_US INT64_C(1795330000000000)

static void
assert_printed(void (*put)(struct buf *out, const cJSON *answer),
    const char *answer, const char *expected)
{
	cJSON *json = cJSON_Parse(answer);
	struct buf out = BUF_INIT;

	assert_non_null(json);
	put(&out, json);
	assert_string_equal(buf_str(&out), expected);
	buf_release(&out);
	cJSON_Delete(json);
}

static void
put_ages(struct buf *out, const cJSON *answer)
{
	queue_put_ages(out, answer, NOW_US);
}

static void
ages__of_nothing__print_nothing(void **state)
{
	(void)state;
	assert_printed(put_ages, "{\"queues\":[]}", "");
	assert_printed(put_ages, "{}", "");
}

static void
ages__of_several__stand_in_columns_whatever_is_in_them(void **state)
{
	(void)state;
	assert_printed(put_ages,
	    "{\"queues\":["
	    "{\"notifier\":\"slack\",\"target\":\"#kundeglæde\","
	    "\"waiting\":12,\"oldest_us\":1795318480000000,\"next_us\":0,"
	    "\"held_until_us\":1795330040000000,\"state\":\"ready\","
	    "\"why\":\"Slack asks to wait\"},"
	    "{\"notifier\":\"mail\",\"target\":\"a@b.example\",\"waiting\":1,"
	    "\"oldest_us\":1795329970000000,\"next_us\":0,"
	    "\"state\":\"working\"}]}",
	    "notifier  target       waiting  oldest  next try  last failure\n"
	    "slack     #kundeglæde  12       3h      in 40s    Slack asks to "
	    "wait\n"
	    "mail      a@b.example  1        30s     now       -\n\n");
}

static void
ages__of_one_that_cannot_go__say_what_is_in_the_way(void **state)
{
	static const struct {
		const char *members, *says;
	} cases[] = {
		/* clang-format off */
		{ "\"why\":\"refused\"", "bot is off  refused\n" },
		{ "\"state\":\"missing\"", "-         no notifier of this name is configured\n" },
		{ "\"state\":\"broken\",\"why\":\"old\",\"trouble\":\"the token is wrong\"", "-         the token is wrong\n" },
		{ "\"state\":\"restarting\",\"trouble\":\"was killed\"", "now       was killed\n" },
		{ "\"state\":\"ready\",\"next_us\":1795333600000000", "in 1h     -\n" },
		{ "\"state\":\"ready\",\"next_us\":1795330000000001", "in 1s     -\n" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char text[400];
		cJSON *json;
		struct buf out = BUF_INIT;

		snprintf(text, sizeof(text),
		    "{\"queues\":[{\"notifier\":\"n\",\"target\":\"t\","
		    "\"waiting\":1,%s}]}",
		    cases[i].members);
		json = cJSON_Parse(text);
		assert_non_null(json);
		put_ages(&out, json);
		if (strstr(buf_str(&out), cases[i].says) == NULL)
			assert_string_equal(buf_str(&out), cases[i].says);
		buf_release(&out);
		cJSON_Delete(json);
	}
}

static void
age__of_any_length__is_short(void **state)
{
	static const struct {
		int64_t s;
		const char *text;
	} cases[] = {
		{ -5, "0s" },
		{ 0, "0s" },
		{ 119, "119s" },
		{ 125, "2m" },
		{ 7199, "119m" },
		{ 7201, "2h" },
		{ 172799, "47h" },
		{ 172801, "2d" },
		{ 86400 * 400, "400d" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf out = BUF_INIT;

		queue_put_age(&out, cases[i].s * US_PER_S);
		assert_string_equal(buf_str(&out), cases[i].text);
		buf_release(&out);
	}
}

#define NOTICE(more)                                                       \
	"{\"id\":\"01A\",\"state\":\"dead\",\"made_us\":1795163400000000," \
	"\"notifier\":\"slack\",\"target\":\"#a\",\"route\":\"r\"" more "}"

static void
list__of_notices__tells_tries_doubt_and_why(void **state)
{
	(void)state;
	assert_printed(queue_put_list, "{\"notices\":[]}",
	    "nothing is waiting, and nothing was given up\n");
	assert_printed(queue_put_list,
	    "{\"notices\":[" NOTICE("") "," NOTICE(
		",\"tries\":1,\"why\":"
		"\"no\"") "," NOTICE(",\"tries\":2,\"maybe_twice\":true") "]}",
	    "01A  dead     2026-11-20 08:30  slack #a\n"
	    "01A  dead     2026-11-20 08:30  slack #a  (1 try)\n    no\n"
	    "01A  dead     2026-11-20 08:30  slack #a  (2 tries)  possibly "
	    "twice\n");
}

static void
one__in_full__tells_all_there_is(void **state)
{
	(void)state;
	assert_printed(queue_put_one,
	    "{\"notice\":" NOTICE(
		",\"response\":\"01B\",\"receipt\":\"C/1\",\"maybe_twice\":"
		"true,\"body\":{\"headline\":\"x\"}") "}",
	    "01A  dead     2026-11-20 08:30  slack #a  possibly twice\n"
	    "    response 01B, route r\n    receipt C/1\n"
	    "    possibly twice: it was sent again after nobody could tell "
	    "whether it had arrived\n"
	    "{\n\t\"headline\":\t\"x\"\n}\n");
	assert_printed(queue_put_one, "{\"notice\":" NOTICE("") "}",
	    "01A  dead     2026-11-20 08:30  slack #a\n{}\n");
}

static void
refused__rows__have_their_time_and_reason(void **state)
{
	(void)state;
	assert_printed(
	    queue_put_refused, "{\"refused\":[]}", "nothing was refused\n");
	assert_printed(queue_put_refused,
	    "{\"refused\":[{\"provider\":\"csv\",\"why\":\"a.csv:2: x\","
	    "\"at_us\":1795163400000000}]}",
	    "2026-11-20 08:30  csv: a.csv:2: x\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ages__of_nothing__print_nothing),
		cmocka_unit_test(
		    ages__of_several__stand_in_columns_whatever_is_in_them),
		cmocka_unit_test(
		    ages__of_one_that_cannot_go__say_what_is_in_the_way),
		cmocka_unit_test(age__of_any_length__is_short),
		cmocka_unit_test(list__of_notices__tells_tries_doubt_and_why),
		cmocka_unit_test(one__in_full__tells_all_there_is),
		cmocka_unit_test(refused__rows__have_their_time_and_reason),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
