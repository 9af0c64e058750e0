/* SPDX-License-Identifier: ISC */
/* worker_parts.h - what worker.c and worker_lines.c share. */
#ifndef CORE_WORKER_PARTS_H
#define CORE_WORKER_PARTS_H

#include "core/child.h"
#include "core/upkeep.h"
#include "core/worker.h"
#include "sdk/buf.h"

/* A notifier's process retires after so many requests, so that a leak in a
 * plugin stays small and the restart path is walked every day. */
#define REQUESTS_A_LIFE 1000

struct worker {
	const struct world *world;
	struct config *config; /* a reference */
	const struct instance *instance;
	struct worker_events events;
	void *arg;
	enum worker_state state;
	struct child *child;
	struct upkeep upkeep;
	uv_timer_t timer; /* deadline, rest, ping or quiet, by the state */
	int n_handles;
	int64_t job;      /* the number of the last request */
	int64_t ping_job; /* 0: no ping is under way */
	bool has_request; /* one was taken and has no result yet */
	bool is_sent;     /* the process may have seen it */
	bool is_retiring; /* its process was asked to end; not a death */
	bool is_ending;   /* worker_stop() was called */
	bool is_paused;
	struct buf request; /* to be sent once it is ready */
	int64_t request_timeout_s;
	int n_requests;
	cJSON *can, *roles; /* arrays of names */
	bool is_listener;
};

/* A line of its process: the events of core/child.h. */
void worker_on_line(void *arg, cJSON *line);

/* The state's clock starts anew; 0: it has none. */
void worker_set_timer(struct worker *w, int64_t ms);
void worker_be(struct worker *w, enum worker_state state, int64_t timer_ms);
void worker_be_idle(struct worker *w);
/* Does its process end where nothing is asked of it? */
bool worker_retires(const struct worker *w);
/* The request under way, if any, has ended; the caller has seen to the
 * state. */
void worker_give_result(struct worker *w, const struct outcome *outcome);
void worker_send_request(struct worker *w);
void worker_end_process(struct worker *w, const char *why);
/* Its process ends until it is needed. */
void worker_retire(struct worker *w);

#endif
