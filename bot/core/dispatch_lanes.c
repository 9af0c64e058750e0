/* SPDX-License-Identifier: ISC */
/* dispatch_lanes.c - the targets of a notifier, and which comes next. */
#include "core/dispatch_parts.h"

#include "core/clock.h"
#include "core/log.h"
#include "sdk/mem.h"

struct lane_state *
lane_of(struct notifier *n, const char *target)
{
	struct lane_state *lane = n->lanes;

	while (lane != NULL && strcmp(lane->target, target) != 0)
		lane = lane->next;
	if (lane != NULL)
		return lane;
	lane = mem_new(1, sizeof(*lane));
	lane->target = mem_string(target);
	lane->due_us = INT64_MAX;
	lane->next = n->lanes;
	n->lanes = lane;
	return lane;
}

void
lanes_free(struct notifier *n)
{
	while (n->lanes != NULL) {
		struct lane_state *next = n->lanes->next;

		free(n->lanes->target);
		free(n->lanes);
		n->lanes = next;
	}
}

/* The time by which the store's not_before_us is compared. */
static int64_t
due_by(const struct notifier *n)
{
	return n->dispatch->is_hurried ? INT64_MAX - 1 : clock_now_us();
}

bool
lane_look(struct notifier *n, struct lane_state *lane, struct notice *next)
{
	struct error err;
	int64_t next_us = INT64_MAX;
	bool found = false;

	*next = (struct notice){ .state = NOTICE_WAITING };
	if (!store_next_notice(n->dispatch->store, n->instance->name,
		lane->target, due_by(n), next, &found, &next_us, &err)) {
		log_line(LOG_ERROR, n->instance->name,
		    "cannot read the outbox: %s", err.text);
		lane->hold_us = clock_now_us() + US_PER_S;
		return false;
	}
	lane->is_known = true;
	lane->due_us = found ? 0 : next_us;
	lane->priority = found ? next->priority : 0;
	return found;
}

static int64_t
lane_time(const struct lane_state *lane)
{
	return lane->hold_us > lane->due_us ? lane->hold_us : lane->due_us;
}

struct lane_state *
lane_choose(struct notifier *n, int64_t *wait_us)
{
	int64_t now_us = clock_now_us(), soonest = INT64_MAX;
	struct lane_state *best = NULL;
	struct notice next;

	for (struct lane_state *l = n->lanes; l != NULL; l = l->next) {
		if (!l->is_known || (l->due_us != 0 && l->due_us <= now_us)) {
			lane_look(n, l, &next);
			notice_release(&next);
		}
		if (lane_time(l) > now_us) {
			if (lane_time(l) < soonest)
				soonest = lane_time(l);
		} else if (best == NULL || l->priority < best->priority) {
			best = l;
		}
	}
	*wait_us = soonest == INT64_MAX ? -1 : soonest - now_us;
	return best;
}
