/* SPDX-License-Identifier: ISC */
/* ingest_parts.h - what ingest.c and ingest_apply.c share. */
#ifndef CORE_INGEST_PARTS_H
#define CORE_INGEST_PARTS_H

#include "core/ingest.h"
#include "core/sequel.h"

enum kind { ITEM_RESPONSE, ITEM_CURSOR, ITEM_REFUSED, ITEM_MARK };

struct item {
	struct change change; /* first: the writer's */
	struct ingest *in;
	struct item *next;
	enum kind kind;
	bool is_ready;
	struct response response;
	struct response told; /* by this provider, where others tell of the
				 response, too; response is what they all
				 know then */
	size_t n_bytes;       /* about what it takes in memory */
	char *text, *why;     /* cursor; refused: raw text and reason */
	void (*stored)(void *arg, bool is_stored); /* a mark's */
	void *arg;
	/* What applying made of a response, for what follows the commit. */
	enum put put;
	bool was_complete;
	struct sequel sequel;
};

struct ingest {
	const struct ingest_world *world;
	char *provider;
	char *identity; /* whose responses it tells of, with others; NULL */
	int64_t since_us;
	void (*room)(void *arg);
	void *arg;
	struct item *first, **last;
	size_t n, n_bytes; /* queued here or in the writer */
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

#endif
