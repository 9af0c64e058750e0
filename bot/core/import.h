/* SPDX-License-Identifier: ISC */
/*
 * import.h - one backfill: what an instance's plugin reads in files, or says
 * when it is asked for everything, beside the polling instance.
 *
 * A worker and a stream of its own play it, so the instance that polls goes on
 * as if nothing was.  Nothing is announced: what comes in goes into the store
 * and the figures alone.  An answer that is known already changes nothing, so
 * whatever breaks it off, it is simply run again.
 *
 * Where the provider is asked (no files), what its polls will announce, or
 * have, is left to them: taken here it would be known before anybody was told.
 */
#ifndef CORE_IMPORT_H
#define CORE_IMPORT_H

#include <cjson/cJSON.h>

#include "core/ingest.h"
#include "core/worker.h"

struct import;

/* What every import needs of the core; the core's. */
struct import_world {
	const struct world *world;
	const struct ingest_world *ingest;
	struct store *store;
	/* How long one goes on that nobody asks for (imports.h); 0: 30 s. */
	uint64_t lease_ms;
};

struct import_wish {
	struct config *config;
	const struct instance *instance; /* of config, a provider */
	const cJSON *files; /* absolute paths; NULL or none: it is asked */
	int64_t since_us;   /* what was answered before is left out; 0: none */
};

/* Begins; the wish is copied, the configuration kept by a reference.  NULL: the
 * store failed. */
struct import *import_new(const struct import_world *world,
    const struct import_wish *wish, struct error *err);

/* Ends it soon: what was read is stored, the rest is not read.  Where it has
 * ended already nothing changes.  why: for the log. */
void import_cancel(struct import *im, unsigned grace_ms, const char *why);
/* The bot ends: what is not with the writer yet is not waited for. */
void import_abandon(struct import *im);

/* Its process is gone and all it brought is stored. */
bool import_is_over(const struct import *im);
/* Only then; once abandoned, after lookup_free(). */
void import_free(struct import *im);

/* The instance's name, as long as the import is there. */
const char *import_name(const struct import *im);

/* How far it is; the caller's.  Members: instance, read, new, changed, known,
 * refused, left_out (before since), left_to_poll, file (at work), file_at
 * (from 1), files, us (it took so far), is_over, is_cancelled, failures and
 * refusals (the first sentences of each), n_failures, warning (its last). */
cJSON *import_json(const struct import *im);

#endif
