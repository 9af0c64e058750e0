/* SPDX-License-Identifier: ISC */
/* settings.h - what the configuration says of one paged JSON API. */
#ifndef HTTP_JSON_SETTINGS_H
#define HTTP_JSON_SETTINGS_H

#include "sdk/feed.h"

/* The numbers of choices are those of enum paging_kind, paging_time and
 * feed_order. */
struct settings {
	const char *base_url;
	const char *key, *header, *prefix;
	const struct lb_pair *headers;
	const char *token_url, *client_id, *client_secret, *scope;
	bool token_basic;
	int paging;
	const char *path, *body, *items, *next, *more, *n_pages, *total;
	int size, first_page, time, back;
	bool may_leave;
	int order;
	const char *moved, *survey, *zone;
	int restart_pages, max_pages, overlap, overlap_every; /* seconds */
	bool keeps_next;
	struct mapping map;
};

extern const struct lb_option settings_options[];

/* What one option alone cannot tell: false after lb_fail(). */
bool settings_check(struct lb_host *host, const void *settings);

/* How it pages; the strings are the settings'. */
struct paging settings_paging(const struct settings *s);

/* Is the key to stand where path or body say {key}, and in no header? */
bool settings_key_is_in_template(const struct settings *s);

#endif
