/* SPDX-License-Identifier: ISC */
/*
 * keep.h - memory that is let go all at once.
 *
 * What a plugin is handed is many small strings and arrays that live exactly
 * as long as one request, or as the settings.
 */
#ifndef HOST_KEEP_H
#define HOST_KEEP_H

#include <stddef.h>

struct keep {
	void **items;
	size_t n_items;
	size_t n_room;
};

#define KEEP_INIT          \
	{                  \
		NULL, 0, 0 \
	}

/* n zeroed objects of the size; valid until keep_release(). */
void *keep_new(struct keep *k, size_t n, size_t size);
/* A copy; NULL stays NULL. */
const char *keep_string(struct keep *k, const char *s);
/* Takes over what was allocated elsewhere, and returns it. */
void *keep_take(struct keep *k, void *memory);

/* Frees all; k is empty again. */
void keep_release(struct keep *k);

#endif
