/* SPDX-License-Identifier: ISC */
/*
 * test_host_listen.c - loopbell-host with a plugin that listens, from the
 * outside: what people did, and what the core says to it.
 */
#include "sdk/json.h"
#include "talk.h"
#include "test.h"

static void
start_listener(struct talk *t)
{
	const char *const argv[] = { BUILDDIR "/bot/loopbell-host",
		BUILDDIR "/tests/plugins/.libs/listener.so", NULL };

	talk_start(t, 3, argv);
	talk_expect(t,
	    "{\"op\":\"start\",\"job\":1,\"role\":\"listener\","
	    "\"settings\":{}}",
	    "{\"op\":\"done\",\"job\":1}");
	talk_expect(t, NULL,
	    "{\"op\":\"act\",\"id\":\"A1\",\"action\":{\"id\":\"A1\","
	    "\"name\":\"claim\",\"subject\":\"N1\","
	    "\"who_email\":\"anna@nordlys.example\"}}");
}

static void
listen__the_core_answers__pings_and_stop_are_heard(void **state)
{
	static const struct {
		const char *acted, *log;
	} cases[] = {
		/* clang-format off */
		{ "{\"op\":\"acted\",\"id\":\"A1\",\"ok\":true,\"answer\":\"Anna has it\"}", "yes: Anna has it" },
		{ "{\"op\":\"acted\",\"id\":\"A1\",\"ok\":false,\"answer\":\"Bo has it\"}", "no: Bo has it" },
		{ "{\"op\":\"acted\",\"id\":\"A1\"}", "no: " },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf log = BUF_INIT;
		struct talk t;

		buf_printf(&log,
		    "{\"op\":\"log\",\"level\":6,\"text\":\"%s\"}",
		    cases[i].log);
		start_listener(&t);
		talk_expect(&t, "{\"op\":\"ping\",\"job\":2}",
		    "{\"op\":\"pong\",\"job\":2}");
		talk_expect(&t, cases[i].acted, buf_str(&log));
		talk_say(&t, "{\"op\":\"ping\",\"job\":3}");
		talk_expect(&t, "{\"op\":\"ping\",\"job\":4}",
		    "{\"op\":\"pong\",\"job\":3}");
		talk_expect(&t, NULL, "{\"op\":\"pong\",\"job\":4}");
		talk_expect(&t, "{\"op\":\"stop\"}",
		    "{\"op\":\"log\",\"level\":6,\"text\":\"closed\"}");
		assert_int_equal(talk_end(&t, NULL), 0);
		buf_release(&log);
	}
}

static void
listen__the_core_goes_while_it_waits__ends(void **state)
{
	struct talk t;

	(void)state;
	start_listener(&t);
	assert_int_equal(talk_end(&t, NULL), 0);
}

static void
listen__another_answer_or_a_job__exit_76(void **state)
{
	static const char *const cases[] = {
		"{\"op\":\"acted\",\"id\":\"A2\",\"ok\":true}",
		"{\"op\":\"acted\",\"id\":\"A1\",\"ok\":true}\n"
		"{\"op\":\"probe\",\"job\":3}"
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct talk t;

		start_listener(&t);
		talk_say(&t, cases[i]);
		assert_int_equal(talk_end(&t, NULL), 76);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    listen__the_core_answers__pings_and_stop_are_heard),
		cmocka_unit_test(listen__the_core_goes_while_it_waits__ends),
		cmocka_unit_test(listen__another_answer_or_a_job__exit_76),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
