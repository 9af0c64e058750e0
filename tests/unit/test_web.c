/* SPDX-License-Identifier: ISC */
/*
 * test_web.c - the process that faces the network: started, watched, replaced
 * for what it should not say.
 */
#include "web_fixture.h"

/* ---- Starting and ending */

static void
start__it_listens__is_told_how_and_its_address_is_known(void **state)
{
	struct serving *s = *state;
	char *text;

	s->c->config.web.certificate = (char *)(uintptr_t) "CERT";
	s->c->config.web.key = (char *)(uintptr_t) "KEY";
	s->c->config.web.trusted_proxies =
	    (char *[]){ (char *)(uintptr_t) "10.0.0.1", NULL };
	open_web(s);
	assert_int_equal(state_of(s), WORKER_STARTING);
	UNTIL(&s->c->loop, is_up, s);
	assert_int_equal(s->n_listening, 1);
	assert_string_equal(web_status(s->w).address, "127.0.0.1:4711");
	text = heard();
	assert_string_equal(text,
	    "{\"op\":\"serve\",\"listen\":\"127.0.0.1:0\","
	    "\"certificate\":\"CERT\",\"key\":\"KEY\","
	    "\"max_connections\":7,\"requests_per_second\":9,"
	    "\"request_deadline_s\":15,\"trusted_proxies\":[\"10.0.0.1\"]}\n");
	free(text);
	assert_non_null(
	    strstr(core_log(s->c), "web: listens on 127.0.0.1:4711"));
}

static void
start__it_cannot_with_these_settings__is_broken_and_not_tried_again(
    void **state)
{
	struct serving *s = *state;

	tell("serve", "fail the port is taken");
	open_web(s);
	UNTIL(&s->c->loop, is_broken, s);
	assert_string_equal(
	    web_status(s->w).health.trouble, "the port is taken");
	assert_false(uv_is_active((uv_handle_t *)&s->w->timer));
	assert_non_null(strstr(core_log(s->c),
	    "web: cannot start: the port is taken (until the configuration "
	    "changes)"));
}

static void
start__it_dies_or_hangs__is_tried_again_later_and_later(void **state)
{
	struct serving *s = *state;

	tell("serve", "die\nexit 3\nhang\nlisten");
	open_web(s);
	UNTIL(&s->c->loop, is_resting, s);
	assert_int_equal(s->w->upkeep.rest_ms, 4000);
	hasten(s);
	UNTIL(&s->c->loop, is_resting, s);
	assert_int_equal(s->w->upkeep.rest_ms, 8000);
	hasten(s);
	wait_heard(s, "\"serve\"", 3);
	assert_int_equal(state_of(s), WORKER_STARTING);
	hasten(s); /* its deadline */
	UNTIL(&s->c->loop, is_resting, s);
	assert_non_null(strstr(
	    web_status(s->w).health.trouble, "it did not listen in time"));
	hasten(s);
	UNTIL(&s->c->loop, is_up, s);
	assert_string_equal(web_status(s->w).health.trouble, "");
	assert_int_equal(s->w->upkeep.rest_ms, 2000);
}

static void
die__while_it_listens__is_there_again_at_once(void **state)
{
	struct serving *s = *state;

	open_web(s);
	UNTIL(&s->c->loop, is_up, s);
	kill(web_status(s->w).health.pid, SIGKILL);
	UNTIL(&s->c->loop, has_died, s);
	UNTIL(&s->c->loop, is_up, s);
	assert_int_equal(s->n_listening, 2);
	assert_int_equal(web_status(s->w).health.n_deaths, 1);
}

static void
ping__answered_or_not__it_stays_or_is_replaced(void **state)
{
	struct serving *s = *state;

	open_web(s);
	UNTIL(&s->c->loop, is_up, s);
	hasten(s);
	wait_heard(s, "\"ping\"", 1);
	while (s->w->ping_job != 0)
		uv_run(&s->c->loop, UV_RUN_ONCE);
	tell("ignore", "ping");
	hasten(s);
	wait_heard(s, "\"ping\"", 2);
	hasten(s); /* the ping's deadline */
	UNTIL(&s->c->loop, has_died, s);
	assert_non_null(strstr(
	    web_status(s->w).health.trouble, "it did not answer a ping"));
	UNTIL(&s->c->loop, is_up, s);
}

static void
stop__it_does_not_end__is_killed(void **state)
{
	struct serving *s = *state;

	tell("ignore", "stop");
	open_web(s);
	UNTIL(&s->c->loop, is_up, s);
	web_stop(s->w, 50);
	UNTIL(&s->c->loop, is_gone, s);
	assert_true(web_is_stopping(s->w));
	assert_int_equal(state_of(s), WORKER_ENDED);
}

/* ---- The rest it says */

static void
ask__how_we_are__is_told(void **state)
{
	struct serving *s = *state;

	tell("say", "{\"op\":\"ask\",\"id\":18}");
	open_web(s);
	wait_heard(s,
	    "{\"op\":\"health\",\"id\":18,\"health\":{\"live\":true}}\n", 1);
	assert_int_equal(s->n_asked, 1);
}

static void
say__log_lines__are_logged_under_its_name(void **state)
{
	struct serving *s = *state;

	tell("say", "{\"op\":\"log\",\"level\":4,\"text\":\"a flood\"}\n"
		    "{\"op\":\"log\",\"level\":99,\"text\":\"odd\"}\n"
		    "{\"op\":\"log\"}\n{\"op\":\"ask\",\"id\":1}");
	open_web(s);
	wait_heard(s, "\"health\"", 1);
	assert_int_equal(web_status(s->w).health.n_warnings, 1);
	assert_non_null(strstr(core_log(s->c), "warning web: a flood"));
	assert_non_null(strstr(core_log(s->c), "info web: odd"));
}

static void
say__what_is_no_line_of_its_own__is_ended_and_replaced(void **state)
{
	static const char *const cases[] = {
		"{\"op\":\"done\",\"job\":1}",
		"{\"op\":7}",
		"{}",
		"nonsense",
		"[1]",
		"{\"op\":\"listening\",\"address\":\"1.2.3.4:5\"}",
		"{\"op\":\"request\"}",
		"{\"op\":\"request\",\"id\":-4,\"instance\":\"hook\"}",
		"{\"op\":\"request\",\"id\":\"x\",\"instance\":\"hook\"}",
		"{\"op\":\"request\",\"id\":1,\"instance\":{}}",
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct serving *s;

		if (i > 0)
			begin(state);
		s = *state;
		tell("say", cases[i]);
		open_web(s);
		UNTIL(&s->c->loop, has_died, s);
		assert_int_equal(s->n_held, 0);
		forget("say");
		if (i + 1 < N_OF(cases))
			end(state);
	}
}

static void
say__a_request_with_members_of_other_kinds__is_handed_on_as_it_is(void **state)
{
	struct serving *s = *state;

	tell("say", "{\"op\":\"request\",\"id\":1,\"instance\":\"hook\","
		    "\"headers\":[7],\"body\":{},\"path\":false}");
	open_web(s);
	wait_held(s, 1);
	assert_string_equal(
	    s->bodies[0], "{\"headers\":[7],\"body\":{},\"path\":false}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(start__it_listens__is_told_how_and_its_address_is_known),
		CASE(
		    start__it_cannot_with_these_settings__is_broken_and_not_tried_again),
		CASE(start__it_dies_or_hangs__is_tried_again_later_and_later),
		CASE(die__while_it_listens__is_there_again_at_once),
		CASE(ping__answered_or_not__it_stays_or_is_replaced),
		CASE(stop__it_does_not_end__is_killed),
		CASE(ask__how_we_are__is_told),
		CASE(say__log_lines__are_logged_under_its_name),
		CASE(say__what_is_no_line_of_its_own__is_ended_and_replaced),
		CASE(
		    say__a_request_with_members_of_other_kinds__is_handed_on_as_it_is),
	};

	return cmocka_run_group_tests(tests, make_bin, remove_bin);
}
