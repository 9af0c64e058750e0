/* SPDX-License-Identifier: ISC */
/*
 * files.h - files that are there whole or not at all.
 *
 * A file is written beside its place, flushed to disk and renamed; whoever
 * reads the folder never sees half of one, and what was reported done is
 * still there after the power fails.
 */
#ifndef FOLDER_FILES_H
#define FOLDER_FILES_H

#include <stdbool.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* Makes the folder and those above it that are missing. */
bool files_make_folder(const char *path, struct error *err);

/* Writes bytes to temporary, then renames it to path; both are on the same
 * file system.  What was at path is replaced. */
bool files_write(const char *temporary, const char *path,
    const struct buf *bytes, struct error *err);

/* The path of the file in folder whose name is name, or name and then ":" and
 * anything (the flags of a Maildir); NULL: there is none.  The caller frees
 * it. */
char *files_find(const char *folder, const char *name);

#endif
