/* SPDX-License-Identifier: ISC */
/*
 * checkpoint.c - when the write-ahead log goes into the database.
 *
 * Why a copy of the running store is whole.  Let a copy go from the opening of
 * its first file to the closing of its last; the log only grows but for two
 * moments: a checkpoint copies its pages into the database, and once all are
 * there the next commit begins the log anew, over the old pages.
 *
 * - Neither happens during the copy: the database is what it was, the log a
 *   beginning of what it is, with all that was committed before the copy.
 * - A checkpoint was under way when the copy began: all it writes is in the log
 *   that the copy reads, in whatever order it reads the files, and what the log
 *   holds counts more than what the database holds.
 * - A checkpoint begins during the copy: pages newer than a log that was
 *   copied first get into the database.  So none begins while somebody copies.
 * - The log begins anew during the copy: the pages it held are missing from a
 *   database that was copied before the checkpoint, or the copy of the log is
 *   cut short.  So after a checkpoint one looks again whether somebody copies,
 *   and begins the log anew at once, with a commit of our own, or not at all.
 *
 * Nobody commits between these steps: there is one writer, and it is here.  The
 * log cannot begin anew by itself while a second connection reads from it (it
 * "pins" it; SQLite: walRestartLog()) or while a page of it is in no
 * checkpoint.  What is left is a copy whose reading of the log begins in the
 * microseconds between the second look and our commit, and that is so slow that
 * the writer overtakes it.  No care is taken above max_pages, where the system
 * cannot tell (watch.h), and of a copy that was under way when we started and
 * rests between two files for longer than quiet_ms.
 */
#include "store/checkpoint.h"

#include <time.h>

#include "crash_point.h"
#include "sdk/mem.h"
#include "store/db.h"
#include "store/watch.h"

const struct checkpoint_limits checkpoint_defaults = {
	.pages = 2000,
	.max_pages = 65536,
	.again_ms = 1000,
	.quiet_ms = WATCH_QUIET_MS,
};

struct checkpoint {
	sqlite3 *db;  /* the writer's */
	sqlite3 *pin; /* reads only */
	struct watch *watch;
	struct checkpoint_limits limits;
	int n_pages; /* in the log */
	/* A commit that was to leave a page in the log failed: the pin stays
	 * until the next try, which may find it too old and ends it. */
	bool is_pinned;
	int64_t next_ms;
	/* A commit that changes nothing: the same number again. */
	char *touch;
};

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Called after each commit; takes the place of SQLite's own checkpoints. */
static int
on_commit(void *arg, sqlite3 *db, const char *name, int n_pages)
{
	struct checkpoint *c = arg;

	(void)db;
	(void)name;
	c->n_pages = n_pages;
	return SQLITE_OK;
}

static bool
run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int
keep_version(void *arg, int n, char **values, char **names)
{
	struct checkpoint *c = arg;

	(void)n;
	(void)names;
	c->touch = mem_printf("PRAGMA user_version = %s", values[0]);
	return 0;
}

static bool
pin_log(struct checkpoint *c)
{
	if (run(c->pin, "BEGIN; SELECT count(*) FROM sqlite_master"))
		return true;
	run(c->pin, "ROLLBACK");
	return false;
}

static void
unpin_log(struct checkpoint *c)
{
	run(c->pin, "ROLLBACK");
}

static bool
open_pin(struct checkpoint *c, const char *path, struct error *err)
{
	int code = sqlite3_open_v2(
	    path, &c->pin, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

	/* Read once, so that all files are open before the watch begins. */
	if (code == SQLITE_OK && pin_log(c)) {
		unpin_log(c);
		return true;
	}
	return db_say(c->pin, sqlite3_extended_errcode(c->pin), err);
}

struct checkpoint *
checkpoint_new(sqlite3 *db, bool was_alone,
    const struct checkpoint_limits *limits, struct error *err)
{
	int64_t busy_to_ms = now_ms() + (was_alone ? 0 : limits->quiet_ms);
	struct checkpoint *c = mem_new(1, sizeof(*c));
	const char *path = sqlite3_db_filename(db, "main");

	c->db = db;
	c->limits = *limits;
	if (sqlite3_exec(db, "PRAGMA user_version", keep_version, c, NULL) !=
	    SQLITE_OK)
		db_say(db, sqlite3_extended_errcode(db), err);
	else if (open_pin(c, path, err)) {
		sqlite3_wal_hook(db, on_commit, c);
		sqlite3_db_config(
		    db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		c->watch = watch_new(path, limits->quiet_ms, busy_to_ms);
		return c;
	}
	checkpoint_free(c);
	return NULL;
}

static bool
is_quiet(struct checkpoint *c)
{
	return c->watch == NULL || watch_is_quiet(c->watch, now_ms());
}

void
checkpoint_free(struct checkpoint *c)
{
	if (c == NULL)
		return;
	sqlite3_wal_hook(c->db, NULL, NULL);
	if (is_quiet(c))
		sqlite3_db_config(
		    c->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	/* Only now: the watch sees this too. */
	sqlite3_close(c->pin);
	watch_free(c->watch);
	free(c->touch);
	free(c);
}

int
checkpoint_fd(const struct checkpoint *c)
{
	return c->watch == NULL ? -1 : watch_fd(c->watch);
}

/* True: all of the log is in the database. */
static bool
backfill(struct checkpoint *c)
{
	int n_log = -1, n_done = -1, code;

	crash_point_writes("in-checkpoint");
	code = sqlite3_wal_checkpoint_v2(
	    c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &n_log, &n_done);
	crash_point_writes_end();
	return code == SQLITE_OK && n_log >= 0 && n_done == n_log;
}

/* The log begins anew where it may: the pin goes before the next commit;
 * else that commit leaves a page in it that is in no checkpoint. */
static enum checkpoint_end
finish(struct checkpoint *c, bool is_forced)
{
	bool may = is_quiet(c) || is_forced;
	int before = c->n_pages;

	if (may)
		unpin_log(c);
	if (!run(c->db, c->touch) && !may)
		c->is_pinned = true;
	else if (!may)
		unpin_log(c);
	if (c->n_pages >= before)
		return CHECKPOINT_PARTLY;
	return is_forced ? CHECKPOINT_FORCED : CHECKPOINT_DONE;
}

static enum checkpoint_end
try(struct checkpoint *c, bool is_forced)
{
	if (!c->is_pinned && !pin_log(c))
		return CHECKPOINT_PARTLY;
	c->is_pinned = false;
	if (backfill(c))
		return finish(c, is_forced);
	unpin_log(c);
	return CHECKPOINT_PARTLY;
}

enum checkpoint_end
checkpoint_maybe(struct checkpoint *c, bool needs_room)
{
	bool quiet = is_quiet(c), is_forced;
	enum checkpoint_end end;

	if (c->n_pages < (needs_room ? 2 : c->limits.pages) ||
	    now_ms() < c->next_ms)
		return CHECKPOINT_NONE;
	is_forced = !quiet && c->n_pages >= c->limits.max_pages;
	if (!quiet && !is_forced)
		return CHECKPOINT_NONE;
	end = try(c, is_forced);
	if (end == CHECKPOINT_PARTLY)
		c->next_ms = now_ms() + c->limits.again_ms;
	return end;
}
