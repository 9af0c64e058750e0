/* SPDX-License-Identifier: ISC */
/*
 * cache.h - what was looked up, so that it is asked once.
 *
 * A process lives for a few hundred notices, so nothing ever grows old in
 * here; when it is full it starts anew.
 */
#ifndef SLACK_CACHE_H
#define SLACK_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#define CACHE_MAX 512

struct cache {
	struct cache_entry {
		char *name;
		char *value;
	} * entries;
	size_t n_entries;
};

/* Forgets all; the cache is as new. */
void cache_release(struct cache *cache);

/* True: known.  *value is then the value, or NULL where it is known that there
 * is none; valid until the next cache_put(). */
bool cache_find(
    const struct cache *cache, const char *name, const char **value);

/* Copies both.  A NULL value says that there is none. */
void cache_put(struct cache *cache, const char *name, const char *value);

#endif
