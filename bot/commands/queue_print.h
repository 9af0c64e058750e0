/* SPDX-License-Identifier: ISC */
/*
 * queue_print.h - what `loopbell queue` prints of the core's answers
 * (core/queue.h), for people.
 */
#ifndef COMMANDS_QUEUE_PRINT_H
#define COMMANDS_QUEUE_PRINT_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "sdk/buf.h"

/* What waits for each target, as a table, and an empty line; nothing where
 * nothing waits. */
void queue_put_ages(struct buf *out, const cJSON *answer, int64_t now_us);
/* The notices, a line or two each. */
void queue_put_list(struct buf *out, const cJSON *answer);
/* One notice, with all that is known of it. */
void queue_put_one(struct buf *out, const cJSON *answer);
/* What was refused, newest first. */
void queue_put_refused(struct buf *out, const cJSON *answer);

/* An age for people: "90s", "3h", "2d". */
void queue_put_age(struct buf *out, int64_t us);

#endif
