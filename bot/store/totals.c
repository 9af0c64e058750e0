/* SPDX-License-Identifier: ISC */
/*
 * totals.c - figures that cost the same with five rows and five million.
 *
 * Counting would walk through history, so a small table counts along: each
 * transaction adds up what it changes and writes the sums when it commits.
 */
#include <string.h>

#include "store/db.h"

/* clang-format off */
static const char *const count_names[N_COUNTS] = {
	[COUNT_RESPONSES + CATEGORY_NONE] = "responses none",
	[COUNT_RESPONSES + PROMOTER]      = "responses promoter",
	[COUNT_RESPONSES + PASSIVE]       = "responses passive",
	[COUNT_RESPONSES + DETRACTOR]     = "responses detractor",
	[COUNT_NOTICES + NOTICE_WAITING]  = "notices waiting",
	[COUNT_NOTICES + NOTICE_SENDING]  = "notices sending",
	[COUNT_NOTICES + NOTICE_UNKNOWN]  = "notices unknown",
	[COUNT_NOTICES + NOTICE_DONE]     = "notices done",
	[COUNT_NOTICES + NOTICE_DEAD]     = "notices dead",
	[COUNT_NOTICES + NOTICE_DROPPED]  = "notices dropped",
	[COUNT_REFUSED]                   = "refused",
	[COUNT_OPEN_CASES]                = "cases open",
	[COUNT_ACCOUNTS]                  = "accounts",
	[COUNT_REVISIONS]                 = "revisions",
	[COUNT_MAYBE_TWICE]               = "notices maybe twice",
};
/* clang-format on */

bool
counts_write(struct store *s, struct error *err)
{
	for (int i = 0; i < N_COUNTS; i++)
		if (s->counts[i] != 0 &&
		    !db_run(s, SQL_ADD_COUNT,
			VALUES(TEXT(count_names[i]), INT(s->counts[i])), NULL,
			err))
			return false;
	return true;
}

static void
add_count(int64_t counts[N_COUNTS], const char *name, int64_t n)
{
	for (int i = 0; i < N_COUNTS; i++)
		if (strcmp(count_names[i], name) == 0)
			counts[i] += n;
}

static bool
read_counts(struct store *s, int64_t counts[N_COUNTS], struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_COUNTS, NULL, err);
	bool row = stmt != NULL;

	while (row) {
		if (!db_row(s, stmt, &row, err))
			return false;
		if (row)
			add_count(counts, db_text(stmt, 0),
			    sqlite3_column_int64(stmt, 1));
	}
	return stmt != NULL;
}

static bool
read_oldest(struct store *s, int64_t *oldest_us, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_OLDEST_WAITING, NULL, err);
	bool row;

	if (stmt == NULL || !db_row(s, stmt, &row, err))
		return false;
	*oldest_us = row ? sqlite3_column_int64(stmt, 0) : 0;
	sqlite3_reset(stmt);
	return true;
}

bool
store_totals(struct store *s, struct store_totals *t, struct error *err)
{
	int64_t counts[N_COUNTS];

	*t = (struct store_totals){ 0 };
	memcpy(counts, s->counts, sizeof(counts));
	if (!read_counts(s, counts, err) ||
	    !read_oldest(s, &t->oldest_waiting_us, err))
		return false;
	memcpy(t->responses, &counts[COUNT_RESPONSES], sizeof(t->responses));
	memcpy(t->notices, &counts[COUNT_NOTICES], sizeof(t->notices));
	t->refused = counts[COUNT_REFUSED];
	t->open_cases = counts[COUNT_OPEN_CASES];
	t->accounts = counts[COUNT_ACCOUNTS];
	t->revisions = counts[COUNT_REVISIONS];
	t->maybe_twice = counts[COUNT_MAYBE_TWICE];
	return true;
}

bool
store_refused(struct store *s, int64_t max, store_refused_fn *each, void *arg,
    struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_LIST_REFUSED, VALUES(INT(max)), err);
	bool row = stmt != NULL;

	while (row) {
		if (!db_row(s, stmt, &row, err))
			return false;
		if (row)
			each(arg, db_text(stmt, 0), db_text(stmt, 1),
			    sqlite3_column_int64(stmt, 2));
	}
	return stmt != NULL;
}
