/* SPDX-License-Identifier: ISC */
/*
 * test_writer.c - a real loop, a real store, and a second pair of eyes on its
 * file that sees what is committed.
 */
#include "core/writer.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core/log.h"
#include "store_fixture.h"

struct world {
	struct fixture f;
	uv_loop_t loop;
	struct writer *writer;
	sqlite3 *eyes;
	struct buf story; /* what happened, a word each */
	bool is_wordy;    /* every apply and after is told */
	int n_applied, n_done, n_left_out, n_idle, n_groups;
	int seen; /* committed when after() was called last */
};

enum kind { FINE, IMPOSSIBLE, ADDS_MORE };

struct row {
	struct change change;
	struct world *world;
	int number;
	enum kind kind;
};

static int
n_committed(struct world *w)
{
	sqlite3_stmt *stmt;
	int n;

	assert_int_equal(sqlite3_prepare_v2(w->eyes,
			     "SELECT count(*) FROM actions", -1, &stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

static void add(struct world *w, int number, enum kind kind, bool can_wait);

static bool
apply(struct change *change, struct store *store, struct error *err)
{
	struct row *row = (struct row *)change;
	char id[ID_SIZE];
	struct action a = { .at_us = NOW_US,
		.name = "test",
		.text = "as long as a sentence that somebody would write" };

	row->world->n_applied++;
	if (row->world->is_wordy)
		buf_printf(&row->world->story, "try%d ", row->number);
	if (row->kind == IMPOSSIBLE)
		return error_set(err, "row %d cannot be", row->number);
	snprintf(id, sizeof(id), "%026d", row->number);
	a.id = a.subject = id;
	return store_put_action(store, &a, err);
}

static void
after(struct change *change, bool is_done)
{
	struct row *row = (struct row *)change;
	struct world *w = row->world;
	int seen = n_committed(w);

	if (seen != w->seen)
		w->n_groups++;
	w->seen = seen;
	if (is_done)
		w->n_done++;
	else
		w->n_left_out++;
	if (w->is_wordy)
		buf_printf(&w->story, "%s%d(%d) ", is_done ? "done" : "out",
		    row->number, seen);
	if (row->kind == ADDS_MORE)
		add(w, row->number + 10, FINE, false);
	free(row);
}

static void
add(struct world *w, int number, enum kind kind, bool can_wait)
{
	struct row *row = mem_new(1, sizeof(*row));

	row->change = (struct change){
		.apply = apply,
		.after = after,
		.can_wait = can_wait,
	};
	row->world = w;
	row->number = number;
	row->kind = kind;
	writer_add(w->writer, &row->change);
}

static void
on_idle(void *arg)
{
	struct world *w = arg;

	w->n_idle++;
	if (w->is_wordy)
		buf_puts(&w->story, "idle ");
}

static int
begin(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));
	struct fixture *f;

	make_store(state);
	f = *state;
	w->f = *f;
	free(f);
	w->is_wordy = true;
	uv_loop_init(&w->loop);
	w->writer = writer_new(&w->loop, w->f.s, on_idle, w);
	assert_int_equal(
	    sqlite3_open_v2(w->f.path, &w->eyes, SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;
	struct fixture *f = mem_new(1, sizeof(*f));

	writer_free(w->writer);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	sqlite3_close(w->eyes);
	buf_release(&w->story);
	*f = w->f;
	free(w);
	*state = f;
	return end_store(state);
}

static void
run_out(struct world *w)
{
	assert_int_equal(uv_run(&w->loop, UV_RUN_DEFAULT), 0);
}

static void
turn(struct world *w)
{
	uv_run(&w->loop, UV_RUN_NOWAIT);
}

/* ---- Groups */

static void
add__three_in_a_turn__one_commit_then_after_in_order(void **state)
{
	struct world *w = *state;

	for (int i = 1; i <= 3; i++)
		add(w, i, FINE, false);
	assert_int_equal(writer_backlog(w->writer), 3);
	assert_int_equal(w->n_applied, 0);
	turn(w);
	assert_string_equal(buf_str(&w->story),
	    "try1 try2 try3 done1(3) done2(3) done3(3) idle ");
	assert_int_equal(writer_backlog(w->writer), 0);
	assert_null(writer_trouble(w->writer));
	run_out(w);
}

static void
add__from_after__is_a_commit_of_its_own(void **state)
{
	struct world *w = *state;

	add(w, 1, ADDS_MORE, false);
	add(w, 2, FINE, false);
	run_out(w);
	assert_string_equal(buf_str(&w->story),
	    "try1 try2 done1(2) done2(2) try11 done11(3) idle ");
}

static void
add__later_turns__are_later_commits(void **state)
{
	struct world *w = *state;

	for (int i = 1; i <= 3; i++) {
		add(w, i, FINE, false);
		run_out(w);
	}
	assert_string_equal(buf_str(&w->story),
	    "try1 done1(1) idle try2 done2(2) idle try3 done3(3) idle ");
}

static void
add__more_than_a_group__in_groups_of_two_thousand(void **state)
{
	struct world *w = *state;

	w->is_wordy = false;
	for (int i = 0; i < 4500; i++)
		add(w, i, FINE, i % 2 == 0);
	turn(w);
	assert_int_equal(w->n_done, 2000);
	assert_int_equal(n_committed(w), 2000);
	assert_int_equal(writer_backlog(w->writer), 2500);
	assert_int_equal(w->n_idle, 0);
	turn(w);
	assert_int_equal(n_committed(w), 4000);
	run_out(w);
	assert_int_equal(w->n_groups, 3);
	assert_int_equal(w->n_applied, 4500);
	assert_int_equal(w->n_done, 4500);
	assert_int_equal(w->n_idle, 1);
}

/* ---- Pacing */

static void
can_wait__alone__waits_a_moment_and_no_longer(void **state)
{
	struct world *w = *state;
	uint64_t start;

	uv_update_time(&w->loop);
	start = uv_hrtime();
	add(w, 1, FINE, true);
	turn(w);
	if (w->n_done > 0) /* on a machine that slept meanwhile */
		assert_true(uv_hrtime() - start > 9000000);
	run_out(w);
	assert_true(uv_hrtime() - start > 9000000);
	assert_string_equal(buf_str(&w->story), "try1 done1(1) idle ");
}

static void
can_wait__company_that_cannot__goes_with_it_in_order(void **state)
{
	struct world *w = *state;

	add(w, 1, FINE, true);
	add(w, 2, FINE, true);
	add(w, 3, FINE, false);
	add(w, 4, FINE, true);
	turn(w);
	assert_string_equal(buf_str(&w->story),
	    "try1 try2 try3 try4 done1(4) done2(4) done3(4) done4(4) idle ");
	run_out(w);
	assert_int_equal(w->n_idle, 1);
}

static void
can_wait__enough_of_them__go_at_once(void **state)
{
	struct world *w = *state;

	w->is_wordy = false;
	for (int i = 0; i < 500; i++)
		add(w, i, FINE, true);
	turn(w);
	assert_int_equal(w->n_done, 500);
	assert_int_equal(w->n_groups, 1);
	run_out(w);
	assert_int_equal(w->n_idle, 1);
}

/* ---- What cannot be */

static void
impossible__among_good_ones__it_alone_is_left_out(void **state)
{
	struct world *w = *state;

	add(w, 1, FINE, false);
	add(w, 2, IMPOSSIBLE, false);
	add(w, 3, FINE, false);
	run_out(w);
	assert_string_equal(buf_str(&w->story),
	    "try1 try2 try1 done1(1) try2 try2 out2(1) try3 done3(2) idle ");
	assert_null(writer_trouble(w->writer));
}

static void
impossible__nothing_else__leaves_no_trace(void **state)
{
	struct world *w = *state;

	add(w, 1, IMPOSSIBLE, false);
	add(w, 2, IMPOSSIBLE, true);
	run_out(w);
	assert_int_equal(w->n_left_out, 2);
	assert_int_equal(w->n_done, 0);
	assert_int_equal(n_committed(w), 0);
	assert_int_equal(w->n_idle, 1);
}

static void
impossible__then_adds_more__in_order(void **state)
{
	struct world *w = *state;

	add(w, 1, ADDS_MORE, false);
	add(w, 2, IMPOSSIBLE, false);
	add(w, 3, ADDS_MORE, false);
	run_out(w);
	assert_string_equal(buf_str(&w->story),
	    "try1 try2 try1 done1(1) try2 try2 out2(1) try3 done3(2) "
	    "try11 try13 done11(4) done13(4) idle ");
}

/* ---- No room */

/* No file may become longer than the store's log is now. */
static void
take_room(struct world *w, struct rlimit *before)
{
	char *wal = mem_printf("%s-wal", w->f.path);
	struct rlimit limit;
	struct stat st;

	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, before), 0);
	limit = *before;
	limit.rlim_cur = (rlim_t)st.st_size;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	free(wal);
}

static void
give_room(const struct rlimit *before)
{
	assert_int_equal(setrlimit(RLIMIT_FSIZE, before), 0);
}

static void
no_room__everything_is_kept__and_goes_on(void **state)
{
	struct world *w = *state;
	struct rlimit before;
	int tried;

	add(w, 1, FINE, false);
	run_out(w);
	take_room(w, &before);
	add(w, 2, FINE, false);
	add(w, 3, FINE, true);
	turn(w);
	tried = w->n_applied;
	/* It is not tried again and again, and takes what comes. */
	add(w, 4, FINE, false);
	for (int i = 0; i < 100; i++)
		turn(w);
	assert_int_equal(w->n_applied, tried);
	assert_int_equal(w->n_done, 1);
	assert_int_equal(w->n_left_out, 0);
	assert_int_equal(writer_backlog(w->writer), 3);
	assert_non_null(writer_trouble(w->writer));
	assert_non_null(strstr(writer_trouble(w->writer), w->f.path));
	assert_non_null(strstr(writer_trouble(w->writer), "disk"));
	assert_int_equal(n_committed(w), 1);
	give_room(&before);
	buf_reset(&w->story);
	run_out(w); /* it tries each second */
	assert_string_equal(buf_str(&w->story),
	    "try2 try3 try4 done2(4) done3(4) done4(4) idle ");
	assert_null(writer_trouble(w->writer));
	assert_int_equal(writer_backlog(w->writer), 0);
	assert_int_equal(n_committed(w), 4);
}

/* A full disk is no reason to leave out what is possible. */
static void
no_room__with_an_impossible_one__only_that_is_left_out(void **state)
{
	struct world *w = *state;
	struct rlimit before;

	add(w, 1, FINE, false);
	run_out(w);
	take_room(w, &before);
	add(w, 2, FINE, false);
	add(w, 3, IMPOSSIBLE, false);
	add(w, 4, FINE, false);
	turn(w);
	assert_int_equal(w->n_left_out, 0);
	assert_int_equal(writer_backlog(w->writer), 3);
	assert_non_null(writer_trouble(w->writer));
	give_room(&before);
	buf_reset(&w->story);
	run_out(w);
	assert_string_equal(buf_str(&w->story),
	    "try2 try3 try2 done2(2) try3 try3 out3(2) try4 done4(3) idle ");
}

static void
no_room__at_the_end__flush_leaves_out_in_order(void **state)
{
	struct world *w = *state;
	struct rlimit before;

	add(w, 1, FINE, false);
	run_out(w);
	take_room(w, &before);
	add(w, 2, FINE, false);
	add(w, 3, FINE, false);
	buf_reset(&w->story);
	writer_flush(w->writer);
	give_room(&before);
	assert_string_equal(buf_str(&w->story), "try2 try3 out2(1) out3(1) ");
	assert_int_equal(writer_backlog(w->writer), 0);
	assert_non_null(writer_trouble(w->writer));
	run_out(w);
	assert_int_equal(n_committed(w), 1);
}

/* ---- The end */

static void
flush__what_is_there__is_committed_without_the_loop(void **state)
{
	struct world *w = *state;

	add(w, 1, FINE, true);
	add(w, 2, ADDS_MORE, false);
	writer_flush(w->writer);
	assert_string_equal(buf_str(&w->story),
	    "try1 try2 done1(2) done2(2) try12 done12(3) ");
	writer_flush(w->writer);
	assert_int_equal(writer_backlog(w->writer), 0);
	/* And then the loop has nothing to do, so it ends. */
	run_out(w);
	assert_int_equal(w->n_applied, 3);
	add(w, 3, FINE, false);
	run_out(w);
	assert_int_equal(n_committed(w), 4);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(add__three_in_a_turn__one_commit_then_after_in_order),
		TEST(add__from_after__is_a_commit_of_its_own),
		TEST(add__later_turns__are_later_commits),
		TEST(add__more_than_a_group__in_groups_of_two_thousand),
		TEST(can_wait__alone__waits_a_moment_and_no_longer),
		TEST(can_wait__company_that_cannot__goes_with_it_in_order),
		TEST(can_wait__enough_of_them__go_at_once),
		TEST(impossible__among_good_ones__it_alone_is_left_out),
		TEST(impossible__nothing_else__leaves_no_trace),
		TEST(impossible__then_adds_more__in_order),
		TEST(no_room__everything_is_kept__and_goes_on),
		TEST(no_room__with_an_impossible_one__only_that_is_left_out),
		TEST(no_room__at_the_end__flush_leaves_out_in_order),
		TEST(flush__what_is_there__is_committed_without_the_loop),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
