/* SPDX-License-Identifier: ISC */
/*
 * feed.h - what all providers that are polled do alike: walking what moved
 * since a time, page by page; the cursor; looking again at the last days, for
 * vendors that cannot be asked what changed; telling the rows on, and keeping
 * aside those that cannot be read; counting, for `loopbell try`.
 *
 * What is left to a provider is a table: how its vendor pages (paging.h), where
 * in a row what is (mapping.h), how times are filtered; and code for what is
 * like nobody else's.
 *
 * "Moved" is the time the vendor filters and sorts by: when an answer was
 * changed, or, where it cannot be asked for that, when it was given.
 */
#ifndef SDK_FEED_H
#define SDK_FEED_H

#include "sdk/mapping.h"
#include "sdk/paging.h"

enum feed_order {
	/* The cursor moves with every page.  A row out of order is LB_RETRY:
	 * the cursor would pass over what comes after it. */
	FEED_OLDEST_FIRST,
	/* The cursor moves when the whole walk is done. */
	FEED_NEWEST_FIRST, /* pages are told from their end; the walk ends with
			      the first that goes beyond where it began */
	FEED_UNORDERED,
};

struct feed_spec {
	const struct paging *paging;
	const struct lb_pair *variables; /* of its templates; NULL: none */
	const struct mapping *mapping;
	const char *survey; /* where rows do not say; NULL: the instance */
	const char *moved;  /* pointer to that time in a row; NULL: there is
			       none, and every walk is over all */
	enum feed_order order;
	int restart_pages; /* oldest first: after so many pages ask anew, from
			      the last row's time on; 0: never */
	int max_pages;     /* none is given after so many; 0: no such limit */
	bool keeps_next;   /* PAGING_CURSOR goes on, at the next poll, where it
			      was: what moves comes at the list's end */
	bool looks_back;   /* but not where it is time to look for changes:
			      then it begins overlap_s back */
	int overlap_s;     /* how far back changes are looked for */
	int overlap_every_s; /* how often; and at each first poll */
	int probe_pages;     /* `loopbell try` reads no more; 0: 10,000 rows */

	/* All optional; state is the caller's. */
	/* Before the first page of a walk: learn what the survey asks. */
	enum lb_result (*begin)(void *state);
	/* In place of paging. */
	enum lb_result (*get)(
	    void *state, const struct paging_at *at, struct paging_page *page);
	/* Brings a row into a form that pointers reach: members may be added.
	 * False: it cannot be read, and err says why. */
	bool (*shape)(void *state, cJSON *row, struct error *err);
	/* What the mapping cannot say.  False: it is none of ours. */
	bool (*adjust)(void *state, const cJSON *row, struct lb_response *r);
	/* What must be asked for: only of what is about to be told. */
	enum lb_result (*complete)(
	    void *state, const cJSON *row, struct lb_response *r);
};

struct feed;

/* spec and rest stay the caller's, and valid; rest may be NULL where there is
 * get().  Sends nothing.  Never NULL. */
struct feed *feed_new(struct lb_host *host, struct rest *rest,
    const struct feed_spec *spec, void *state);
void feed_free(struct feed *f);

/* The plugin's poll(). */
enum lb_result feed_poll(struct feed *f, const char *cursor);

/* Tells one row on, as poll does, or keeps it aside: for receive() and import()
 * and where poll is the provider's own.  map: NULL is the spec's.  LB_DONE but
 * where complete() says otherwise. */
enum lb_result feed_tell(struct feed *f, const struct mapping *map,
    const cJSON *document, cJSON *row);

/* ---- For probe() */

#define FEED_DAYS 30

struct feed_count {
	int n_rows;
	int n_total;  /* as the vendor counts them; 0: it does not say */
	int n_scored; /* complete, with a score, on the scale 0-10 */
	int n_promoters, n_passives, n_detractors;
	int n_partial; /* not finished, or without a score */
	int n_others;  /* on another scale */
	int n_ignored; /* none of ours, or let through by no `only` */
	int n_wrong;   /* cannot be read */
	char why[256]; /* the first of those */
	bool is_cut;   /* there are more than were looked at */
};

/* Counts one row; for feed_probe(), and where poll is the provider's own. */
void feed_count_row(struct feed *f, struct feed_count *c,
    const struct mapping *map, const cJSON *document, cJSON *row);
/* Says in sentences what was counted of the last FEED_DAYS days. */
void feed_count_say(struct feed *f, const struct feed_count *c);
/* Counts the answers that moved since then (UTC, us since 1970) and tells
 * nobody.  Not LB_DONE: why is said. */
enum lb_result feed_count_since(
    struct feed *f, int64_t since_us, struct feed_count *c);
/* The plugin's probe(): both, of the last FEED_DAYS days; count may be NULL. */
bool feed_probe(struct feed *f, struct feed_count *count);
/* Their NPS: promoters less detractors, in percent; 0 where there are none. */
int feed_nps(const struct feed_count *c);

#endif
