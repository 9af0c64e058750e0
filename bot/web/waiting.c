/* SPDX-License-Identifier: ISC */
/*
 * waiting.c - the requests the core was asked about, by the id it answers to.
 *
 * An id is serial * n_slots + slot, so that finding costs nothing.
 */
#include "web/waiting.h"

#include "sdk/mem.h"

void
waiting_init(struct waiting *w, size_t n_slots)
{
	*w = (struct waiting){
		.slots = mem_new(n_slots, sizeof(*w->slots)),
		.ids = mem_new(n_slots, sizeof(*w->ids)),
		.free = mem_new(n_slots, sizeof(*w->free)),
		.n_slots = n_slots,
		.n_free = n_slots,
	};
	for (size_t i = 0; i < n_slots; i++)
		w->free[i] = n_slots - 1 - i;
}

void
waiting_release(struct waiting *w)
{
	free(w->slots);
	free(w->ids);
	free(w->free);
	*w = (struct waiting){ .slots = NULL };
}

uint64_t
waiting_put(struct waiting *w, struct request *request)
{
	size_t slot;

	if (w->n_free == 0)
		return 0;
	slot = w->free[--w->n_free];
	w->slots[slot] = request;
	return w->ids[slot] = ++w->serial * w->n_slots + slot;
}

struct request *
waiting_take(struct waiting *w, uint64_t id)
{
	size_t slot = w->n_slots == 0 ? 0 : id % w->n_slots;

	if (id == 0 || w->n_slots == 0 || w->ids[slot] != id)
		return NULL;
	w->ids[slot] = 0;
	w->free[w->n_free++] = slot;
	return w->slots[slot];
}
