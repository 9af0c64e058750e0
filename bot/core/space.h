/* SPDX-License-Identifier: ISC */
/*
 * space.h - how much room the store's disk has.
 */
#ifndef CORE_SPACE_H
#define CORE_SPACE_H

#include <stdbool.h>
#include <stdint.h>

/* Less than this share of the disk free: what is pushed is put off, while the
 * store can still write what it must. */
#define SPACE_LOW 0.05

struct space {
	int64_t free_bytes, total_bytes; /* -1: cannot be told */
	bool is_low;
	uint64_t until_ms; /* believed until then; 0: not looked yet */
};

/* Of the disk that holds this path, as somebody without privileges has it.
 * now_ms is of a clock that does not go back: within a second of it the disk is
 * not asked again.  What cannot be told is not low. */
void space_look(struct space *space, const char *path, uint64_t now_ms);

#endif
