/* SPDX-License-Identifier: ISC */
/* keep.c - memory that is let go all at once. */
#include "host/keep.h"

#include "sdk/mem.h"

void *
keep_take(struct keep *k, void *memory)
{
	if (k->n_items == k->n_room) {
		k->n_room = k->n_room == 0 ? 16 : k->n_room * 2;
		k->items = mem_resize(k->items, k->n_room, sizeof(*k->items));
	}
	k->items[k->n_items++] = memory;
	return memory;
}

void *
keep_new(struct keep *k, size_t n, size_t size)
{
	return keep_take(k, mem_new(n, size));
}

const char *
keep_string(struct keep *k, const char *s)
{
	return s == NULL ? NULL : keep_take(k, mem_string(s));
}

void
keep_release(struct keep *k)
{
	for (size_t i = 0; i < k->n_items; i++)
		free(k->items[i]);
	free(k->items);
	*k = (struct keep)KEEP_INIT;
}
