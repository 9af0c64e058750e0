/* SPDX-License-Identifier: ISC */
/* db.c - statements, and what SQLite's failures mean to an operator. */
#include "store/db.h"

#include <assert.h>

#include "sdk/mem.h"

/* clang-format off */
static const struct {
	int code;
	bool stuck; /* waiting, or a hand on the machine, helps */
	const char *sentence;
} failures[] = {
	{ SQLITE_FULL,     true,  "the disk is full: make room; what was accepted is kept" },
	{ SQLITE_IOERR,    true,  "the disk cannot be read or written: look at the disk and the kernel's log" },
	{ SQLITE_BUSY,     true,  "is locked by another program: end what has it open (fuser shows it)" },
	{ SQLITE_LOCKED,   true,  "is locked" },
	{ SQLITE_CANTOPEN, true,  "cannot be opened: its folder must be there and writable for the user loopbell runs as" },
	{ SQLITE_READONLY, true,  "cannot be written: the file, its folder or the file system is read-only" },
	{ SQLITE_PERM,     true,  "may not be opened" },
	{ SQLITE_NOMEM,    true,  "out of memory" },
	{ SQLITE_NOTADB,   false, "is not a database: give \"store\" another path, or move that file away" },
	{ SQLITE_CORRUPT,  false, "is damaged: stop loopbell, keep a copy, go back to the last good copy, or "
				  "save what can be read with: sqlite3 FILE .recover | sqlite3 NEW" },
	{ SQLITE_OK,       false, NULL },
};
/* clang-format on */

bool
db_say(sqlite3 *db, int code, struct error *err)
{
	const char *path = sqlite3_db_filename(db, "main");
	int i = 0;

	if (path == NULL)
		path = "store";
	while (
	    failures[i].sentence != NULL && failures[i].code != (code & 0xff))
		i++;
	if (failures[i].sentence != NULL)
		return error_set(err, "%s: %s (%s, %d)", path,
		    failures[i].sentence, sqlite3_errstr(code), code);
	return error_set(err, "%s: %s (%d)", path, sqlite3_errmsg(db), code);
}

bool
db_failed(struct store *s, struct error *err)
{
	s->code = sqlite3_extended_errcode(s->db);
	return db_say(s->db, s->code, err);
}

bool
store_is_stuck(const struct store *s)
{
	for (int i = 0; failures[i].sentence != NULL; i++)
		if (failures[i].code == (s->code & 0xff))
			return failures[i].stuck;
	return false;
}

/* Are $1, $2 … numbered as they are named? */
static bool
is_in_order(sqlite3_stmt *stmt)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++) {
		char name[16];

		snprintf(name, sizeof(name), "$%d", i);
		if (strcmp(sqlite3_bind_parameter_name(stmt, i), name) != 0)
			return false;
	}
	return true;
}

static sqlite3_stmt *
prepared(struct store *s, enum statement which, struct error *err)
{
	sqlite3_stmt **stmt = &s->statements[which];

	if (*stmt != NULL)
		return *stmt;
	if (sqlite3_prepare_v3(s->db, statements[which], -1,
		SQLITE_PREPARE_PERSISTENT, stmt, NULL) != SQLITE_OK) {
		db_failed(s, err);
		return NULL;
	}
	assert(is_in_order(*stmt));
	return *stmt;
}

/* A full disk or a failing one makes SQLite roll back by itself; what came
 * after that would be committed row by row. */
static bool
may_run(struct store *s, enum statement which, struct error *err)
{
	if (which == SQL_BEGIN || sqlite3_stmt_readonly(s->statements[which]))
		return true;
	if (sqlite3_get_autocommit(s->db) == 0)
		return true;
	return error_set(err,
	    "%s: nothing is written outside a transaction (it may have been "
	    "rolled back)",
	    sqlite3_db_filename(s->db, "main"));
}

static int
bind_one(sqlite3_stmt *stmt, int i, const struct value *v)
{
	switch (v->kind) {
	case VALUE_END:
		break;
	case VALUE_TEXT:
		/* A NULL pointer binds NULL. */
		return sqlite3_bind_text(stmt, i, v->text, -1, SQLITE_STATIC);
	case VALUE_INT:
		return sqlite3_bind_int64(stmt, i, v->integer);
	case VALUE_REAL:
		return sqlite3_bind_double(stmt, i, v->real);
	}
	return SQLITE_MISUSE;
}

sqlite3_stmt *
db_bind(struct store *s, enum statement which, const struct value *values,
    struct error *err)
{
	sqlite3_stmt *stmt = prepared(s, which, err);
	int n = 0;

	if (stmt == NULL || !may_run(s, which, err))
		return NULL;
	for (; values != NULL && values[n].kind != VALUE_END; n++)
		if (bind_one(stmt, n + 1, &values[n]) != SQLITE_OK) {
			db_failed(s, err);
			return NULL;
		}
	assert(n == sqlite3_bind_parameter_count(stmt));
	return stmt;
}

bool
db_row(struct store *s, sqlite3_stmt *stmt, bool *row, struct error *err)
{
	int code = sqlite3_step(stmt);

	*row = code == SQLITE_ROW;
	if (*row)
		return true;
	if (code != SQLITE_DONE)
		db_failed(s, err);
	sqlite3_reset(stmt);
	return code == SQLITE_DONE;
}

bool
db_run(struct store *s, enum statement which, const struct value *values,
    int64_t *n_changed, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, which, values, err);
	bool row;

	if (stmt == NULL || !db_row(s, stmt, &row, err))
		return false;
	sqlite3_reset(stmt);
	if (n_changed != NULL)
		*n_changed = sqlite3_changes(s->db);
	return true;
}

const char *
db_text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

char *
db_copy(sqlite3_stmt *stmt, int column)
{
	return mem_string(db_text(stmt, column));
}

void
db_id(sqlite3_stmt *stmt, int column, char id[ID_SIZE])
{
	const char *text = db_text(stmt, column);

	snprintf(id, ID_SIZE, "%s", text == NULL ? "" : text);
}
