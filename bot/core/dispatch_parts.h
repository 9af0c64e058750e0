/* SPDX-License-Identifier: ISC */
/* dispatch_parts.h - what the files dispatch*.c share. */
#ifndef CORE_DISPATCH_PARTS_H
#define CORE_DISPATCH_PARTS_H

#include "core/dispatch.h"
#include "store/store.h"

struct lane_state {
	char *target;
	int64_t due_us;   /* when its next notice is due; INT64_MAX: none */
	int64_t hold_us;  /* nothing is sent before */
	int64_t priority; /* of the notice that is next */
	bool is_known;    /* due_us and priority are of the store's */
	int n_failures;   /* in a row */
	struct lane_state *next;
};

enum step {
	STEP_NONE,
	STEP_MARKING,
	STEP_FINDING,
	STEP_DELIVERING,
	STEP_ENDING
};

struct notifier {
	struct dispatch *dispatch;
	const struct instance *instance;
	struct worker *worker;
	struct lane_state *lanes;
	uv_timer_t timer; /* to the next lane that is due */
	enum step step;
	struct notice job;
	struct lane_state *lane; /* of the job */
	bool is_removed;
	int64_t n_delivered, n_dead;
	struct notifier *next;
};

struct dispatch {
	const struct world *world;
	struct store *store;
	struct writer *writer;
	struct notifier *first, **last;
	bool is_hurried, is_stopping;
};
/* The lane of a target; it is made where there is none. */
struct lane_state *lane_of(struct notifier *n, const char *target);
void lanes_free(struct notifier *n);
/* Asks the store what is next in the lane; the notice is *next where there is
 * one due, else next->id is "". */
bool lane_look(
    struct notifier *n, struct lane_state *lane, struct notice *next);
/* The lane to serve now; NULL: none, and *wait_us says for how long. */
struct lane_state *lane_choose(struct notifier *n, int64_t *wait_us);

/* Begins the next notice, where there is one and nothing is under way. */
void notifier_go_on(struct notifier *n);
/* Its worker's answer. */
void notifier_on_result(void *arg, const struct outcome *outcome);

#endif
