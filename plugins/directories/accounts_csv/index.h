/* SPDX-License-Identifier: ISC */
/*
 * index.h - texts to numbers, in a hash table; the texts are not copied but
 * told by their place in one buffer.
 */
#ifndef ACCOUNTS_INDEX_H
#define ACCOUNTS_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdk/buf.h"

struct index_slot {
	uint32_t key; /* place in the buffer; 0: free */
	uint32_t value;
};

struct index {
	struct index_slot *slots;
	size_t n, n_slots; /* a power of two */
};

#define INDEX_NONE UINT32_MAX

/* Adds the text at that place (not 0) of the buffer.  False: it is there
 * already, and keeps its value. */
bool index_add(
    struct index *x, const struct buf *texts, uint32_t key, uint32_t value);
/* The value, or INDEX_NONE. */
uint32_t index_find(
    const struct index *x, const struct buf *texts, const char *text);
void index_release(struct index *x);

#endif
