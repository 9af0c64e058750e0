/* SPDX-License-Identifier: ISC */
/* tally.h - what this program counts of itself, for /metrics. */
#ifndef WEB_TALLY_H
#define WEB_TALLY_H

#include <stddef.h>
#include <stdint.h>

#define TALLY_CODE_MIN 200
#define TALLY_CODE_MAX 599

struct tally {
	uint64_t codes[TALLY_CODE_MAX - TALLY_CODE_MIN + 1]; /* answers */
	uint64_t n_cut;         /* connections cut because they were slow */
	uint64_t n_connections; /* accepted, ever */
	size_t n_open;          /* connections now */
	int64_t started_us;
};

/* One more answer of the code; others than the above are not counted. */
static inline void
tally_answer(struct tally *t, unsigned code)
{
	if (code >= TALLY_CODE_MIN && code <= TALLY_CODE_MAX)
		t->codes[code - TALLY_CODE_MIN]++;
}

#endif
