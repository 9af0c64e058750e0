/* SPDX-License-Identifier: ISC */
/* test_store_cases.c - cases, the audit log, who is away, as they are kept. */
#include "store/cases.h"

#include "store_fixture.h"

static void
new_case(struct kase *k, const char *account, int64_t deadline_us)
{
	*k = (struct kase){ .round = 1,
		.score = 3,
		.route = mem_string("escalate"),
		.account = mem_string(account),
		.company = mem_string("Kunde D A/S"),
		.owner = mem_string("anna@nordlys.example"),
		.opened_us = NOW_US,
		.changed_us = NOW_US,
		.deadline_us = deadline_us };
	id_make(k->id, NOW_US);
	id_make(k->response, NOW_US);
}

static void
put_case(struct fixture *f, struct kase *k)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_case(f->s, k, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static void
set_case(struct fixture *f, const struct kase *k)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_set_case(f->s, k, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static int64_t
n_open(struct fixture *f)
{
	struct store_totals t;

	OK(f, store_totals(f->s, &t, &f->err));
	return t.open_cases;
}

static void
case__written_and_changed__comes_back_whole(void **state)
{
	struct fixture *f = *state;
	struct kase k, read;
	bool found = false;

	new_case(&k, "80017", NOW_US + 5);
	put_case(f, &k);
	assert_int_equal(k.number, 1);
	k.state = CASE_RESOLVED;
	k.round = 2;
	k.holder.email = mem_string("bo@nordlys.example");
	k.holder.name = mem_string("Bo Berg");
	k.resolver.email = mem_string("cy@nordlys.example");
	k.resolver.name = mem_string("Cy");
	k.note = mem_string("Ringet. Prisen er sat ned.");
	k.reached = REACHED_YES;
	k.claimed_us = 1;
	k.resolved_us = 2;
	k.confirmed_us = 3;
	k.snoozed_us = 4;
	k.confirm_us = 5;
	k.changed_us = 6;
	set_case(f, &k);
	OK(f, store_case(f->s, k.id, &read, &found, &f->err));
	assert_true(found);
	assert_string_equal(read.id, k.id);
	assert_string_equal(read.response, k.response);
	assert_string_equal(read.account, "80017");
	assert_string_equal(read.company, "Kunde D A/S");
	assert_string_equal(read.route, "escalate");
	assert_string_equal(read.owner, "anna@nordlys.example");
	assert_string_equal(read.holder.email, "bo@nordlys.example");
	assert_string_equal(read.holder.name, "Bo Berg");
	assert_string_equal(read.resolver.email, "cy@nordlys.example");
	assert_string_equal(read.resolver.name, "Cy");
	assert_string_equal(read.note, k.note);
	assert_int_equal(read.state, CASE_RESOLVED);
	assert_int_equal(read.reached, REACHED_YES);
	assert_int_equal(read.round, 2);
	assert_int_equal(read.score, 3);
	assert_int_equal(read.number, 1);
	assert_int_equal(read.opened_us, NOW_US);
	assert_int_equal(read.deadline_us, NOW_US + 5);
	assert_int_equal(read.claimed_us, 1);
	assert_int_equal(read.resolved_us, 2);
	assert_int_equal(read.confirmed_us, 3);
	assert_int_equal(read.snoozed_us, 4);
	assert_int_equal(read.confirm_us, 5);
	assert_int_equal(read.changed_us, 6);
	assert_int_equal(read.n_members, 1);
	kase_release(&read);
	kase_release(&k);
}

static void
case__found__by_number_answer_account_and_notice(void **state)
{
	struct fixture *f = *state;
	struct notice n = a_notice("#rescue", 1, NOW_US);
	struct kase k, read;
	char other[ID_SIZE], (*ids)[ID_SIZE];
	bool found;
	size_t count;

	new_case(&k, "80017", NOW_US);
	put_case(f, &k);
	id_make(other, NOW_US);
	memcpy(n.response, other, ID_SIZE);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_join_case(f->s, k.id, other, NOW_US + 1, &f->err));
	OK(f, store_join_case(f->s, "another", other, NOW_US, &f->err));
	OK(f, store_put_notice(f->s, &n, &f->err));
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_case_by_number(f->s, 1, &read, &found, &f->err));
	assert_true(found);
	assert_int_equal(read.n_members, 2);
	kase_release(&read);
	OK(f, store_case_of(f->s, other, &read, &found, &f->err));
	assert_string_equal(read.id, k.id);
	kase_release(&read);
	OK(f, store_case_of_account(f->s, "80017", &read, &found, &f->err));
	assert_string_equal(read.id, k.id);
	kase_release(&read);
	OK(f, store_case_of_notice(f->s, n.id, &read, &found, &f->err));
	assert_string_equal(read.id, k.id);
	kase_release(&read);
	OK(f, store_case_by_number(f->s, 2, &read, &found, &f->err));
	assert_false(found);
	OK(f, store_case_members(f->s, k.id, &ids, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(ids[0], k.response);
	assert_string_equal(ids[1], other);
	free(ids);
	kase_release(&k);
}

static void
count__of_open_cases__follows_their_state(void **state)
{
	static const struct {
		enum case_state state;
		int64_t n;
	} rows[] = { { CASE_CLAIMED, 1 }, { CASE_RESOLVED, 0 },
		{ CASE_CONFIRMED, 0 }, { CASE_OPEN, 1 },
		{ CASE_RESOLVED, 0 } };
	struct fixture *f = *state;
	char id[ID_SIZE];
	struct kase k;

	new_case(&k, "80017", NOW_US);
	put_case(f, &k);
	assert_int_equal(n_open(f), 1);
	for (size_t i = 0; i < N_OF(rows); i++) {
		k.state = rows[i].state;
		set_case(f, &k);
		assert_int_equal(n_open(f), rows[i].n);
		OK(f, store_open_case(f->s, k.response, id, &f->err));
		assert_int_equal(id[0] != '\0', rows[i].n);
	}
	kase_release(&k);
}

static void
add_number(void *arg, const struct kase *k)
{
	buf_printf(arg, "%d ", (int)k->number);
}

static void
cases__listed__by_deadline_state_and_who(void **state)
{
	static const struct {
		struct case_filter filter;
		const char *numbers;
	} rows[] = {
		{ { .max = 10 }, "3 1 " },
		{ { .max = 1 }, "3 " },
		{ { .all = true, .max = 10 }, "3 2 1 " },
		{ { .who = "ANNA@nordlys.example", .max = 10 }, "1 " },
		{ { .who = "bo@nordlys.example", .max = 10 }, "3 " },
		{ { .overdue_us = NOW_US + 20, .max = 10 }, "3 " },
	};
	struct fixture *f = *state;
	struct kase k;

	for (int i = 0; i < 3; i++) {
		new_case(&k, "80017", NOW_US + 30 - i * 10);
		if (i == 2)
			k.holder.email = mem_string("Bo@nordlys.example");
		put_case(f, &k);
		k.state = i == 1 ? CASE_RESOLVED : CASE_OPEN;
		set_case(f, &k);
		kase_release(&k);
	}
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct buf numbers = BUF_INIT;

		OK(f, store_cases(f->s, &rows[i].filter, add_number, &numbers,
			  &f->err));
		assert_string_equal(buf_str(&numbers), rows[i].numbers);
		buf_release(&numbers);
	}
}

static void
guarded__of_a_case__are_those_that_wait_or_may_have_come(void **state)
{
	static const enum notice_state states[] = { NOTICE_WAITING,
		NOTICE_SENDING, NOTICE_UNKNOWN, NOTICE_DONE, NOTICE_DEAD,
		NOTICE_DROPPED };
	struct fixture *f = *state;
	struct notice *list;
	struct kase k;
	size_t count;

	new_case(&k, NULL, NOW_US);
	put_case(f, &k);
	OK(f, store_begin(f->s, &f->err));
	for (size_t i = 0; i < 2 * N_OF(states); i++) {
		struct notice n = a_notice("#rescue", 1, NOW_US);

		memcpy(n.kase, k.id, ID_SIZE);
		memcpy(n.follows, k.response, ID_SIZE);
		n.state = states[i / 2];
		n.guard = i % 2 ? (char *)(uintptr_t) "open" : NULL;
		n.step = (char *)(uintptr_t) "1 remind 24h";
		OK(f, store_put_notice(f->s, &n, &f->err));
	}
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_case_notices(f->s, k.id, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].guard, "open");
	assert_string_equal(list[0].step, "1 remind 24h");
	assert_string_equal(list[0].follows, k.response);
	assert_int_equal(list[1].state, NOTICE_UNKNOWN);
	for (size_t i = 0; i < count; i++)
		notice_release(&list[i]);
	free(list);
	kase_release(&k);
}

static void
assert_lanes(struct fixture *f, const struct kase *k, const char *expected)
{
	struct buf got = BUF_INIT;
	struct case_lane *lanes;
	size_t n;

	OK(f, store_case_lanes(f->s, k->id, &lanes, &n, &f->err));
	for (size_t i = 0; i < n; i++)
		buf_printf(&got, "%s%s %s %s", i > 0 ? ", " : "",
		    lanes[i].notifier, lanes[i].target, lanes[i].message + 22);
	assert_string_equal(got.size == 0 ? "" : buf_str(&got), expected);
	case_lanes_free(lanes, n);
	buf_release(&got);
}

static void
put_lane(struct fixture *f, const struct kase *k, int number,
    const char *target, struct notice more)
{
	struct notice n = a_notice(target, 1, NOW_US);

	snprintf(n.id, sizeof(n.id), "N%025d", number);
	n.state = more.state;
	n.tries = more.tries;
	n.receipt = more.receipt;
	memcpy(n.edits, more.edits, ID_SIZE);
	memcpy(n.follows, more.follows, ID_SIZE);
	memcpy(n.kase, more.kase, ID_SIZE);
	if (n.kase[0] == '\0')
		memcpy(n.response, k->response, ID_SIZE);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_notice(f->s, &n, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static void
lanes__of_a_case__are_the_first_messages_that_are_there(void **state)
{
	struct fixture *f = *state;
	struct notice elsewhere = { .state = NOTICE_DONE };
	struct notice reply = { .state = NOTICE_DONE };
	struct kase k;

	new_case(&k, NULL, NOW_US);
	put_case(f, &k);
	assert_lanes(f, &k, "");
	put_lane(f, &k, 1, "#a", (struct notice){ .state = NOTICE_WAITING });
	put_lane(f, &k, 2, "owner", (struct notice){ .state = NOTICE_DEAD });
	put_lane(f, &k, 3, "#b",
	    (struct notice){ .state = NOTICE_DEAD, .tries = 1 });
	put_lane(f, &k, 4, "#c", (struct notice){ .state = NOTICE_DROPPED });
	put_lane(f, &k, 5, "#d", (struct notice){ .edits = "N" });
	assert_lanes(f, &k, "slack #a 0001, slack #b 0003");
	put_lane(f, &k, 6, "#a",
	    (struct notice){
		.state = NOTICE_DONE, .receipt = (char *)(uintptr_t) "C1/2" });
	assert_lanes(f, &k, "slack #a 0006, slack #b 0003");
	memcpy(elsewhere.kase, k.id, ID_SIZE);
	put_lane(f, &k, 7, "#lead", elsewhere);
	memcpy(reply.kase, k.id, ID_SIZE);
	memcpy(reply.follows, k.id, ID_SIZE);
	put_lane(f, &k, 8, "#e", reply);
	assert_lanes(f, &k, "slack #a 0006, slack #b 0003, slack #lead 0007");
	kase_release(&k);
}

static void
clock__set__deadlines_of_open_cases_go_with_it(void **state)
{
	static const struct {
		enum case_state state;
		int64_t changed_us, deadline_us, skew_us;
	} rows[] = {
		{ CASE_OPEN, NOW_US, NOW_US + 3600, 3600 },
		{ CASE_CLAIMED, NOW_US, NOW_US + 3600, 3600 },
		{ CASE_RESOLVED, NOW_US, NOW_US, 0 },
		{ CASE_CONFIRMED, NOW_US, NOW_US, 0 },
		{ CASE_OPEN, NOW_US + 3600, NOW_US, 0 }, /* after it was set */
	};
	const struct clock_jump jump = { 3600, NOW_US + 3590, NOW_US + 3610 };

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct fixture *f = *state;
		struct kase k, read;
		bool found;

		new_case(&k, NULL, NOW_US);
		k.changed_us = rows[i].changed_us;
		k.state = rows[i].state;
		put_case(f, &k);
		OK(f, store_begin(f->s, &f->err));
		OK(f, store_shift_waiting(f->s, &jump, &f->err));
		OK(f, store_commit(f->s, &f->err));
		OK(f, store_case(f->s, k.id, &read, &found, &f->err));
		assert_int_equal(read.deadline_us, rows[i].deadline_us);
		assert_int_equal(
		    kase_opened_us(&read) - NOW_US, rows[i].skew_us);
		kase_release(&read);
		kase_release(&k);
	}
}

int
main(void)
{
#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		STORE_TEST(case__written_and_changed__comes_back_whole),
		STORE_TEST(case__found__by_number_answer_account_and_notice),
		STORE_TEST(count__of_open_cases__follows_their_state),
		STORE_TEST(cases__listed__by_deadline_state_and_who),
		STORE_TEST(
		    guarded__of_a_case__are_those_that_wait_or_may_have_come),
		STORE_TEST(
		    lanes__of_a_case__are_the_first_messages_that_are_there),
		STORE_TEST(clock__set__deadlines_of_open_cases_go_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
