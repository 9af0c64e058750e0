/* SPDX-License-Identifier: ISC */
/*
 * sink.c - an HTTP server that takes notices, or does not.
 *
 *	sink RECORD
 *
 * Below /api/ it is a Slack that remembers (workspace.h); anything else is an
 * incoming webhook, which says "ok".  Orders, a line each:
 *
 *	ok          take it and say so
 *	slow MS     the same, so much later
 *	limit N     take N in any second; of what is more: 429, Retry-After: 1
 *	busy        503 to everything
 *	hang        read it, and never answer
 *	lose        take it, and hang up without an answer
 *	lose N      of N in a row lose one, else ok
 *
 * The limits and failures meet posts alone: what only asks (auth.test,
 * conversations.history) is answered, but by busy and hang.
 */
#include "proof/message.h"
#include "proof/record.h"
#include "proof/server.h"
#include "proof/workspace.h"
#include "sdk/mem.h"

#include <err.h>

enum { LIMIT_MAX = 1000 };
#define SECOND_US 1000000

struct sink {
	struct record *record;
	struct workspace *workspace;
	bool is_busy, is_hanging;
	int delay_ms, lose_each, limit;
	int n_posts;
	int64_t taken_us[LIMIT_MAX]; /* a ring of the last ones */
	int at;
};

struct call {
	char *path, *body;
	bool is_api, is_post;
};

static void
call_init(struct call *call, struct buf *in, size_t size)
{
	const char *body = message_body(in);

	call->path = message_path(in);
	call->body = mem_copy(body, size - (size_t)(body - in->data));
	call->is_api = strncmp(call->path, "/api/", 5) == 0;
	call->is_post = !call->is_api ||
			strcmp(call->path, "/api/chat.postMessage") == 0 ||
			strcmp(call->path, "/api/chat.update") == 0;
	buf_drop(in, size);
}

static void
call_release(struct call *call)
{
	free(call->path);
	free(call->body);
}

/* N in any second, however it is cut. */
static bool
is_within_limit(struct sink *sink)
{
	int64_t now_us = record_now_us();
	int64_t *oldest = &sink->taken_us[sink->at % sink->limit];

	if (*oldest != 0 && now_us - *oldest < SECOND_US)
		return false;
	*oldest = now_us;
	sink->at++;
	return true;
}

static const char *
do_call(struct sink *sink, const struct call *call, struct buf *answer)
{
	static const char *const verbs[] = {
		[WORKSPACE_TOLD] = NULL,
		[WORKSPACE_POSTED] = "took",
		[WORKSPACE_CHANGED] = "changed",
	};

	if (call->is_api)
		return verbs[workspace_call(
		    sink->workspace, call->path + 5, call->body, answer)];
	buf_puts(answer, "ok");
	return "took";
}

static void
take_call(struct sink *sink, const struct call *call, struct client *client)
{
	struct buf answer = BUF_INIT;
	const char *verb = do_call(sink, call, &answer);

	if (verb != NULL)
		record_marks(sink->record, verb, call->body);
	if (call->is_post)
		sink->n_posts++;
	if (call->is_post && sink->lose_each > 0 &&
	    sink->n_posts % sink->lose_each == 0)
		client->is_last = true;
	else
		message_answer(&client->out, 200, "",
		    call->is_api ? "application/json" : "text/plain",
		    buf_str(&answer));
	if (call->is_post && sink->delay_ms > 0)
		client->answer_us =
		    record_now_us() + (int64_t)sink->delay_ms * 1000;
	buf_release(&answer);
}

static void
deny(struct sink *sink, const struct call *call, struct client *client)
{
	record_marks(sink->record, "denied", call->body);
	if (sink->is_hanging)
		client->is_hanging = true;
	else if (sink->is_busy)
		message_answer(
		    &client->out, 503, "", "text/html", "<p>Busy</p>");
	else
		message_answer(&client->out, 429, "Retry-After: 1\r\n",
		    "text/plain", "rate_limited");
}

static bool
take(void *arg, struct client *client)
{
	struct sink *sink = arg;
	size_t size = message_size(&client->in);
	struct call call;

	if (size == 0)
		return false;
	call_init(&call, &client->in, size);
	if (sink->is_hanging || sink->is_busy ||
	    (call.is_post && sink->limit > 0 && !is_within_limit(sink)))
		deny(sink, &call, client);
	else
		take_call(sink, &call, client);
	call_release(&call);
	return true;
}

/* ---- Orders */

/* clang-format off */
static const struct order {
	const char *word;
	bool is_busy, is_hanging;
	size_t number;   /* the member that takes the number, 0: none */
	int otherwise;
} orders[] = {
	{ "ok",    false, false, 0, 0 },
	{ "slow",  false, false, offsetof(struct sink, delay_ms), 100 },
	{ "limit", false, false, offsetof(struct sink, limit), 5 },
	{ "busy",  true,  false, 0, 0 },
	{ "hang",  false, true,  0, 0 },
	{ "lose",  false, false, offsetof(struct sink, lose_each), 1 },
};
/* clang-format on */

static void
obey(struct sink *sink, const struct order *order, const char *number)
{
	int n =
	    *number == '\0' ? order->otherwise : (int)strtol(number, NULL, 10);

	sink->is_busy = order->is_busy;
	sink->is_hanging = order->is_hanging;
	sink->delay_ms = sink->limit = sink->lose_each = 0;
	if (order->number != 0)
		*(int *)(void *)((char *)sink + order->number) =
		    n < LIMIT_MAX ? n : LIMIT_MAX;
	sink->at = 0;
	memset(sink->taken_us, 0, sizeof(sink->taken_us));
}

static void
take_order(void *arg, const char *line)
{
	struct sink *sink = arg;
	size_t size = strcspn(line, " ");

	record_flush(sink->record);
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (strlen(orders[i].word) == size &&
		    strncmp(orders[i].word, line, size) == 0) {
			obey(sink, &orders[i],
			    line + size + (line[size] == ' '));
			return;
		}
	errx(2, "no such order: %s", line);
}

static void
rest(void *arg)
{
	record_flush(((struct sink *)arg)->record);
}

int
main(int argc, char **argv)
{
	static struct sink sink;
	const struct server server = {
		.arg = &sink, .take = take, .order = take_order, .rest = rest
	};

	if (argc != 2)
		errx(2, "usage: sink RECORD");
	sink.record = record_new(argv[1]);
	sink.workspace = workspace_new();
	server_run(&server);
	record_free(sink.record);
	workspace_free(sink.workspace);
	return 0;
}
