/* SPDX-License-Identifier: ISC */
/* test_dispatch_stop.c - what was in hand at an end, a start or a change. */
#include "dispatch_fixture.h"

static void
recover__was_being_sent__is_looked_for_after_a_while(void **state)
{
	struct outbox *o = *state;
	int64_t n_unknown;

	tell_puppet(o->c, "slack", "can", "find");
	put_as(
	    o, "#a", 1, "{\"find\":[\"done C1/2\"]}", NOTICE_SENDING, NOW_US);
	OK(o->c->f, store_recover(o->c->f->s, &n_unknown, &o->c->f->err));
	assert_int_equal(n_unknown, 1);
	open_dispatch(o);
	put_notice(o, "#b", 2, "{}");
	dispatch_wake(o->d, "slack", "#b", 2, NOW_US);
	wait_for(o, NOTICE_DONE, 1);
	assert_order(o, "2");
	later(o, 3);
	wait_for(o, NOTICE_DONE, 2);
	stop(o, 5000);
	assert_order(o, "2 f1");
}

/* ---- Changes from elsewhere */

static void
begin__dropped_meanwhile__is_not_sent(void **state)
{
	struct outbox *o = *state;
	struct notice n;
	bool found;

	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	put_notice(o, "#a", 1, "{}");
	dispatch_wake(o->d, "slack", "#a", 1, NOW_US);
	assert_int_equal(writer_backlog(o->c->writer), 1);
	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	n.state = NOTICE_DROPPED;
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_set_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
	notice_release(&n);
	put_notice(o, "#b", 2, "{}");
	dispatch_wake(o->d, "slack", "#b", 2, NOW_US);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
	assert_order(o, "2");
	assert_int_equal(n_in(o, NOTICE_DROPPED), 1);
}

static void
begin__folded_into_meanwhile__sends_what_it_is_now(void **state)
{
	struct outbox *o = *state;
	struct notice n;
	bool found;

	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	put_notice(o, "#a", 1, "{\"do\":[\"done old\"]}");
	dispatch_wake(o->d, "slack", "#a", 1, NOW_US);
	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	free(n.body);
	n.body = mem_string("{\"do\":[\"done new\"]}");
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_set_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
	notice_release(&n);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	assert_string_equal(n.receipt, "new");
	assert_string_equal(n.body, "{\"do\":[\"done new\"]}");
	notice_release(&n);
}

/* ---- The end, and being replaced */

static void
stop__in_hand__is_put_back_as_unknown(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{\"do\":[\"hang\"]}");
	put_notice(o, "#b", 2, "{}");
	open_dispatch(o);
	while (count_asked(o->c, "slack", "deliver") == 0)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	stop(o, 50);
	assert_int_equal(n_in(o, NOTICE_UNKNOWN), 1);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	snprintf(o->last, sizeof(o->last), "N%025d", 1);
	assert_last(o, 1, 0, NULL);
}

static void
stop__before_it_was_sent__waits_as_it_did(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{}");
	open_dispatch(o);
	stop(o, 5000);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	assert_last(o, 0, 0, "");
	assert_order(o, "");
}

static void
remove__in_hand__its_successor_goes_on(void **state)
{
	struct outbox *o = *state;

	put_notice(o, "#a", 1, "{\"do\":[\"hang\",\"done\"]}");
	open_dispatch(o);
	while (count_asked(o->c, "slack", "deliver") == 0)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	dispatch_remove(o->d, "slack", 50);
	dispatch_add(o->d, &o->c->config, &o->slack);
	wait_for(o, NOTICE_UNKNOWN, 1);
	o->c->now_us += 60 * S_US;
	/* Nobody loads: what was put back has told. */
	for (struct notifier *n = o->d->first; n != NULL; n = n->next)
		if (!n->is_removed)
			notifier_go_on(n);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
	assert_order(o, "1 1");
}

static void
hurry__put_off_by_hours__is_sent(void **state)
{
	struct outbox *o = *state;
	int64_t n_stuck;

	put_as(o, "#a", 1, "{}", NOTICE_WAITING, NOW_US + 7200 * S_US);
	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	assert_order(o, "");
	dispatch_hurry(o->d);
	wait_for(o, NOTICE_DONE, 1);
	uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_true(dispatch_is_idle(o->d, &n_stuck));
	assert_int_equal(n_stuck, 0);
	stop(o, 5000);
}

static void
idle__a_broken_notifier__is_not_waited_for(void **state)
{
	struct outbox *o = *state;
	int64_t n_stuck;

	tell_puppet(o->c, "slack", "start", "exit 78");
	put_notice(o, "#a", 1, "{}");
	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_BROKEN)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	assert_true(dispatch_is_idle(o->d, &n_stuck));
	assert_int_equal(n_stuck, 1);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	stop(o, 5000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(recover__was_being_sent__is_looked_for_after_a_while),
		CASE(begin__dropped_meanwhile__is_not_sent),
		CASE(begin__folded_into_meanwhile__sends_what_it_is_now),
		CASE(stop__in_hand__is_put_back_as_unknown),
		CASE(stop__before_it_was_sent__waits_as_it_did),
		CASE(remove__in_hand__its_successor_goes_on),
		CASE(hurry__put_off_by_hours__is_sent),
		CASE(idle__a_broken_notifier__is_not_waited_for),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
