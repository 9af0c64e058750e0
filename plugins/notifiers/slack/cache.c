/* SPDX-License-Identifier: ISC */
/* cache.c - what was looked up, so that it is asked once. */
#include "notifiers/slack/cache.h"

#include <strings.h>

#include "sdk/mem.h"

void
cache_release(struct cache *cache)
{
	for (size_t i = 0; i < cache->n_entries; i++) {
		free(cache->entries[i].name);
		free(cache->entries[i].value);
	}
	free(cache->entries);
	cache->entries = NULL;
	cache->n_entries = 0;
}

/* E-mail addresses and channel names both differ by more than case. */
static struct cache_entry *
entry(const struct cache *cache, const char *name)
{
	for (size_t i = 0; i < cache->n_entries; i++)
		if (strcasecmp(cache->entries[i].name, name) == 0)
			return &cache->entries[i];
	return NULL;
}

bool
cache_find(const struct cache *cache, const char *name, const char **value)
{
	const struct cache_entry *e = entry(cache, name);

	*value = e ? e->value : NULL;
	return e != NULL;
}

void
cache_put(struct cache *cache, const char *name, const char *value)
{
	struct cache_entry *e = entry(cache, name);
	char *copy = mem_string(value);

	if (e == NULL) {
		if (cache->n_entries == CACHE_MAX)
			cache_release(cache);
		cache->entries = mem_resize(cache->entries,
		    cache->n_entries + 1, sizeof(*cache->entries));
		e = &cache->entries[cache->n_entries++];
		e->name = mem_string(name);
		e->value = NULL;
	}
	free(e->value);
	e->value = copy;
}
