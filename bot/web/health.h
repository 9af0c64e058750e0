/* SPDX-License-Identifier: ISC */
/*
 * health.h - what the core says of itself, asked at most once a second, for
 * /healthz and /metrics.
 *
 * A core that says nothing for two seconds is not live.
 */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <uv.h>

#include "sdk/buf.h"

struct request;
struct web;

struct health {
	struct web *web;
	cJSON *said;       /* NULL: nothing, or it is silent */
	uint64_t at_ms;    /* when it was said; 0: never */
	uint64_t asked_id; /* 0: not asked */
	uint64_t serial;
	uv_timer_t silence;
	struct request *waiters;
};

/* Nothing is known yet. */
void health_init(struct health *h, struct web *web);
/* Closes its timer and answers who waits. */
void health_close(struct health *h);
/* Frees what was said. */
void health_release(struct health *h);

/* True: what is known is fresh.  False: the request waits, and
 * request_health() is called of it when the core has answered or is silent. */
bool health_ask(struct health *h, struct request *request);
/* The request waits no more, if it did. */
void health_forget(struct health *h, struct request *request);
/* The core's answer to an ask. */
void health_take(struct health *h, const cJSON *line);

/* Adds /healthz's body and returns its code: 200 where said is live and ready,
 * else 503.  NULL: the core is silent. */
unsigned health_print(struct buf *out, const cJSON *said);

#endif
