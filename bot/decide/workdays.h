/* SPDX-License-Identifier: ISC */
/*
 * workdays.h - points in time that are so much working time away.
 *
 * A working day's time begins at the first moment at which the clock shows
 * `from` or later and ends at the first at which it shows `to` or later, in the
 * process's zone (TZ): so it is an hour shorter or longer where the clock is
 * changed in between.  Pure but for the zone.
 */
#ifndef DECIDE_WORKDAYS_H
#define DECIDE_WORKDAYS_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "config/span.h"

/* A span after a point in time: by the clock, or in working time.  Working days
 * are n times what lies between `from` and `to`.  Where that ends with a day's
 * work it is that day's end, not the next one's beginning. */
int64_t workdays_after(const struct working_hours *hours, int64_t from_us,
    const struct span *span);
/* The same before one. */
int64_t workdays_before(const struct working_hours *hours, int64_t from_us,
    const struct span *span);

/* Is it a day on which somebody works?  day: days since 1970. */
bool workdays_is_working(const struct working_hours *hours, int64_t day);

/* When a reminder is due: so long after it was opened, or before the deadline. */
int64_t workdays_reminder(const struct working_hours *hours,
    const struct span *span, int64_t opened_us, int64_t deadline_us);

#endif
