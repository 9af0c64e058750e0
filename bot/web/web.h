/* SPDX-License-Identifier: ISC */
/*
 * web.h - loopbell-web as a whole: what its parts share.
 *
 *	peer --> server (libmicrohttpd) --> request --> link --> core
 *	                                       ^                  |
 *	                                       +---- orders <-----+
 *
 * One thread, one loop.  Nothing here waits for anybody: a request whose
 * answer is not known is suspended.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include <stdbool.h>
#include <uv.h>

#include "web/conn.h"
#include "web/health.h"
#include "web/linger.h"
#include "web/link.h"
#include "web/rate.h"
#include "web/refusal.h"
#include "web/server.h"
#include "web/settings.h"
#include "web/tally.h"
#include "web/waiting.h"

struct web {
	uv_loop_t loop;
	uv_timer_t tick;  /* runs while something is to be looked after */
	uv_timer_t grace; /* runs while we stop */
	struct link link;
	struct settings settings;
	struct server server;
	struct conns conns;
	struct lingers lingers;
	struct waiting waiting;
	struct rate rate;
	struct refusals refusals;
	struct health health;
	struct tally tally;
	size_t body_bytes; /* of all requests in flight */
	bool is_serving, is_stopping, has_no_core, has_ended;
	int exit_code;
};

/* Says that a request was not for the core: counted, and logged before long.
 */
void web_refused(struct web *w, enum refusal why, const struct peer *peer);
/* Sends the core a line for its log; level as in plugin.h. */
void web_log(struct web *w, int level, const char *text);
/* Something waits: the tick runs until nothing does. */
void web_watch(struct web *w);

/* Accepts nothing more, cuts what was not read whole, lets the core answer the
 * rest for up to two and a half seconds, then ends the loop. */
void web_stop(struct web *w);
/* A connection is gone: the last one ends the loop where we stop. */
void web_look_for_end(struct web *w);

#endif
