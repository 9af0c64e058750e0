/* SPDX-License-Identifier: ISC */
/* lookup_parts.h - what lookup.c and lookup_ask.c share. */
#ifndef CORE_LOOKUP_PARTS_H
#define CORE_LOOKUP_PARTS_H

#include "core/lookup.h"

/* Remembered answers; the oldest make room. */
#define N_REMEMBERED 16384
#define N_DIRECTORIES 16
/* How long an answer is believed that somebody might have known better. */
#define DOUBTFUL_S 10

/* Somebody who waits for the answer to a question. */
struct waiting {
	lookup_fn *found;
	void *arg;
	struct waiting *next;
};

/* A question: being asked, or answered and remembered. */
struct question {
	char *who; /* JSON */
	size_t hash;
	struct question *chain;  /* of the same hash */
	struct question *next;   /* in the queue of a directory */
	struct waiting *waiting; /* NULL: answered */
	struct account *account;
	int64_t until_us;
	bool is_doubtful; /* one that may know better was passed over */
	bool is_alone;    /* not asked together with others any more */
};

struct directory {
	struct lookup *lookup;
	size_t index;
	const struct instance *instance;
	struct worker *worker;
	struct question *first, **last; /* to be asked */
	size_t n_asked;  /* of the first, those without an answer yet */
	bool is_asking;  /* a request is under way */
	bool is_many;    /* it is for many at once */
	bool has_helped; /* it has answered one of them */
	bool is_ending;
	struct directory *next_ending;
	cJSON *answer; /* to one that is asked alone */
};

struct lookup {
	const struct world *world;
	struct directory *directories[N_DIRECTORIES];
	size_t n_directories;
	struct directory *ending; /* no longer in the configuration */
	struct question *table[N_REMEMBERED];
	/* Answered questions in the order they were, a ring. */
	struct question *ring[N_REMEMBERED];
	size_t at, n_open;
	bool is_stopping;
};

/* ---- lookup.c */

/* Gives q's account to all who wait, and keeps it. */
void lookup_answer(struct lookup *l, struct question *q, int64_t keep_s);

/* ---- lookup_ask.c */

/* What a directory's worker tells; its arg is the directory. */
extern const struct worker_events lookup_asking;

/* Asks the directory of that index; behind the last one the answer is what is
 * known by now. */
void lookup_pass_on(
    struct lookup *l, struct question *q, size_t index, int64_t keep_s);

#endif
