/* SPDX-License-Identifier: ISC */
/* queue_parts.h - what queue.c and queue_export.c share. */
#ifndef CORE_QUEUE_PARTS_H
#define CORE_QUEUE_PARTS_H

#include "core/queue.h"

/* {"ok":true} */
cJSON *queue_fine(void);
/* The state a request names: -1 where it names none.  False: unknown. */
bool queue_state_of(const cJSON *request, int *state, struct error *err);
/* A notice without its body. */
cJSON *queue_notice_json(const struct notice *n);

/* Adds "queues", what waits for each target.  False: the store failed. */
bool queue_put_queues(cJSON *answer, struct store *s, struct error *err);
/* The answer to {"op":"export"}. */
cJSON *queue_export(struct store *s, const cJSON *request, const char *who);

#endif
