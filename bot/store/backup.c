/* SPDX-License-Identifier: ISC */
/*
 * backup.c - a copy of the store, while it is written or not.
 *
 * One step takes all pages, in one read transaction: the writer goes on, and
 * its log grows meanwhile.  Steps with rests between them would begin from the
 * start with every commit of another process.
 */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "store/db.h"
#include "store/schema.h"

enum { BUSY_MS = 5000 };

/* Nobody reads it before it is whole and on disk: no journal, no waiting. */
static const char copy_settings[] = "PRAGMA journal_mode = OFF;"
				    "PRAGMA synchronous = OFF;";

struct copying {
	const char *from, *to;
	char *part;
	int fd; /* of the part; its lock says that it is being written */
	sqlite3 *source, *copy;
};

static bool
failed(const char *path, struct error *err)
{
	return error_set(err, "%s: %s", path, strerror(errno));
}

static bool
may_write(const struct copying *c, bool may_replace, struct error *err)
{
	struct stat from, to;

	if (stat(c->from, &from) != 0)
		return errno == ENOENT
			   ? error_set(err,
				 "%s: there is no store yet: the bot has "
				 "never run with this configuration",
				 c->from)
			   : failed(c->from, err);
	if (stat(c->to, &to) != 0)
		return errno == ENOENT || failed(c->to, err);
	if (from.st_dev == to.st_dev && from.st_ino == to.st_ino)
		return error_set(err, "%s: is the store itself", c->to);
	if (!S_ISREG(to.st_mode))
		return error_set(
		    err, "%s: is not a file: name the file to write", c->to);
	return may_replace ||
	       error_set(err,
		   "%s: is there already; --force replaces it once the new "
		   "copy is whole",
		   c->to);
}

static bool
open_part(struct copying *c, struct error *err)
{
	c->fd = open(c->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (c->fd < 0)
		return failed(c->part, err);
	if (flock(c->fd, LOCK_EX | LOCK_NB) != 0) {
		error_set(err, "%s: another backup is writing it", c->part);
		/* It is the other's: not to be removed. */
		close(c->fd);
		c->fd = -1;
		return false;
	}
	/* What a backup left behind that was killed. */
	return ftruncate(c->fd, 0) == 0 || failed(c->part, err);
}

static bool
ran(sqlite3 *db, const char *sql, struct error *err)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       db_say(db, sqlite3_extended_errcode(db), err);
}

static bool
open_both(struct copying *c, struct error *err)
{
	int version;

	if (sqlite3_open_v2(c->from, &c->source, SQLITE_OPEN_READONLY, NULL) !=
	    SQLITE_OK)
		return db_say(
		    c->source, sqlite3_extended_errcode(c->source), err);
	sqlite3_busy_timeout(c->source, BUSY_MS);
	if (!schema_check(c->source, schema_migrations, schema_n_migrations,
		&version, err))
		return false;
	if (sqlite3_open_v2(c->part, &c->copy, SQLITE_OPEN_READWRITE, NULL) !=
	    SQLITE_OK)
		return db_say(c->copy, sqlite3_extended_errcode(c->copy), err);
	return ran(c->copy, copy_settings, err);
}

static bool
copy_pages(struct copying *c, struct error *err)
{
	sqlite3_backup *b =
	    sqlite3_backup_init(c->copy, "main", c->source, "main");
	int code;

	if (b == NULL)
		return db_say(c->copy, sqlite3_extended_errcode(c->copy), err);
	sqlite3_backup_step(b, -1);
	code = sqlite3_backup_finish(b);
	return code == SQLITE_OK || db_say(c->copy, code, err);
}

static int
keep_verdict(void *arg, int n, char **values, char **names)
{
	char **verdict = arg;

	(void)n;
	(void)names;
	if (*verdict == NULL)
		*verdict = mem_string(values[0]);
	return 0;
}

/* The copy was made of what the disk gave: is it a database? */
static bool
check_copy(struct copying *c, struct error *err)
{
	char *verdict = NULL;
	bool ok;

	/* Out of WAL mode: it needs no files beside it. */
	if (!ran(c->copy, "PRAGMA journal_mode = DELETE", err))
		return false;
	if (sqlite3_exec(c->copy, "PRAGMA quick_check(1)", keep_verdict,
		&verdict, NULL) != SQLITE_OK)
		ok = db_say(c->copy, sqlite3_extended_errcode(c->copy), err);
	else
		ok = (verdict != NULL && strcmp(verdict, "ok") == 0) ||
		     error_set(err, "%s: the store is damaged: %s", c->from,
			 verdict == NULL ? "no verdict" : verdict);
	free(verdict);
	return ok;
}

static bool
sync_folder(const char *path, struct error *err)
{
	char *copy = mem_string(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	free(copy);
	return ok || failed(path, err);
}

static bool
finish(struct copying *c, int64_t *size_bytes, struct error *err)
{
	struct stat st;

	if (sqlite3_close(c->copy) != SQLITE_OK)
		return db_say(c->copy, sqlite3_extended_errcode(c->copy), err);
	c->copy = NULL;
	if (fsync(c->fd) != 0 || fstat(c->fd, &st) != 0)
		return failed(c->part, err);
	*size_bytes = st.st_size;
	if (rename(c->part, c->to) != 0)
		return failed(c->to, err);
	return sync_folder(c->to, err);
}

bool
backup_make(const char *store, const char *to, bool may_replace,
    int64_t *size_bytes, struct error *err)
{
	struct copying c = { .from = store, .to = to, .fd = -1 };
	bool ok;

	if (!may_write(&c, may_replace, err))
		return false;
	c.part = mem_printf("%s.part", to);
	ok = open_part(&c, err) && open_both(&c, err) && copy_pages(&c, err) &&
	     check_copy(&c, err) && finish(&c, size_bytes, err);
	sqlite3_close(c.source);
	sqlite3_close(c.copy);
	if (!ok && c.fd >= 0)
		unlink(c.part);
	if (c.fd >= 0)
		close(c.fd);
	free(c.part);
	return ok;
}
