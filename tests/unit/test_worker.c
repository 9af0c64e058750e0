/* SPDX-License-Identifier: ISC */
/* test_worker.c - one request, one result, whatever its process does. */
#include "worker_fixture.h"

static void
request__whatever_the_process_does__has_one_result(void **state)
{
	static const struct {
		const char *way;
		enum result result;
		const char *why;
	} cases[] = {
		{ "done C1/2", RESULT_DONE, "" },
		{ "retry 30", RESULT_RETRY, "not now" },
		{ "reject no such channel", RESULT_REJECT, "no such channel" },
		{ "unknown", RESULT_UNKNOWN, "it says so" },
		{ "failed", RESULT_REJECT, "it says so" },
		{ "twice", RESULT_DONE, "" },
		{ "unasked", RESULT_DONE, "" },
		{ "log hello", RESULT_DONE, "" },
		{ "content", RESULT_DONE, "" },
		{ "die", RESULT_DIED, "was ended by signal 9 (Killed)" },
		{ "exit 0", RESULT_DIED, "ended with exit code 0" },
		{ "exit 78", RESULT_DIED, "ended with exit code 78" },
		{ "other", RESULT_DIED,
		    "was ended: it sent a line that answers nothing we "
		    "asked" },
		{ "surrender", RESULT_DIED,
		    "was ended: it sent a line that answers nothing we "
		    "asked" },
		{ "garbage", RESULT_DIED,
		    "was ended: it sent a line that is not a JSON object" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct world_of_one *o;

		if (i > 0)
			begin(state);
		o = *state;
		tell_puppet(o->c, "pup", "deliver", cases[i].way);
		ask(o, 60);
		assert_int_equal(o->result, cases[i].result);
		assert_string_equal(o->why, cases[i].why);
		stop(o);
		assert_int_equal(o->n_results, 1);
		if (i + 1 < N_OF(cases))
			end(state);
	}
}

static void
request__hangs__died_at_its_deadline(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "deliver", "hang\ndone");
	ask(o, 1);
	assert_int_equal(o->result, RESULT_DIED);
	assert_string_equal(o->why, "was ended: it did not answer within 1 s");
	stop(o);
}

static void
result__receipt_and_delay__are_handed_on(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "deliver",
	    "done C1/2\nretry 30\nretry -5\nretry 99999999999999");
	ask(o, 60);
	assert_string_equal(o->receipt, "C1/2");
	ask(o, 60);
	assert_int_equal(o->after_s, 30);
	ask(o, 60);
	assert_int_equal(o->after_s, 0);
	ask(o, 60);
	assert_int_equal(o->after_s, 7 * 24 * 3600);
	stop(o);
}

static void
death__after_a_success__starts_again_at_once(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "deliver", "done\ndie\ndone");
	ask(o, 60);
	ask(o, 60);
	assert_int_equal(o->result, RESULT_DIED);
	/* The millisecond of rest may be over already. */
	assert_true(worker_state(o->w) == WORKER_STARTING ||
		    (worker_state(o->w) == WORKER_RESTING &&
			uv_timer_get_due_in(&o->w->timer) <= 1));
	assert_false(worker_is_failing(o->w));
	UNTIL(&o->c->loop, is_idle, o);
	ask(o, 60);
	assert_int_equal(o->result, RESULT_DONE);
	stop(o);
	assert_int_equal(worker_health(o->w).n_deaths, 1);
}

static void
death__before_a_success__waits_longer_and_longer(void **state)
{
	static const uint64_t rests_s[] = { 2, 4, 8, 16, 32, 60, 60 };
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "start", "die");
	worker_start(o->w);
	for (size_t i = 0; i < N_OF(rests_s); i++) {
		uint64_t due_ms;

		UNTIL(&o->c->loop, is_resting, o);
		due_ms = uv_timer_get_due_in(&o->w->timer);
		assert_in_range(
		    due_ms, rests_s[i] * 1000 - 500, rests_s[i] * 1000);
		assert_true(worker_is_failing(o->w));
		hasten(o);
	}
	assert_int_equal(o->n_results, 0);
	assert_int_equal(
	    worker_health(o->w).n_failed_starts, (int)N_OF(rests_s));
	stop(o);
}

static void
rest__one_success__starts_from_two_seconds(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "start", "die\ndie\ndone\ndie");
	tell_puppet(o->c, "pup", "deliver", "done\ndie");
	worker_start(o->w);
	for (int i = 0; i < 2; i++) {
		UNTIL(&o->c->loop, is_resting, o);
		hasten(o);
	}
	UNTIL(&o->c->loop, is_idle, o);
	ask(o, 60);
	ask(o, 60);
	hasten(o);
	UNTIL(&o->c->loop, is_resting, o);
	assert_in_range(uv_timer_get_due_in(&o->w->timer), 1500, 2000);
	stop(o);
}

static void
start__exit_78__is_broken_and_not_tried_again(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "start", "exit 78");
	worker_start(o->w);
	UNTIL(&o->c->loop, is_broken, o);
	assert_false(uv_is_active((uv_handle_t *)&o->w->timer));
	assert_false(worker_can_take(o->w));
	assert_true(worker_is_failing(o->w));
	assert_string_equal(
	    worker_health(o->w).trouble, "ended with exit code 78");
	assert_asked(o->c, "pup", "start\n");
}

static void
start__anything_but_done__is_no_start(void **state)
{
	static const char *const ways[] = { "retry 5", "reject", "unknown" };

	for (size_t i = 0; i < N_OF(ways); i++) {
		struct world_of_one *o;

		if (i > 0)
			begin(state);
		o = *state;
		tell_puppet(o->c, "pup", "start", ways[i]);
		worker_start(o->w);
		UNTIL(&o->c->loop, is_resting, o);
		stop(o);
		if (i + 1 < N_OF(ways))
			end(state);
	}
}

static void
request__dies_before_it_was_ready__is_unsent(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "start", "die\ndone");
	ask(o, 60);
	assert_int_equal(o->result, RESULT_UNSENT);
	assert_asked(o->c, "pup", "start\n");
	stop(o);
	assert_int_equal(o->n_results, 1);
}

static void
request__cannot_be_started__is_unsent(void **state)
{
	struct world_of_one *o = *state;

	free(o->instance.command[0]);
	o->instance.command[0] = mem_string("/nowhere/at/all");
	ask(o, 60);
	assert_int_equal(o->result, RESULT_UNSENT);
	assert_int_equal(worker_state(o->w), WORKER_RESTING);
	stop(o);
	assert_int_equal(o->n_results, 1);
}

static void
stop__while_starting__does_not_send(void **state)
{
	struct world_of_one *o = *state;

	worker_request(o->w, "deliver", "\"notice\":{\"id\":\"N\"}", 60);
	worker_stop(o->w, 5000);
	UNTIL(&o->c->loop, is_gone, o);
	assert_int_equal(o->n_results, 1);
	assert_int_equal(o->result, RESULT_UNSENT);
	assert_int_equal(count_asked(o->c, "pup", "deliver"), 0);
}

static void
stop__hangs_on_a_request__is_unknown(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "deliver", "hang");
	worker_start(o->w);
	UNTIL(&o->c->loop, is_idle, o);
	worker_request(o->w, "deliver", "\"notice\":{\"id\":\"N\"}", 60);
	while (count_asked(o->c, "pup", "deliver") == 0)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	worker_stop(o->w, 50);
	UNTIL(&o->c->loop, is_gone, o);
	assert_int_equal(o->n_results, 1);
	assert_int_equal(o->result, RESULT_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(request__whatever_the_process_does__has_one_result),
		CASE(request__hangs__died_at_its_deadline),
		CASE(result__receipt_and_delay__are_handed_on),
		CASE(death__after_a_success__starts_again_at_once),
		CASE(death__before_a_success__waits_longer_and_longer),
		CASE(rest__one_success__starts_from_two_seconds),
		CASE(start__exit_78__is_broken_and_not_tried_again),
		CASE(start__anything_but_done__is_no_start),
		CASE(request__dies_before_it_was_ready__is_unsent),
		CASE(request__cannot_be_started__is_unsent),
		CASE(stop__while_starting__does_not_send),
		CASE(stop__hangs_on_a_request__is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
