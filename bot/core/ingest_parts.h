/* SPDX-License-Identifier: ISC */
/* ingest_parts.h - what ingest.c and ingest_apply.c share. */
#ifndef CORE_INGEST_PARTS_H
#define CORE_INGEST_PARTS_H

#include "core/ingest.h"

enum kind { ITEM_RESPONSE, ITEM_CURSOR, ITEM_REFUSED, ITEM_MARK };

struct item {
	struct change change; /* first: the writer's */
	struct ingest *in;
	struct item *next;
	enum kind kind;
	bool is_ready;
	struct response response;
	char *text, *why; /* cursor; refused: raw text and reason */
	void (*stored)(void *arg, bool is_stored); /* a mark's */
	void *arg;
	/* What applying made of a response, for what follows the commit. */
	enum put put;
	struct plan plan;
	struct notice *notices;
	size_t n_notices;
};

struct ingest {
	const struct ingest_world *world;
	char *provider;
	int64_t since_us;
	void (*room)(void *arg);
	void *arg;
	struct item *first, **last;
	size_t n; /* queued here or in the writer */
	size_t n_writing;
	bool was_full, is_stopped;
	bool has_set_aside; /* what was left out is written behind the mark */
	bool has_lost;      /* something was left out for good */
	struct ingest_counts counts;
	char *last_refusal;
};

/* Brings an item into the store; the change's apply().  Inside a transaction,
 * perhaps more than once. */
bool ingest_apply(
    struct change *change, struct store *store, struct error *err);
/* Frees what applying made of a response. */
void ingest_release_notices(struct item *item);

#endif
