/* SPDX-License-Identifier: ISC */
/*
 * dispatch_parts.h - what the files dispatch*.c share.
 *
 * Lanes count in clock_steady_us(), the store in clock_now_us().
 */
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
	struct config *config;
	struct worker *worker;
	struct listener *listener; /* NULL: its plugin plays no such role */
	struct lanes lanes;
	uv_timer_t timer; /* to the next lane that is due */
	enum step step;
	struct notice job;
	char *edited; /* the receipt of what the job changes; NULL */
	struct lane_state *lane; /* of the job; it is busy */
	bool is_doubtful;     /* the job may have arrived, before this try */
	bool was_maybe_twice; /* the job, before this try */
	int n_marks;          /* on their way to disk */
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
	const struct ingest_world *hearing; /* NULL: nobody is listened to */
	const struct links_key *links;      /* NULL: no links are made */
	bool is_hurried, is_stopping;
	int64_t find_from_us; /* steady: what was sent before this start may
				 still be on its way until then */
	uv_timer_t tick;      /* looks at the clock */
	int64_t offset_us;    /* clock_now_us() - clock_steady_us() */
	int64_t looked_us;    /* steady: when that was seen */
	int n_shifts; /* of what waits, on their way to disk; nothing is
			 begun meanwhile */
};

/* Begins the next notice, where there is one and nothing is under way. */
void notifier_go_on(struct notifier *n);
/* Its worker's answer. */
void notifier_on_result(void *arg, const struct outcome *outcome);

/* ---- dispatch_mark.c: changes of a notice on their way to disk */

struct mark {
	struct change change;
	struct notifier *notifier;
	struct notice notice; /* the mark's own */
	char *edited;         /* for an edit: the message's receipt */
	bool is_lost;         /* somebody else has changed it meanwhile */
	bool holds_lane;      /* the store still offers the notice */
	bool lets_go;         /* of an edit that was held for it */
};

/* Takes the job over and brings apply() to the writer. */
struct mark *mark_add(struct notifier *n,
    bool (*apply)(struct change *, struct store *, struct error *),
    void (*after)(struct change *, bool));
void mark_free(struct mark *mark);

/* Asks the notifier's worker about the job: "deliver" or "find". */
void notifier_ask(struct notifier *n, const char *op, enum step step);
/* Done with the job's lane: others may come before its next. */
void notifier_leave_lane(struct notifier *n);
/* The job is over: its new state goes to disk.  The mark of the next may
 * share its commit. */
void notifier_settle(
    struct notifier *n, enum notice_state state, const char *why);

/* ---- dispatch_outcome.c: what a try has led to */

/* It was not sent: it is again what it was. */
void notifier_put_back(struct notifier *n);
/* The job is dead. */
void notifier_give_up(struct notifier *n, const char *why);
bool notifier_is_too_old(const struct notifier *n);

/* ---- dispatch_pace.c: how quickly a target may be sent to */

/* It took one: the lane is held as long as the rate (0: no limit) and what the
 * other side was found to take ask for. */
void pace_delivered(struct lane_state *lane, double rate);
/* It took none, and asks to come again after so many seconds (0: it does not
 * say): does it limit us? */
void pace_limited(struct lane_state *lane, int64_t after_s);

/* ---- dispatch_clock.c: the clock is set while the bot runs */

/* From now on, once a second. */
void dispatch_watch_clock(struct dispatch *d);
/* Has it been set since it was last looked at?  Then what waits is shifted by
 * as much, and until that is on disk nothing is begun. */
void dispatch_look_at_clock(struct dispatch *d);
/* A time of the store as lanes count it, and the other way round. */
int64_t dispatch_steady(int64_t us);
int64_t dispatch_wall(int64_t steady_us);

#endif
