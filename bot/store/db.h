/* SPDX-License-Identifier: ISC */
/*
 * db.h - what the files of the store share: the connection, its statements,
 * and the counters that spare the figures a walk through history.
 *
 * Invariants: a statement that writes runs between store_begin() and
 * store_commit() or not at all; a statement is reset before its strings go.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "sdk/error.h"
#include "store/statements.h"
#include "store/store.h"

/* Rows of the table counts, in the order of count_names. */
enum count {
	COUNT_RESPONSES,                     /* + enum category */
	COUNT_NOTICES = COUNT_RESPONSES + 4, /* + enum notice_state */
	COUNT_REFUSED = COUNT_NOTICES + 6,
	COUNT_OPEN_CASES,
	COUNT_ACCOUNTS,
	COUNT_REVISIONS,
	COUNT_MAYBE_TWICE,
	N_COUNTS
};

enum { N_SEEN = 1024 };

struct store {
	sqlite3 *db;
	enum store_mode mode;
	int lock_fd;                   /* -1: none */
	int code;                      /* SQLite's, of the last failure */
	struct checkpoint *checkpoint; /* NULL: it only reads */
	sqlite3_stmt *statements[N_STATEMENTS];
	/* What this transaction changes; written by store_commit(). */
	int64_t counts[N_COUNTS];
	/* Accounts as they are in the store, so that a hundred answers from
	 * one account do not write it a hundred times: hashes of id and
	 * content.  What was rolled back is not believed. */
	struct {
		uint64_t id;
		int64_t content;
	} seen[N_SEEN];
	int64_t n_let_go;   /* edits that are held no more (edits.c) */
	bool has_committed; /* the transaction before this one */
	bool is_hurried;    /* store_hurry() was called */
};

/* One value to bind.  Strings stay the caller's until the statement is
 * reset; NULL strings are SQL's NULL. */
struct value {
	enum value_kind { VALUE_END, VALUE_TEXT, VALUE_INT, VALUE_REAL } kind;
	const char *text;
	int64_t integer;
	double real;
};

/* clang-format off */
#define TEXT(t)   { VALUE_TEXT, (t), 0, 0 }
#define INT(i)    { VALUE_INT, NULL, (i), 0 }
#define REAL(r)   { VALUE_REAL, NULL, 0, (r) }
#define VALUES(...) (const struct value[]){ __VA_ARGS__, { VALUE_END, NULL, 0, 0 } }
/* clang-format on */
/* "" is how structs say none; in the store it is NULL. */
#define TEXT_OR_NULL(t) TEXT((t)[0] == '\0' ? NULL : (t))

/* The statement with its values, $1 first, ready to step; NULL: failed.
 * values may be NULL: none. */
sqlite3_stmt *db_bind(struct store *s, enum statement which,
    const struct value *values, struct error *err);
/* Steps: true and *row says whether there is a row.  Without one, and on
 * failure, the statement is reset. */
bool db_row(struct store *s, sqlite3_stmt *stmt, bool *row, struct error *err);
/* Runs it to its end.  *n_changed (may be NULL): the rows it touched. */
bool db_run(struct store *s, enum statement which, const struct value *values,
    int64_t *n_changed, struct error *err);
/* A column of the current row: NULL where it is NULL, valid until the next
 * step; and a copy that the caller frees. */
const char *db_text(sqlite3_stmt *stmt, int column);
char *db_copy(sqlite3_stmt *stmt, int column);
/* An id in a column of the current row; "" where it is NULL. */
void db_id(sqlite3_stmt *stmt, int column, char id[ID_SIZE]);

/* The notice in the current row of a statement that selects NOTICE, the
 * caller's (notices.c). */
void db_notice(sqlite3_stmt *stmt, struct notice *n);

/* Says what SQLite complains of, with the file and what to do.  False. */
bool db_say(sqlite3 *db, int code, struct error *err);
/* The same, remembered for store_is_stuck(). */
bool db_failed(struct store *s, struct error *err);

/* Begins a transaction of its own where none is open, and ends that one:
 * with a commit when ok, else with a rollback. */
bool db_begin_own(struct store *s, bool *own, struct error *err);
bool db_end_own(struct store *s, bool own, bool ok, struct error *err);

/* What the store knows of a response with the same identity (responses.c). */
struct known {
	char id[ID_SIZE];
	int64_t hash, changed_us;
	bool complete;
	enum category category;
};
bool known_find(struct store *s, const struct response *r, struct known *k,
    bool *found, struct error *err);
/* A new one: makes r->id. */
bool known_add(
    struct store *s, struct response *r, int64_t now_us, struct error *err);
/* r takes its place, what was known becomes a revision. */
bool known_change(struct store *s, const struct response *r,
    const struct known *k, int64_t now_us, struct error *err);
/* Two ways to one provider may bring its news out of order. */
bool known_is_newer(const struct known *k, const struct response *r);

/* What is known of r->id, with its account and drivers (shared.c); the caller
 * releases it, and on failure too. */
bool known_read(struct store *s, const struct response *r, int64_t now_us,
    struct response *known, struct error *err);

/* The first row of notices, if any (notices.c). */
bool notices_one(struct store *s, sqlite3_stmt *stmt, struct notice *n,
    bool *found, struct error *err);
/* A notice was not waiting before and is not being sent now: what becomes of
 * the edit that is held for it (edits.c). */
bool edits_follow(struct store *s, const struct notice *n, struct error *err);

/* Writes the counters of this transaction (totals.c). */
bool counts_write(struct store *s, struct error *err);

/* lock.c: only one process may write a store.  Opens and locks PATH.lock;
 * -1: err says why, with the process that holds it. */
int lock_take(const char *path, struct error *err);
/* Makes the file, for the owner and the group alone, where it is not there;
 * err says what keeps it from being written. */
bool lock_make_file(const char *path, struct error *err);

#endif
