/* SPDX-License-Identifier: ISC */
/*
 * cases_print.h - what `loopbell cases` prints, for people.
 */
#ifndef COMMANDS_CASES_PRINT_H
#define COMMANDS_CASES_PRINT_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "sdk/buf.h"

/* A table of the answer to {"op":"cases"}, the most urgent first. */
void cases_put_list(struct buf *out, const cJSON *answer, int64_t now_us);
/* All about the case of the answer to {"op":"case"}. */
void cases_put_one(struct buf *out, const cJSON *answer, int64_t now_us);
/* Who is away, of the answer to {"op":"absences"}. */
void cases_put_absences(struct buf *out, const cJSON *answer);

#endif
