/* SPDX-License-Identifier: ISC */
/* test_web_requests.c - what web hands in is answered once, in time, or dropped
 * with the process that handed it in. */
#include "web_fixture.h"

/* ---- Requests */

static void
request__handed_on__as_its_plugin_is_to_hear_it(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("17", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	assert_string_equal(s->bodies[0],
	    "{\"path\":\"a/b\",\"query\":\"\",\"method\":\"POST\","
	    "\"headers\":{\"content-type\":\"text/plain\"},"
	    "\"peer\":\"192.0.2.7\",\"body\":\"eA==\"}");
	assert_true(s->held[0]->size > 4);
	assert_int_equal(web_status(s->w).n_open, 1);
	answer(s, 0, 503, "say \"no\"", 7);
	wait_heard(s,
	    "{\"op\":\"answer\",\"id\":17,\"status\":503,\"retry_after_s\":7,"
	    "\"text\":\"say \\\"no\\\"\"}\n",
	    1);
	assert_int_equal(web_status(s->w).n_open, 0);
}

static void
request__for_a_page__is_answered_with_it(void **state)
{
	struct serving *s = *state;

	tell("say", "{\"op\":\"request\",\"id\":5,\"place\":\"case\","
		    "\"path\":\"a.b\",\"method\":\"GET\"}");
	open_web(s);
	wait_heard(s,
	    "{\"op\":\"answer\",\"id\":5,\"status\":410,\"html\":"
	    "\"<p>GET a.b\"}\n",
	    1);
	assert_int_equal(web_status(s->w).n_open, 0);
	assert_int_equal(web_status(s->w).n_requests, 1);
}

static void
request__many__are_answered_in_any_order_and_counted(void **state)
{
	struct serving *s = *state;
	struct web_status status;

	tell("say", REQUEST("1", "hook", "") "\n" REQUEST(
			"2", "hook", "") "\n" REQUEST("3", "hook",
			"") "\n" REQUEST("4", "other", ""));
	open_web(s);
	wait_held(s, 3);
	answer(s, 1, 200, "b", 0);
	answer(s, 2, 401, "c", 0);
	answer(s, 0, 503, "a", 1);
	wait_heard(s, "\"op\":\"answer\"", 4);
	assert_int_equal(count_heard("\"id\":4,\"status\":404"), 1);
	assert_int_equal(count_heard("\"id\":2,\"status\":200"), 1);
	assert_int_equal(count_heard("\"id\":3,\"status\":401"), 1);
	assert_int_equal(count_heard("\"id\":1,\"status\":503"), 1);
	status = web_status(s->w);
	assert_int_equal(status.n_requests, 4);
	assert_int_equal(status.n_stored, 1);
	assert_int_equal(status.n_refused, 2);
	assert_int_equal(status.n_put_off, 1);
}

static void
request__nothing_could_be_kept__503_before_it_is_accepted(void **state)
{
	struct serving *s = *state;

	s->why_not = "the disk is nearly full";
	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_heard(s,
	    "\"status\":503,\"retry_after_s\":5,\"text\":\"the disk is nearly "
	    "full\"",
	    1);
	assert_int_equal(s->n_held, 0);
}

/* The patience of open requests is over now. */
static void
lose_patience(struct serving *s)
{
	assert_true(uv_is_active((uv_handle_t *)&s->w->patience));
	web_on_patience(&s->w->patience);
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
}

static void
request__the_store_gets_stuck_meanwhile__503_and_the_late_answer_is_dropped(
    void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	s->why_not = "the store cannot be written";
	lose_patience(s);
	wait_heard(s, "\"text\":\"the store cannot be written\"", 1);
	assert_true(s->held[0]->is_over);
	answer(s, 0, 200, "stored", 0);
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
	assert_int_equal(web_status(s->w).n_stored, 0);
	assert_int_equal(web_status(s->w).n_put_off, 1);
}

static void
request__too_slow__503_by_its_own_clock_alone(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", "") "\n" REQUEST("2", "hook", ""));
	open_web(s);
	wait_held(s, 2);
	lose_patience(s);
	assert_int_equal(web_status(s->w).n_open, 2);
	/* The first is as old as it may be, the second is not. */
	((struct request *)s->held[0])->until_ms = 0;
	lose_patience(s);
	wait_heard(s, "\"id\":1,\"status\":503", 1);
	assert_int_equal(web_status(s->w).n_open, 1);
	assert_false(s->held[1]->is_over);
}

static void
request__its_peer_hangs_up__is_over_and_its_answer_is_dropped(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", "") "\n" REQUEST("2", "hook",
			"") "\n"
			    "{\"op\":\"gone\",\"id\":1}\n{\"op\":\"gone\","
			    "\"id\":99}\n" REQUEST("3", "hook", ""));
	open_web(s);
	wait_held(s, 3);
	assert_true(s->held[0]->is_over);
	assert_false(s->held[1]->is_over);
	answer(s, 0, 200, "stored", 0);
	answer(s, 1, 200, "stored", 0);
	wait_heard(s, "\"op\":\"answer\"", 1);
	assert_int_equal(count_heard("\"id\":1,"), 0);
	assert_int_equal(web_status(s->w).health.n_deaths, 0);
}

static void
request__web_dies__its_answer_is_not_told_to_the_next_web(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	forget("say");
	kill(web_status(s->w).health.pid, SIGKILL);
	UNTIL(&s->c->loop, has_died, s);
	assert_true(s->held[0]->is_over);
	UNTIL(&s->c->loop, is_up, s);
	answer(s, 0, 200, "stored", 0);
	hasten(s); /* a ping: what went before it was heard */
	wait_heard(s, "\"ping\"", 1);
	assert_int_equal(count_heard("\"answer\""), 0);
}

static void
request__web_is_freed_before_the_answer__nothing_happens(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	web_free(s->w);
	s->w = NULL;
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
	answer(s, 0, 200, "stored", 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(request__handed_on__as_its_plugin_is_to_hear_it),
		CASE(request__for_a_page__is_answered_with_it),
		CASE(request__many__are_answered_in_any_order_and_counted),
		CASE(
		    request__nothing_could_be_kept__503_before_it_is_accepted),
		CASE(
		    request__the_store_gets_stuck_meanwhile__503_and_the_late_answer_is_dropped),
		CASE(request__too_slow__503_by_its_own_clock_alone),
		CASE(
		    request__its_peer_hangs_up__is_over_and_its_answer_is_dropped),
		CASE(
		    request__web_dies__its_answer_is_not_told_to_the_next_web),
		CASE(request__web_is_freed_before_the_answer__nothing_happens),
	};

	return cmocka_run_group_tests(tests, make_bin, remove_bin);
}
