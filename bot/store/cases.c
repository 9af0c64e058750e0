/* SPDX-License-Identifier: ISC */
/* cases.c - cases, and the audit log of what people did about them. */
#include "store/db.h"

bool
store_put_case(struct store *s, const struct kase *k, struct error *err)
{
	if (!db_run(s, SQL_ADD_CASE,
		VALUES(TEXT(k->id), TEXT(k->response), TEXT(k->account),
		    TEXT(k->route), TEXT(k->owner), INT(k->opened_us),
		    INT(k->deadline_us)),
		NULL, err))
		return false;
	s->counts[COUNT_OPEN_CASES]++;
	return true;
}

bool
store_open_case(
    struct store *s, const char *response, char id[ID_SIZE], struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_OPEN_CASE, VALUES(TEXT(response)), err);
	bool found;

	id[0] = '\0';
	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return true;
	snprintf(id, ID_SIZE, "%s", db_text(stmt, 0));
	sqlite3_reset(stmt);
	return true;
}

bool
store_put_action(struct store *s, const struct action *a, struct error *err)
{
	return db_run(s, SQL_ADD_ACTION,
	    VALUES(TEXT(a->id), INT(a->at_us), TEXT(a->name), TEXT(a->subject),
		TEXT(a->who), TEXT(a->source), TEXT(a->text)),
	    NULL, err);
}
