/* SPDX-License-Identifier: ISC */
/* test_notices.c - the outbox: which notice is next, and what became of it. */
#include "store_fixture.h"

static void
put_all(struct fixture *f, struct notice *notices, size_t n)
{
	OK(f, store_begin(f->s, &f->err));
	for (size_t i = 0; i < n; i++)
		OK(f, store_put_notice(f->s, &notices[i], &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static void
set(struct fixture *f, const struct notice *n)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_set_notice(f->s, n, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

/* The id of the next one, or "". */
static const char *
next_id(
    struct fixture *f, const char *target, int64_t now_us, int64_t *next_us)
{
	static char id[ID_SIZE];
	struct notice n;
	bool found;

	OK(f, store_next_notice(f->s, "slack", target, now_us, &n, &found,
		  next_us, &f->err));
	snprintf(id, sizeof(id), "%s", n.id);
	assert_int_equal(found, id[0] != '\0');
	notice_release(&n);
	return id;
}

static void
notice__put_and_read__has_every_member(void **state)
{
	struct fixture *f = *state;
	struct notice n = a_notice("#a", -5, NOW_US + 9), got;
	bool found;

	id_make(n.response, NOW_US);
	id_make(n.kase, NOW_US);
	n.fold = (char *)(uintptr_t) "[]";
	n.tries = 2;
	n.deaths = 1;
	n.done_us = 3;
	n.receipt = (char *)(uintptr_t) "r";
	n.thread = (char *)(uintptr_t) "t";
	n.why = (char *)(uintptr_t) "w";
	n.maybe_twice = true;
	put_all(f, &n, 1);
	OK(f, store_notice(f->s, n.id, &got, &found, &f->err));
	assert_true(found);
	assert_string_equal(got.id, n.id);
	assert_string_equal(got.response, n.response);
	assert_string_equal(got.kase, n.kase);
	assert_string_equal(got.route, n.route);
	assert_string_equal(got.notifier, n.notifier);
	assert_string_equal(got.target, n.target);
	assert_string_equal(got.body, n.body);
	assert_string_equal(got.fold, n.fold);
	assert_int_equal(got.priority, n.priority);
	assert_int_equal(got.state, NOTICE_WAITING);
	assert_int_equal(got.tries, 2);
	assert_int_equal(got.deaths, 1);
	assert_int_equal(got.made_us, NOW_US);
	assert_int_equal(got.not_before_us, NOW_US + 9);
	assert_int_equal(got.done_us, 3);
	assert_string_equal(got.receipt, "r");
	assert_string_equal(got.thread, "t");
	assert_string_equal(got.why, "w");
	assert_true(got.maybe_twice);
	notice_release(&got);
	OK(f, store_notice(f->s, "none", &got, &found, &f->err));
	assert_false(found);
}

static void
put__the_same_id_twice__fails_and_is_not_stuck(void **state)
{
	struct fixture *f = *state;
	struct notice n = a_notice("#a", 1, 0);

	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_notice(f->s, &n, &f->err));
	assert_false(store_put_notice(f->s, &n, &f->err));
	assert_false(store_is_stuck(f->s));
	OK(f, store_commit(f->s, &f->err));
	id_make(n.id, NOW_US);
	OK(f, store_begin(f->s, &f->err));
	assert_false(store_set_notice(f->s, &n, &f->err));
	assert_non_null(strstr(f->err.text, "there is no notice"));
	store_rollback(f->s);
}

static void
next__by_priority_then_age__and_only_of_its_lane(void **state)
{
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 5, 0), a_notice("#a", 1, NOW_US),
		a_notice("#b", 0, 0), a_notice("#a", 1, 0),
		a_notice("#a", -9, NOW_US + 10) };
	static const int order[] = { 1, 3, 0 };
	int64_t next_us;

	put_all(f, n, N_OF(n));
	for (size_t i = 0; i < N_OF(order); i++) {
		struct notice *expected = &n[order[i]];

		assert_string_equal(
		    next_id(f, "#a", NOW_US, &next_us), expected->id);
		expected->state = NOTICE_SENDING;
		set(f, expected);
	}
	assert_string_equal(next_id(f, "#a", NOW_US, &next_us), "");
	assert_int_equal(next_us, NOW_US + 10);
	assert_string_equal(next_id(f, "#b", NOW_US, &next_us), n[2].id);
	assert_string_equal(next_id(f, "#c", NOW_US, &next_us), "");
	assert_int_equal(next_us, INT64_MAX);
}

static void
next__come_due__takes_its_place_by_priority(void **state)
{
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 5, 0),
		a_notice("#a", 9, NOW_US + 10), a_notice("#a", 1, NOW_US + 20),
		a_notice("#a", 0, NOW_US + 90) };
	int64_t next_us;

	put_all(f, n, N_OF(n));
	assert_string_equal(next_id(f, "#a", NOW_US, &next_us), n[0].id);
	assert_string_equal(next_id(f, "#a", NOW_US + 19, &next_us), n[0].id);
	assert_string_equal(next_id(f, "#a", NOW_US + 20, &next_us), n[2].id);
	n[2].state = NOTICE_DONE;
	n[0].state = NOTICE_DROPPED;
	set(f, &n[2]);
	set(f, &n[0]);
	assert_string_equal(next_id(f, "#a", NOW_US + 20, &next_us), n[1].id);
	/* A try that failed puts it off again. */
	n[1].not_before_us = NOW_US + 60;
	n[1].tries = 1;
	set(f, &n[1]);
	assert_string_equal(next_id(f, "#a", NOW_US + 59, &next_us), "");
	assert_int_equal(next_us, NOW_US + 60);
	assert_string_equal(next_id(f, "#a", NOW_US + 60, &next_us), n[1].id);
}

static void
list_lane(void *arg, const struct lane *lane)
{
	buf_printf(arg, "%s %s %" PRId64 " %" PRId64 ";", lane->notifier,
	    lane->target, lane->n, lane->next_us);
}

static void
lanes__waiting_and_unknown__are_counted(void **state)
{
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 5, 0), a_notice("#a", 5, 0),
		a_notice("#b", 9, NOW_US + 30), a_notice("#b", 9, NOW_US + 20),
		a_notice("#c", 1, 0), a_notice("#d", 1, 0) };
	struct buf got = BUF_INIT;

	n[1].state = NOTICE_UNKNOWN;
	n[4].state = NOTICE_SENDING;
	n[5].state = NOTICE_DEAD;
	put_all(f, n, N_OF(n));
	OK(f, store_lanes(f->s, list_lane, &got, &f->err));
	assert_string_equal(
	    buf_str(&got), "slack #a 2 0;slack #b 2 1795163405000020;");
	buf_release(&got);
}

static void
recover__was_being_sent__is_unknown_and_next(void **state)
{
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 1, 0), a_notice("#a", 0, 0) };
	struct store_totals t;
	struct notice got;
	int64_t n_unknown, next_us;
	bool found;

	put_all(f, n, N_OF(n));
	n[0].state = NOTICE_SENDING;
	set(f, &n[0]);
	n[1].state = NOTICE_DONE;
	set(f, &n[1]);
	reopen(f);
	OK(f, store_recover(f->s, &n_unknown, &f->err));
	assert_int_equal(n_unknown, 1);
	OK(f, store_recover(f->s, &n_unknown, &f->err));
	assert_int_equal(n_unknown, 0);
	assert_string_equal(next_id(f, "#a", NOW_US, &next_us), n[0].id);
	OK(f, store_notice(f->s, n[0].id, &got, &found, &f->err));
	assert_int_equal(got.state, NOTICE_UNKNOWN);
	notice_release(&got);
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.notices[NOTICE_SENDING], 0);
	assert_int_equal(t.notices[NOTICE_UNKNOWN], 1);
	assert_int_equal(t.notices[NOTICE_DONE], 1);
	assert_int_equal(t.notices[NOTICE_WAITING], 0);
	assert_int_equal(t.oldest_waiting_us, NOW_US);
}

static void
has_made__since_a_time__counts_that_route_and_target_without_edits(
    void **state)
{
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 1, 0), a_notice("#a", 1, 0),
		a_notice("#b", 1, 0), a_notice("#a", 1, 0),
		a_notice("#a", 1, 0) };
	static const struct {
		int64_t since_us;
		int n;
	} rows[] = { { NOW_US, 1 }, { NOW_US - 10, 2 }, { NOW_US + 1, 0 } };
	struct made made = {
		.route = "celebrate", .notifier = "slack", .target = "#a"
	};

	n[1].made_us -= 10;
	n[3].route = (char *)(uintptr_t) "escalate";
	n[0].state = NOTICE_DONE;
	n[4].route = NULL;
	memcpy(n[4].edits, n[0].id, ID_SIZE);
	put_all(f, n, N_OF(n));
	for (size_t i = 0; i < N_OF(rows); i++) {
		made.since_us = rows[i].since_us;
		for (made.max = 1; made.max < 4; made.max++) {
			bool has;

			OK(f, store_has_made(f->s, &made, &has, &f->err));
			assert_int_equal(has, made.max <= rows[i].n);
		}
	}
}

static void
folding__while_it_waits__is_found_and_can_grow(void **state)
{
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 1, 0), a_notice("#a", 1, 0) };
	struct notice got;
	bool found;

	n[1].fold = (char *)(uintptr_t) "[\"x\"]";
	put_all(f, n, N_OF(n));
	OK(f, store_folding(
		  f->s, "celebrate", "slack", "#a", &got, &found, &f->err));
	assert_true(found);
	assert_string_equal(got.id, n[1].id);
	notice_release(&got);
	n[1].fold = (char *)(uintptr_t) "[\"x\",\"y\"]";
	n[1].body = (char *)(uintptr_t) "{}";
	set(f, &n[1]);
	OK(f, store_folding(
		  f->s, "celebrate", "slack", "#a", &got, &found, &f->err));
	assert_string_equal(got.fold, "[\"x\",\"y\"]");
	assert_string_equal(got.body, "{}");
	notice_release(&got);
	OK(f, store_folding(
		  f->s, "escalate", "slack", "#a", &got, &found, &f->err));
	assert_false(found);
	n[1].state = NOTICE_SENDING;
	set(f, &n[1]);
	OK(f, store_folding(
		  f->s, "celebrate", "slack", "#a", &got, &found, &f->err));
	assert_false(found);
}

static void
list_priority(void *arg, const struct notice *n)
{
	buf_printf(
	    arg, "%" PRId64 "%s ", n->priority, notice_state_name(n->state));
}

static void
notices__by_state__in_the_order_they_would_go(void **state)
{
	static const char *const expected[] = {
		"-9waiting 1waiting ",
		"2sending ",
		"0unknown ",
		"3done ",
		"4dead ",
		"5dropped ",
	};
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 1, 0), a_notice("#b", 2, 0),
		a_notice("#a", 0, 0), a_notice("#a", 3, 0),
		a_notice("#a", 4, 0), a_notice("#a", 5, 0),
		a_notice("#a", -9, NOW_US + 4) };
	struct buf got = BUF_INIT;

	for (size_t i = 0; i < 6; i++)
		n[i].state = (enum notice_state)i;
	n[1].state = NOTICE_SENDING;
	n[2].state = NOTICE_UNKNOWN;
	put_all(f, n, N_OF(n));
	for (int i = 0; i < (int)N_OF(expected); i++) {
		buf_reset(&got);
		OK(f,
		    store_notices(f->s, i, 10, list_priority, &got, &f->err));
		assert_string_equal(buf_str(&got), expected[i]);
	}
	buf_reset(&got);
	OK(f, store_notices(f->s, -1, 10, list_priority, &got, &f->err));
	assert_string_equal(
	    buf_str(&got), "-9waiting 0unknown 1waiting 2sending 4dead ");
	buf_reset(&got);
	OK(f, store_notices(f->s, -1, 2, list_priority, &got, &f->err));
	assert_string_equal(buf_str(&got), "-9waiting 0unknown ");
	buf_release(&got);
}

static void
life__waiting_to_done__moves_the_counters(void **state)
{
	static const enum notice_state life[] = { NOTICE_SENDING,
		NOTICE_UNKNOWN, NOTICE_WAITING, NOTICE_SENDING, NOTICE_DEAD,
		NOTICE_WAITING, NOTICE_SENDING, NOTICE_DONE };
	struct fixture *f = *state;
	struct notice n = a_notice("#a", 1, 0);

	put_all(f, &n, 1);
	for (size_t i = 0; i < N_OF(life); i++) {
		struct store_totals t;

		n.state = life[i];
		set(f, &n);
		OK(f, store_totals(f->s, &t, &f->err));
		for (int j = 0; j < 6; j++)
			assert_int_equal(
			    t.notices[j], j == (int)life[i] ? 1 : 0);
	}
}

static void
names__all__are_found_again(void **state)
{
	enum notice_state got;

	(void)state;
	for (int i = 0; i <= NOTICE_DROPPED; i++) {
		assert_true(notice_state_by_name(
		    notice_state_name((enum notice_state)i), &got));
		assert_int_equal(got, i);
	}
	assert_false(notice_state_by_name("sent", &got));
}

int
main(void)
{
#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		STORE_TEST(notice__put_and_read__has_every_member),
		STORE_TEST(put__the_same_id_twice__fails_and_is_not_stuck),
		STORE_TEST(next__by_priority_then_age__and_only_of_its_lane),
		STORE_TEST(next__come_due__takes_its_place_by_priority),
		STORE_TEST(lanes__waiting_and_unknown__are_counted),
		STORE_TEST(recover__was_being_sent__is_unknown_and_next),
		STORE_TEST(
		    has_made__since_a_time__counts_that_route_and_target_without_edits),
		STORE_TEST(folding__while_it_waits__is_found_and_can_grow),
		STORE_TEST(notices__by_state__in_the_order_they_would_go),
		STORE_TEST(life__waiting_to_done__moves_the_counters),
		cmocka_unit_test(names__all__are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
