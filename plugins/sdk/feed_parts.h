/* SPDX-License-Identifier: ISC */
/* feed_parts.h - what feed*.c share; the interface is feed.h. */
#ifndef SDK_FEED_PARTS_H
#define SDK_FEED_PARTS_H

#include "sdk/feed.h"

struct feed {
	struct lb_host *host;
	struct rest *rest;
	const struct feed_spec *spec;
	void *state;           /* the provider's */
	struct mapped answer;  /* the one at hand */
	int64_t overlap_due_s; /* of the monotonic clock */
};

/* One walk: what the caller of feed_walk() sets, and where it is. */
struct feed_walk {
	struct feed *feed;
	int64_t from_us;
	/* What is done with each row; other than LB_DONE ends the walk. */
	enum lb_result (*row)(
	    struct feed_walk *w, const cJSON *document, cJSON *row);
	void (*page)(
	    struct feed_walk *w); /* after each but the last; or NULL */
	void *arg;
	int most_rows, most_pages; /* where it ends, if not before; 0: never */

	struct paging_at at;
	char *next;          /* that at.next is */
	char *kept;          /* the last there was; the caller's */
	int64_t last_us;     /* the newest row of this walk */
	int64_t newest_us;   /* that the cursor has told */
	int n_rows, n_pages; /* so far */
	int n_total;         /* as the first page tells; 0: it does not */
	bool is_cut;         /* it ended for most_rows or most_pages */
	bool is_beyond;      /* a row was older than from_us */
	uint64_t first_row;  /* hash of the last page's first */
	int64_t moment_us; /* of the last row, and the hashes of those then */
	uint64_t *moment;
	size_t n_moment;
};

/* Walks what moved since from_us to its end.  Not LB_DONE: why is said, and what
 * was walked until then has been handed to row(). */
enum lb_result feed_walk(struct feed_walk *w);

/* The time that row moved; 0: it does not say. */
int64_t feed_moved(const struct feed *f, const cJSON *row);

#endif
