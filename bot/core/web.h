/* SPDX-License-Identifier: ISC */
/*
 * web.h - the process that faces the network (bot/web), and the requests it
 * hands in.
 *
 *	starting --listening--> ready --died--> restarting, after 2 s … 60 s
 *	   |                                         (at once if it listened)
 *	   '--exit 78--> broken: not started again before its settings change
 *
 * Invariants: nothing it sends reaches further than its own requests; a
 * request that is accepted is answered once, in time, or dropped with the
 * process that handed it in.
 */
#ifndef CORE_WEB_H
#define CORE_WEB_H

#include "config/config.h"
#include "core/case_page.h"
#include "core/receiver.h"
#include "core/worker.h"
#include "sdk/buf.h"

/* What it needs from the core; the core's. */
struct web_world {
	uv_loop_t *loop;
	bool is_patient; /* no pings: for a debugger */
	/* Who takes what is pushed to that instance: hands p over and is
	 * true; false: there is no such instance. */
	bool (*take)(void *arg, const char *instance, struct pushed *p);
	/* Why no answer could be kept now (a sentence for the sender); NULL:
	 * one can. */
	const char *(*why_not)(void *arg);
	/* Answers a request for a page of a case (case_page.h). */
	struct page (*page)(void *arg, const cJSON *request);
	/* Adds the health document, an object (bot/web/README.md). */
	void (*put_health)(void *arg, struct buf *out);
	/* It has begun to listen. */
	void (*listening)(void *arg);
	void *arg;
};

struct web;

/* Starts it.  Holds a reference to the configuration, whose web it is. */
struct web *web_new(const struct web_world *world, struct config *config);
/* It listens no longer, finishes what is in flight, and ends within
 * grace_ms. */
void web_stop(struct web *w, unsigned grace_ms);
bool web_is_stopping(const struct web *w);
bool web_is_gone(const struct web *w);
/* Kills what is there.  Requests that are open may be answered later. */
void web_free(struct web *w);

/* What it was started with; valid as long as it is. */
const struct web_settings *web_settings(const struct web *w);

struct web_status {
	struct worker_health health;
	const char *address; /* where it listens; "" */
	size_t n_open;       /* requests without an answer */
	int64_t n_requests;  /* since the start; answered: */
	int64_t n_stored;    /* 200 */
	int64_t n_refused;   /* 4xx */
	int64_t n_put_off;   /* 503 */
};
struct web_status web_status(const struct web *w);

#endif
