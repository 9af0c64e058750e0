/* SPDX-License-Identifier: ISC */
/*
 * dispatch_clock.c - the clock is set while the bot runs.
 *
 * What the store remembers has wall times, so that it outlives the machine's
 * start; what waits for a while waits by them.  When the clock is set an hour
 * back, a notice that is to wait for 30 s must not wait for an hour: what waits
 * is shifted with the clock.  That the clock was set is seen by the one that
 * never is.  Summer time does not count: all times are UTC.
 */
#include "core/dispatch_parts.h"

#include <inttypes.h>

#include "core/clock.h"
#include "core/log.h"
#include "sdk/mem.h"

#define TICK_MS 1000
/* What is less comes from a clock that is being slewed. */
#define JUMP_US (US_PER_S / 2)

int64_t
dispatch_steady(int64_t us)
{
	if (us == INT64_MAX)
		return us;
	return us - clock_now_us() + clock_steady_us();
}

int64_t
dispatch_wall(int64_t steady_us)
{
	return steady_us - clock_steady_us() + clock_now_us();
}

struct shifting {
	struct change change;
	struct dispatch *dispatch;
	struct clock_jump jump;
};

static bool
apply_shift(struct change *change, struct store *store, struct error *err)
{
	return store_shift_waiting(
	    store, &((struct shifting *)change)->jump, err);
}

static void
after_shift(struct change *change, bool is_done)
{
	struct dispatch *d = ((struct shifting *)change)->dispatch;

	(void)is_done; /* what could not be shifted is late, or early */
	free(change);
	if (--d->n_shifts > 0)
		return;
	for (struct notifier *n = d->first; n != NULL; n = n->next) {
		lanes_forget(&n->lanes);
		notifier_go_on(n);
	}
}

static void
shift(struct dispatch *d, const struct clock_jump *jump)
{
	struct shifting *shifting = mem_new(1, sizeof(*shifting));

	for (struct notifier *n = d->first; n != NULL; n = n->next) {
		n->job.skew_us += jump->delta_us;
		if (n->job.done_us > 0)
			n->job.done_us += jump->delta_us;
	}
	shifting->change =
	    (struct change){ .apply = apply_shift, .after = after_shift };
	shifting->dispatch = d;
	shifting->jump = *jump;
	d->n_shifts++;
	writer_add(d->writer, &shifting->change);
}

void
dispatch_look_at_clock(struct dispatch *d)
{
	int64_t steady_us = clock_steady_us(), now_us = clock_now_us();
	struct clock_jump jump = {
		.delta_us = now_us - steady_us - d->offset_us,
		.from_us = now_us - (steady_us - d->looked_us),
		.to_us = now_us,
	};
	int64_t size_us = jump.delta_us < 0 ? -jump.delta_us : jump.delta_us;

	d->offset_us = now_us - steady_us;
	d->looked_us = steady_us;
	if (size_us < JUMP_US)
		return;
	log_line(LOG_WARNING, NULL,
	    "the clock was set %s by %" PRId64 ".%01" PRId64
	    " s (what waits is shifted with it)",
	    jump.delta_us < 0 ? "back" : "forward", size_us / US_PER_S,
	    size_us % US_PER_S / (US_PER_S / 10));
	shift(d, &jump);
}

static void
on_tick(uv_timer_t *tick)
{
	dispatch_look_at_clock(tick->data);
}

void
dispatch_watch_clock(struct dispatch *d)
{
	d->looked_us = clock_steady_us();
	d->offset_us = clock_now_us() - d->looked_us;
	uv_timer_init(d->world->loop, &d->tick);
	d->tick.data = d;
	uv_timer_start(&d->tick, on_tick, TICK_MS, TICK_MS);
	uv_unref((uv_handle_t *)&d->tick);
}
