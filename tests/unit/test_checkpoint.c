/* SPDX-License-Identifier: ISC */
/* test_checkpoint.c - when the log goes into the database, and when not. */
#include "store/checkpoint.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

enum { PAGES = 20, MAX_PAGES = 300, QUIET_MS = 100 };

static const struct checkpoint_limits limits = { PAGES, MAX_PAGES, 0,
	QUIET_MS };

struct fixture {
	char folder[32], path[48], wal[48];
	sqlite3 *db;
	struct checkpoint *c;
	struct error err;
	int n;      /* rows */
	int wal_fd; /* opened before anybody looks */
};

/* What is opened in the middle of the next checkpoint; it stays open. */
static const char *intruder;
static int intruder_fd = -1;

/* Stands before libc's, for SQLite too. */
__attribute__((visibility("default"))) ssize_t
pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	static ssize_t (*next)(int, const void *, size_t, off64_t);

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "pwrite64");
	if (intruder != NULL)
		intruder_fd = open(intruder, O_RDONLY | O_CLOEXEC);
	intruder = NULL;
	return next(fd, data, size, offset);
}

static void
sql(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
}

static void
pause_ms(long ms)
{
	struct timespec ts = { 0, ms * 1000000 };

	nanosleep(&ts, NULL);
}

static int
begin(void **state)
{
	static struct fixture f;

	f = (struct fixture){ .folder = "/tmp/loopbell-XXXXXX" };
	assert_non_null(mkdtemp(f.folder));
	snprintf(f.path, sizeof(f.path), "%s/a.db", f.folder);
	snprintf(f.wal, sizeof(f.wal), "%s/a.db-wal", f.folder);
	assert_int_equal(sqlite3_open(f.path, &f.db), SQLITE_OK);
	sql(f.db, "PRAGMA journal_mode = WAL; CREATE TABLE t (pad)");
	f.wal_fd = open(f.wal, O_RDONLY | O_CLOEXEC);
	assert_true(f.wal_fd >= 0);
	f.c = checkpoint_new(f.db, true, &limits, &f.err);
	assert_non_null(f.c);
	*state = &f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;
	char command[64];

	checkpoint_free(f->c);
	sqlite3_close(f->db);
	close(f->wal_fd);
	snprintf(command, sizeof(command), "rm -rf %s", f->folder);
	return system(command);
}

/* Two pages each. */
static void
commit(struct fixture *f, int n)
{
	for (int i = 0; i < n; i++)
		sql(f->db, "INSERT INTO t VALUES (hex(zeroblob(2000)))");
	f->n += n;
}

static long
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

/* The salts of the log: others where it has begun anew. */
static uint64_t
salt(const struct fixture *f)
{
	uint64_t value = 0;

	assert_int_equal(
	    pread(f->wal_fd, &value, sizeof(value), 16), sizeof(value));
	return value;
}

static int
keep(void *arg, int n, char **values, char **names)
{
	(void)n;
	(void)names;
	*(long *)arg = strtol(values[0], NULL, 10);
	return 0;
}

static long
count(const char *path)
{
	sqlite3 *db;
	long n = -1;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_exec(db, "SELECT count(*) FROM t", keep, &n, NULL);
	sqlite3_close(db);
	return n;
}

/* Another process with a connection of its own, in the midst of a statement:
 * this program again. */
static const char
    *self; /* argv[0]: under valgrind that is not /proc/self/exe */

struct other {
	int pipe;
	pid_t pid;
};

static int
be_other(const char *path, const char *text)
{
	sqlite3 *db;
	char byte = '!';

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK ||
	    write(STDIN_FILENO, &byte, 1) != 1)
		return 1;
	/* Until the end of its input. */
	if (read(STDIN_FILENO, &byte, 1) != 0)
		return 1;
	sqlite3_close(db);
	return 0;
}

static struct other
start_other(const struct fixture *f, const char *text)
{
	struct other other;
	int fds[2];
	char byte;

	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	other.pid = fork();
	if (other.pid == 0) {
		dup2(fds[1], STDIN_FILENO);
		execl(self, self, f->path, text, (char *)NULL);
		_exit(99);
	}
	close(fds[1]);
	other.pipe = fds[0];
	assert_int_equal(read(other.pipe, &byte, 1), 1);
	return other;
}

static void
end_other(const struct other *other)
{
	int status;

	close(other->pipe);
	assert_int_equal(waitpid(other->pid, &status, 0), other->pid);
	assert_int_equal(status, 0);
}

/* What was opened is seen now, and long ago. */
static void
look_and_wait(struct fixture *f)
{
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_NONE);
	pause_ms(QUIET_MS + 20);
}

static void
is_done_in_the_end(struct fixture *f)
{
	for (int i = 0; i < 600; i++) {
		if (checkpoint_maybe(f->c, false) == CHECKPOINT_DONE)
			return;
		pause_ms(10);
	}
	fail();
}

static void
maybe__little_in_the_log__is_not_yet(void **state)
{
	struct fixture *f = *state;

	commit(f, 3);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_NONE);
}

static void
maybe__enough_in_the_log__begins_it_anew(void **state)
{
	struct fixture *f = *state;
	uint64_t before = salt(f);

	commit(f, PAGES);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_DONE);
	assert_int_not_equal(salt(f), before);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_NONE);
	assert_int_equal(sqlite3_changes(f->db), 1);
}

static void
maybe__after_each_commit__the_log_stays_small(void **state)
{
	struct fixture *f = *state;
	int n_done = 0;

	for (int i = 0; i < 500; i++) {
		commit(f, 1);
		n_done += checkpoint_maybe(f->c, false) == CHECKPOINT_DONE;
	}
	assert_true(n_done >= 40);
	assert_true(size_of(f->wal) < (PAGES + 8) * 4200);
}

static void
maybe__somebody_has_the_database_open__waits_until_he_is_through(void **state)
{
	struct fixture *f = *state;
	int fd = open(f->path, O_RDONLY | O_CLOEXEC);
	uint64_t before = salt(f);

	commit(f, PAGES);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_NONE);
	pause_ms(2 * QUIET_MS);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_NONE);
	close(fd);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_NONE);
	assert_true(salt(f) == before);
	is_done_in_the_end(f);
}

static void
maybe__somebody_stays_for_ever__is_done_all_the_same(void **state)
{
	struct fixture *f = *state;
	int fd = open(f->path, O_RDONLY | O_CLOEXEC), n_forced = 0;

	for (int i = 0; i < 600; i++) {
		enum checkpoint_end ended;

		commit(f, 1);
		ended = checkpoint_maybe(f->c, false);
		assert_true(
		    ended == CHECKPOINT_NONE || ended == CHECKPOINT_FORCED);
		n_forced += ended == CHECKPOINT_FORCED;
	}
	assert_true(n_forced >= 3);
	assert_true(size_of(f->wal) < (MAX_PAGES + 8) * 4200);
	close(fd);
}

static void
maybe__somebody_comes_amid_it__does_not_begin_the_log_anew(void **state)
{
	struct fixture *f = *state;
	uint64_t before;

	commit(f, PAGES);
	before = salt(f);
	intruder = f->path;
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_PARTLY);
	assert_true(intruder_fd >= 0);
	/* Neither then nor by what is committed while he reads. */
	for (int i = 0; i < 5; i++) {
		commit(f, 1);
		assert_int_equal(
		    checkpoint_maybe(f->c, false), CHECKPOINT_NONE);
	}
	assert_true(salt(f) == before);
	close(intruder_fd);
	is_done_in_the_end(f);
}

/* The commit that keeps the log from beginning anew fails. */
static void
maybe__somebody_comes_and_the_disk_is_full__keeps_the_log(void **state)
{
	struct fixture *f = *state;
	struct other other;
	uint64_t before;

	commit(f, PAGES);
	before = salt(f);
	intruder = f->path;
	/* As good as a full disk: somebody else is writing. */
	other = start_other(f, "BEGIN IMMEDIATE");
	look_and_wait(f);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_PARTLY);
	end_other(&other);
	commit(f, 1);
	assert_true(salt(f) == before);
	checkpoint_maybe(f->c, false);
	commit(f, 1);
	assert_true(salt(f) == before);
	close(intruder_fd);
	is_done_in_the_end(f);
}

static void
maybe__a_reader_of_older_pages__is_done_when_he_is_through(void **state)
{
	struct fixture *f = *state;
	uint64_t before = salt(f);
	struct other reader = start_other(f, "BEGIN; SELECT count(*) FROM t");

	look_and_wait(f);
	commit(f, PAGES);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_PARTLY);
	assert_true(salt(f) == before);
	end_other(&reader);
	look_and_wait(f);
	assert_int_equal(checkpoint_maybe(f->c, false), CHECKPOINT_DONE);
	assert_true(salt(f) != before);
}

static void
maybe__the_disk_is_full__is_done_with_little_too(void **state)
{
	struct fixture *f = *state;

	commit(f, 2);
	assert_int_equal(checkpoint_maybe(f->c, true), CHECKPOINT_DONE);
	assert_int_equal(checkpoint_maybe(f->c, true), CHECKPOINT_NONE);
}

static void
close__nobody_there__all_is_in_the_database(void **state)
{
	struct fixture *f = *state;

	commit(f, 5);
	checkpoint_free(f->c);
	sqlite3_close(f->db);
	f->c = NULL;
	f->db = NULL;
	assert_int_equal(size_of(f->wal), -1);
	assert_int_equal(count(f->path), f->n);
}

static void
close__somebody_copies__leaves_the_files_as_they_are(void **state)
{
	struct fixture *f = *state;
	int fd = open(f->path, O_RDONLY | O_CLOEXEC);
	long before = size_of(f->path);

	commit(f, 5);
	checkpoint_free(f->c);
	sqlite3_close(f->db);
	f->c = NULL;
	f->db = NULL;
	assert_int_equal(size_of(f->path), before);
	assert_true(size_of(f->wal) > 5 * 4096);
	assert_int_equal(count(f->path), f->n);
	close(fd);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		TEST(maybe__little_in_the_log__is_not_yet),
		TEST(maybe__enough_in_the_log__begins_it_anew),
		TEST(maybe__after_each_commit__the_log_stays_small),
		TEST(maybe__somebody_has_the_database_open__waits_until_he_is_through),
		TEST(maybe__somebody_stays_for_ever__is_done_all_the_same),
		TEST(maybe__somebody_comes_amid_it__does_not_begin_the_log_anew),
		TEST(maybe__somebody_comes_and_the_disk_is_full__keeps_the_log),
		TEST(maybe__a_reader_of_older_pages__is_done_when_he_is_through),
		TEST(maybe__the_disk_is_full__is_done_with_little_too),
		TEST(close__nobody_there__all_is_in_the_database),
		TEST(close__somebody_copies__leaves_the_files_as_they_are),
		/* clang-format on */
	};

	self = argv[0];
	if (argc > 2)
		return be_other(argv[1], argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
