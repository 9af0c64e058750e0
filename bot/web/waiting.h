/* SPDX-License-Identifier: ISC */
/*
 * waiting.h - the requests the core was asked about, by the id it answers to.
 *
 * An id is never used twice, so an answer that comes too late finds nobody.
 */
#ifndef WEB_WAITING_H
#define WEB_WAITING_H

#include <stddef.h>
#include <stdint.h>

struct request;

struct waiting {
	struct request **slots;
	uint64_t *ids; /* 0: the slot is free */
	size_t *free;  /* the first n_free are slots that are free */
	size_t n_slots, n_free;
	uint64_t serial;
};

/* Room for so many at once. */
void waiting_init(struct waiting *w, size_t n_slots);
void waiting_release(struct waiting *w);

/* The id it has from now on; 0: there is no room. */
uint64_t waiting_put(struct waiting *w, struct request *request);
/* Who has the id, and has it no more; NULL: nobody. */
struct request *waiting_take(struct waiting *w, uint64_t id);

#endif
