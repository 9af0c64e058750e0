/* SPDX-License-Identifier: ISC */
/* clock.c - a clock that nobody sets. */
#include "sdk/clock.h"

#include <time.h>

int64_t
clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

int64_t
clock_ms(void)
{
	return clock_us() / 1000;
}

int64_t
clock_s(void)
{
	return clock_us() / 1000000;
}
