/* SPDX-License-Identifier: ISC */
/*
 * test_store_crash.c - killed, copied, or out of space: what was acknowledged
 * is there.
 *
 * A child writes numbered responses, a few each transaction, and says through
 * a pipe which number its last commit reached.
 */
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "store/db.h"
#include "store_fixture.h"

enum { BATCH = 7 };

static int
n_rounds(void)
{
	return is_slowed() ? 4 : 20;
}

static bool
put_number(struct fixture *f, int64_t i)
{
	char ref[24], id[ID_SIZE];
	struct notice n = a_notice("#a", i, 0);
	enum put what;

	snprintf(ref, sizeof(ref), "%" PRId64, i);
	return put(f, ref, "\"comment\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"",
		   &what, id) &&
	       store_put_notice(f->s, &n, &f->err) &&
	       store_put_cursor(f->s, "p", ref, NOW_US, &f->err);
}

static bool
put_batch(struct fixture *f, int64_t first)
{
	if (!store_begin(f->s, &f->err))
		return false;
	for (int64_t i = first; i < first + BATCH; i++)
		if (!put_number(f, i)) {
			store_rollback(f->s);
			return false;
		}
	return store_commit(f->s, &f->err);
}

/* Writes from first on for ever. */
static _Noreturn void
write_for_ever(struct fixture *f, int64_t first, int said)
{
	f->s = store_open(f->path, STORE_WRITE, &f->err);
	if (f->s == NULL)
		_exit(2);
	/* A checkpoint every few transactions, so that kills hit them. */
	sqlite3_exec(
	    f->s->db, "PRAGMA wal_autocheckpoint = 20", NULL, NULL, NULL);
	for (;; first += BATCH) {
		int64_t reached = first + BATCH;

		if (!put_batch(f, first) ||
		    write(said, &reached, sizeof(reached)) < 0)
			_exit(3);
	}
}

static pid_t
start_writer(struct fixture *f, int64_t first, int *said)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		write_for_ever(f, first, ends[1]);
	}
	close(ends[1]);
	*said = ends[0];
	return pid;
}

/* The last number said, after at least n. */
static int64_t
hear(int said, int n)
{
	int64_t reached = 0;

	while (n-- > 0)
		assert_int_equal(
		    read(said, &reached, sizeof(reached)), sizeof(reached));
	return reached;
}

static int64_t
hear_the_rest(int said, int64_t reached)
{
	int64_t more;

	while (read(said, &more, sizeof(more)) == sizeof(more))
		reached = more;
	close(said);
	return reached;
}

static int64_t
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t n;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

static int
is_ok(void *arg, int n, char **values, char **names)
{
	(void)names;
	*(bool *)arg = n == 1 && strcmp(values[0], "ok") == 0;
	return 0;
}

/* Whole transactions, all that was acknowledged, counters that agree. */
static int64_t
check_store(struct fixture *f, int64_t acknowledged)
{
	struct store_totals t;
	bool ok = false;
	int64_t n;

	n = ask(f->s->db, "SELECT count(*) FROM responses");
	assert_true(n >= acknowledged);
	assert_int_equal(n % BATCH, 0);
	assert_int_equal(ask(f->s->db, "SELECT count(*) FROM notices"), n);
	assert_int_equal(
	    ask(f->s->db, "SELECT max(CAST(ref AS INTEGER)) FROM responses"),
	    n - 1);
	assert_int_equal(ask(f->s->db, "SELECT cursor FROM cursors"), n - 1);
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.responses[CATEGORY_NONE], n);
	assert_int_equal(t.notices[NOTICE_WAITING], n);
	sqlite3_exec(f->s->db, "PRAGMA integrity_check", is_ok, &ok, NULL);
	assert_true(ok);
	return n;
}

static void
kill__while_writing__keeps_all_that_was_acknowledged(void **state)
{
	struct fixture *f = *state;
	int64_t n = 0;

	for (int i = 0; i < n_rounds(); i++) {
		int said, status;
		pid_t pid = start_writer(f, n, &said);
		int64_t reached = hear(said, 1 + i * 3);

		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		reached = hear_the_rest(said, reached);
		f->s = store_open(f->path, STORE_WRITE, &f->err);
		if (f->s == NULL)
			fail_msg("%s", f->err.text);
		n = check_store(f, reached);
		store_close(f->s);
		f->s = NULL;
	}
}

/* What was said so far, without waiting. */
static int64_t
hear_so_far(int said, int64_t reached)
{
	struct pollfd p = { .fd = said, .events = POLLIN };

	while (poll(&p, 1, 0) > 0 && (p.revents & POLLIN) != 0)
		reached = hear(said, 1);
	return reached;
}

static void
check_copy(struct fixture *f, int64_t acknowledged)
{
	struct fixture copy = { .s = NULL };
	char *command;

	snprintf(copy.path, sizeof(copy.path), "%s/copy.db", f->folder);
	command = mem_printf("cd '%s' && rm -f copy.db* && for e in '' -wal "
			     "-shm; do cp loopbell.db$e copy.db$e; done",
	    f->folder);
	assert_int_equal(system(command), 0);
	free(command);
	copy.s = store_open(copy.path, STORE_WRITE, &copy.err);
	if (copy.s == NULL)
		fail_msg("%s", copy.err.text);
	check_store(&copy, acknowledged);
	store_close(copy.s);
}

/* What a snapshot of the file system holds: all files at one moment. */
static void
copy__of_all_files_at_one_moment__opens_with_everything(void **state)
{
	struct fixture *f = *state;
	int64_t reached = 0;
	int said, status;
	pid_t pid = start_writer(f, 0, &said);

	for (int i = 0; i < n_rounds(); i++) {
		reached = hear(said, 5);
		kill(pid, SIGSTOP);
		assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
		reached = hear_so_far(said, reached);
		check_copy(f, reached);
		kill(pid, SIGCONT);
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(said);
}

/* Writes until it fails; how many are in. */
static int64_t
fill(struct fixture *f, int64_t first)
{
	int64_t n = first;

	while (put_batch(f, n)) {
		n += BATCH;
		assert_true(n < 100000);
	}
	return n;
}

static void
disk__full__is_said_and_passes(void **state)
{
	struct fixture *f = *state;
	int64_t n;

	sqlite3_exec(f->s->db, "PRAGMA max_page_count = 60", NULL, NULL, NULL);
	n = fill(f, 0);
	assert_non_null(strstr(f->err.text, "the disk is full"));
	assert_true(store_is_stuck(f->s));
	assert_int_equal(fill(f, n), n);
	assert_int_equal(check_store(f, n), n);
	sqlite3_exec(
	    f->s->db, "PRAGMA max_page_count = 100000", NULL, NULL, NULL);
	assert_true(put_batch(f, n));
	reopen(f);
	check_store(f, n + BATCH);
}

/* The kernel refuses to let any file grow: the WAL, in the middle of a
 * commit. */
static void
writes__that_fail__are_said_and_pass(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, tight;
	int64_t n;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_IGN);
	tight = before;
	tight.rlim_cur = 500000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	n = fill(f, 0);
	assert_true(store_is_stuck(f->s));
	assert_non_null(strstr(f->err.text, "disk"));
	assert_int_equal(fill(f, n), n);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(check_store(f, n), n);
	assert_true(put_batch(f, n));
	reopen(f);
	check_store(f, n + BATCH);
}

/* After a failure inside a transaction nothing slips in behind it: either the
 * transaction goes on whole, or it is gone whole. */
static void
commit__after_a_failure_inside__is_all_or_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t n, kept;
	bool committed;

	sqlite3_exec(f->s->db, "PRAGMA max_page_count = 60", NULL, NULL, NULL);
	n = fill(f, 0);
	sqlite3_exec(f->s->db, "PRAGMA cache_size = 1", NULL, NULL, NULL);
	OK(f, store_begin(f->s, &f->err));
	for (kept = 0; put_number(f, n + kept); kept++)
		assert_true(kept < 1000);
	sqlite3_exec(
	    f->s->db, "PRAGMA max_page_count = 100000", NULL, NULL, NULL);
	put_number(f, n + 2000);
	committed = store_commit(f->s, &f->err);
	if (!committed)
		assert_int_equal(
		    ask(f->s->db, "SELECT count(*) FROM responses"), n);
	else
		assert_true(ask(f->s->db, "SELECT count(*) FROM responses") >=
			    n + kept + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    kill__while_writing__keeps_all_that_was_acknowledged,
		    make_folder, end_store),
		cmocka_unit_test_setup_teardown(
		    copy__of_all_files_at_one_moment__opens_with_everything,
		    make_folder, end_store),
		cmocka_unit_test_setup_teardown(
		    disk__full__is_said_and_passes, make_store, end_store),
		cmocka_unit_test_setup_teardown(
		    writes__that_fail__are_said_and_pass, make_store,
		    end_store),
		cmocka_unit_test_setup_teardown(
		    commit__after_a_failure_inside__is_all_or_nothing,
		    make_store, end_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
