/* SPDX-License-Identifier: ISC */
/* recall.c - a table with one place for each key to be in. */
#include "sdk/recall.h"

#include <stdint.h>

#include "sdk/clock.h"
#include "sdk/fnv.h"
#include "sdk/mem.h"

struct entry {
	char *key, *value; /* key NULL: empty */
	int64_t put_s;
};

struct recall {
	struct entry *entries;
	size_t n;
	int lasts_s;
};

struct recall *
recall_new(size_t n_places, int lasts_s)
{
	struct recall *r = mem_new(1, sizeof(*r));

	r->n = n_places;
	r->lasts_s = lasts_s;
	r->entries = mem_new(n_places, sizeof(*r->entries));
	return r;
}

void
recall_free(struct recall *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++) {
		free(r->entries[i].key);
		free(r->entries[i].value);
	}
	free(r->entries);
	free(r);
}

static struct entry *
place_of(const struct recall *r, const char *key)
{
	return &r->entries[fnv_add_string(FNV_START, key) % r->n];
}

bool
recall_get(struct recall *r, const char *key, const char **value)
{
	const struct entry *e = place_of(r, key);

	*value = NULL;
	if (e->key == NULL || strcmp(e->key, key) != 0)
		return false;
	if (r->lasts_s != 0 && clock_s() - e->put_s >= r->lasts_s)
		return false;
	*value = e->value;
	return true;
}

void
recall_put(struct recall *r, const char *key, const char *value)
{
	struct entry *e = place_of(r, key);
	char *new_key = mem_string(key), *new_value = mem_string(value);

	free(e->key);
	free(e->value);
	*e = (struct entry){ new_key, new_value, clock_s() };
}
