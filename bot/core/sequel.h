/* SPDX-License-Identifier: ISC */
/*
 * sequel.h - what follows in the outbox from one answer: that it came, that it
 * is different now, that its case is.
 *
 * A sequel is made inside a transaction and forgotten with it; only the notices
 * are needed after the commit, by whoever wakes their lanes.
 */
#ifndef CORE_SEQUEL_H
#define CORE_SEQUEL_H

#include "decide/context.h"
#include "decide/decide.h"
#include "store/store.h"

struct sequel {
	/* The caller's. */
	const struct decider *decider;
	struct response *r;
	const char *source; /* who told of it */
	/* What the store knows beside it; r->context points here. */
	struct context context;
	struct kase kase; /* of context.kase */
	struct correction correction;
	struct plan plan;
	struct notice *notices; /* made or changed */
	size_t n_notices;
};

/* Frees what was made, and begins anew with the same answer. */
void sequel_reset(struct sequel *q);
/* What the store knows beside the answer; is_known: it was there before, and
 * may have a case and thanks. */
bool sequel_look(
    struct sequel *q, bool is_known, struct store *store, struct error *err);

/* One more that the commit's followers hear of; empty. */
struct notice *sequel_add(struct sequel *q);
/* Into the outbox, or into the notice that stands for several. */
bool sequel_put(struct sequel *q, const struct planned *planned,
    struct store *store, struct error *err);
/* What a fold stands for and says now; takes body over. */
void sequel_set_fold(struct notice *n, const cJSON *members, char *body);

/* People were told of the answer, and it is different now (ingest_revise.c). */
bool sequel_revise(struct sequel *q, struct store *store, struct error *err);
/* Its case, or what else the store knows beside it, is: messages are changed.
 * is_quiet: those that cannot be are not followed, another notice says it. */
bool sequel_retell(
    struct sequel *q, bool is_quiet, struct store *store, struct error *err);

#endif
