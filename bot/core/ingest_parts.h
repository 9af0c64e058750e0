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
	struct correction correction;
	struct plan plan;
	struct notice *notices;
	size_t n_notices;
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
/* The same for a response people were told of and that is different now. */
bool ingest_revise(struct item *item, struct store *store, struct error *err);

/* Frees what applying made of a response. */
void ingest_release_notices(struct item *item);
/* One more that the commit's followers hear of; empty. */
struct notice *ingest_add_notice(struct item *item);
/* Into the outbox, or into the notice that stands for several. */
bool ingest_put_notice(struct item *item, const struct planned *planned,
    struct store *store, struct error *err);
/* Opens the case the plan asks for. */
bool ingest_put_case(
    struct item *item, struct store *store, struct error *err);
/* What a fold stands for and says now; takes body over. */
void ingest_set_fold(struct notice *n, const cJSON *members, char *body);

#endif
