/* SPDX-License-Identifier: ISC */
/* web_parts.h - what web.c and web_requests.c share. */
#ifndef CORE_WEB_PARTS_H
#define CORE_WEB_PARTS_H

#include "core/child.h"
#include "core/upkeep.h"
#include "core/web.h"

/* A request that is open. */
struct request {
	struct pushed pushed; /* first: the receiver's */
	struct web *web;      /* NULL: nobody waits for the answer */
	int64_t id;
	uint64_t until_ms;
	struct request *next, **at; /* of web's list */
};

struct web {
	const struct web_world *world;
	struct config *config; /* a reference */
	enum worker_state state;
	struct child *child;
	struct upkeep upkeep; /* it has worked once it listens */
	uv_timer_t timer;     /* start, ping or rest, by the state */
	uv_timer_t patience;  /* of open requests */
	uv_prepare_t flush;   /* once a turn of the loop: many answers */
	struct buf out;
	int n_closed;
	int64_t job, ping_job; /* 0: no ping is under way */
	bool is_ending;
	char *address;
	struct request *first, **last; /* open ones, the oldest first */
	size_t n_open;
	int64_t n_requests, n_stored, n_refused, n_put_off;
};

/* ---- web.c */

/* Ends its process for what it sent. */
void web_end_process(struct web *w, const char *why);

/* ---- web_requests.c */

/* Takes a request over; false: it is none. */
bool web_on_request(struct web *w, cJSON *line);
/* Its peer has hung up. */
void web_on_gone_peer(struct web *w, const cJSON *line);
/* Answers {"op":"ask"}. */
void web_on_ask(struct web *w, const cJSON *line);
/* Those that are open have nobody to be answered to any more. */
void web_orphan_all(struct web *w);
/* Sends the answers of this turn. */
void web_flush(struct web *w);
/* Answers those that have waited too long; a timer's callback. */
void web_on_patience(uv_timer_t *timer);

#endif
