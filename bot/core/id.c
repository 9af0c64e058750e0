/* SPDX-License-Identifier: ISC */
/*
 * id.c - ids of responses, notices, cases and actions.
 *
 * The last id made is kept: within one millisecond, and while the clock is
 * behind it, the next id is the last one plus one, so that the order in which
 * ids are made is the order in which they sort.
 */
#include "core/id.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Crockford's: without I, L, O and U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define MS_MAX ((UINT64_C(1) << 48) - 1)

/* high: 48 bits of milliseconds, 16 random ones; low: 64 random ones. */
static struct {
	uint64_t high, low;
} last;

static void
random_bytes(void *bytes, size_t n)
{
	/* Up to 256 bytes come whole once the kernel is seeded. */
	if (getrandom(bytes, n, 0) != (ssize_t)n)
		abort();
}

static void
start_ms(uint64_t ms)
{
	uint16_t r;

	random_bytes(&r, sizeof(r));
	random_bytes(&last.low, sizeof(last.low));
	last.high = ms << 16 | r;
}

void
id_make(char id[ID_SIZE], int64_t now_us)
{
	uint64_t ms = now_us < 0 ? 0 : (uint64_t)(now_us / 1000);
	uint64_t high, low;

	if (ms > MS_MAX)
		ms = MS_MAX;
	/* The carry may reach the milliseconds: still sorted, and still
	 * unique. */
	if (ms > last.high >> 16)
		start_ms(ms);
	else if (++last.low == 0)
		last.high++;
	high = last.high;
	low = last.low;
	for (int i = ID_SIZE - 2; i >= 0; i--) {
		id[i] = alphabet[low & 31];
		low = low >> 5 | high << 59;
		high >>= 5;
	}
	id[ID_SIZE - 1] = '\0';
}

bool
id_is_valid(const char *text)
{
	if (text == NULL || strlen(text) != ID_SIZE - 1)
		return false;
	/* 26 digits are 130 bits; an id has 128. */
	return text[0] <= '7' && strspn(text, alphabet) == ID_SIZE - 1;
}
