/* SPDX-License-Identifier: ISC */
/* lanes.c - the targets of one notifier, and which of them is next. */
#include "core/lanes.h"

#include "sdk/fnv.h"
#include "sdk/mem.h"

#define FIRST_SLOTS 64

/* ---- Heaps */

static void
set(struct heap *h, size_t at, struct lane_state *lane)
{
	h->lanes[at] = lane;
	lane->heap = h;
	lane->at = at;
}

static void
rise(struct heap *h, struct lane_state *lane)
{
	while (lane->at > 0) {
		size_t parent = (lane->at - 1) / 2, at = lane->at;

		if (!h->is_before(lane, h->lanes[parent]))
			return;
		set(h, at, h->lanes[parent]);
		set(h, parent, lane);
	}
}

static void
sink(struct heap *h, struct lane_state *lane)
{
	for (;;) {
		size_t at = lane->at, child = 2 * at + 1;

		if (child + 1 < h->n &&
		    h->is_before(h->lanes[child + 1], h->lanes[child]))
			child++;
		if (child >= h->n || !h->is_before(h->lanes[child], lane))
			return;
		set(h, at, h->lanes[child]);
		set(h, child, lane);
	}
}

static void
insert(struct heap *h, struct lane_state *lane)
{
	if (h->n == h->room) {
		h->room = h->room == 0 ? 16 : h->room * 2;
		h->lanes = mem_resize(h->lanes, h->room, sizeof(*h->lanes));
	}
	set(h, h->n++, lane);
	rise(h, lane);
}

static void
take_out(struct lane_state *lane)
{
	struct heap *h = lane->heap;
	struct lane_state *last;

	if (h == NULL)
		return;
	last = h->lanes[--h->n];
	lane->heap = NULL;
	if (last == lane)
		return;
	set(h, lane->at, last);
	rise(h, last);
	sink(h, last);
}

/* The time from which it is to be looked at. */
static int64_t
time_of(const struct lane_state *lane)
{
	int64_t from_us = lane->due_us;

	if (!lane->is_known)
		return lane->hold_us;
	if (from_us == INT64_MAX)
		from_us = lane->keep_us;
	return lane->hold_us > from_us ? lane->hold_us : from_us;
}

static bool
is_sooner(const struct lane_state *a, const struct lane_state *b)
{
	return time_of(a) < time_of(b);
}

static bool
is_more_urgent(const struct lane_state *a, const struct lane_state *b)
{
	return a->priority < b->priority;
}

/* ---- The table */

static struct lane_state **
slot_of(const struct lanes *all, const char *target)
{
	uint64_t hash = fnv_add_string(FNV_START, target);

	return &all->table[hash % all->n_slots];
}

static void
grow(struct lanes *all)
{
	struct lane_state **old = all->table;
	size_t n = all->n_slots;

	all->n_slots = n * 4;
	all->table = mem_new(all->n_slots, sizeof(*all->table));
	for (size_t i = 0; i < n; i++) {
		while (old[i] != NULL) {
			struct lane_state *lane = old[i];
			struct lane_state **slot = slot_of(all, lane->target);

			old[i] = lane->chain;
			lane->chain = *slot;
			*slot = lane;
		}
	}
	free(old);
}

void
lanes_init(struct lanes *all)
{
	*all = (struct lanes){
		.n_slots = FIRST_SLOTS,
		.table = mem_new(FIRST_SLOTS, sizeof(*all->table)),
		.ready = { .is_before = is_more_urgent },
		.later = { .is_before = is_sooner },
	};
}

static void
free_lane(struct lanes *all, struct lane_state *lane)
{
	struct lane_state **at = slot_of(all, lane->target);

	while (*at != lane)
		at = &(*at)->chain;
	*at = lane->chain;
	take_out(lane);
	all->n--;
	free(lane->target);
	free(lane);
}

void
lanes_release(struct lanes *all)
{
	for (size_t i = 0; i < all->n_slots; i++)
		while (all->table[i] != NULL)
			free_lane(all, all->table[i]);
	free(all->table);
	free(all->ready.lanes);
	free(all->later.lanes);
}

struct lane_state *
lanes_of(struct lanes *all, const char *target)
{
	struct lane_state *lane = *slot_of(all, target), **slot;

	while (lane != NULL && strcmp(lane->target, target) != 0)
		lane = lane->chain;
	if (lane != NULL)
		return lane;
	if (all->n >= all->n_slots)
		grow(all);
	lane = mem_new(1, sizeof(*lane));
	lane->target = mem_string(target);
	slot = slot_of(all, target);
	lane->chain = *slot;
	*slot = lane;
	all->n++;
	lanes_put(all, lane);
	return lane;
}

void
lanes_put(struct lanes *all, struct lane_state *lane)
{
	take_out(lane);
	if (!lane->is_busy)
		insert(&all->later, lane);
}

void
lanes_each(const struct lanes *all, lanes_each_fn *each, void *arg)
{
	for (size_t i = 0; i < all->n_slots; i++)
		for (struct lane_state *l = all->table[i]; l != NULL;
		     l = l->chain)
			each(arg, l);
}

void
lanes_forget(struct lanes *all)
{
	for (size_t i = 0; i < all->n_slots; i++) {
		for (struct lane_state *l = all->table[i]; l != NULL;
		     l = l->chain) {
			l->is_known = false;
			lanes_put(all, l);
		}
	}
}

/* ---- Which is next */

/* Its time has come: what is there to send? */
static void
settle(struct lanes *all, struct lane_state *lane, int64_t now_us,
    lanes_look_fn *look, void *arg)
{
	take_out(lane);
	look(arg, lane);
	if (lane->is_known && lane->due_us == INT64_MAX &&
	    time_of(lane) <= now_us)
		free_lane(all, lane);
	else if (time_of(lane) > now_us)
		insert(&all->later, lane);
	else
		insert(&all->ready, lane);
}

struct lane_state *
lanes_choose(struct lanes *all, int64_t now_us, lanes_look_fn *look, void *arg,
    int64_t *wait_us)
{
	const struct heap *later = &all->later;

	while (later->n > 0 && time_of(later->lanes[0]) <= now_us)
		settle(all, later->lanes[0], now_us, look, arg);
	*wait_us = later->n == 0 ? -1 : time_of(later->lanes[0]) - now_us;
	return all->ready.n == 0 ? NULL : all->ready.lanes[0];
}
