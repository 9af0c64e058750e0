/* SPDX-License-Identifier: ISC */
/*
 * asks.h - calls of Slack's Web API that nobody waits for.
 *
 * The listener answers clicks within three seconds, so nothing in it may block.
 */
#ifndef SLACK_ASKS_H
#define SLACK_ASKS_H

#include "notifiers/slack/api.h"
#include "sdk/http_multi.h"

struct asks {
	const struct slack_settings *settings;
	struct http_multi *http;
	struct ask *asked; /* and not answered yet */
	/* Called when http may want to be called earlier than before; NULL:
	 * nobody cares. */
	void (*changed)(void *arg);
	void *arg;
};

/* What a call came to; the answer is the caller's own until it returns. */
typedef void asks_done(void *arg, const struct api_answer *answer);

/* settings stay the caller's; ca_file as for http_new(). */
void asks_init(struct asks *asks, const struct slack_settings *settings,
    const char *ca_file);
/* Gives up what is on its way: nobody is told. */
void asks_release(struct asks *asks);

/* Calls a method as api_call() does.  args may be NULL and stay the caller's.
 * timeout_ms 0: as the settings say. */
struct asks_call {
	const char *method;
	const cJSON *args;
	int timeout_ms;
	asks_done *done;
	void *arg;
};
void asks_send(struct asks *asks, const struct asks_call *call);

/* Posts JSON to an address that reply_may_go_to().  Nobody hears how it went. */
void asks_post(struct asks *asks, const char *url, const cJSON *json);

/* So many are on their way that another would be one too many. */
bool asks_is_full(const struct asks *asks);

#endif
