/* SPDX-License-Identifier: ISC */
/*
 * statements.h - every SQL statement of the store, under a name.
 *
 * SQLite numbers $1, $2 … by their first appearance, so they appear in order
 * (db_bind() asserts it); PostgreSQL numbers them as written.
 */
#ifndef STORE_STATEMENTS_H
#define STORE_STATEMENTS_H

enum statement {
	SQL_BEGIN,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_KNOWN_RESPONSE,
	SQL_ADD_RESPONSE,
	SQL_CHANGE_RESPONSE,
	SQL_ADD_REVISION,
	SQL_ADD_ACCOUNT,
	SQL_CHANGE_ACCOUNT,
	SQL_ADD_REFUSED,
	SQL_AGAIN_REFUSED,
	SQL_LIST_REFUSED,
	SQL_PUT_CURSOR,
	SQL_PUT_FIRST,
	SQL_CURSOR,
	SQL_ADD_NOTICE,
	SQL_NOTICE_STATE,
	SQL_CHANGE_NOTICE,
	SQL_NOTICE,
	SQL_LANES,
	SQL_HAS_COME_DUE,
	SQL_MAKE_DUE,
	SQL_NEXT_NOTICE,
	SQL_NEXT_TIME,
	SQL_RECOVER,
	SQL_COUNT_MADE,
	SQL_FOLDING,
	SQL_LIST_OPEN,
	SQL_LIST_QUEUED,
	SQL_LIST_ASIDE,
	SQL_LIST_DONE,
	SQL_ADD_CASE,
	SQL_ADD_ACTION,
	SQL_ADD_COUNT,
	SQL_COUNTS,
	SQL_OLDEST_WAITING,
	N_STATEMENTS
};

/* By enum statement. */
extern const char *const statements[N_STATEMENTS];

#endif
