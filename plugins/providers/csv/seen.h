/* SPDX-License-Identifier: ISC */
/*
 * seen.h - which files were read: the provider's cursor.
 *
 * As text: "1", then for each file that lies in the folder and was read the
 * 16 hexadecimal digits of its signature, after a "!" where it was no table of
 * answers; a file in the middle of which we are ends in "@ROWS", the rows that
 * were read.
 */
#ifndef CSV_SEEN_H
#define CSV_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdk/buf.h"

struct seen_file {
	uint64_t signature;
	bool is_refused;
};

struct seen {
	struct seen_file *files;
	size_t n;
	uint64_t within; /* signature of the file we are in the middle of */
	uint64_t rows;   /* rows of it that were read; 0: in no file      */
};

/* From a cursor; NULL is an empty one.  False: it is no cursor of ours; it is
 * taken as an empty one. */
bool seen_read(struct seen *s, const char *cursor);
void seen_release(struct seen *s);
void seen_add(struct seen *s, uint64_t signature, bool is_refused);
const struct seen_file *seen_find(const struct seen *s, uint64_t signature);
void seen_put(struct buf *out, const struct seen *s);

#endif
