/* SPDX-License-Identifier: ISC */
/*
 * api_parts.h - a call of Slack's Web API as it is asked and as its answer is
 * read, for api.c, which waits for it, and asks.c, which does not.
 */
#ifndef SLACK_API_PARTS_H
#define SLACK_API_PARTS_H

#include "notifiers/slack/api.h"
#include "sdk/buf.h"

/* All that http points at is in here: it is not copied. */
struct api_request {
	struct http_request http;
	struct buf form;
	char *url;
	char *bearer;
	const char *headers[2];
};

/* The request of a method with the token it takes: the app's for
 * apps.connections.open, else the bot's.  args may be NULL.  api_forget() wipes
 * the token out and frees all. */
void api_prepare(struct api_request *r, const struct slack_settings *settings,
    const char *method, const cJSON *args);
void api_forget(struct api_request *r);

/* Reads an HTTP_ANSWERED into *answer, whose why is set already or not. */
void api_read(struct api_answer *answer, const struct http_response *response);

#endif
