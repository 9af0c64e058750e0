/* SPDX-License-Identifier: ISC */
/*
 * test_host_lookup.c - loopbell-host and a directory: one look-up, and many
 * at once.
 */
#include "sdk/json.h"
#include "talk.h"
#include "test.h"

#define HOST BUILDDIR "/bot/loopbell-host"
#define KNOWS BUILDDIR "/tests/plugins/.libs/knows.so"

#define DONE "{\"op\":\"done\",\"job\":2}"
#define NOBODY "{\"op\":\"account\",\"job\":2}"
#define ACCOUNT(id)                      \
	"{\"op\":\"account\",\"job\":2," \
	"\"account\":{\"id\":\"" id "\"}}"
#define RETRY(after, why)                                            \
	"{\"op\":\"retry\",\"job\":2,\"after_s\":" after ",\"why\":" \
	"\"" why "\"}"
#define BUG "plugin knows has a bug: lookup() "

static void
start_directory(struct talk *t)
{
	const char *const argv[] = { HOST, KNOWS, NULL };

	talk_start(t, 3, argv);
	talk_expect(t,
	    "{\"op\":\"start\",\"job\":1,\"instance\":\"d\","
	    "\"role\":\"directory\",\"settings\":{}}",
	    "{\"op\":\"done\",\"job\":1}");
}

static void
describe__a_directory__can_look_many_up(void **state)
{
	const char *const argv[] = { HOST, KNOWS, NULL };
	struct talk t;
	cJSON *line;
	char *can;

	(void)state;
	talk_start(&t, 3, argv);
	talk_say(&t, "{\"op\":\"describe\",\"job\":1}");
	line = talk_hear(&t);
	can = cJSON_PrintUnformatted(json_member(line, "can"));
	assert_string_equal(can, "[\"lookups\"]");
	free(can);
	cJSON_Delete(line);
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
lookup__one__has_its_account_and_result(void **state)
{
	static const struct {
		const char *name, *account, *result;
	} cases[] = {
		/* clang-format off */
		{ "Kunde A/S", ACCOUNT("Kunde A/S"), DONE },
		{ "find_twice", ACCOUNT("second"), DONE },
		{ "nobody", NULL, "{\"op\":\"reject\",\"job\":2,\"why\":\"nobody of that name\"}" },
		{ "find_and_reject", NULL, "{\"op\":\"reject\",\"job\":2,\"why\":\"nobody of that name\"}" },
		{ "retry", NULL, RETRY("7", "the file is being written") },
		{ "find_and_retry", NULL, RETRY("7", "the file is being written") },
		{ "find_nothing", NULL, RETRY("0", BUG "returned LB_DONE without lb_found()") },
		{ "find_too_much", NULL, RETRY("0", BUG "called lb_found() with more than 4 MiB") },
		/* clang-format on */
	};
	struct talk t;

	(void)state;
	start_directory(&t);
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf line = BUF_INIT;

		buf_printf(&line,
		    "{\"op\":\"lookup\",\"job\":2,\"who\":{\"name\":\"%s\"}}",
		    cases[i].name);
		talk_say(&t, buf_str(&line));
		if (cases[i].account != NULL)
			talk_expect(&t, NULL, cases[i].account);
		talk_expect(&t, NULL, cases[i].result);
		buf_release(&line);
	}
	assert_int_equal(talk_end(&t, NULL), 0);
}

/* A NULL ends the answers. */
static void
lookups__many__each_has_an_answer_until_one_has_none(void **state)
{
	static const struct {
		const char *who, *answers[6];
	} cases[] = {
		/* clang-format off */
		{ "", { DONE } },
		{ "{\"name\":\"A\"},{\"name\":\"B\"},{\"name\":\"A\"}", { ACCOUNT("A"), ACCOUNT("B"), ACCOUNT("A"), DONE } },
		{ "{},{\"name\":\"A\"},{\"name\":\"nobody\"}", { NOBODY, ACCOUNT("A"), NOBODY, DONE } },
		{ "{\"name\":\"find_and_reject\"},{\"name\":\"find_twice\"}", { NOBODY, ACCOUNT("second"), DONE } },
		{ "{\"name\":\"A\"},{\"name\":\"retry\"},{\"name\":\"B\"}", { ACCOUNT("A"), RETRY("7", "the file is being written") } },
		{ "{\"name\":\"find_and_retry\"},{\"name\":\"B\"}", { RETRY("7", "the file is being written") } },
		{ "{\"name\":\"A\"},{\"name\":\"find_nothing\"},{\"name\":\"B\"}", { ACCOUNT("A"), RETRY("0", BUG "returned LB_DONE without lb_found()") } },
		{ "{\"name\":\"A\"},{\"name\":\"find_too_much\"},{\"name\":\"B\"}", { ACCOUNT("A"), RETRY("0", BUG "called lb_found() with more than 4 MiB") } },
		/* Its time is over; whoever asks asks again. */
		{ "{\"name\":\"A\"},{\"name\":\"slow\"},{\"name\":\"B\"}", { ACCOUNT("A"), ACCOUNT("slow"), DONE } },
		/* clang-format on */
	};
	struct talk t;

	(void)state;
	start_directory(&t);
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf line = BUF_INIT;

		buf_printf(&line,
		    "{\"op\":\"lookups\",\"job\":2,\"who\":[%s]}",
		    cases[i].who);
		talk_say(&t, buf_str(&line));
		for (int k = 0; cases[i].answers[k] != NULL; k++)
			talk_expect(&t, NULL, cases[i].answers[k]);
		buf_release(&line);
	}
	talk_expect(
	    &t, "{\"op\":\"ping\",\"job\":3}", "{\"op\":\"pong\",\"job\":3}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
lookups__it_dies__no_result_is_made_up(void **state)
{
	struct talk t;

	(void)state;
	start_directory(&t);
	talk_say(&t, "{\"op\":\"lookups\",\"job\":2,\"who\":["
		     "{\"name\":\"A\"},{\"name\":\"die\"}]}");
	assert_null(talk_hear(&t));
	assert_int_equal(talk_end(&t, NULL), 1000 + 9);
}

static void
lookups__of_no_list_or_of_nobody__is_a_quarrel(void **state)
{
	static const char *const cases[] = {
		"{\"op\":\"lookups\",\"job\":2}",
		"{\"op\":\"lookups\",\"job\":2,\"who\":{}}",
		"{\"op\":\"lookups\",\"job\":2,\"who\":[7]}",
		"{\"op\":\"lookups\",\"job\":2,\"who\":[{\"email\":{}}]}",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct talk t;

		start_directory(&t);
		talk_say(&t, cases[i]);
		assert_null(talk_hear(&t));
		assert_int_equal(talk_end(&t, NULL), 76);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(describe__a_directory__can_look_many_up),
		cmocka_unit_test(lookup__one__has_its_account_and_result),
		cmocka_unit_test(
		    lookups__many__each_has_an_answer_until_one_has_none),
		cmocka_unit_test(lookups__it_dies__no_result_is_made_up),
		cmocka_unit_test(
		    lookups__of_no_list_or_of_nobody__is_a_quarrel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
