/* SPDX-License-Identifier: ISC */
/*
 * dispatch_pace.c - how quickly a target may be sent to.
 *
 * A rate may be configured.  Where the other side takes less and says so (a
 * 429 with Retry-After), waiting as long as it asks and then going on as
 * before would earn the next refusal after each burst.  So the pace is learned
 * from what it took in the second before it refused, and kept: its window does
 * not grow because we asked less of it.  A pace is never slower than one a
 * second; what is slower still is left to Retry-After.
 */
#include "core/clock.h"
#include "core/dispatch_parts.h"

/* A pause for minutes is not about the pace: a token is wrong, a quota used. */
#define LIMIT_MAX_S 60
#define SLOWEST_US US_PER_S
#define FORGOTTEN_US (300 * US_PER_S)
/* Two clocks measure the same window. */
#define MARGIN_US 2000

/* A lane that has nothing to send for a moment is not forgotten. */
static void
keep_until(struct lane_state *lane, int64_t us)
{
	if (lane->keep_us < us)
		lane->keep_us = us;
}

void
pace_delivered(struct lane_state *lane, double rate)
{
	int64_t now_us = clock_steady_us(), gap_us = 0;

	if (now_us - lane->burst_us >= US_PER_S) {
		lane->burst_us = now_us;
		lane->n_burst = 0;
	}
	lane->n_burst++;
	keep_until(lane, lane->burst_us + US_PER_S);
	if (now_us - lane->paced_us > FORGOTTEN_US)
		lane->pace_us = 0;
	if (rate > 0)
		gap_us = (int64_t)((double)US_PER_S / rate);
	if (lane->pace_us > gap_us)
		gap_us = lane->pace_us;
	if (gap_us > 0)
		lane->hold_us = now_us + gap_us;
}

void
pace_limited(struct lane_state *lane, int64_t after_s)
{
	int64_t pace_us = lane->pace_us * 3 / 2;

	if (after_s <= 0 || after_s > LIMIT_MAX_S)
		return;
	if (lane->n_burst > 0 &&
	    pace_us < after_s * US_PER_S / lane->n_burst + MARGIN_US)
		pace_us = after_s * US_PER_S / lane->n_burst + MARGIN_US;
	lane->pace_us = pace_us < SLOWEST_US ? pace_us : SLOWEST_US;
	lane->paced_us = clock_steady_us();
	keep_until(lane, lane->paced_us + FORGOTTEN_US);
	lane->n_burst = 0;
}
