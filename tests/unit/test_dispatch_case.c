/* SPDX-License-Identifier: ISC */
/*
 * test_dispatch_case.c - notices that go by the state of their case, into a
 * thread, and at a time of their own.
 */
#include "dispatch_fixture.h"

/* A case in that state, C. */
static void
put_case(struct outbox *o, enum case_state state)
{
	struct kase k = { .id = "C",
		.response = "R",
		.round = 1,
		.route = (char *)(uintptr_t) "escalate",
		.state = state,
		.opened_us = NOW_US };

	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_put_case(o->c->f->s, &k, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
}

/* The next number; what more has. */
static void
put_more(struct outbox *o, struct notice more, int64_t delay_us)
{
	struct notice n = a_notice("#a", 5, NOW_US + delay_us);

	snprintf(n.id, sizeof(n.id), "N%025d", ++o->n_made);
	memcpy(o->last, n.id, ID_SIZE);
	memcpy(n.follows, more.follows, ID_SIZE);
	n.body = (char *)(uintptr_t) "{}";
	if (more.body != NULL)
		n.body = more.body;
	n.guard = more.guard;
	n.state = more.state;
	n.delay_us = delay_us;
	memcpy(n.kase, "C", 2);
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_put_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
}

static struct notice
get_last(struct outbox *o)
{
	struct notice n;
	bool found;

	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	assert_true(found);
	return n;
}

#define GUARD(states) .guard = (char *)(uintptr_t)(states)

static void
guarded__sent_in_the_states_it_is_for_and_no_other(void **state)
{
	static const struct {
		enum case_state state;
		const char *guard;
		bool is_sent;
	} rows[] = {
		{ CASE_OPEN, "open", true },
		{ CASE_OPEN, "open claimed", true },
		{ CASE_CLAIMED, "open claimed", true },
		{ CASE_CLAIMED, "open", false },
		{ CASE_RESOLVED, "open claimed", false },
		{ CASE_RESOLVED, "resolved", true },
		{ CASE_CONFIRMED, "resolved", false },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct outbox *o;
		struct notice n;

		if (i > 0)
			begin(state);
		o = *state;
		put_case(o, rows[i].state);
		/* Also what may have arrived, before a crash: it is not looked
		 * for, and not sent again. */
		put_more(o,
		    (struct notice){ GUARD(rows[i].guard),
			.state = i % 2 ? NOTICE_UNKNOWN : NOTICE_WAITING },
		    0);
		open_dispatch(o);
		o->d->find_from_us = 0;
		wait_for(o, rows[i].is_sent ? NOTICE_DONE : NOTICE_DROPPED, 1);
		n = get_last(o);
		if (!rows[i].is_sent)
			assert_memory_equal(n.why, "the case is ", 12);
		notice_release(&n);
		stop(o, 5000);
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

/* Somebody acted while it was being tried. */
static void
guarded__case_changed_between_two_tries__is_not_sent_again(void **state)
{
	struct outbox *o = *state;
	struct kase k;
	bool found;

	put_case(o, CASE_OPEN);
	put_more(o,
	    (struct notice){ GUARD("open"),
		.body =
		    (char *)(uintptr_t) "{\"do\":[\"retry 5\",\"done\"]}" },
	    0);
	open_dispatch(o);
	while (count_asked(o->c, "slack", "deliver") == 0 ||
	       n_in(o, NOTICE_WAITING) == 0)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	OK(o->c->f, store_case(o->c->f->s, "C", &k, &found, &o->c->f->err));
	k.state = CASE_CLAIMED;
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_set_case(o->c->f->s, &k, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
	kase_release(&k);
	later(o, 60);
	wait_for(o, NOTICE_DROPPED, 1);
	assert_int_equal(count_asked(o->c, "slack", "deliver"), 1);
	stop(o, 5000);
}

static void
following__goes_into_the_thread_of_the_first_message(void **state)
{
	struct outbox *o = *state;
	struct notice more = { GUARD("open") };
	char *asked;

	put_case(o, CASE_OPEN);
	put_as(o, "#a", 9, "{\"do\":[\"done C1/2\"]}", NOTICE_WAITING, NOW_US);
	memcpy(more.follows, o->last, ID_SIZE);
	/* More urgent, and yet it waits for what it follows. */
	put_more(o, more, 0);
	open_dispatch(o);
	wait_for(o, NOTICE_DONE, 1);
	later(o, 60);
	wait_for(o, NOTICE_DONE, 2);
	asked = asked_of(o->c, "slack");
	assert_non_null(strstr(asked, "deliver N0000000000000000000000001\n"));
	assert_non_null(
	    strstr(asked, "deliver N0000000000000000000000002 in C1/2\n"));
	free(asked);
	stop(o, 5000);
}

static void
planned__is_no_older_than_its_time(void **state)
{
	struct outbox *o = *state;
	struct notice more = { GUARD("open"),
		.body =
		    (char *)(uintptr_t) "{\"do\":[\"retry 5\",\"done\"]}" };

	/* Tried for an hour (max_age); meant for thirty days from now. */
	put_case(o, CASE_OPEN);
	put_more(o, more, INT64_C(30) * 86400 * S_US);
	open_dispatch(o);
	later(o, 29 * 86400);
	for (int i = 0; i < 20; i++)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_int_equal(count_asked(o->c, "slack", "deliver"), 0);
	later(o, 86400 + 1);
	while (count_asked(o->c, "slack", "deliver") == 0 ||
	       n_in(o, NOTICE_WAITING) == 0)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	later(o, 60);
	wait_for(o, NOTICE_DONE, 1);
	stop(o, 5000);
}

/* A run that ends sends what was put off, not what is meant for later. */
static void
hurried__what_is_planned__is_left(void **state)
{
	struct outbox *o = *state;
	int64_t n_stuck;

	put_case(o, CASE_OPEN);
	put_as(o, "#a", 5, "{}", NOTICE_WAITING, NOW_US + 3600 * S_US);
	put_more(o, (struct notice){ GUARD("open") }, 3600 * S_US);
	open_dispatch(o);
	dispatch_hurry(o->d);
	wait_for(o, NOTICE_DONE, 1);
	while (!dispatch_is_idle(o->d, &n_stuck))
		uv_run(&o->c->loop, UV_RUN_ONCE);
	assert_int_equal(n_stuck, 0);
	assert_int_equal(n_in(o, NOTICE_WAITING), 1);
	assert_int_equal(count_asked(o->c, "slack", "deliver"), 1);
	stop(o, 5000);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(guarded__sent_in_the_states_it_is_for_and_no_other),
		TEST(
		    guarded__case_changed_between_two_tries__is_not_sent_again),
		TEST(following__goes_into_the_thread_of_the_first_message),
		TEST(planned__is_no_older_than_its_time),
		TEST(hurried__what_is_planned__is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
