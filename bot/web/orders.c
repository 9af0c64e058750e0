/* SPDX-License-Identifier: ISC */
/* orders.c - what the core says: one function a line, found by its `op`. */
#include "web/orders.h"

#include <sysexits.h>

#include "crash_point.h"
#include "sdk/json.h"
#include "web/request.h"
#include "web/web.h"

static void
fail(struct web *w, const char *why)
{
	cJSON *line = cJSON_CreateObject();

	json_put_string(line, "op", "failed");
	json_put_string(line, "why", why);
	link_send(&w->link, line);
	w->exit_code = EX_CONFIG;
	web_stop(w);
}

static uint64_t
seed(void)
{
	uint64_t bytes = 0;

	/* Where there is no randomness the table is merely guessable. */
	(void)uv_random(NULL, NULL, &bytes, sizeof(bytes), 0, NULL);
	return bytes;
}

static bool
start(struct web *w, const cJSON *line, struct buf *real, struct error *err)
{
	if (!settings_read(&w->settings, line, err))
		return false;
	waiting_init(&w->waiting, w->settings.max_connections);
	rate_init(&w->rate, w->settings.requests_per_s, seed());
	return server_start(&w->server, w, real, err);
}

static void
order_serve(struct web *w, const cJSON *line)
{
	struct buf real = BUF_INIT;
	struct error err;
	cJSON *answer;

	if (w->is_serving || w->is_stopping)
		return;
	w->is_serving = true;
	if (start(w, line, &real, &err)) {
		answer = cJSON_CreateObject();
		json_put_string(answer, "op", "listening");
		json_put_string(answer, "address", buf_str(&real));
		link_send(&w->link, answer);
	} else {
		fail(w, err.text);
	}
	buf_release(&real);
}

static void
order_answer(struct web *w, const cJSON *line)
{
	struct request *r =
	    waiting_take(&w->waiting, (uint64_t)json_integer(line, "id", 0));
	int64_t status = json_integer(line, "status", 0);
	int64_t wait_s = json_integer(line, "retry_after_s", 0);
	const struct reply_text reply = {
		.text = json_string(line, "text"),
		.html = json_string(line, "html"),
		.retry_after_s =
		    wait_s > 0 && wait_s <= 86400 ? (unsigned)wait_s : 0,
	};

	if (r == NULL)
		return; /* it came too late: the peer was told so */
	crash_point("web-before-answer");
	if (status < 200 || status > 599)
		status = 500;
	request_answer(r, (unsigned)status, &reply);
}

static void
order_health(struct web *w, const cJSON *line)
{
	health_take(&w->health, line);
}

static void
order_ping(struct web *w, const cJSON *line)
{
	cJSON *answer = cJSON_CreateObject();

	json_put_string(answer, "op", "pong");
	json_put_integer(answer, "job", json_integer(line, "job", 0));
	link_send(&w->link, answer);
}

static void
order_stop(struct web *w, const cJSON *line)
{
	(void)line;
	web_stop(w);
}

static const struct {
	const char *op;
	void (*take)(struct web *w, const cJSON *line);
} orders[] = {
	{ "serve", order_serve },
	{ "answer", order_answer },
	{ "health", order_health },
	{ "ping", order_ping },
	{ "stop", order_stop },
};

void
orders_take(struct web *w, const cJSON *line)
{
	const char *op = json_string(line, "op");

	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (op != NULL && strcmp(op, orders[i].op) == 0)
			orders[i].take(w, line);
}
