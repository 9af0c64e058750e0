/* SPDX-License-Identifier: ISC */
/*
 * hash.h - is this what we know already?
 *
 * 64 bits of FNV-1a (isthe.com/chongo/tech/comp/fnv).  The values are stored,
 * so they never change.  They are only compared for one and the same identity,
 * so an accident has a chance of one in 2^64; they are no defence against
 * somebody who makes two texts collide.
 */
#ifndef STORE_HASH_H
#define STORE_HASH_H

#include <stdint.h>

#include "core/response.h"

#define HASH_INIT UINT64_C(0xcbf29ce484222325)

/* Each takes the hash of what came before.  NULL and "" differ. */
uint64_t hash_text(uint64_t hash, const char *text);
uint64_t hash_integer(uint64_t hash, int64_t value);

/* What store_put_response() (store.h) calls the content. */
int64_t hash_response(const struct response *r);
int64_t hash_account(const struct account *a);

#endif
