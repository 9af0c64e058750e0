/* SPDX-License-Identifier: ISC */
/*
 * feed_world.h - vendors of every kind in memory: each gives pages in its own
 * order, and some end after a few; a feed over them, and what the core holds.
 */
#ifndef TESTS_FEED_WORLD_H
#define TESTS_FEED_WORLD_H

#include <inttypes.h>

#include "fake_host.h"
#include "sdk/feed.h"
#include "test.h"

#define T0 INT64_C(1763600000)
#define US INT64_C(1000000)
#define MOST 400

struct row {
	int score;
	int64_t moved_s;
};

/* A vendor, its provider, and what the core would hold. */
struct world {
	struct lb_host *host;
	struct feed_spec spec;
	struct feed *feed;
	struct row rows[MOST];
	int n_rows;
	int size;      /* of a page */
	bool shuffles; /* gives rows in no order at all */
	bool repeats;  /* always gives the first page */
	int fails_at;  /* the page that fails; 0: none */
	int n_asked;
	char *cursor;
	int scores[MOST]; /* held; -1: not */
};

/* For cmocka: a vendor without answers, oldest first, pages of 10. */
int set_up(void **state);
int tear_down(void **state);
/* A new feed: what spec says from now on, and only the cursor is left. */
void restart(struct world *w);

/* The vendor has one more; its id is its place in rows. */
void add(struct world *w, int score, int64_t moved_s);
/* Polls from the cursor there is, and keeps what comes as the core does. */
enum lb_result poll_it(struct world *w);
/* By the last poll. */
int n_emitted(const struct world *w);
/* Is what the core holds what the vendor has? */
void assert_all_held(const struct world *w);

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
