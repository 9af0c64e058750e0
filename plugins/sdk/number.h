/* SPDX-License-Identifier: ISC */
/*
 * number.h - numbers and durations as people write them in settings.
 */
#ifndef SDK_NUMBER_H
#define SDK_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

/* The whole of s is a decimal integer from min to max.  False: it is not, and
 * *value is untouched. */
bool number_read(const char *s, int64_t min, int64_t max, int64_t *value);

/* The whole of s is a decimal number, "." before the fraction. */
bool number_read_real(const char *s, double *value);

/* A duration in seconds: a number and s, m, h or d, as "90s", "15m", "2h",
 * "1d"; several in a row add up ("1h30m"); "0" alone is zero. */
bool number_read_seconds(const char *s, int64_t *seconds);

/* Adds seconds as the shortest such text: 5400 is "90m", 90000 "25h". */
void number_put_seconds(struct buf *out, int64_t seconds);

#endif
