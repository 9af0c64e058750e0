/* SPDX-License-Identifier: ISC */
/*
 * progress.h - how far an import is, for people: a line that moves while it
 * runs, and sentences at its end.
 *
 * A status is what core/import.h calls import_json(), as it came over the
 * socket.
 */
#ifndef COMMANDS_PROGRESS_H
#define COMMANDS_PROGRESS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

struct progress {
	const int64_t *rows; /* about how many each file has */
	size_t n_files;      /* 0: there is no telling how much there is */
	int columns;         /* of the terminal */
	bool colour;
	/* Its own, zero at the start: what was read before the file at
	 * work. */
	int64_t file_at, read_before;
	unsigned n_drawn;
};

/* About how many rows a file has: its lines, or what the first 16 MiB let one
 * expect; 0: it cannot be read by us. */
int64_t progress_rows_of(const char *path);

/* 12430 as "12,430". */
void progress_put_count(struct buf *out, int64_t n);

/* One line of fewer characters than columns, without a newline. */
void progress_put_line(
    struct progress *p, const cJSON *status, struct buf *out);

/* The line at the end, with its newline.  since: as the user wrote it; NULL:
 * nothing was left out. */
void progress_put_summary(
    const cJSON *status, const char *since, struct buf *out);
/* What went wrong, what was refused and what the plugin warned of, a line
 * each. */
void progress_put_details(const cJSON *status, struct buf *out);

/* The exit code: 0; 65 only rows were refused; 1 something failed, or it was
 * cancelled. */
int progress_exit_code(const cJSON *status);

#endif
