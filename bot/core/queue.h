/* SPDX-License-Identifier: ISC */
/*
 * queue.h - looking into the outbox and changing it by hand.
 *
 * The requests of `loopbell queue`, answered from the store alone, so that the
 * core and a command line without a core answer alike:
 * {"op":"queue","state":"dead","max":100}, {"op":"show","id":…},
 * {"op":"refused","max":100}, {"op":"retry","ids":[…]} or
 * {"op":"retry","state":"dead"}, {"op":"drop",…}, and
 * {"op":"export","state":"dead","after":ID}, whose answer has "next", the id to
 * go on after, while there is more.
 */
#ifndef CORE_QUEUE_H
#define CORE_QUEUE_H

#include <cjson/cJSON.h>

#include "store/store.h"

/* Is this one of them?  Does it change the store? */
bool queue_knows(const char *op, bool *changes);

/* The answer, the caller's; what changes is committed with an entry in the
 * audit log. */
cJSON *queue_answer(
    struct store *store, const cJSON *request, const char *who);

#endif
