/* SPDX-License-Identifier: ISC */
/*
 * clock.h - what time it is, in one place, so that tests can say.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define US_PER_S INT64_C(1000000)

/* UTC, microseconds since 1970. */
int64_t clock_now_us(void);

/* From now on clock_now_us() answers with *now_us; NULL: the real time. */
void clock_set(const int64_t *now_us);

/* Microseconds that only ever go on, also while the machine sleeps, whatever
 * the clock is set to: for what lasts, not for when.  Follows clock_set() unless
 * clock_set_steady() was given another one. */
int64_t clock_steady_us(void);
void clock_set_steady(const int64_t *steady_us);

/* Makes TZ this zone; NULL: what it was when this was first called, which is
 * the machine's. */
void clock_set_zone(const char *zone);

/* Local midnight before (or at) a time, in the zone TZ. */
int64_t clock_midnight_us(int64_t us);

/* "2026-11-22 08:15" in the zone TZ, for people. */
#define CLOCK_TEXT_SIZE 32
const char *clock_text(int64_t us, char text[CLOCK_TEXT_SIZE]);

#endif
