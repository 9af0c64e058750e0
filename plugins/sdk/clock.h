/* SPDX-License-Identifier: ISC */
/* clock.h - a clock that nobody sets, for how long ago something was. */
#ifndef SDK_CLOCK_H
#define SDK_CLOCK_H

#include <stdint.h>

/* Microseconds, milliseconds, seconds since some moment (CLOCK_MONOTONIC). */
int64_t clock_us(void);
int64_t clock_ms(void);
int64_t clock_s(void);

#endif
