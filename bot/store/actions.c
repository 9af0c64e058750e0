/* SPDX-License-Identifier: ISC */
/*
 * actions.c - the audit log, who is away, and what an account has answered
 * before.
 */
#include <stdlib.h>

#include "store/db.h"

bool
store_put_action(struct store *s, const struct action *a, struct error *err)
{
	return db_run(s, SQL_ADD_ACTION,
	    VALUES(TEXT(a->id), INT(a->at_us), TEXT(a->name), TEXT(a->subject),
		TEXT(a->who), TEXT(a->source), TEXT(a->text),
		TEXT(a->who_name), TEXT(a->fields), TEXT(a->answer)),
	    NULL, err);
}

bool
store_action_answer(struct store *s, const char *id, bool *found,
    char **answer, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_ACTION_ANSWER, VALUES(TEXT(id)), err);

	*answer = NULL;
	if (stmt == NULL || !db_row(s, stmt, found, err))
		return false;
	if (!*found)
		return true;
	*answer = db_copy(stmt, 0);
	sqlite3_reset(stmt);
	return true;
}

bool
store_secret(
    struct store *s, const char *name, char **value, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_SECRET, VALUES(TEXT(name)), err);
	bool found;

	*value = NULL;
	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return true;
	*value = db_copy(stmt, 0);
	sqlite3_reset(stmt);
	return true;
}

bool
store_put_secret(
    struct store *s, const char *name, const char *value, struct error *err)
{
	return db_run(
	    s, SQL_ADD_SECRET, VALUES(TEXT(name), TEXT(value)), NULL, err);
}

bool
store_actions(struct store *s, const char *subject, store_action_fn *each,
    void *arg, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_ACTIONS, VALUES(TEXT(subject)), err);
	bool row, ok = stmt != NULL;

	while (ok && (ok = db_row(s, stmt, &row, err)) && row)
		each(arg, &(struct action){
			      .id = db_text(stmt, 0),
			      .at_us = sqlite3_column_int64(stmt, 1),
			      .name = db_text(stmt, 2),
			      .subject = db_text(stmt, 3),
			      .who = db_text(stmt, 4),
			      .source = db_text(stmt, 5),
			      .text = db_text(stmt, 6),
			      .who_name = db_text(stmt, 7),
			      .fields = db_text(stmt, 8),
			  });
	return ok;
}

bool
store_last_action(struct store *s, const char *subject, const char *name,
    struct person *who, int64_t *at_us, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(
	    s, SQL_LAST_ACTION, VALUES(TEXT(subject), TEXT(name)), err);
	bool row;

	*who = (struct person){ NULL, NULL };
	*at_us = 0;
	if (stmt == NULL || !db_row(s, stmt, &row, err))
		return false;
	if (!row)
		return true;
	*who = (struct person){ db_copy(stmt, 0), db_copy(stmt, 1) };
	*at_us = sqlite3_column_int64(stmt, 2);
	sqlite3_reset(stmt);
	return true;
}

/* ---- Who is away */

bool
store_put_absence(struct store *s, const struct absence *a, struct error *err)
{
	return db_run(s, SQL_ADD_ABSENCE,
	    VALUES(TEXT(a->id), TEXT(a->who), TEXT(a->deputy), INT(a->from_us),
		INT(a->until_us)),
	    NULL, err);
}

bool
store_drop_absence(
    struct store *s, const char *id, bool *found, struct error *err)
{
	int64_t n = 0;
	bool ok = db_run(s, SQL_DROP_ABSENCE, VALUES(TEXT(id)), &n, err);

	*found = n > 0;
	return ok;
}

bool
store_deputy(struct store *s, const char *who, int64_t at_us, char **deputy,
    struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_DEPUTY, VALUES(TEXT(who), INT(at_us)), err);
	bool row;

	*deputy = NULL;
	if (stmt == NULL || !db_row(s, stmt, &row, err))
		return false;
	if (!row)
		return true;
	*deputy = db_copy(stmt, 0);
	sqlite3_reset(stmt);
	return true;
}

bool
store_absences(struct store *s, int64_t now_us, store_absence_fn *each,
    void *arg, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_ABSENCES, VALUES(INT(now_us)), err);
	bool row, ok = stmt != NULL;

	while (ok && (ok = db_row(s, stmt, &row, err)) && row) {
		struct absence a = {
			.who = db_text(stmt, 1),
			.deputy = db_text(stmt, 2),
			.from_us = sqlite3_column_int64(stmt, 3),
			.until_us = sqlite3_column_int64(stmt, 4),
		};

		db_id(stmt, 0, a.id);
		each(arg, &a);
	}
	return ok;
}

/* ---- Figures */

bool
store_figures(struct store *s, int64_t from_us, int64_t until_us, int64_t n[4],
    struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_FIGURES, VALUES(INT(from_us), INT(until_us)), err);
	bool row, ok = stmt != NULL;
	enum category category;

	n[0] = n[1] = n[2] = n[3] = 0;
	while (ok && (ok = db_row(s, stmt, &row, err)) && row)
		if (category_by_name(db_text(stmt, 0), &category))
			n[category] = sqlite3_column_int64(stmt, 1);
	return ok;
}

/* ---- The account's story */

bool
store_telltales(struct store *s, const struct telltale_filter *filter,
    store_telltale_fn *each, void *arg, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_TELLTALES,
	    VALUES(TEXT(filter->account), TEXT(filter->but),
		INT(filter->from_us), INT(filter->until_us), INT(filter->max)),
	    err);
	bool row, ok = stmt != NULL;

	while (ok && (ok = db_row(s, stmt, &row, err)) && row)
		each(arg,
		    &(struct telltale){
			.response = db_text(stmt, 0),
			.email = db_text(stmt, 1),
			.category = db_text(stmt, 2),
			.score = sqlite3_column_type(stmt, 3) == SQLITE_NULL
				     ? -1
				     : sqlite3_column_int(stmt, 3),
			.answered_us = sqlite3_column_int64(stmt, 4),
		    });
	return ok;
}
