/* SPDX-License-Identifier: ISC */
/*
 * schema.h - the tables, and how a store of an older version gets them.
 *
 * PRAGMA application_id says that a file is ours, user_version which schema it
 * has.  Migrations only go forward, each in a transaction of its own: killed
 * in the middle, the store is as it was.  A migration that was released is
 * never changed; tests/data/store/ keeps a store of every version.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <sqlite3.h>
#include <stdbool.h>

#include "sdk/error.h"

#define SCHEMA_APPLICATION_ID 0x4c6f6f70 /* "Loop" */

struct migration {
	int version; /* what the store is after it; ascending by one */
	const char *sql;
};

extern const struct migration schema_migrations[];
extern const int schema_n_migrations;

/* Is this our store, of a version up to the table's last?  *version is 0 for
 * an empty file. */
bool schema_check(sqlite3 *db, const struct migration *table, int n,
    int *version, struct error *err);

/* Brings the store to the table's last version. */
bool schema_migrate(
    sqlite3 *db, const struct migration *table, int n, struct error *err);

#endif
