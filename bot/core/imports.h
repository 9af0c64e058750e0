/* SPDX-License-Identifier: ISC */
/*
 * imports.h - the imports of a core, and the requests that begin, watch and
 * cancel them.
 *
 * {"op":"import","instance":"interviews","files":["/abs/1.csv"],"since_us":0}
 * begins one; {"op":"import_progress","import":3} asks how far it is (the
 * answer is import_json()'s, with "import"); {"op":"import_cancel","import":3}
 * ends it, with the same answer.  One at a time of each instance.  One that
 * nobody asks for half a minute long is cancelled: whoever began it has gone.
 */
#ifndef CORE_IMPORTS_H
#define CORE_IMPORTS_H

#include "core/import.h"

struct imports;

/* The world stays longer than they do. */
struct imports *imports_new(const struct import_world *world);

/* Why the request to begin one cannot be granted, whatever is under way; NULL:
 * nothing speaks against it. */
cJSON *imports_refusal(const struct config *config, const cJSON *request);

/* Is this one of their requests? */
bool imports_know(const char *op);
/* The answer, the caller's.  config: in force now; who: the user who asks. */
cJSON *imports_answer(struct imports *all, struct config *config,
    const cJSON *request, const char *who);

/* Adds "imports", those under way, as import_json() has them. */
void imports_put_status(const struct imports *all, cJSON *answer);

/* The bot ends: cancels all, and waits for nothing that is not with the
 * writer; none is begun any more. */
void imports_stop(struct imports *all, unsigned grace_ms);
bool imports_are_over(const struct imports *all);
/* Only then, after lookup_free() and writer_free(). */
void imports_free(struct imports *all);

#endif
