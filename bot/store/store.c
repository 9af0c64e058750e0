/* SPDX-License-Identifier: ISC */
/*
 * store.c - opening, closing and transactions.
 *
 * There is one connection that writes, and it alone checkpoints (SQLite before
 * 3.51.3 can corrupt a WAL that two connections write at once): checkpoint.h
 * says when.
 */
#include "store/store.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "store/checkpoint.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/watch.h"

enum { BUSY_MS = 5000 };

/* The cache is what keeps the indexes' inner pages at hand; the kernel caches
 * the rest.  The WAL is cut back when a burst has made it large. */
static const char write_settings[] = "PRAGMA synchronous = FULL;"
				     "PRAGMA wal_autocheckpoint = 0;"
				     "PRAGMA journal_size_limit = 67108864;"
				     "PRAGMA temp_store = MEMORY;"
				     "PRAGMA cache_size = -8000;";

static bool
ran(struct store *s, const char *sql, struct error *err)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return db_failed(s, err);
}

static int
keep_mode(void *arg, int n, char **values, char **names)
{
	bool *is_wal = arg;

	(void)names;
	*is_wal = n == 1 && values[0] != NULL && strcmp(values[0], "wal") == 0;
	return 0;
}

static bool
use_wal(struct store *s, struct error *err)
{
	bool is_wal = false;

	if (sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", keep_mode,
		&is_wal, NULL) != SQLITE_OK)
		return db_failed(s, err);
	if (is_wal)
		return true;
	return error_set(err,
	    "%s: the file system does not support what SQLite's WAL needs (a "
	    "network share?): put the store on a local disk",
	    sqlite3_db_filename(s->db, "main"));
}

static bool
connect_to(struct store *s, const char *path, struct error *err)
{
	int flags = s->mode == STORE_WRITE ? SQLITE_OPEN_READWRITE
					   : SQLITE_OPEN_READONLY;

	if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK)
		return db_failed(s, err);
	/* Six trees are open while a notice is added: room for their cursors
	 * without malloc(). */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 1200, 300);
	sqlite3_extended_result_codes(s->db, 1);
	/* checkpoint.c allows it where no copy can suffer. */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return true;
}

static bool
open_to_write(struct store *s, const char *path, struct error *err)
{
	bool was_alone;
	int version;

	s->lock_fd = lock_take(path, err);
	if (s->lock_fd < 0 || !lock_make_file(path, err))
		return false;
	was_alone = watch_is_alone(path);
	/* Looks before it touches: WAL would already change another
	 * program's file. */
	if (!connect_to(s, path, err) ||
	    !schema_check(s->db, schema_migrations, schema_n_migrations,
		&version, err) ||
	    !use_wal(s, err) || !ran(s, write_settings, err) ||
	    !schema_migrate(
		s->db, schema_migrations, schema_n_migrations, err))
		return false;
	s->checkpoint =
	    checkpoint_new(s->db, was_alone, &checkpoint_defaults, err);
	return s->checkpoint != NULL;
}

static bool
open_to_read(struct store *s, const char *path, struct error *err)
{
	int latest = schema_migrations[schema_n_migrations - 1].version;
	struct stat st;
	int version;

	if (stat(path, &st) != 0 && errno == ENOENT)
		return error_set(err,
		    "%s: does not exist yet: loopbell run makes it", path);
	if (!connect_to(s, path, err) ||
	    !schema_check(
		s->db, schema_migrations, schema_n_migrations, &version, err))
		return false;
	if (version == latest || s->mode == STORE_LOOK)
		return true;
	return error_set(err,
	    "%s: has schema %d, this loopbell needs %d: start loopbell run "
	    "once, it brings the store up to date",
	    path, version, latest);
}

struct store *
store_open(const char *path, enum store_mode mode, struct error *err)
{
	struct store *s = mem_new(1, sizeof(*s));

	/* One thread, and nobody asks how much memory SQLite has: spares a
	 * lock around each malloc().  Refused once SQLite is in use, which
	 * does no harm. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	s->mode = mode;
	s->lock_fd = -1;
	if (mode == STORE_WRITE ? open_to_write(s, path, err)
				: open_to_read(s, path, err))
		return s;
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_rollback(s);
	for (int i = 0; i < N_STATEMENTS; i++)
		sqlite3_finalize(s->statements[i]);
	checkpoint_free(s->checkpoint);
	sqlite3_close(s->db);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free(s);
}

bool
store_begin(struct store *s, struct error *err)
{
	s->code = SQLITE_OK;
	memset(s->counts, 0, sizeof(s->counts));
	if (!s->has_committed)
		memset(s->seen, 0, sizeof(s->seen));
	s->has_committed = false;
	return db_run(s, SQL_BEGIN, NULL, NULL, err);
}

bool
store_commit(struct store *s, struct error *err)
{
	/* Rolled back by SQLite itself: s->code still says why. */
	if (sqlite3_get_autocommit(s->db) != 0)
		return error_set(err, "%s: the transaction was rolled back",
		    sqlite3_db_filename(s->db, "main"));
	if (counts_write(s, err) && db_run(s, SQL_COMMIT, NULL, NULL, err)) {
		memset(s->counts, 0, sizeof(s->counts));
		s->has_committed = true;
		return true;
	}
	store_rollback(s);
	return false;
}

void
store_rollback(struct store *s)
{
	int code = s->code;

	memset(s->counts, 0, sizeof(s->counts));
	if (s->db != NULL && sqlite3_get_autocommit(s->db) == 0)
		db_run(s, SQL_ROLLBACK, NULL, NULL, NULL);
	/* Why it came to this is what store_is_stuck() is asked about. */
	s->code = code;
}

bool
store_set_limits(
    struct store *s, const struct checkpoint_limits *limits, struct error *err)
{
	checkpoint_free(s->checkpoint);
	s->checkpoint = checkpoint_new(s->db, true, limits, err);
	return s->checkpoint != NULL;
}

enum checkpoint_end
store_tend(struct store *s)
{
	return checkpoint_maybe(
	    s->checkpoint, (s->code & 0xff) == SQLITE_FULL);
}

int
store_watch_fd(const struct store *s)
{
	return checkpoint_fd(s->checkpoint);
}

bool
db_begin_own(struct store *s, bool *own, struct error *err)
{
	*own = sqlite3_get_autocommit(s->db) != 0;
	return !*own || store_begin(s, err);
}

bool
db_end_own(struct store *s, bool own, bool ok, struct error *err)
{
	if (!own)
		return ok;
	if (ok)
		return store_commit(s, err);
	store_rollback(s);
	return false;
}
