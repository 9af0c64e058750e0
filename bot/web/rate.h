/* SPDX-License-Identifier: ISC */
/*
 * rate.h - so many requests a second of each peer, and twice as many at once.
 *
 * A bucket for each peer, in a table of a fixed size: where it is full, the
 * peer that was longest away is forgotten.  Then it starts with a full bucket
 * again, so a table that is too small lets too much through, never too little.
 */
#ifndef WEB_RATE_H
#define WEB_RATE_H

#include <stdint.h>

#include "web/peer.h"

enum { RATE_SETS = 512, RATE_WAYS = 8 };

struct rate {
	double per_s; /* 0: no limit */
	uint64_t seed;
	struct bucket {
		struct peer peer;
		double tokens;
		uint64_t at_ms; /* when tokens was right; 0: nobody's */
	} * buckets;
};

/* The seed keeps others from choosing addresses that share a set. */
void rate_init(struct rate *r, double per_s, uint64_t seed);
void rate_release(struct rate *r);

/* Takes one token of the peer's: 0, or how many ms to wait until there is
 * one.  now_ms is of a clock that does not go back, and not 0. */
unsigned rate_take(struct rate *r, const struct peer *peer, uint64_t now_ms);

#endif
