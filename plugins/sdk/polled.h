/* SPDX-License-Identifier: ISC */
/*
 * polled.h - the plugin around a feed (feed.h): what opening, checking, polling
 * and closing are for each provider.
 *
 * A provider's state begins with a struct polled, and its settings with
 * base_url; its plugin then names the functions below where it has nothing of
 * its own to do:
 *	struct settings { const char *base_url, *key; };
 *	struct ours { struct polled base; char *ours_alone; };
 */
#ifndef SDK_POLLED_H
#define SDK_POLLED_H

#include "sdk/feed.h"

/* All but the last three are what open() fills in. */
struct polled {
	struct mapping mapping;
	struct lb_pair variables[8]; /* of templates, ended by a NULL name */
	struct feed_spec spec;
	struct lb_host *host;
	struct rest *rest;
	struct feed *feed;
};

/* The end of open().  Where the spec does not say it, mapping and variables are
 * the ones here; dates in the mapping here are WHEN_YMD, as JSON has them.
 * Sends nothing, and returns p. */
void *polled_open(
    struct polled *p, struct lb_host *host, const struct rest_spec *api);

/* The plugin's check(): is base_url an address that keys can go to? */
bool polled_check(struct lb_host *host, const void *settings);

/* The plugin's poll(). */
enum lb_result polled_poll(void *state, const char *cursor);

/* The plugin's close(), or the end of it: frees the state, which is from
 * mem_new(). */
void polled_close(void *state);

/* A page as the spec's paging asks for it: for a get() of one's own. */
enum lb_result polled_get(
    struct polled *p, const struct paging_at *at, struct paging_page *page);

#endif
