/* SPDX-License-Identifier: ISC */
/*
 * when.h - points in time as survey tools, Excel and people write them.
 *
 * What is understood: seconds, milliseconds or microseconds since 1970 (10, 13
 * or 16 digits, also as text), seconds with a fraction; 20261120, 202611200930, 20261120093015; Excel's
 * day numbers (46346, "46346,395833"); ISO 8601 with Z, +01:00, +0100, " -0800"
 * or without a zone; 20-11-2026, 20/11/26, 20.11.2026 with or without a time
 * 09.30, 9:30, 09:30:15.5, "kl. 09.30", 9:30 PM; 20. november 2026 and Nov 20,
 * 2026 in Danish and English.
 *
 * A time without a zone is local: it belongs to the process's zone (TZ).  The
 * hour that comes twice in autumn is taken the first time, in summer time; the
 * hour that spring leaves out is read on the clock as it was before, which
 * makes it one hour later: 02:30 is 03:30.
 */
#ifndef SDK_WHEN_H
#define SDK_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* How 03-04-2026 is meant.  A year of four digits in front is always that. */
enum when_order { WHEN_DMY, WHEN_MDY, WHEN_YMD };

/* Reads the whole of s as UTC, microseconds since 1970.  False: it is no
 * point in time from 1970 to 2199, and err says what is wrong with it. */
bool when_read(
    const char *s, enum when_order order, int64_t *us, struct error *err);

/* The same for a date and time of the process's zone, in seconds. */
int64_t when_local(int64_t wall_s);

/* Adds "2026-11-20T08:15:02Z"; a fraction only where there is one. */
void when_put_iso(struct buf *out, int64_t us);

/* Makes this the process's zone: "Europe/Copenhagen", or a POSIX zone such as
 * "CET-1CEST,M3.5.0,M10.5.0/3".  False: no such zone on this machine; the zone
 * stays what it was. */
bool when_set_zone(const char *zone, struct error *err);

/* Days since 1970 of a date of the Gregorian calendar; month and day from 1. */
int64_t when_days(int64_t year, int month, int day);

#endif
