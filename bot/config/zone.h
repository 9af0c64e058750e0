/* SPDX-License-Identifier: ISC */
/*
 * zone.h - time zones and days, as the configuration names them.
 */
#ifndef CONFIG_ZONE_H
#define CONFIG_ZONE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "sdk/error.h"

/* Is name one of the tz database ($TZDIR, else /usr/share/zoneinfo)?  UTC
 * always is.  False: err has what would be right, as "must be …". */
bool zone_check(const char *name, struct error *err);

/* "2026-12-24", a day there is, from 1990 to 2999. */
bool zone_read_date(const char *text, struct tm *day);

/* When that day begins in the zone (NULL: the one in TZ), in UTC.  Sets TZ for
 * a moment: one thread only. */
int64_t zone_midnight_us(const char *zone, const struct tm *day);

#endif
