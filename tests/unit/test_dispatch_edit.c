/* SPDX-License-Identifier: ISC */
/*
 * test_dispatch_edit.c - messages that change while they are sent, and tries
 * that leave a doubt.
 */
#include "commands/queue_print.h"
#include "core/queue.h"
#include "dispatch_fixture.h"
#include "sdk/json.h"

/* The edit of the n-th notice made; its own number is the next. */
static void
put_edit(struct outbox *o, int of, const char *body, int64_t not_before_us)
{
	struct notice n = a_notice("#a", 1, not_before_us);

	snprintf(n.id, sizeof(n.id), "N%025d", ++o->n_made);
	snprintf(n.edits, sizeof(n.edits), "N%025d", of);
	memcpy(o->last, n.id, ID_SIZE);
	n.route = NULL;
	n.body = (char *)(uintptr_t)body;
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_put_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
}

static struct notice
get(struct outbox *o, int number)
{
	char id[ID_SIZE];
	struct notice n;
	bool found;

	snprintf(id, sizeof(id), "N%025d", number);
	OK(o->c->f, store_notice(o->c->f->s, id, &n, &found, &o->c->f->err));
	assert_true(found);
	return n;
}

static void
assert_state(struct outbox *o, int number, enum notice_state state)
{
	struct notice n = get(o, number);

	assert_int_equal(n.state, state);
	notice_release(&n);
}

static void
assert_maybe_twice(struct outbox *o, int number, bool expected)
{
	struct notice n = get(o, number);

	assert_int_equal(n.maybe_twice, expected);
	notice_release(&n);
}

static void
edit__held__follows_its_message_with_its_receipt(void **state)
{
	struct outbox *o = *state;

	put_as(o, "#a", 5, "{\"do\":[\"hang\"]}", NOTICE_SENDING, NOW_US);
	put_edit(o, 1, "{}", NOTICE_HELD);
	open_dispatch(o);
	put_notice(o, "#b", 9, "{}");
	dispatch_wake(o->d, "slack", "#b", 9, NOW_US);
	wait_for(o, NOTICE_DONE, 1);
	assert_order(o, "3");
	stop(o, 5000);
	assert_state(o, 2, NOTICE_WAITING);
}

static void
edit__message_is_sent_now__goes_right_after_it(void **state)
{
	struct outbox *o = *state;
	struct notice n;

	put_notice(o, "#a", 5, "{\"do\":[\"done C1/2\"]}");
	open_dispatch(o);
	while (count_asked(o->c, "slack", "start") == 0)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	/* While it is being sent: what the store says when it has ended. */
	put_edit(o, 1, "{\"do\":[\"done C1/2\"]}", NOTICE_HELD);
	wait_for(o, NOTICE_DONE, 2);
	stop(o, 5000);
	assert_order(o, "1 2");
	n = get(o, 2);
	assert_string_equal(n.receipt, "C1/2");
	notice_release(&n);
	assert_int_equal(count_asked(o->c, "slack",
			     "deliver N0000000000000000000000002 C1/2"),
	    1);
}

static void
edit__made_due_too_early__is_held_again(void **state)
{
	struct outbox *o = *state;
	struct notice n;

	put_as(o, "#a", 5, "{}", NOTICE_WAITING, NOW_US + 600 * S_US);
	put_edit(o, 1, "{}", NOW_US);
	open_dispatch(o);
	while (worker_state(o->d->first->worker) != WORKER_IDLE ||
	       writer_backlog(o->c->writer) > 0)
		uv_run(&o->c->loop, UV_RUN_ONCE);
	for (int i = 0; i < 20; i++)
		uv_run(&o->c->loop, UV_RUN_NOWAIT);
	assert_order(o, "");
	n = get(o, 2);
	assert_int_equal(n.state, NOTICE_WAITING);
	assert_int_equal(n.not_before_us, NOTICE_HELD);
	notice_release(&n);
	stop(o, 5000);
}

static void
edit__no_message_to_change__is_dropped(void **state)
{
	static const struct {
		int of;
		enum notice_state message;
	} rows[] = { { 1, NOTICE_DONE }, { 1, NOTICE_DEAD },
		{ 1, NOTICE_DROPPED }, { 99, NOTICE_DONE } };

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct outbox *o;

		if (i > 0)
			begin(state);
		o = *state;
		put_as(o, "#a", 5, "{}", rows[i].message, NOW_US);
		put_edit(o, rows[i].of, "{}", NOW_US);
		open_dispatch(o);
		while (n_in(o, NOTICE_WAITING) > 0)
			uv_run(&o->c->loop, UV_RUN_ONCE);
		stop(o, 5000);
		assert_order(o, "");
		assert_state(o, 2, NOTICE_DROPPED);
		assert_last(o, 0, 0, "there is no message it could change");
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

/* Changing a message twice is changing it once. */
static void
edit__unknown_outcome__is_sent_again_and_never_twice(void **state)
{
	static const struct {
		const char *can, *find, *order;
		bool maybe_twice;
	} rows[] = {
		{ "find", "unknown", "2 f2 2", false },
		{ "find", "reject", "2 f2 2", false },
		{ "find", "done", "2 f2", false },
		/* Whoever cannot find may have followed instead. */
		{ "", "", "2 2", true },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct outbox *o;
		struct notice n = a_notice("#a", 1, NOW_US);
		char *body;

		if (i > 0)
			begin(state);
		o = *state;
		body = mem_printf(
		    "{\"do\":[\"unknown\",\"done\"],\"find\":[\"%s\"]}",
		    rows[i].find);
		tell_puppet(o->c, "slack", "can", rows[i].can);
		snprintf(n.id, sizeof(n.id), "N%025d", ++o->n_made);
		n.state = NOTICE_DONE;
		n.receipt = (char *)(uintptr_t) "C1/2";
		OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
		OK(o->c->f, store_put_notice(o->c->f->s, &n, &o->c->f->err));
		OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
		put_edit(o, 1, body, NOW_US);
		open_dispatch(o);
		wait_for(o, NOTICE_UNKNOWN, 1);
		later(o, 60);
		wait_for(o, NOTICE_DONE, 2);
		stop(o, 5000);
		assert_order(o, rows[i].order);
		assert_maybe_twice(o, 2, rows[i].maybe_twice);
		free(body);
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

static void
edit__held__is_shown_with_what_it_changes(void **state)
{
	struct outbox *o = *state;
	struct buf out = BUF_INIT;
	cJSON *request = cJSON_CreateObject(), *answer;

	put_as(o, "#a", 5, "{}", NOTICE_SENDING, NOW_US);
	put_edit(o, 1, "{}", NOTICE_HELD);
	open_dispatch(o);
	json_put_string(request, "op", "show");
	json_put_string(request, "id", o->last);
	answer = queue_answer(o->c->f->s, request, "test");
	assert_null(
	    json_member(json_member(answer, "notice"), "not_before_us"));
	queue_put_one(&out, answer);
	assert_non_null(strstr(buf_str(&out),
	    "changes the message of N0000000000000000000000001\n"));
	buf_release(&out);
	cJSON_Delete(request);
	cJSON_Delete(answer);
	stop(o, 5000);
}

/* ---- Doubts */

/* A try that sent nothing does not end the doubt of the one before it. */
static void
doubt__a_retry_follows__is_looked_for_again(void **state)
{
	static const struct {
		const char *can, *ways, *find, *order;
		bool maybe_twice;
	} rows[] = {
		/* The first had arrived after all: it was sent once. */
		{ "find", "[\"unknown\",\"retry\",\"done\"]",
		    "[\"unknown\",\"done C1/2\"]", "1 f1 1 f1", false },
		{ "find", "[\"unknown\",\"retry\",\"done\"]",
		    "[\"unknown\",\"reject\"]", "1 f1 1 f1 1", false },
		{ "find", "[\"unknown\",\"retry\",\"done\"]",
		    "[\"unknown\",\"unknown\"]", "1 f1 1 f1 1", true },
		/* It is not there, for certain: nothing to look for. */
		{ "find", "[\"unknown\",\"retry\",\"done\"]", "[\"reject\"]",
		    "1 f1 1 1", false },
		/* The second may have arrived as well as the first. */
		{ "find", "[\"unknown\",\"unknown\",\"done\"]",
		    "[\"unknown\",\"done C1/2\"]", "1 f1 1 f1", true },
		{ "", "[\"unknown\",\"retry\",\"done\"]", "[\"done\"]",
		    "1 1 1", true },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct outbox *o;
		char *body;

		if (i > 0)
			begin(state);
		o = *state;
		body = mem_printf(
		    "{\"do\":%s,\"find\":%s}", rows[i].ways, rows[i].find);
		tell_puppet(o->c, "slack", "can", rows[i].can);
		put_notice(o, "#a", 1, body);
		open_dispatch(o);
		for (int k = 0; k < 4 && n_in(o, NOTICE_DONE) == 0; k++) {
			wait_for(o, NOTICE_SENDING, 0);
			while (n_in(o, NOTICE_DONE) == 0 &&
			       n_in(o, NOTICE_SENDING) +
				       (int64_t)writer_backlog(o->c->writer) >
				   0)
				uv_run(&o->c->loop, UV_RUN_ONCE);
			while (
			    worker_state(o->d->first->worker) != WORKER_IDLE ||
			    o->d->first->n_marks > 0)
				uv_run(&o->c->loop, UV_RUN_ONCE);
			if (n_in(o, NOTICE_DONE) == 0)
				later(o, 60);
		}
		wait_for(o, NOTICE_DONE, 1);
		stop(o, 5000);
		assert_order(o, rows[i].order);
		assert_maybe_twice(o, 1, rows[i].maybe_twice);
		free(body);
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

/* Killed while it sends again what may have arrived: who starts next knows. */
static void
doubt__sent_again__is_marked_before_it_is_sent(void **state)
{
	static const char *const can[] = { "find", "" };

	for (size_t i = 0; i < N_OF(can); i++) {
		struct outbox *o;

		if (i > 0)
			begin(state);
		o = *state;
		tell_puppet(o->c, "slack", "can", can[i]);
		put_as(o, "#a", 1,
		    "{\"do\":[\"hang\"],\"find\":[\"unknown\"]}",
		    NOTICE_UNKNOWN, NOW_US);
		open_dispatch(o);
		later(o, 3);
		while (count_asked(o->c, "slack", "deliver") == 0)
			uv_run(&o->c->loop, UV_RUN_NOWAIT);
		assert_state(o, 1, NOTICE_SENDING);
		assert_maybe_twice(o, 1, true);
		stop(o, 50);
		assert_state(o, 1, NOTICE_UNKNOWN);
		assert_maybe_twice(o, 1, true);
		if (i + 1 < N_OF(can))
			end(state);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(edit__held__follows_its_message_with_its_receipt),
		CASE(edit__message_is_sent_now__goes_right_after_it),
		CASE(edit__made_due_too_early__is_held_again),
		CASE(edit__held__is_shown_with_what_it_changes),
		CASE(edit__no_message_to_change__is_dropped),
		CASE(edit__unknown_outcome__is_sent_again_and_never_twice),
		CASE(doubt__a_retry_follows__is_looked_for_again),
		CASE(doubt__sent_again__is_marked_before_it_is_sent),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
