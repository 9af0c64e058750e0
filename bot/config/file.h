/* SPDX-License-Identifier: ISC */
/*
 * file.h - a small file as a whole: the configuration, a secret.
 */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* Adds what the file holds.  False: err says why, without the path.  A folder,
 * a file of more than max bytes, and what cannot be read are errors.  mode
 * (NULL: nobody asks) becomes its st_mode.  Never waits: a pipe without a
 * writer is an empty file. */
bool file_read(const char *path, size_t max, struct buf *out, mode_t *mode,
    struct error *err);

/* path itself where it is absolute, else below the folder; the caller frees
 * it. */
char *file_below(const char *folder, const char *path);

#endif
