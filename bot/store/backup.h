/* SPDX-License-Identifier: ISC */
/*
 * backup.h - a copy of the store, while it is written or not.
 *
 * By SQLite's online backup (sqlite.org/backup.html): what was committed when
 * it began, in one file that needs no -wal beside it.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/error.h"

/* Writes TO.part, checks it, and gives it the name `to` once it is on disk: a
 * file of that name is never half a copy.  may_replace: `to` may be there
 * already; it is never the store itself.  *size_bytes is the copy's. */
bool backup_make(const char *store, const char *to, bool may_replace,
    int64_t *size_bytes, struct error *err);

#endif
