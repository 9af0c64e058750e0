/* SPDX-License-Identifier: ISC */
/* schema.c - the tables, and how a store of an older version gets them. */
#include "store/schema.h"

#include <stdint.h>

#include "crash_point.h"
#include "sdk/buf.h"
#include "store/db.h"

/*
 * Version 1.
 *
 * No foreign keys: nothing is ever deleted, ids are made before they are used,
 * and each key would cost a look-up in a table that only grows.
 *
 * notices.queue and rank order the outbox with one index: queue 1 is due, in
 * the order of rank = priority; queue 2 is for later, in the order of rank =
 * not_before_us; NULL has left the outbox, and the index with it.  So the next
 * notice is found at once however many reminders lie ahead in time and however
 * many notices were sent.
 */
static const char version_1[] =
    "CREATE TABLE responses ("
    " id TEXT PRIMARY KEY,"
    " provider TEXT NOT NULL, survey TEXT NOT NULL, ref TEXT NOT NULL,"
    " hash BIGINT NOT NULL,"
    " scale TEXT NOT NULL, score INTEGER, category TEXT NOT NULL,"
    " complete INTEGER NOT NULL,"
    " comment TEXT, language TEXT, channel TEXT, touchpoint TEXT,"
    " email TEXT, name TEXT, role TEXT, company TEXT, link TEXT,"
    " properties TEXT, account_id TEXT, drivers TEXT,"
    " answered_us BIGINT NOT NULL, changed_us BIGINT NOT NULL,"
    " received_us BIGINT NOT NULL,"
    " UNIQUE (provider, survey, ref));"
    /* What a response said before; replaced_us is when it was told again. */
    "CREATE TABLE revisions ("
    " response_id TEXT NOT NULL, replaced_us BIGINT NOT NULL,"
    " scale TEXT NOT NULL, score INTEGER, category TEXT NOT NULL,"
    " complete INTEGER NOT NULL,"
    " comment TEXT, language TEXT, channel TEXT, touchpoint TEXT,"
    " email TEXT, name TEXT, role TEXT, company TEXT, link TEXT,"
    " properties TEXT, account_id TEXT, drivers TEXT,"
    " answered_us BIGINT NOT NULL, changed_us BIGINT NOT NULL);"
    "CREATE INDEX revisions_response ON revisions (response_id);"
    "CREATE TABLE accounts ("
    " id TEXT PRIMARY KEY, name TEXT, segment TEXT, product TEXT,"
    " industry TEXT, owner_name TEXT, owner_email TEXT,"
    " value DOUBLE PRECISION, currency TEXT, hash BIGINT NOT NULL,"
    " changed_us BIGINT NOT NULL);"
    "CREATE TABLE notices ("
    " id TEXT PRIMARY KEY, response_id TEXT, case_id TEXT,"
    " route TEXT, notifier TEXT NOT NULL, target TEXT NOT NULL,"
    " body TEXT NOT NULL, fold TEXT,"
    " priority BIGINT NOT NULL, state TEXT NOT NULL,"
    " tries INTEGER NOT NULL, deaths INTEGER NOT NULL,"
    " made_us BIGINT NOT NULL, not_before_us BIGINT NOT NULL,"
    " done_us BIGINT NOT NULL,"
    " receipt TEXT, thread TEXT, why TEXT, maybe_twice INTEGER NOT NULL,"
    " queue INTEGER, rank BIGINT);"
    "CREATE INDEX notices_queue ON notices"
    " (notifier, target, queue, rank, id) WHERE queue IS NOT NULL;"
    "CREATE INDEX notices_oldest ON notices (made_us)"
    " WHERE queue IS NOT NULL;"
    "CREATE INDEX notices_aside ON notices (state, priority, id)"
    " WHERE state IN ('sending', 'dead', 'dropped');"
    "CREATE INDEX notices_folding ON notices (route, notifier, target)"
    " WHERE fold IS NOT NULL AND state = 'waiting';"
    "CREATE INDEX notices_made ON notices"
    " (route, notifier, target, made_us);"
    "CREATE INDEX notices_response ON notices (response_id)"
    " WHERE response_id IS NOT NULL;"
    "CREATE TABLE cases ("
    " id TEXT PRIMARY KEY, response_id TEXT NOT NULL, account_id TEXT,"
    " route TEXT, owner TEXT, state TEXT NOT NULL,"
    " opened_us BIGINT NOT NULL, deadline_us BIGINT NOT NULL);"
    "CREATE INDEX cases_response ON cases (response_id);"
    "CREATE TABLE actions ("
    " id TEXT PRIMARY KEY, at_us BIGINT NOT NULL, name TEXT NOT NULL,"
    " subject TEXT, who TEXT, source TEXT, text TEXT);"
    "CREATE INDEX actions_subject ON actions (subject);"
    "CREATE TABLE cursors ("
    " provider TEXT PRIMARY KEY, cursor TEXT, first_us BIGINT NOT NULL,"
    " changed_us BIGINT NOT NULL);"
    /* The same thing refused again is one row: a file that is exported anew
     * each day has the same bad rows each day. */
    "CREATE TABLE refused ("
    " provider TEXT NOT NULL, hash BIGINT NOT NULL, raw TEXT,"
    " why TEXT NOT NULL, times INTEGER NOT NULL, at_us BIGINT NOT NULL,"
    " PRIMARY KEY (provider, hash));"
    "CREATE INDEX refused_at ON refused (at_us);"
    "CREATE TABLE counts (name TEXT PRIMARY KEY, n BIGINT NOT NULL);";

/*
 * Version 2.
 *
 * notices.edits is the id of the notice whose message a row changes;
 * notices.skew_us by how much the clock was set while a row waited, so that
 * its age is still known.  tellings says which source has told what of a
 * response that several providers tell of (store.h).
 */
static const char version_2[] =
    "ALTER TABLE notices ADD COLUMN edits TEXT;"
    "ALTER TABLE notices ADD COLUMN skew_us BIGINT NOT NULL DEFAULT 0;"
    "CREATE INDEX notices_edits ON notices (edits)"
    " WHERE edits IS NOT NULL;"
    "CREATE TABLE tellings ("
    " response_id TEXT NOT NULL, source TEXT NOT NULL, hash BIGINT NOT NULL,"
    " PRIMARY KEY (response_id, source));";

/*
 * Version 3.
 *
 * A case has a number people can say, and what became of it; case_members says
 * which answers are in it.  notices.follows is the notice in whose thread one
 * goes; guard the states of its case in which alone it is sent, step which of
 * the case's reminders it is, delay_us how much later than it was made it is
 * meant to be sent: its age counts from then.  secrets are those the bot made
 * itself.
 */
static const char version_3[] =
    "ALTER TABLE cases ADD COLUMN number BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN round INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE cases ADD COLUMN company TEXT;"
    "ALTER TABLE cases ADD COLUMN score INTEGER NOT NULL DEFAULT -1;"
    "ALTER TABLE cases ADD COLUMN holder TEXT;"
    "ALTER TABLE cases ADD COLUMN holder_name TEXT;"
    "ALTER TABLE cases ADD COLUMN resolver TEXT;"
    "ALTER TABLE cases ADD COLUMN resolver_name TEXT;"
    "ALTER TABLE cases ADD COLUMN note TEXT;"
    "ALTER TABLE cases ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN claimed_us BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN resolved_us BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN confirmed_us BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN snoozed_us BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN confirm_us BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN changed_us BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE cases ADD COLUMN skew_us BIGINT NOT NULL DEFAULT 0;"
    "UPDATE cases SET changed_us = opened_us, number ="
    " (SELECT count(*) FROM cases AS c WHERE c.id <= cases.id),"
    " company = (SELECT coalesce(accounts.name, responses.company)"
    " FROM responses LEFT JOIN accounts ON accounts.id = responses.account_id"
    " WHERE responses.id = cases.response_id),"
    " score = coalesce((SELECT score FROM responses"
    " WHERE responses.id = cases.response_id), -1);"
    "CREATE UNIQUE INDEX cases_number ON cases (number);"
    "CREATE INDEX cases_due ON cases (deadline_us)"
    " WHERE state IN ('open', 'claimed');"
    "CREATE INDEX cases_account ON cases (account_id)"
    " WHERE account_id IS NOT NULL;"
    "CREATE TABLE case_members ("
    " response_id TEXT PRIMARY KEY, case_id TEXT NOT NULL,"
    " joined_us BIGINT NOT NULL);"
    "CREATE INDEX case_members_case ON case_members (case_id);"
    "INSERT INTO case_members (response_id, case_id, joined_us)"
    " SELECT response_id, max(id), max(opened_us) FROM cases"
    " GROUP BY response_id;"
    "ALTER TABLE actions ADD COLUMN who_name TEXT;"
    "ALTER TABLE actions ADD COLUMN fields TEXT;"
    "ALTER TABLE actions ADD COLUMN answer TEXT;"
    "CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE absences ("
    " id TEXT PRIMARY KEY, who TEXT NOT NULL, deputy TEXT NOT NULL,"
    " from_us BIGINT NOT NULL, until_us BIGINT NOT NULL);"
    "CREATE INDEX absences_who ON absences (who, until_us);"
    "CREATE INDEX absences_until ON absences (until_us);"
    "CREATE INDEX responses_account ON responses"
    " (account_id, answered_us) WHERE account_id IS NOT NULL;"
    "ALTER TABLE notices ADD COLUMN follows TEXT;"
    "ALTER TABLE notices ADD COLUMN guard TEXT;"
    "ALTER TABLE notices ADD COLUMN step TEXT;"
    "ALTER TABLE notices ADD COLUMN delay_us BIGINT NOT NULL DEFAULT 0;"
    "DROP INDEX notices_oldest;"
    "CREATE INDEX notices_oldest ON notices (made_us)"
    " WHERE queue IS NOT NULL AND delay_us = 0;"
    "CREATE INDEX notices_case ON notices (case_id)"
    " WHERE case_id IS NOT NULL;"
    "CREATE INDEX responses_answered ON responses (answered_us);"
    "CREATE INDEX notices_receipt ON notices (receipt)"
    " WHERE receipt IS NOT NULL;";

const struct migration schema_migrations[] = {
	{ 1, version_1 },
	{ 2, version_2 },
	{ 3, version_3 },
};
const int schema_n_migrations =
    sizeof(schema_migrations) / sizeof(schema_migrations[0]);

/* The first column of the first row. */
static bool
number(sqlite3 *db, const char *sql, int *n, struct error *err)
{
	sqlite3_stmt *stmt;
	int code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	if (code == SQLITE_OK) {
		code = sqlite3_step(stmt);
		if (code == SQLITE_ROW)
			*n = sqlite3_column_int(stmt, 0);
		sqlite3_finalize(stmt);
	}
	return code == SQLITE_ROW ||
	       db_say(db, sqlite3_extended_errcode(db), err);
}

bool
schema_check(sqlite3 *db, const struct migration *table, int n, int *version,
    struct error *err)
{
	const char *path = sqlite3_db_filename(db, "main");
	int id, n_objects;

	if (!number(db, "PRAGMA application_id", &id, err) ||
	    !number(db, "PRAGMA user_version", version, err) ||
	    !number(db, "SELECT count(*) FROM sqlite_master", &n_objects, err))
		return false;
	if (n_objects == 0 && *version == 0)
		return true;
	if (id != SCHEMA_APPLICATION_ID)
		return error_set(err,
		    "%s: is a database of another program: give \"store\" "
		    "another path",
		    path);
	if (*version > table[n - 1].version)
		return error_set(err,
		    "%s: was written by a newer loopbell (schema %d, this one "
		    "knows up to %d): install that version again, or go back "
		    "to a copy of the store from before",
		    path, *version, table[n - 1].version);
	return true;
}

static bool
migrate_one(sqlite3 *db, const struct migration *m, struct error *err)
{
	struct buf sql = BUF_INIT;
	int code;

	/* Both pragmas are part of the transaction. */
	buf_printf(&sql,
	    "BEGIN IMMEDIATE; %s; PRAGMA application_id = %d; "
	    "PRAGMA user_version = %d",
	    m->sql, SCHEMA_APPLICATION_ID, m->version);
	code = sqlite3_exec(db, buf_str(&sql), NULL, NULL, NULL);
	crash_point("in-migration");
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	crash_point("in-migration");
	buf_release(&sql);
	if (code == SQLITE_OK)
		return true;
	db_say(db, sqlite3_extended_errcode(db), err);
	if (sqlite3_get_autocommit(db) == 0)
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return error_in(err, "migrating the store to schema %d", m->version);
}

bool
schema_migrate(
    sqlite3 *db, const struct migration *table, int n, struct error *err)
{
	int version;

	if (!schema_check(db, table, n, &version, err))
		return false;
	for (int i = 0; i < n; i++)
		if (table[i].version > version &&
		    !migrate_one(db, &table[i], err))
			return false;
	return true;
}
