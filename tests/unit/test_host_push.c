/* SPDX-License-Identifier: ISC */
/*
 * test_host_push.c - loopbell-host and a provider that is only pushed to:
 * what is received, what is imported, what answers a request.
 */
#include <unistd.h>

#include "sdk/json.h"
#include "talk.h"
#include "test.h"

#define HOST BUILDDIR "/bot/loopbell-host"
#define PUSHED BUILDDIR "/tests/plugins/.libs/pushed.so"
#define STARTER BUILDDIR "/contrib/plugin-starter/.libs/starter.so"

static void
start_plugin(struct talk *t, const char *plugin, const char *settings)
{
	const char *const argv[] = { HOST, plugin, NULL };
	struct buf line = BUF_INIT;

	talk_start(t, 3, argv);
	buf_printf(&line,
	    "{\"op\":\"start\",\"job\":1,\"instance\":\"p\","
	    "\"role\":\"provider\",\"since_us\":1793491200000000,"
	    "\"settings\":%s}",
	    settings);
	talk_expect(t, buf_str(&line), "{\"op\":\"done\",\"job\":1}");
	buf_release(&line);
}

static void
describe__only_pushed_to__cannot_poll(void **state)
{
	const char *const argv[] = { HOST, PUSHED, NULL };
	struct talk t;
	cJSON *line;
	char *can;

	(void)state;
	talk_start(&t, 3, argv);
	talk_say(&t, "{\"op\":\"describe\",\"job\":1}");
	line = talk_hear(&t);
	can = cJSON_PrintUnformatted(json_member(line, "can"));
	assert_string_equal(can, "[\"receive\",\"import\"]");
	free(can);
	cJSON_Delete(line);
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
receive__bodies__each_has_its_result(void **state)
{
	/* The bodies in base64, for the reader: deny wrong signature; reject
	 * no JSON; retry 30; cursor c; and a retry without a delay. */
	static const struct {
		const char *body, *answer;
	} cases[] = {
		/* clang-format off */
		{ "ZGVueSB3cm9uZyBzaWduYXR1cmU=", "{\"op\":\"reject\",\"job\":2,\"why\":\"wrong signature\",\"denied\":true}" },
		{ "cmVqZWN0IG5vIEpTT04=", "{\"op\":\"reject\",\"job\":2,\"why\":\"no JSON\"}" },
		{ "cmV0cnkgMzA=", "{\"op\":\"retry\",\"job\":2,\"after_s\":30,\"why\":\"come back\"}" },
		{ "Y3Vyc29yIGM=", "{\"op\":\"retry\",\"job\":2,\"after_s\":0,\"why\":\"plugin pushed has a bug: receive() called lb_cursor(), which is not its to call\"}" },
		{ "cmV0cnkgeA==", "{\"op\":\"retry\",\"job\":2,\"after_s\":0,\"why\":\"come back\"}" },
		{ "", "{\"op\":\"done\",\"job\":2}" },
		/* clang-format on */
	};
	struct talk t;

	(void)state;
	start_plugin(&t, PUSHED, "{}");
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf line = BUF_INIT;

		buf_printf(&line,
		    "{\"op\":\"receive\",\"job\":2,\"request\":{\"body\":"
		    "\"%s\"}}",
		    cases[i].body);
		talk_expect(&t, buf_str(&line), cases[i].answer);
		buf_release(&line);
	}
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
receive__an_answer_and_a_bad_line__told_then_done(void **state)
{
	struct talk t;

	(void)state;
	start_plugin(&t, PUSHED, "{}");
	/* "7;1795163400;9;\nx\n" */
	talk_expect(&t,
	    "{\"op\":\"receive\",\"job\":2,\"request\":{\"path\":\"\","
	    "\"body\":\"NzsxNzk1MTYzNDAwOzk7CngK\"}}",
	    "{\"op\":\"response\",\"job\":2,\"response\":{\"survey\":"
	    "\"pushed\",\"id\":\"7\",\"answered_us\":1795163400000000,"
	    "\"scale\":\"nps_0_10\",\"score\":9,\"complete\":true}}");
	talk_expect(&t, NULL,
	    "{\"op\":\"refused\",\"job\":2,\"raw\":\"x\","
	    "\"why\":\"it is not id;seconds;score;comment\"}");
	talk_expect(&t, NULL, "{\"op\":\"done\",\"job\":2}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
since__told_at_the_start__is_what_the_plugin_hears(void **state)
{
	struct talk t;

	(void)state;
	start_plugin(&t, PUSHED, "{}");
	talk_expect(&t,
	    "{\"op\":\"receive\",\"job\":2,\"request\":{\"body\":\"c2luY2U=\""
	    "}}",
	    "{\"op\":\"log\",\"job\":2,\"level\":6,"
	    "\"text\":\"since 1793491200000000\"}");
	talk_expect(&t, NULL, "{\"op\":\"done\",\"job\":2}");
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
job__the_plugin_cannot__reject_with_why(void **state)
{
	static const struct {
		const char *plugin, *settings, *job, *answer;
	} cases[] = {
		/* clang-format off */
		{ PUSHED, "{}", "{\"op\":\"poll\",\"job\":2}", "{\"op\":\"reject\",\"job\":2,\"why\":\"the plugin is only pushed to\"}" },
		{ STARTER, "{\"file\":\"/x\"}", "{\"op\":\"receive\",\"job\":2,\"request\":{}}", "{\"op\":\"reject\",\"job\":2,\"why\":\"the plugin takes nothing that is pushed\"}" },
		{ STARTER, "{\"file\":\"/x\"}", "{\"op\":\"import\",\"job\":2,\"file\":\"/x\"}", "{\"op\":\"reject\",\"job\":2,\"why\":\"the plugin imports no files\"}" },
		{ PUSHED, "{}", "{\"op\":\"import\",\"job\":2,\"file\":\"/nowhere/x\"}", "{\"op\":\"reject\",\"job\":2,\"why\":\"cannot open /nowhere/x\"}" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct talk t;

		start_plugin(&t, cases[i].plugin, cases[i].settings);
		talk_expect(&t, cases[i].job, cases[i].answer);
		assert_int_equal(talk_end(&t, NULL), 0);
	}
}

static void
import__a_file__all_of_it_then_done(void **state)
{
	char name[] = "/tmp/import.XXXXXX";
	int fd = mkstemp(name);
	struct buf line = BUF_INIT;
	struct talk t;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "8;1795163400;3;no\n", 18), 18);
	close(fd);
	start_plugin(&t, PUSHED, "{}");
	buf_printf(
	    &line, "{\"op\":\"import\",\"job\":3,\"file\":\"%s\"}", name);
	talk_expect(&t, buf_str(&line),
	    "{\"op\":\"response\",\"job\":3,\"response\":{\"survey\":"
	    "\"pushed\",\"id\":\"8\",\"answered_us\":1795163400000000,"
	    "\"scale\":\"nps_0_10\",\"score\":3,\"complete\":true,"
	    "\"comment\":\"no\"}}");
	talk_expect(&t, NULL, "{\"op\":\"done\",\"job\":3}");
	assert_int_equal(talk_end(&t, NULL), 0);
	unlink(name);
	buf_release(&line);
}

static void
import__the_core_names_no_file__exit_76(void **state)
{
	struct buf err = BUF_INIT;
	struct talk t;

	(void)state;
	start_plugin(&t, PUSHED, "{}");
	talk_say(&t, "{\"op\":\"import\",\"job\":3}");
	assert_int_equal(talk_end(&t, &err), 76);
	assert_non_null(strstr(buf_str(&err), "an import without a file"));
	buf_release(&err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(describe__only_pushed_to__cannot_poll),
		cmocka_unit_test(receive__bodies__each_has_its_result),
		cmocka_unit_test(
		    receive__an_answer_and_a_bad_line__told_then_done),
		cmocka_unit_test(
		    since__told_at_the_start__is_what_the_plugin_hears),
		cmocka_unit_test(job__the_plugin_cannot__reject_with_why),
		cmocka_unit_test(import__a_file__all_of_it_then_done),
		cmocka_unit_test(import__the_core_names_no_file__exit_76),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
