/* SPDX-License-Identifier: ISC */
/* test_waiting.c - who waits for which answer, and for how long. */
#include "web/waiting.h"

#include "loop_fixture.h"
#include "web/conn.h"

/* Requests are only pointers here. */
static struct request *
numbered(uintptr_t n)
{
	return (struct request *)n;
}

static void
take__ids__find_each_once(void **state)
{
	struct waiting w;
	uint64_t a, b;

	(void)state;
	waiting_init(&w, 2);
	a = waiting_put(&w, numbered(1));
	b = waiting_put(&w, numbered(2));
	assert_true(a != 0 && b != 0 && a != b);
	assert_int_equal(waiting_put(&w, numbered(3)), 0);
	assert_ptr_equal(waiting_take(&w, b), numbered(2));
	assert_null(waiting_take(&w, b));
	assert_ptr_equal(waiting_take(&w, a), numbered(1));
	waiting_release(&w);
}

static void
take__an_id_that_is_over__finds_nobody(void **state)
{
	struct waiting w;
	uint64_t old = 0;

	(void)state;
	waiting_init(&w, 3);
	for (uintptr_t i = 1; i <= 1000; i++) {
		uint64_t id = waiting_put(&w, numbered(i));

		assert_true(id < UINT64_C(1) << 53);
		assert_null(waiting_take(&w, old));
		assert_null(waiting_take(&w, id + 1));
		assert_null(waiting_take(&w, 0));
		assert_null(waiting_take(&w, UINT64_MAX));
		assert_ptr_equal(waiting_take(&w, id), numbered(i));
		old = id;
	}
	waiting_release(&w);
	assert_null(waiting_take(&w, old));
}

/* ---- Connections */

struct world {
	uv_loop_t loop;
	struct conns conns;
	struct conn conn[3];
	int late[3];
};

static void
note_late(void *arg, struct conn *conn)
{
	struct world *w = arg;

	w->late[conn - w->conn]++;
}

static void
begin(struct world *w)
{
	*w = (struct world){ .late = { 0 } };
	uv_loop_init(&w->loop);
	conns_init(&w->conns, &w->loop, 30, note_late, w);
	for (int i = 0; i < 3; i++)
		conns_add(&w->conns, &w->conn[i]);
}

static void
end(struct world *w)
{
	conns_close(&w->conns);
	end_loop(&w->loop);
}

static bool
all_were_late(void *arg)
{
	const struct world *w = arg;

	return w->late[0] > 0 && w->late[1] > 0 && w->late[2] > 1;
}

static void
late__each_phase__again_until_it_is_removed(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	UNTIL(&w.loop, all_were_late, &w);
	for (int i = 0; i < 3; i++)
		conns_remove(&w.conns, &w.conn[i]);
	assert_int_equal(w.conns.n, 0);
	end(&w);
}

static void
begin__a_phase__goes_to_the_end_but_the_first_reading(void **state)
{
	struct world w;
	uint64_t before;

	(void)state;
	begin(&w);
	before = w.conn[0].deadline_ms;
	w.loop.data = NULL;
	conns_begin(&w.conns, &w.conn[0], CONN_READING);
	assert_ptr_equal(w.conns.head, &w.conn[0]);
	assert_int_equal(w.conn[0].deadline_ms, before);
	conns_begin(&w.conns, &w.conn[0], CONN_WAITING);
	assert_ptr_equal(w.conns.tail, &w.conn[0]);
	conns_begin(&w.conns, &w.conn[1], CONN_READING);
	conns_begin(&w.conns, &w.conn[1], CONN_IDLE);
	conns_begin(&w.conns, &w.conn[1], CONN_READING);
	assert_ptr_equal(w.conns.tail, &w.conn[1]);
	assert_ptr_equal(conns_longest_idle(&w.conns), &w.conn[2]);
	conns_remove(&w.conns, &w.conn[2]);
	assert_null(conns_longest_idle(&w.conns));
	conns_remove(&w.conns, &w.conn[1]);
	conns_remove(&w.conns, &w.conn[0]);
	assert_null(w.conns.head);
	assert_null(w.conns.tail);
	end(&w);
}

static void
of_peer__several__counts_each(void **state)
{
	struct world w;
	struct peer none = { { 9 } };

	(void)state;
	begin(&w);
	w.conn[1].peer.bytes[0] = 1;
	assert_int_equal(conns_of_peer(&w.conns, &w.conn[0].peer), 2);
	assert_int_equal(conns_of_peer(&w.conns, &w.conn[1].peer), 1);
	assert_int_equal(conns_of_peer(&w.conns, &none), 0);
	for (int i = 0; i < 3; i++)
		conns_remove(&w.conns, &w.conn[i]);
	end(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(take__ids__find_each_once),
		cmocka_unit_test(take__an_id_that_is_over__finds_nobody),
		cmocka_unit_test(late__each_phase__again_until_it_is_removed),
		cmocka_unit_test(
		    begin__a_phase__goes_to_the_end_but_the_first_reading),
		cmocka_unit_test(of_peer__several__counts_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
