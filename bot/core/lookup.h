/* SPDX-License-Identifier: ISC */
/*
 * lookup.h - which account a respondent belongs to, asked of the directories.
 *
 * The directories are asked in the order of the configuration; the first that
 * knows answers.  Answers (also "nobody knows") are believed for the
 * directory's `cache`.  A directory that fails is passed over, with trouble
 * noted in its status: an answer is never held up by a directory.
 */
#ifndef CORE_LOOKUP_H
#define CORE_LOOKUP_H

#include <stddef.h>

#include "core/response.h"
#include "core/worker.h"

struct lookup;

/* No directory yet: every answer is "unknown".  world stays longer than it. */
struct lookup *lookup_new(const struct world *world);
void lookup_free(struct lookup *l);

/* Adds a directory, the last to be asked; starts its process. */
void lookup_add(
    struct lookup *l, struct config *config, const struct instance *instance);

/* Ends all directories, starts those of the configuration, and asks them what
 * is open; what was remembered is forgotten. */
void lookup_renew(struct lookup *l, struct config *config);

/* Calls back with the account (a reference of the callee's; NULL: unknown),
 * perhaps before it returns.  r must stay until then. */
typedef void lookup_fn(void *arg, struct account *account);
void lookup_ask(
    struct lookup *l, const struct response *r, lookup_fn *found, void *arg);

/* Ends the directories; what is open stays so until lookup_free() calls back
 * with NULL, which is no answer then. */
void lookup_stop(struct lookup *l, unsigned grace_ms);

/* How many are being asked for. */
size_t lookup_backlog(const struct lookup *l);

/* For status, reload and the end: its workers. */
size_t lookup_n_workers(const struct lookup *l);
struct worker *lookup_worker(const struct lookup *l, size_t i);

#endif
