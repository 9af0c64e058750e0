/* SPDX-License-Identifier: ISC */
/*
 * test_edits.c - what becomes of an edit, by what becomes of its message; and
 * what waits while the clock is set.
 */
#include "store_fixture.h"

#include "sdk/json.h"

static void
put_one(struct fixture *f, const struct notice *n)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_notice(f->s, n, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static void
set(struct fixture *f, const struct notice *n)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_set_notice(f->s, n, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static struct notice
get(struct fixture *f, const char *id)
{
	struct notice n;
	bool found;

	OK(f, store_notice(f->s, id, &n, &found, &f->err));
	assert_true(found);
	return n;
}

static struct notice
an_edit(const struct notice *of, const char *body, int64_t not_before_us)
{
	struct notice n = a_notice("#a", 7, not_before_us);

	n.route = NULL;
	n.body = (char *)(uintptr_t)body;
	memcpy(n.edits, of->id, ID_SIZE);
	return n;
}

/* A message of that state, with an edit that is held for it. */
static void
make_both(struct fixture *f, struct notice *message, enum notice_state state,
    struct notice *edit)
{
	*message = a_notice("#a", 1, 0);
	message->body =
	    (char *)(uintptr_t) "{\"headline\":\"old\",\"mention\":"
				"\"anna@x.example\"}";
	message->state = state;
	put_one(f, message);
	*edit = an_edit(message, "{\"headline\":\"new\"}", NOTICE_HELD);
	put_one(f, edit);
}

#define OLD "{\"headline\":\"old\",\"mention\":\"anna@x.example\"}"
#define NEW "{\"headline\":\"new\",\"mention\":\"anna@x.example\"}"

static void
message__ends__its_edit_follows(void **state)
{
	static const struct {
		enum notice_state before, after, edit;
		const char *receipt, *body, *why;
	} rows[] = {
		{ NOTICE_SENDING, NOTICE_DONE, NOTICE_WAITING, "C1/2", OLD,
		    "" },
		{ NOTICE_UNKNOWN, NOTICE_DONE, NOTICE_WAITING, "C1/2", OLD,
		    "" },
		{ NOTICE_SENDING, NOTICE_DONE, NOTICE_DROPPED, NULL, OLD,
		    "its notifier gave no receipt for the message: it cannot "
		    "be changed" },
		{ NOTICE_SENDING, NOTICE_WAITING, NOTICE_DROPPED, NULL, NEW,
		    "the message says it itself: it was not sent yet" },
		{ NOTICE_SENDING, NOTICE_DEAD, NOTICE_DROPPED, NULL, NEW,
		    "the message says it itself: it was not sent yet" },
		{ NOTICE_UNKNOWN, NOTICE_DROPPED, NOTICE_DROPPED, NULL, NEW,
		    "the message says it itself: it was not sent yet" },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct fixture *f = *state;
		struct notice message, edit, got;
		struct store_totals t;

		make_both(f, &message, rows[i].before, &edit);
		message.state = rows[i].after;
		message.receipt = (char *)(uintptr_t)rows[i].receipt;
		set(f, &message);
		got = get(f, edit.id);
		assert_int_equal(got.state, rows[i].edit);
		assert_int_equal(got.not_before_us, NOW_US);
		assert_string_equal(
		    got.why == NULL ? "" : got.why, rows[i].why);
		notice_release(&got);
		got = get(f, message.id);
		assert_int_equal(got.state, rows[i].after);
		assert_string_equal(got.body, rows[i].body);
		assert_int_equal(
		    got.priority, strcmp(rows[i].body, NEW) == 0 ? 7 : 1);
		notice_release(&got);
		OK(f, store_totals(f->s, &t, &f->err));
		assert_int_equal(t.notices[rows[i].before], 0);
		assert_int_equal(store_n_let_go(f->s), 1);
		if (i + 1 < N_OF(rows)) {
			end_store(state);
			make_store(state);
		}
	}
}

static void
message__not_ended__its_edit_is_held(void **state)
{
	struct fixture *f = *state;
	struct notice message, edit, got;
	int64_t next_us;
	bool found;

	make_both(f, &message, NOTICE_WAITING, &edit);
	message.state = NOTICE_SENDING;
	set(f, &message);
	/* Not by its time, and not in a hurry either. */
	OK(f, store_next_notice(f->s, "slack", "#a", INT64_MAX - 1, &got,
		  &found, &next_us, &f->err));
	assert_false(found);
	assert_int_equal(next_us, INT64_MAX);
	message.state = NOTICE_UNKNOWN;
	set(f, &message);
	got = get(f, edit.id);
	assert_int_equal(got.not_before_us, NOTICE_HELD);
	assert_int_equal(store_n_let_go(f->s), 1);
	notice_release(&got);
	message.state = NOTICE_DONE;
	message.receipt = (char *)(uintptr_t) "r";
	set(f, &message);
	OK(f, store_next_notice(f->s, "slack", "#a", NOW_US, &got, &found,
		  &next_us, &f->err));
	assert_true(found);
	assert_string_equal(got.id, edit.id);
	notice_release(&got);
}

/* Two revisions while an edit is under way. */
static void
edit__put_back__takes_what_is_newer(void **state)
{
	static const struct {
		enum notice_state after, second;
		int64_t second_us;
		const char *body;
	} rows[] = {
		{ NOTICE_WAITING, NOTICE_DROPPED, NOW_US,
		    "{\"headline\":\"3\"}" },
		/* Found with newer words, the older ones would stay. */
		{ NOTICE_UNKNOWN, NOTICE_WAITING, NOTICE_HELD,
		    "{\"headline\":\"2\"}" },
		{ NOTICE_DONE, NOTICE_WAITING, NOW_US,
		    "{\"headline\":\"2\"}" },
		{ NOTICE_DEAD, NOTICE_WAITING, NOW_US,
		    "{\"headline\":\"2\"}" },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct fixture *f = *state;
		struct notice message = a_notice("#a", 1, 0), edits[2], got;

		message.state = NOTICE_DONE;
		message.receipt = (char *)(uintptr_t) "r";
		put_one(f, &message);
		edits[0] = an_edit(&message, "{\"headline\":\"2\"}", NOW_US);
		edits[0].state = NOTICE_SENDING;
		put_one(f, &edits[0]);
		edits[1] =
		    an_edit(&message, "{\"headline\":\"3\"}", NOTICE_HELD);
		put_one(f, &edits[1]);
		edits[0].state = rows[i].after;
		set(f, &edits[0]);
		got = get(f, edits[0].id);
		assert_string_equal(got.body, rows[i].body);
		assert_int_equal(got.state, rows[i].after);
		notice_release(&got);
		got = get(f, edits[1].id);
		assert_int_equal(got.state, rows[i].second);
		assert_int_equal(got.not_before_us, rows[i].second_us);
		notice_release(&got);
		if (i + 1 < N_OF(rows)) {
			end_store(state);
			make_store(state);
		}
	}
}

static void
quiet_body__whatever_it_has__alerts_nobody(void **state)
{
	static const struct {
		const char *body, *quiet;
		bool alerts;
	} rows[] = {
		{ "{\"headline\":\"x\"}", "{\"headline\":\"x\"}", false },
		{ "{\"mention\":\"a\",\"headline\":\"x\",\"reactions\":[]}",
		    "{\"headline\":\"x\"}", true },
		{ "{\"text\":\"mention\"}", "{\"text\":\"mention\"}", false },
		{ "{}", "{}", false },
		{ "broken", "broken", false },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		char *quiet = notice_quiet_body(rows[i].body);

		assert_string_equal(quiet, rows[i].quiet);
		assert_int_equal(notice_alerts(rows[i].body), rows[i].alerts);
		free(quiet);
	}
}

static void
notices_about__its_own_its_edits_and_the_fold_that_names_it(void **state)
{
	struct fixture *f = *state;
	struct notice n[] = { a_notice("#a", 1, 0), a_notice("#b", 1, 0),
		a_notice("#c", 1, 0), a_notice("#d", 1, 0),
		a_notice("#e", 1, 0) };
	char id[ID_SIZE], other[ID_SIZE];
	struct buf fold = BUF_INIT, targets = BUF_INIT;
	struct notice *list;
	size_t n_list;

	id_make(id, NOW_US);
	id_make(other, NOW_US);
	buf_printf(&fold, "[{\"response\":\"%s\"}]", id);
	memcpy(n[0].response, id, ID_SIZE);
	memcpy(n[1].response, id, ID_SIZE);
	memcpy(n[1].edits, n[0].id, ID_SIZE);
	memcpy(n[2].response, other, ID_SIZE);
	n[2].fold = fold.data;
	n[3].fold = fold.data; /* sent: left as it is */
	n[3].state = NOTICE_DONE;
	memcpy(n[4].response, other, ID_SIZE);
	for (size_t i = 0; i < N_OF(n); i++)
		put_one(f, &n[i]);
	OK(f, store_notices_about(f->s, id, &list, &n_list, &f->err));
	for (size_t i = 0; i < n_list; i++) {
		buf_puts(&targets, list[i].target);
		notice_release(&list[i]);
	}
	assert_string_equal(buf_str(&targets), "#a#b#c");
	free(list);
	buf_release(&fold);
	buf_release(&targets);
}

/* ---- The clock is set */

static void
shift__clock_set__what_waits_goes_with_it(void **state)
{
	static const int64_t deltas[] = { 3600 * S_US, -3600 * S_US };

	for (size_t i = 0; i < N_OF(deltas); i++) {
		struct fixture *f = *state;
		struct notice due = a_notice("#due", 1, NOW_US),
			      later = a_notice("#later", 1, NOW_US + 30),
			      held = a_notice("#held", 1, NOTICE_HELD),
			      sending = a_notice("#sending", 1, NOW_US),
			      done = a_notice("#done", 1, NOW_US), got;
		struct clock_jump jump = { deltas[i], NOW_US + deltas[i] + 1,
			NOW_US + deltas[i] + 99 };
		int64_t next_us;
		bool found;

		sending.state = NOTICE_SENDING;
		sending.done_us = NOW_US - 5; /* when it was handed over */
		done.state = NOTICE_DONE;
		done.done_us = NOW_US - 5;
		put_one(f, &due);
		put_one(f, &later);
		put_one(f, &held);
		put_one(f, &sending);
		put_one(f, &done);
		OK(f, store_begin(f->s, &f->err));
		OK(f, store_shift_waiting(f->s, &jump, &f->err));
		OK(f, store_commit(f->s, &f->err));
		OK(f, store_next_notice(f->s, "slack", "#due", NOW_US, &got,
			  &found, &next_us, &f->err));
		assert_true(found);
		assert_int_equal(notice_made_us(&got), NOW_US + deltas[i]);
		notice_release(&got);
		OK(f, store_next_notice(f->s, "slack", "#later",
			  NOW_US + deltas[i] + 29, &got, &found, &next_us,
			  &f->err));
		assert_false(found);
		assert_int_equal(next_us, NOW_US + deltas[i] + 30);
		/* It is changed where it waits, and still waits. */
		got = get(f, later.id);
		set(f, &got);
		notice_release(&got);
		OK(f, store_next_notice(f->s, "slack", "#later",
			  NOW_US + deltas[i] + 29, &got, &found, &next_us,
			  &f->err));
		assert_false(found);
		OK(f, store_next_notice(f->s, "slack", "#later",
			  NOW_US + deltas[i] + 30, &got, &found, &next_us,
			  &f->err));
		assert_true(found);
		notice_release(&got);
		got = get(f, held.id);
		assert_int_equal(got.not_before_us, NOTICE_HELD);
		notice_release(&got);
		got = get(f, sending.id);
		assert_int_equal(got.skew_us, deltas[i]);
		assert_int_equal(got.done_us, NOW_US - 5 + deltas[i]);
		notice_release(&got);
		got = get(f, done.id);
		assert_int_equal(got.skew_us, 0);
		assert_int_equal(got.done_us, NOW_US - 5);
		notice_release(&got);
		if (i + 1 < N_OF(deltas)) {
			end_store(state);
			make_store(state);
		}
	}
}

static void
shift__made_after_the_clock_was_set__is_right_already(void **state)
{
	struct fixture *f = *state;
	struct notice n = a_notice("#a", 1, NOW_US + 30), got;
	struct clock_jump jump = { -3600 * S_US, NOW_US - S_US, NOW_US };

	put_one(f, &n);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_shift_waiting(f->s, &jump, &f->err));
	OK(f, store_commit(f->s, &f->err));
	got = get(f, n.id);
	assert_int_equal(got.not_before_us, NOW_US + 30);
	assert_int_equal(got.skew_us, 0);
	notice_release(&got);
}

int
main(void)
{
#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		STORE_TEST(message__ends__its_edit_follows),
		STORE_TEST(message__not_ended__its_edit_is_held),
		STORE_TEST(edit__put_back__takes_what_is_newer),
		cmocka_unit_test(quiet_body__whatever_it_has__alerts_nobody),
		STORE_TEST(
		    notices_about__its_own_its_edits_and_the_fold_that_names_it),
		STORE_TEST(shift__clock_set__what_waits_goes_with_it),
		STORE_TEST(
		    shift__made_after_the_clock_was_set__is_right_already),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
