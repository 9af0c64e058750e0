/* SPDX-License-Identifier: ISC */
/*
 * lanes.h - the targets of one notifier, and which of them is next.
 *
 * Two heaps: lanes whose time has not come, by time, and those whose next
 * notice can go, by priority.  A lane is in one of them, but for the time its
 * notice is under way.  It is freed once it has nothing to send, its hold is
 * over, and what is known of its pace is old.  Thousands of them cost a few steps a notice.
 */
#ifndef CORE_LANES_H
#define CORE_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap {
	struct lane_state **lanes;
	size_t n, room;
	bool (*is_before)(
	    const struct lane_state *a, const struct lane_state *b);
};

struct lane_state {
	char *target;
	/* By a clock that is never set (clock_steady_us()). */
	int64_t due_us;   /* when its next notice is due; INT64_MAX: none */
	int64_t hold_us;  /* nothing is sent before */
	int64_t priority; /* of the notice that is next */
	bool is_known;    /* due_us and priority are of the store's */
	bool is_busy;     /* its notice is under way */
	int n_failures;   /* in a row */
	/* What the other side was found to take (dispatch_pace.c). */
	int64_t burst_us; /* when its present second of sending began */
	int n_burst;      /* delivered in that */
	int64_t pace_us;  /* from one notice to the next; 0: not limited */
	int64_t paced_us; /* when it limited us last */
	int64_t keep_us;  /* until then these are worth keeping */
	struct lane_state *chain;
	struct heap *heap; /* NULL: in none */
	size_t at;         /* there */
};

struct lanes {
	struct lane_state **table; /* by target */
	size_t n_slots, n;
	struct heap ready, later;
};

/* Asks the store what is next in the lane: sets due_us, priority, is_known; or
 * hold_us, where it cannot be asked. */
typedef void lanes_look_fn(void *arg, struct lane_state *lane);

/* None yet. */
void lanes_init(struct lanes *all);
/* Frees them all. */
void lanes_release(struct lanes *all);

/* The lane of a target; it is made where there is none, and is not known. */
struct lane_state *lanes_of(struct lanes *all, const char *target);
/* To be called after any change of a lane: finds its place. */
void lanes_put(struct lanes *all, struct lane_state *lane);
/* Nothing is known of any of them any more. */
void lanes_forget(struct lanes *all);

/* The lane to serve now, the most urgent; NULL: none, and *wait_us says for
 * how long (-1: until something comes). */
struct lane_state *lanes_choose(struct lanes *all, int64_t now_us,
    lanes_look_fn *look, void *arg, int64_t *wait_us);

/* Calls back for each, in no order; the callee changes none. */
typedef void lanes_each_fn(void *arg, const struct lane_state *lane);
void lanes_each(const struct lanes *all, lanes_each_fn *each, void *arg);

#endif
