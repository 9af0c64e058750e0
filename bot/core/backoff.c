/* SPDX-License-Identifier: ISC */
/* backoff.c - how long to wait before trying again. */
#include "core/backoff.h"

#include <stdlib.h>

#define FIRST_S 5
#define LONGEST_S 900

int64_t
backoff_s(int n)
{
	int64_t s = FIRST_S;

	while (--n > 0 && s < LONGEST_S)
		s *= 2;
	if (s > LONGEST_S)
		s = LONGEST_S;
	return s - s / 4 + rand() % (s / 4 * 2 + 1);
}
