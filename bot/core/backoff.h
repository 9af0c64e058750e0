/* SPDX-License-Identifier: ISC */
/* backoff.h - how long to wait before trying again. */
#ifndef CORE_BACKOFF_H
#define CORE_BACKOFF_H

#include <stdint.h>

/* Seconds to wait after the n-th failure in a row (from 1): 5 s, doubling, at
 * most 15 minutes, each with up to a quarter more or less, so that what failed
 * together does not come back together. */
int64_t backoff_s(int n);

#endif
