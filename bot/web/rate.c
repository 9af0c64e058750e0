/* SPDX-License-Identifier: ISC */
/* rate.c - so many requests a second of each peer, and twice as many at once.
 */
#include "web/rate.h"

#include <math.h>
#include <string.h>

#include "sdk/mem.h"

void
rate_init(struct rate *r, double per_s, uint64_t seed)
{
	*r = (struct rate){ .per_s = per_s, .seed = seed };
	if (per_s > 0)
		r->buckets = mem_new(
		    (size_t)RATE_SETS * RATE_WAYS, sizeof(*r->buckets));
}

void
rate_release(struct rate *r)
{
	free(r->buckets);
	r->buckets = NULL;
}

static double
burst(const struct rate *r)
{
	return fmax(2 * r->per_s, 1);
}

/* The finaliser of MurmurHash3: every bit in changes every bit out. */
static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 33) * UINT64_C(0xff51afd7ed558ccd);
	x = (x ^ x >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

static uint64_t
hash(const struct rate *r, const struct peer *peer)
{
	uint64_t halves[2];

	memcpy(halves, peer->bytes, sizeof(halves));
	return mix(mix(halves[0] ^ r->seed) + halves[1] + r->seed);
}

/* The peer's bucket, or the one of its set that was longest unused. */
static struct bucket *
find(struct rate *r, const struct peer *peer)
{
	struct bucket *set =
	    r->buckets + hash(r, peer) % RATE_SETS * RATE_WAYS;
	struct bucket *oldest = set;

	for (struct bucket *b = set; b < set + RATE_WAYS; b++) {
		if (b->at_ms != 0 && peer_is(&b->peer, peer))
			return b;
		if (b->at_ms < oldest->at_ms)
			oldest = b;
	}
	*oldest = (struct bucket){ .peer = *peer, .tokens = burst(r) };
	return oldest;
}

unsigned
rate_take(struct rate *r, const struct peer *peer, uint64_t now_ms)
{
	struct peer network = peer_network(peer);
	struct bucket *b;

	if (r->buckets == NULL)
		return 0;
	b = find(r, &network);
	if (b->at_ms != 0)
		b->tokens = fmin(
		    b->tokens + (double)(now_ms - b->at_ms) / 1000 * r->per_s,
		    burst(r));
	b->at_ms = now_ms;
	if (b->tokens >= 1) {
		b->tokens -= 1;
		return 0;
	}
	return (unsigned)ceil((1 - b->tokens) / r->per_s * 1000);
}
