/* SPDX-License-Identifier: ISC */
/* test_receiver.c - what is pushed is answered once, and with 200 only when
 * it is stored. */
#include "receiver_fixture.h"

/* ---- Answers */

static void
take__an_answer_in_it__200_once_it_is_committed(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "lines [" ANSWER("1") "]");
	wait_answers(o, 1);
	assert_answers(o, "a:200 ");
	assert_string_equal(o->text, "stored");
	assert_int_equal(o->seen, 1);
	assert_int_equal(receiver_status(o->receiver).n_received, 1);
	assert_int_equal(receiver_status(o->receiver).counts.n_new, 1);
	assert_int_equal(receiver_status(o->receiver).last_us, NOW_US);
}

static void
take__known_already__200_all_the_same(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "lines [" ANSWER("1") "]");
	push(o, "b", "lines [" ANSWER("1") "]");
	wait_answers(o, 2);
	assert_answers(o, "a:200 b:200 ");
	assert_int_equal(count_in(o->r, "responses"), 1);
}

static void
take__nothing_in_it__200_that_says_so(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "done");
	wait_answers(o, 1);
	assert_answers(o, "a:200 ");
	assert_string_equal(o->text, "there was no answer in it");
}

static void
take__a_row_that_cannot_be_taken__200_once_it_is_kept_aside(void **state)
{
	struct receiving *o = *state;

	push(o, "a",
	    "lines [{\"op\":\"refused\",\"raw\":\"x\",\"why\":\"no date\"}]");
	wait_answers(o, 1);
	assert_answers(o, "a:200 ");
	assert_seen(o->r, "SELECT raw || why FROM refused", "xno date");
}

static void
take__what_the_plugin_says__is_the_status(void **state)
{
	static const struct {
		const char *way, *answer, *text;
		int after_s;
	} cases[] = {
		{ "reject no JSON", "a:400 ", "no JSON", 0 },
		{ "deny wrong signature", "a:401 ", "wrong signature", 0 },
		{ "retry 30", "a:503 ", "not now", 30 },
		{ "retry", "a:503 ", "not now", 5 },
		{ "unknown", "a:503 ", "its plugin failed", 5 },
		{ "die", "a:503 ", "its plugin failed", 5 },
		{ "garbage", "a:503 ", "its plugin failed", 5 },
		{ "other", "a:503 ", "its plugin failed", 5 },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct receiving *o;

		if (i > 0)
			begin(state);
		o = *state;
		push(o, "a", cases[i].way);
		wait_answers(o, 1);
		assert_answers(o, cases[i].answer);
		assert_string_equal(o->text, cases[i].text);
		assert_int_equal(o->after_s, cases[i].after_s);
		if (i + 1 < N_OF(cases))
			end(state);
	}
}

static void
take__refused_ones__are_counted_and_the_last_is_told(void **state)
{
	struct receiving *o = *state;
	struct receiver_status s;

	push(o, "a", "reject no JSON");
	push(o, "b", "deny wrong signature");
	push(o, "c", "retry 1");
	wait_answers(o, 3);
	s = receiver_status(o->receiver);
	assert_int_equal(s.n_rejected, 1);
	assert_int_equal(s.n_denied, 1);
	assert_int_equal(s.n_failed, 1);
	assert_int_equal(s.n_received, 0);
	assert_string_equal(s.last_refusal, "wrong signature");
	/* Who sends nonsense is no trouble of ours; who puts off is. */
	assert_string_equal(s.health.trouble, "receive: not now");
	assert_non_null(strstr(core_log(o->r->c),
	    "wootric: refused what was pushed by 192.0.2.7 (400): no JSON "
	    "(the last of 1)"));
	/* The second comes too soon after it. */
	assert_int_equal(count_of(core_log(o->r->c), "refused what"), 1);
}

/* Known by the identity of another, where the instances share one. */
static void
take__what_another_instance_told__is_known(void **state)
{
	struct receiving *o = *state;
	struct ingest *polled =
	    ingest_new(&o->r->world, "poller", 0, on_poll_room, NULL);

	ingest_share(polled, "poller");
	ingest_response(polled,
	    cJSON_Parse("{\"survey\":\"s\",\"id\":\"1\",\"answered_us\":"
			"1795163400000000,\"scale\":\"nps_0_10\","
			"\"score\":9}"));
	writer_flush(o->r->c->writer);
	push(o, "a", "lines [" ANSWER("1") "]");
	wait_answers(o, 1);
	assert_answers(o, "a:200 ");
	assert_int_equal(count_in(o->r, "responses"), 1);
	assert_int_equal(receiver_status(o->receiver).counts.n_new, 0);
	ingest_free(polled);
}

static void
take__part_of_it_and_then_dies__503_and_what_came_is_stored(void **state)
{
	struct receiving *o = *state;

	push(o, "ok", "done"); /* who has done nothing yet rests longer */
	wait_answers(o, 1);
	push(o, "a", "part [" ANSWER("1") "]");
	while (count_in(o->r, "responses") < 1)
		uv_run(&o->r->c->loop, UV_RUN_ONCE);
	kill(receiver_status(o->receiver).health.pid, SIGKILL);
	wait_answers(o, 2);
	assert_answers(o, "ok:200 a:503 ");
	/* Sent again, it is known. */
	push(o, "a", "lines [" ANSWER("1") "]");
	wait_answers(o, 3);
	assert_answers(o, "ok:200 a:503 a:200 ");
	assert_int_equal(count_in(o->r, "responses"), 1);
}

static void
take__a_cursor_comes_with_it__is_not_stored(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "lines [{\"op\":\"cursor\",\"cursor\":\"c\"}]");
	wait_answers(o, 1);
	assert_answers(o, "a:200 ");
	assert_int_equal(count_in(o->r, "cursors"), 0);
}

/* ---- The line */

static void
line__many_at_once__one_after_the_other_and_few_commits(void **state)
{
	struct receiving *o = *state;

	push(o, "first", "done");
	wait_answers(o, 1);
	for (int i = 0; i < 100; i++) {
		char *name = mem_printf("%d", i);
		char *way = mem_printf("lines [{\"op\":\"response\","
				       "\"response\":{\"survey\":\"s\","
				       "\"id\":\"%d\",\"answered_us\":"
				       "1795163400000000,\"scale\":"
				       "\"nps_0_10\",\"score\":9}}]",
		    i);

		push(o, name, way);
		free(name);
		free(way);
	}
	wait_answers(o, 101);
	assert_int_equal(count_in(o->r, "responses"), 100);
	assert_int_equal(count_asked(o->r->c, "wootric", "receive"), 101);
	assert_int_equal(receiver_status(o->receiver).n_received, 101);
	assert_int_equal(receiver_status(o->receiver).n_queued, 0);
}

static void
line__one_dies__those_behind_it_are_answered_by_the_next_process(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "done");
	push(o, "b", "die");
	push(o, "c", "lines [" ANSWER("1") "]");
	push(o, "d", "lines [" ANSWER("2") "]");
	wait_answers(o, 4);
	assert_answers(o, "a:200 b:503 c:200 d:200 ");
	assert_int_equal(receiver_status(o->receiver).health.n_deaths, 1);
	assert_string_equal(receiver_status(o->receiver).health.trouble, "");
}

static void
line__longer_than_it_may_be__503_at_once(void **state)
{
	struct receiving *o = *state;

	push(o, "held", "hang");
	UNTIL(&o->r->c->loop, is_in_hand, o);
	for (int i = 0; i < 1000; i++)
		push(o, "w", "done");
	assert_int_equal(o->n_answers, 0);
	push(o, "z", "done");
	assert_answers(o, "z:503 ");
	assert_string_equal(o->text, "too many are waiting");
	assert_int_equal(o->after_s, 1);
}

static void
line__more_bytes_than_it_may_hold__503_at_once(void **state)
{
	struct receiving *o = *state;
	struct sent *big = a_request(o, "big", "done");
	struct sent *small = a_request(o, "small", "done");

	push(o, "held", "hang");
	UNTIL(&o->r->c->loop, is_in_hand, o);
	big->pushed.size = ((size_t)16 << 20) - 50;
	receiver_take(o->receiver, &big->pushed);
	assert_int_equal(o->n_answers, 0);
	receiver_take(o->receiver, &small->pushed);
	assert_answers(o, "small:503 ");
}

static void
line__nobody_waits_any_more__is_not_handed_to_the_plugin(void **state)
{
	struct receiving *o = *state;
	struct sent *over = a_request(o, "over", "done");

	push(o, "ok", "done");
	wait_answers(o, 1);
	push(o, "held", "hang");
	UNTIL(&o->r->c->loop, is_in_hand, o);
	receiver_take(o->receiver, &over->pushed);
	over->pushed.is_over = true;
	push(o, "next", "done");
	kill(receiver_status(o->receiver).health.pid, SIGKILL);
	wait_answers(o, 4);
	assert_int_equal(count_asked(o->r->c, "wootric", "receive over"), 0);
	assert_int_equal(count_asked(o->r->c, "wootric", "receive next"), 1);
}

/* ---- A plugin that does not start */

static void
settle__requests_came_before__are_answered_once_it_is_known(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "done");
	push(o, "b", "done");
	assert_int_equal(o->n_answers, 0);
	receiver_settle(o->receiver, true);
	wait_answers(o, 2);
	assert_answers(o, "a:200 b:200 ");
}

static void
settle__it_cannot_receive__404_and_no_process(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "done");
	receiver_settle(o->receiver, false);
	push(o, "b", "done");
	assert_answers(o, "a:404 b:404 ");
	assert_asked(o->r->c, "wootric", "");
	assert_int_equal(receiver_status(o->receiver).health.pid, 0);
}

static void
settle__nothing_is_known_and_will_not_be__503(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "done");
	receiver_refuse_all(o->receiver);
	assert_answers(o, "a:503 ");
}

static void
start__its_settings_are_wrong__503_and_those_that_wait_too(void **state)
{
	struct receiving *o = *state;

	tell_puppet(o->r->c, "wootric", "start", "exit 78");
	push(o, "a", "done");
	receiver_settle(o->receiver, true);
	wait_answers(o, 1);
	push(o, "b", "done");
	assert_answers(o, "a:503 b:503 ");
	assert_int_equal(
	    receiver_status(o->receiver).health.state, WORKER_BROKEN);
}

/* ---- The end */

static void
stop__one_in_hand_and_one_in_line__the_first_is_finished(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "held lines [" ANSWER("1") "]");
	UNTIL(&o->r->c->loop, is_in_hand, o);
	push(o, "b", "lines [" ANSWER("2") "]");
	receiver_stop(o->receiver, 5000);
	assert_answers(o, "b:503 ");
	push(o, "c", "done");
	assert_answers(o, "b:503 c:503 ");
	tell_puppet(o->r->c, "wootric", "go", "");
	wait_answers(o, 3);
	assert_answers(o, "b:503 c:503 a:200 ");
	assert_int_equal(o->seen, 1);
}

static void
stop__one_in_hand_that_hangs__503_when_it_is_killed(void **state)
{
	struct receiving *o = *state;

	push(o, "a", "hang");
	UNTIL(&o->r->c->loop, is_in_hand, o);
	receiver_stop(o->receiver, 50);
	wait_answers(o, 1);
	assert_answers(o, "a:503 ");
	assert_string_equal(o->text, "it is being ended");
}

static void
abandon__what_is_not_with_the_writer__is_not_said_to_be_stored(void **state)
{
	struct receiving *o = *state;

	open_directory(o->r, "account {\"id\":\"7\"}");
	signal_directory(o->r, SIGSTOP);
	push(o, "a",
	    "lines [{\"op\":\"response\",\"response\":{\"survey\":\"s\","
	    "\"id\":\"1\",\"answered_us\":1795163400000000,\"scale\":"
	    "\"nps_0_10\",\"score\":9,\"email\":\"bo@x.example\"}}]");
	UNTIL(&o->r->c->loop, is_in_hand, o);
	while (is_in_hand(o))
		uv_run(&o->r->c->loop, UV_RUN_ONCE);
	turn(o->r);
	assert_int_equal(o->n_answers, 0);
	receiver_abandon(o->receiver);
	assert_answers(o, "a:503 ");
	signal_directory(o->r, SIGCONT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(take__an_answer_in_it__200_once_it_is_committed),
		CASE(take__known_already__200_all_the_same),
		CASE(take__nothing_in_it__200_that_says_so),
		CASE(
		    take__a_row_that_cannot_be_taken__200_once_it_is_kept_aside),
		UNSETTLED(
		    settle__requests_came_before__are_answered_once_it_is_known),
		CASE(take__what_the_plugin_says__is_the_status),
		CASE(take__refused_ones__are_counted_and_the_last_is_told),
		SHARED(take__what_another_instance_told__is_known),
		CASE(
		    take__part_of_it_and_then_dies__503_and_what_came_is_stored),
		CASE(take__a_cursor_comes_with_it__is_not_stored),
		CASE(line__many_at_once__one_after_the_other_and_few_commits),
		CASE(
		    line__one_dies__those_behind_it_are_answered_by_the_next_process),
		CASE(line__longer_than_it_may_be__503_at_once),
		CASE(line__more_bytes_than_it_may_hold__503_at_once),
		CASE(line__nobody_waits_any_more__is_not_handed_to_the_plugin),
		UNSETTLED(settle__it_cannot_receive__404_and_no_process),
		UNSETTLED(settle__nothing_is_known_and_will_not_be__503),
		UNSETTLED(
		    start__its_settings_are_wrong__503_and_those_that_wait_too),
		CASE(stop__one_in_hand_and_one_in_line__the_first_is_finished),
		CASE(stop__one_in_hand_that_hangs__503_when_it_is_killed),
		CASE(
		    abandon__what_is_not_with_the_writer__is_not_said_to_be_stored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
