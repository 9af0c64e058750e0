/* SPDX-License-Identifier: ISC */
/* test_worker_clocks.c - when a worker retires, pings and waits. */
#include "worker_fixture.h"

static void
notifier__quiet__retires_and_comes_back(void **state)
{
	struct world_of_one *o = *state;
	int first;

	ask(o, 60);
	first = worker_health(o->w).pid;
	assert_int_equal(worker_state(o->w), WORKER_IDLE);
	hasten(o);
	assert_int_equal(worker_state(o->w), WORKER_OFF);
	/* Its process may have ended by now, and it waits just for that. */
	assert_int_equal(worker_can_take(o->w), worker_is_gone(o->w));
	UNTIL(&o->c->loop, is_gone, o);
	assert_true(worker_can_take(o->w));
	ask(o, 60);
	assert_int_equal(o->result, RESULT_DONE);
	assert_int_not_equal(worker_health(o->w).pid, first);
	assert_int_equal(worker_health(o->w).n_deaths, 0);
	stop(o);
}

static void
notifier__after_a_thousand__retires(void **state)
{
	struct world_of_one *o = *state;

	ask(o, 60);
	o->w->n_requests = REQUESTS_A_LIFE - 1;
	ask(o, 60);
	assert_int_equal(o->result, RESULT_DONE);
	assert_int_equal(worker_state(o->w), WORKER_OFF);
	UNTIL(&o->c->loop, is_gone, o);
	ask(o, 60);
	assert_int_equal(o->result, RESULT_DONE);
	stop(o);
}

static bool
is_pinged(void *arg)
{
	struct world_of_one *o = arg;

	return count_asked(o->c, "pup", "ping") > 0 && o->w->ping_job == 0;
}

static void
ping__answered__goes_on(void **state)
{
	struct world_of_one *o = *state;

	worker_start(o->w);
	UNTIL(&o->c->loop, is_idle, o);
	assert_in_range(uv_timer_get_due_in(&o->w->timer), 19000, 20000);
	hasten(o);
	UNTIL(&o->c->loop, is_pinged, o);
	assert_int_equal(worker_state(o->w), WORKER_IDLE);
	ask(o, 60);
	assert_int_equal(o->result, RESULT_DONE);
	stop(o);
}

static void
ping__unanswered__is_ended(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "ping", "silent");
	worker_start(o->w);
	UNTIL(&o->c->loop, is_idle, o);
	hasten(o);
	hasten(o);
	UNTIL(&o->c->loop, is_resting, o);
	assert_string_equal(worker_health(o->w).trouble,
	    "was ended: it did not answer a ping");
	stop(o);
}

static void
pause__stops_the_deadline__resume_starts_it(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "deliver", "hang");
	worker_start(o->w);
	UNTIL(&o->c->loop, is_idle, o);
	worker_request(o->w, "deliver", "\"notice\":{\"id\":\"N\"}", 60);
	assert_true(uv_is_active((uv_handle_t *)&o->w->timer));
	worker_pause(o->w);
	assert_false(uv_is_active((uv_handle_t *)&o->w->timer));
	worker_resume(o->w);
	assert_in_range(uv_timer_get_due_in(&o->w->timer), 59000, 60000);
}

static void
patient__no_deadline_and_no_ping(void **state)
{
	struct world_of_one *o = *state;

	o->c->world.is_patient = true;
	worker_start(o->w);
	UNTIL(&o->c->loop, is_idle, o);
	assert_false(uv_is_active((uv_handle_t *)&o->w->timer));
	ask(o, 1);
	assert_false(uv_is_active((uv_handle_t *)&o->w->timer));
	stop(o);
}

static void
can__said_by_its_process__is_known(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "can", "find\nprobe");
	assert_false(worker_can(o->w, "find"));
	worker_start(o->w);
	UNTIL(&o->c->loop, is_idle, o);
	assert_true(worker_can(o->w, "find"));
	assert_false(worker_can(o->w, "fin"));
	stop(o);
}

static void
log__warnings__are_trouble_and_counted(void **state)
{
	struct world_of_one *o = *state;

	tell_puppet(o->c, "pup", "deliver", "log rate limit reached");
	ask(o, 60);
	assert_int_equal(worker_health(o->w).n_warnings, 1);
	assert_string_equal(worker_health(o->w).trouble, "rate limit reached");
	stop(o);
	assert_non_null(strstr(core_log(o->c), "pup: rate limit reached"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(notifier__quiet__retires_and_comes_back),
		CASE(notifier__after_a_thousand__retires),
		DIRECTORY(ping__answered__goes_on),
		DIRECTORY(ping__unanswered__is_ended),
		CASE(pause__stops_the_deadline__resume_starts_it),
		DIRECTORY(patient__no_deadline_and_no_ping),
		CASE(can__said_by_its_process__is_known),
		CASE(log__warnings__are_trouble_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
