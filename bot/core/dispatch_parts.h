/* SPDX-License-Identifier: ISC */
/* dispatch_parts.h - what the files dispatch*.c share. */
#ifndef CORE_DISPATCH_PARTS_H
#define CORE_DISPATCH_PARTS_H

#include "core/dispatch.h"
#include "core/lanes.h"
#include "store/store.h"

enum step {
	STEP_NONE,
	STEP_MARKING, /* its first mark is on its way to disk */
	STEP_MARKED,
	STEP_FINDING,
	STEP_DELIVERING,
	STEP_ENDING, /* given up without having been marked */
};

struct notifier {
	struct dispatch *dispatch;
	const struct instance *instance;
	struct worker *worker;
	struct lanes lanes;
	uv_timer_t timer; /* to the next lane that is due */
	enum step step;
	struct notice job;
	struct lane_state *lane; /* of the job; it is busy */
	bool was_unknown;        /* the job, before it was marked */
	int n_marks;             /* on their way to disk */
	bool is_removed;
	bool is_blocked;  /* by a store that cannot be written */
	bool cannot_read; /* was said in the log */
	int64_t n_delivered, n_dead;
	struct notifier *next;
};

struct dispatch {
	const struct world *world;
	struct store *store;
	struct writer *writer;
	struct notifier *first, **last;
	bool is_hurried, is_stopping;
	int64_t find_from_us; /* what was sent before this start may still be
				 on its way until then */
};
/* Begins the next notice, where there is one and nothing is under way. */
void notifier_go_on(struct notifier *n);
/* Its worker's answer. */
void notifier_on_result(void *arg, const struct outcome *outcome);

#endif
