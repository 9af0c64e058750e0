/* SPDX-License-Identifier: ISC */
/*
 * reading.h - one file read from its first row to its last, and what is told
 * about it: each bad row is kept aside, the log gets one line a file.
 */
#ifndef CSV_READING_H
#define CSV_READING_H

#include "answer.h"
#include "folder.h"

struct reading {
	struct lb_host *host;
	struct answer_rules *rules;
	const struct folder_file *file;
	struct csv csv;
	struct columns columns;
	struct answer answer;

	uint64_t rows; /* read, the first row of names not counted */
	uint64_t n_given, n_without_score, n_not_held, n_refused;
	uint64_t n_scores, n_zeros, n_made_ids, n_scientific, n_neutral;
	struct error first; /* of the refused */
};

/* Begins with an open file; reads the names of its columns.  False: it is no
 * table of answers, or it cannot be read (is_failure then). */
bool reading_start(
    struct reading *r, int *fd, bool *is_failure, struct error *err);

/* Reads one row and emits what it says.  CSV_FAILED: err says why. */
enum csv_result reading_next(struct reading *r, struct error *err);
/* Passes over a row without looking at it. */
enum csv_result reading_pass(struct reading *r, struct error *err);

/* Says in the log what was found. */
void reading_tell(const struct reading *r);
void reading_release(struct reading *r);

#endif
