/* SPDX-License-Identifier: ISC */
/*
 * case_page.h - the page behind a link in a mail: one case, and one thing to
 * do about it.
 *
 * GET changes nothing, whoever opens it: mail scanners do.  POST does what the
 * link is for, once however often it comes, in the name of whom the mail was
 * for.  The page is one file without a script, for a phone as well.
 */
#ifndef CORE_CASE_PAGE_H
#define CORE_CASE_PAGE_H

#include <cjson/cJSON.h>

#include "core/links.h"
#include "decide/decide.h"
#include "store/store.h"

struct page_world {
	struct store *store;
	const struct decider *decider;
	const struct links_key *key;
	int64_t now_s; /* seconds since 1970 */
};

struct page {
	int status;   /* of HTTP */
	char *html;   /* the caller's */
	bool changes; /* a case was changed: notices may be due */
};

/* Answers one request (bot/web/README.md, "place":"case"), outside a
 * transaction. */
struct page case_page(const struct page_world *world, const cJSON *request);

#endif
