/* SPDX-License-Identifier: ISC */
/*
 * outbox.c - the outbox looked at as a whole: what waits for each target and
 * since when, and all of it with what it is about.
 */
#include <stdlib.h>
#include <string.h>

#include "store/db.h"

enum { ABOUT_MAX = 40 };

bool
store_queues(
    struct store *s, store_queue_fn *each, void *arg, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_QUEUES, NULL, err);
	bool row = stmt != NULL;

	while (row) {
		if (!db_row(s, stmt, &row, err))
			return false;
		if (row)
			each(arg,
			    &(struct store_queue){
				.notifier = db_text(stmt, 0),
				.target = db_text(stmt, 1),
				.n = sqlite3_column_int64(stmt, 2),
				.n_unknown = sqlite3_column_int64(stmt, 3),
				.oldest_us = sqlite3_column_int64(stmt, 4),
				.next_us = sqlite3_column_int64(stmt, 5),
				.why = db_text(stmt, 6),
			    });
	}
	return stmt != NULL;
}

/* ---- All of it */

/* What the columns of the current row say; NULLs are left out. */
static size_t
read_fields(sqlite3_stmt *stmt, struct store_field fields[ABOUT_MAX])
{
	int n_columns = sqlite3_column_count(stmt);
	size_t n = 0;

	for (int i = 0; i < n_columns && n < ABOUT_MAX; i++) {
		int type = sqlite3_column_type(stmt, i);

		if (type == SQLITE_NULL)
			continue;
		fields[n++] = (struct store_field){
			.name = sqlite3_column_name(stmt, i),
			.text = db_text(stmt, i),
			.is_number =
			    type == SQLITE_INTEGER || type == SQLITE_FLOAT,
		};
	}
	return n;
}

struct exporting {
	struct store *store;
	store_export_fn *each;
	void *arg;
};

/* Hands one over, with what it is about. */
static bool
export_one(
    const struct exporting *e, const struct notice *n, struct error *err)
{
	struct store_field fields[ABOUT_MAX];
	sqlite3_stmt *stmt = db_bind(
	    e->store, SQL_ABOUT, VALUES(TEXT_OR_NULL(n->response)), err);
	bool row;

	if (stmt == NULL || !db_row(e->store, stmt, &row, err))
		return false;
	e->each(e->arg, n, fields, row ? read_fields(stmt, fields) : 0);
	if (row)
		sqlite3_reset(stmt);
	return true;
}

static sqlite3_stmt *
page(struct store *s, const struct store_page *p, struct error *err)
{
	const char *state =
	    p->state < 0 ? "" : notice_state_name((enum notice_state)p->state);

	if (p->state == NOTICE_DONE)
		return db_bind(s, SQL_EXPORT_DONE,
		    VALUES(TEXT(p->after), INT(p->max)), err);
	return db_bind(s, SQL_EXPORT,
	    VALUES(TEXT(p->after), TEXT(state), INT(p->max)), err);
}

bool
store_export(struct store *s, const struct store_page *p,
    store_export_fn *each, void *arg, struct error *err)
{
	const struct exporting e = { s, each, arg };
	sqlite3_stmt *stmt = page(s, p, err);
	bool row = stmt != NULL;
	struct notice n;

	while (row) {
		if (!db_row(s, stmt, &row, err))
			return false;
		if (!row)
			break;
		db_notice(stmt, &n);
		if (!export_one(&e, &n, err)) {
			sqlite3_reset(stmt);
			notice_release(&n);
			return false;
		}
		notice_release(&n);
	}
	return stmt != NULL;
}
