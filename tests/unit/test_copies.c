/* SPDX-License-Identifier: ISC */
/*
 * test_copies.c - the store's files, copied while it is written, are a store.
 *
 * A writer commits as fast as asked, each commit with a number, and says the
 * number once it is on disk.  Copies are made meanwhile, in several orders and
 * at several paces.  What a copy must hold follows from the last number in it,
 * to the last byte: a page too old or too new is seen.
 * COPIES=300 makes as many of each kind.
 */
#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "sdk/number.h"
#include "store/checkpoint.h"
#include "test.h"

/* Each commit changes one cell; they lie on as many pages. */
#define N_CELLS 211
#define COMMIT_US 900
/* So many of the log's rows: a copy does not take longer with time. */
#define KEPT 2000L

static const struct checkpoint_limits limits = {
	.pages = 40,
	.max_pages = 100000,
	.again_ms = 10,
	.quiet_ms = 150,
};

static const char *const endings[] = { "", "-shm", "-wal" };

enum order { DB_FIRST, WAL_FIRST, N_ORDERS };

/* And the kinds after those. */
static const char *const tools[] = {
	"cp $FOLDER/a.db* $FOLDER/copy",
	"tar -cf - -C $FOLDER --exclude=copy . 2>/dev/null | "
	"tar -xf - -C $FOLDER/copy",
};
#define N_KINDS (N_ORDERS + 2)

struct shared {
	atomic_long acknowledged;
	atomic_long n_done; /* checkpoints that let the log begin anew */
	atomic_int shall_end;
};

struct world {
	char folder[32], path[48], copy[48];
	struct shared *shared;
	bool is_guarded;
	pid_t writer;
};

static void
pause_us(long us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

static bool
sql(sqlite3 *db, const char *text)
{
	return sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK;
}

/* ---- The writer */

static sqlite3 *
make_db(const char *path)
{
	sqlite3 *db;

	assert(sqlite3_open(path, &db) == SQLITE_OK);
	assert(sql(db,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	    "CREATE TABLE log (n INTEGER PRIMARY KEY, pad TEXT);"
	    "CREATE TABLE cells (i INTEGER PRIMARY KEY, n INTEGER, pad TEXT);"
	    "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c"
	    " WHERE i < 210) INSERT INTO cells SELECT i, 0,"
	    " hex(zeroblob(1500)) FROM c"));
	return db;
}

static void
commit(sqlite3 *db, long n)
{
	char text[256];

	snprintf(text, sizeof(text),
	    "BEGIN; INSERT INTO log VALUES (%ld, hex(zeroblob(40)));"
	    "DELETE FROM log WHERE n <= %ld;"
	    "UPDATE cells SET n = %ld WHERE i = %ld; COMMIT",
	    n, n - KEPT, n, n % N_CELLS);
	assert(sql(db, text));
}

static void
write_on(const struct world *w, bool is_guarded)
{
	struct checkpoint *c = NULL;
	sqlite3 *db = make_db(w->path);
	struct error err;

	if (is_guarded) {
		c = checkpoint_new(db, true, &limits, &err);
		assert(c != NULL);
	} else {
		sqlite3_wal_autocheckpoint(db, (int)limits.pages);
	}
	for (long n = 1; !w->shared->shall_end; n++) {
		commit(db, n);
		w->shared->acknowledged = n;
		if (c != NULL && checkpoint_maybe(c, false) == CHECKPOINT_DONE)
			w->shared->n_done++;
		pause_us(COMMIT_US);
	}
	checkpoint_free(c);
	sqlite3_close(db);
	_exit(0);
}

static struct world
make_world(bool is_guarded)
{
	struct world w = { .folder = "/tmp/loopbell-XXXXXX",
		.is_guarded = is_guarded };

	assert_non_null(mkdtemp(w.folder));
	setenv("FOLDER", w.folder, 1);
	snprintf(w.path, sizeof(w.path), "%s/a.db", w.folder);
	snprintf(w.copy, sizeof(w.copy), "%s/copy/a.db", w.folder);
	w.shared = mmap(NULL, sizeof(*w.shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	w.writer = fork();
	if (w.writer == 0)
		write_on(&w, is_guarded);
	while (w.shared->acknowledged < N_CELLS)
		pause_us(1000);
	return w;
}

static void
end_world(struct world *w)
{
	int status;

	w->shared->shall_end = 1;
	assert_int_equal(waitpid(w->writer, &status, 0), w->writer);
	assert_int_equal(status, 0);
	munmap(w->shared, sizeof(*w->shared));
	assert_int_equal(system("rm -rf $FOLDER"), 0);
}

/* ---- Copies */

/* Piece by piece, with rests of up to so many microseconds. */
static void
copy_file(const char *from, const char *to, size_t piece, long rest_us)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char *bytes = mem_new(1, piece);
	struct stat st;
	ssize_t n;

	assert_true(in >= 0 && out >= 0);
	/* As tar and rsync do: not what comes later, or a slow copy would
	 * run after the writer for ever. */
	assert_int_equal(fstat(in, &st), 0);
	for (off_t left = st.st_size;
	     left > 0 && (n = read(in, bytes, piece)) > 0; left -= n) {
		if (n > left)
			n = left;
		assert_int_equal(write(out, bytes, (size_t)n), n);
		if (rest_us > 0)
			pause_us(rand() % rest_us);
	}
	free(bytes);
	close(in);
	close(out);
}

static void
make_copy(const struct world *w, enum order order)
{
	static const size_t pieces[] = { 8192, 65536, 1 << 20 };
	size_t piece = pieces[rand() % 3];
	long rest_us = rand() % 3 == 0 ? 0 : (long)piece / 8;

	for (size_t k = 0; k < N_OF(endings); k++) {
		size_t at = order == DB_FIRST ? k : N_OF(endings) - 1 - k;
		char *from = mem_printf("%s%s", w->path, endings[at]);
		char *to = mem_printf("%s%s", w->copy, endings[at]);

		copy_file(from, to, piece, rest_us);
		pause_us(rand() % 80000);
		free(from);
		free(to);
	}
}

static int
keep_number(void *arg, int n, char **values, char **names)
{
	(void)n;
	(void)names;
	*(long *)arg = values[0] == NULL ? -1 : strtol(values[0], NULL, 10);
	return 0;
}

static long
number(sqlite3 *db, const char *text)
{
	long n = -1;

	if (sqlite3_exec(db, text, keep_number, &n, NULL) != SQLITE_OK)
		return -1;
	return n;
}

/* Is the copy what the store was at one moment, not before `least`? */
static bool
is_whole(const char *path, long least)
{
	sqlite3 *db;
	char cells[256];
	long last;
	bool ok = sqlite3_open(path, &db) == SQLITE_OK;

	last = ok ? number(db, "SELECT max(n) FROM log") : -1;
	snprintf(cells, sizeof(cells),
	    "SELECT count(*) FROM cells WHERE n = %ld - (%ld - i) %% %d", last,
	    last, N_CELLS);
	ok = last >= least &&
	     number(db, "SELECT count(*) FROM log") ==
		 (last < KEPT ? last : KEPT) &&
	     number(db, cells) == N_CELLS &&
	     number(db, "SELECT count(*) FROM pragma_integrity_check"
			" WHERE integrity_check = 'ok'") == 1;
	sqlite3_close(db);
	return ok;
}

static int
n_copies(void)
{
	int64_t n = 8;

	if (getenv("COPIES") != NULL)
		assert_true(number_read(getenv("COPIES"), 1, 100000, &n));
	return (int)n;
}

static void
wait_for_peace(const struct world *w)
{
	long before = w->shared->n_done;

	if (!w->is_guarded)
		return;
	for (int i = 0; i < 20000 && w->shared->n_done == before; i++)
		pause_us(1000);
}

/* How many of the copies were torn or behind. */
static int
count_bad(const struct world *w, int kind, int n)
{
	int bad = 0;

	for (int i = 0; i < n; i++) {
		long least;

		assert_int_equal(
		    system("rm -rf $FOLDER/copy; mkdir $FOLDER/copy"), 0);
		/* Until it has begun the log anew again, or a log that only
		 * grows would make each copy longer than the one before. */
		wait_for_peace(w);
		pause_us(rand() % 100000);
		least = w->shared->acknowledged;
		if (kind < N_ORDERS)
			make_copy(w, (enum order)kind);
		else
			assert_int_equal(system(tools[kind - N_ORDERS]), 0);
		bad += !is_whole(w->copy, least);
	}
	return bad;
}

/* The kinds at once, each with a store of its own: how many are bad. */
static int
count_bad_kinds(bool is_guarded, int n_kinds, int n)
{
	pid_t pids[N_KINDS];
	int bad = 0, status;

	for (int kind = 0; kind < n_kinds; kind++) {
		struct world w;

		pids[kind] = fork();
		if (pids[kind] != 0)
			continue;
		srand((unsigned)(time(NULL) * 10 + kind));
		w = make_world(is_guarded);
		bad = count_bad(&w, kind, n);
		printf("kind %d, %s: %d copies, %d bad; %ld commits, the log "
		       "began anew %ld times\n",
		    kind, is_guarded ? "guarded" : "not guarded", n, bad,
		    (long)w.shared->acknowledged, (long)w.shared->n_done);
		fflush(stdout);
		/* What is not tried is not shown. */
		if (is_guarded && w.shared->n_done < n / 4)
			bad = 200;
		end_world(&w);
		_exit(bad > 200 ? 200 : bad);
	}
	for (int kind = 0; kind < n_kinds; kind++) {
		assert_int_equal(waitpid(pids[kind], &status, 0), pids[kind]);
		assert_true(WIFEXITED(status));
		bad += WEXITSTATUS(status);
	}
	return bad;
}

static void
copy__at_any_moment_in_any_order__is_the_store_of_one_moment(void **state)
{
	(void)state;
	assert_int_equal(count_bad_kinds(true, N_KINDS, n_copies()), 0);
}

static void
copy__of_a_store_that_checkpoints_when_it_likes__is_seen_to_be_torn(
    void **state)
{
	(void)state;
	assert_true(count_bad_kinds(false, N_ORDERS, n_copies()) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		cmocka_unit_test(copy__at_any_moment_in_any_order__is_the_store_of_one_moment),
		cmocka_unit_test(copy__of_a_store_that_checkpoints_when_it_likes__is_seen_to_be_torn),
		/* clang-format on */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
