/* SPDX-License-Identifier: ISC */
/*
 * paging.h - how a vendor hands out a long list: page after page, told by a
 * table instead of by code.
 *
 * Templates hold {names}: since and now (as `time` says), page, offset, size,
 * next, and those of the caller's variables.  In a path what they stand for is
 * percent-encoded; a parameter of the query whose name has no value (next, on
 * the first page) is left out.  A body is JSON: strings in it are templates,
 * and a member without a value is left out, too; "{page}", "{offset}" and
 * "{size}" alone become numbers.
 */
#ifndef SDK_PAGING_H
#define SDK_PAGING_H

#include "sdk/rest.h"

enum paging_kind {
	PAGING_ONE,    /* all is on one page                             */
	PAGING_PAGE,   /* {page} counts from `first`                     */
	PAGING_OFFSET, /* {offset} counts rows                           */
	PAGING_CURSOR, /* {next} is what stands at `next` of the last    */
	PAGING_LINK,   /* the whole address of the next stands at `next`;
			* NULL: in the header Link, rel="next" (RFC 8288) */
};

/* How {since} and {now} are written, in UTC. */
enum paging_time {
	PAGING_ISO,     /* 2026-11-20T08:15:02Z, with a fraction if any */
	PAGING_SECONDS, /* since 1970 */
	PAGING_MS,      /* since 1970 */
	PAGING_DATE,    /* 2026-11-20 */
	PAGING_PLAIN,   /* 2026-11-20T08:15:02, no zone, no fraction */
	PAGING_MICROS,  /* 2026-11-20T08:15:02.000000Z, always six digits */
};

/* The strings stay the caller's. */
struct paging {
	enum paging_kind kind;
	const char *path;    /* template, below the base of rest */
	const char *body;    /* template; NULL: none, and GET */
	const char *items;   /* pointer to the list; NULL: the whole */
	const char *next;    /* pointer, see above */
	const char *more;    /* pointer to a true while there are more pages */
	const char *n_pages; /* pointer to how many pages there are */
	const char *total;   /* pointer to how many rows there are */
	int size;            /* rows of a page, for {size}; where neither more,
				n_pages nor total tells: fewer are the last.  0:
				an empty page is the last */
	int first;           /* the number of the first page is 1 + this */
	enum paging_time time;
	int back_s;     /* {since} is so much earlier: where the vendor means
			   "after" and not "from" */
	bool may_leave; /* see struct rest_call */
};

/* Where in the list. */
struct paging_at {
	int64_t since_us; /* UTC, microseconds since 1970 */
	int page;         /* from 1 */
	int64_t offset;   /* rows before it */
	const char *next; /* what the page before gave; NULL: the first */
};

/* One page; starts as all zero. */
struct paging_page {
	cJSON *document;
	cJSON *rows; /* an array within it */
	int n_rows;
	int n_total; /* of all pages; 0: it does not say */
	char *next;  /* for the next; NULL: none */
	bool is_last;
	int64_t until_us; /* all that moved before it has been given by now, as
			     a get() of feed.h may know; 0: it does not */
};

/* Do its templates name only what there is, and are pointers pointers?  False:
 * err begins with the member's name. */
bool paging_check(const struct paging *p, const struct lb_pair *variables,
    struct error *err);

/* LB_DONE: the page is there, to be released.  Else why is said, as by
 * rest_send(); a page without a list is LB_RETRY. */
enum lb_result paging_get(struct lb_host *host, struct rest *rest,
    const struct paging *p, const struct lb_pair *variables,
    const struct paging_at *at, struct paging_page *page);
void paging_release(struct paging_page *page);

#endif
