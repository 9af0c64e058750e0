/* SPDX-License-Identifier: ISC */
/* asks.c - calls of Slack's Web API that nobody waits for. */
#include "notifiers/slack/asks.h"

#include "notifiers/slack/api_parts.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define MAX_AT_A_TIME 50
#define POST_MS 5000

/* Who asked. */
struct ask {
	struct asks *asks;
	struct ask *next;
	asks_done *done;
	void *arg;
};

void
asks_init(struct asks *asks, const struct slack_settings *settings,
    const char *ca_file)
{
	asks->settings = settings;
	asks->http = http_multi_new(ca_file);
	asks->asked = NULL;
}

static void
ask_free(struct ask *ask)
{
	struct ask **link = &ask->asks->asked;

	while (*link != ask)
		link = &(*link)->next;
	*link = ask->next;
	free(ask);
}

void
asks_release(struct asks *asks)
{
	http_multi_free(asks->http);
	asks->http = NULL;
	while (asks->asked != NULL)
		ask_free(asks->asked);
}

bool
asks_is_full(const struct asks *asks)
{
	return http_multi_count(asks->http) >= MAX_AT_A_TIME;
}

static void
send(struct asks *asks, const struct http_request *request,
    http_multi_done *done, void *arg)
{
	http_multi_send(asks->http, request, done, arg);
	if (asks->changed != NULL)
		asks->changed(asks->arg);
}

static void
on_answer(
    void *arg, const struct http_response *response, const struct error *err)
{
	struct ask *ask = arg;
	struct api_answer answer = { .why = *err };

	if (response->outcome == HTTP_ANSWERED)
		api_read(&answer, response);
	else
		answer.class = SLACK_BACKOFF;
	ask->done(ask->arg, &answer);
	api_release(&answer);
	ask_free(ask);
}

void
asks_send(struct asks *asks, const struct asks_call *call)
{
	struct ask *ask = mem_new(1, sizeof(*ask));
	struct api_request r;

	ask->asks = asks;
	ask->next = asks->asked;
	asks->asked = ask;
	ask->done = call->done;
	ask->arg = call->arg;
	api_prepare(&r, asks->settings, call->method, call->args);
	if (call->timeout_ms > 0)
		r.http.timeout_ms = call->timeout_ms;
	send(asks, &r.http, on_answer, ask);
	api_forget(&r);
}

static void
on_posted(
    void *arg, const struct http_response *response, const struct error *err)
{
	(void)arg;
	(void)response;
	(void)err;
}

void
asks_post(struct asks *asks, const char *url, const cJSON *json)
{
	struct buf body = BUF_INIT;
	struct http_request request = { .method = "POST",
		.url = url,
		.content_type = "application/json; charset=utf-8",
		.timeout_ms = POST_MS };

	json_print(&body, json);
	request.body = buf_str(&body);
	request.body_size = body.size;
	send(asks, &request, on_posted, NULL);
	buf_release(&body);
}
