/* SPDX-License-Identifier: ISC */
/* index.c - texts to numbers: open addressing, at most half full. */
#include "index.h"

#include "sdk/fnv.h"
#include "sdk/mem.h"

/* The text's slot, or the free one where it belongs. */
static struct index_slot *
slot_of(const struct index *x, const struct buf *texts, const char *text)
{
	size_t at = (size_t)fnv_add_string(FNV_START, text);

	for (;; at++) {
		struct index_slot *s = &x->slots[at & (x->n_slots - 1)];

		if (s->key == 0 || strcmp(texts->data + s->key, text) == 0)
			return s;
	}
}

static void
grow(struct index *x, const struct buf *texts)
{
	struct index old = *x;

	x->n_slots = old.n_slots == 0 ? 64 : old.n_slots * 2;
	x->slots = mem_new(x->n_slots, sizeof(*x->slots));
	for (size_t i = 0; i < old.n_slots; i++)
		if (old.slots[i].key != 0)
			*slot_of(x, texts, texts->data + old.slots[i].key) =
			    old.slots[i];
	free(old.slots);
}

bool
index_add(
    struct index *x, const struct buf *texts, uint32_t key, uint32_t value)
{
	struct index_slot *s;

	if (x->n * 2 >= x->n_slots)
		grow(x, texts);
	s = slot_of(x, texts, texts->data + key);
	if (s->key != 0)
		return false;
	*s = (struct index_slot){ key, value };
	x->n++;
	return true;
}

uint32_t
index_find(const struct index *x, const struct buf *texts, const char *text)
{
	const struct index_slot *s;

	if (x->n == 0)
		return INDEX_NONE;
	s = slot_of(x, texts, text);
	return s->key == 0 ? INDEX_NONE : s->value;
}

void
index_release(struct index *x)
{
	free(x->slots);
	*x = (struct index){ .slots = NULL };
}
