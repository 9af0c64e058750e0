/* SPDX-License-Identifier: ISC */
/* web.c - the process that faces the network, while it lives. */
#include "core/web_parts.h"

#include <inttypes.h>

#include "paths.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define START_TIMEOUT_MS 30000
#define PING_EVERY_MS 10000
#define PING_TIMEOUT_MS 10000
/* A request that drips in longer is ended by web itself. */
#define REQUEST_DEADLINE_S 15
#define N_HANDLES 3

static void begin(struct web *w);

void
web_end_process(struct web *w, const char *why)
{
	if (w->child != NULL)
		child_kill(w->child, why);
}

/* ---- States */

static void ping(struct web *w);

static void
on_timer(uv_timer_t *timer)
{
	struct web *w = timer->data;

	switch (w->state) {
	case WORKER_RESTING:
		begin(w);
		return;
	case WORKER_STARTING:
		web_end_process(w, "it did not listen in time");
		return;
	case WORKER_IDLE:
		if (w->ping_job != 0)
			web_end_process(w, "it did not answer a ping");
		else
			ping(w);
		return;
	case WORKER_OFF:
	case WORKER_BUSY:
	case WORKER_BROKEN:
	case WORKER_ENDED:
		return;
	}
}

/* ms 0: the state has no clock. */
static void
be(struct web *w, enum worker_state state, int64_t ms)
{
	bool rests = state == WORKER_RESTING;

	w->state = state;
	uv_timer_stop(&w->timer);
	if (ms > 0 && (rests || !w->world->is_patient))
		uv_timer_start(&w->timer, on_timer, (uint64_t)ms, 0);
}

static void
ping(struct web *w)
{
	char line[64];
	int n;

	w->ping_job = ++w->job;
	n = snprintf(line, sizeof(line),
	    "{\"op\":\"ping\",\"job\":%" PRId64 "}\n", w->ping_job);
	child_send(w->child, line, (size_t)n);
	be(w, WORKER_IDLE, PING_TIMEOUT_MS);
}

/* ---- What it says */

static void
on_listening(struct web *w, const cJSON *line)
{
	const char *address = json_string(line, "address");

	free(w->address);
	w->address =
	    mem_string(address == NULL ? w->config->web.listen : address);
	upkeep_worked(&w->upkeep);
	upkeep_note(&w->upkeep, "");
	if (w->is_ending)
		return;
	be(w, WORKER_IDLE, PING_EVERY_MS);
	log_line(LOG_INFO, "web", "listens on %s", w->address);
	w->world->listening(w->world->arg);
}

static void
on_failed(struct web *w, const cJSON *line)
{
	upkeep_failed(&w->upkeep, json_string(line, "why"));
}

static void
on_log(struct web *w, const cJSON *line)
{
	upkeep_log(&w->upkeep, json_integer(line, "level", LOG_INFO),
	    json_string(line, "text"), (int64_t)uv_now(w->world->loop));
}

static void
on_pong(struct web *w, const cJSON *line)
{
	(void)line;
	w->ping_job = 0;
	if (w->state == WORKER_IDLE)
		be(w, WORKER_IDLE, PING_EVERY_MS);
}

static const struct handler {
	const char *op;
	void (*take)(struct web *w, const cJSON *line);
	bool is_first; /* before it has listened, and not again */
} handlers[] = {
	{ "log", on_log, false },
	{ "failed", on_failed, false },
	{ "listening", on_listening, true },
	{ "pong", on_pong, false },
	{ "gone", web_on_gone_peer, false },
	{ "ask", web_on_ask, false },
};

/* Does it fit now? */
static bool
take_line(struct web *w, const char *op, const cJSON *line)
{
	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		const struct handler *h = &handlers[i];

		if (strcmp(h->op, op) != 0)
			continue;
		if (h->is_first && w->upkeep.has_worked)
			return false;
		h->take(w, line);
		return true;
	}
	return false;
}

static void
on_line(void *arg, cJSON *line)
{
	struct web *w = arg;
	const char *op = json_string(line, "op");
	bool fits;

	/* A request keeps its line. */
	if (op != NULL && strcmp(op, "request") == 0) {
		fits = web_on_request(w, line);
	} else {
		fits = op != NULL && take_line(w, op, line);
		cJSON_Delete(line);
	}
	if (!fits)
		web_end_process(w, "it sent a line that is none of its own");
}

/* ---- Its end */

static void
after_death(struct web *w, const struct child_end *end, const char *text)
{
	int64_t rest_ms = upkeep_died(&w->upkeep, end, text);

	if (rest_ms == UPKEEP_BROKEN)
		be(w, WORKER_BROKEN, 0);
	else
		be(w, WORKER_RESTING, rest_ms);
}

static void
on_gone(void *arg, const struct child_end *end)
{
	struct web *w = arg;
	struct buf text = BUF_INIT;

	w->child = NULL;
	web_orphan_all(w);
	upkeep_ended(&w->upkeep, end, &text);
	if (w->is_ending)
		be(w, WORKER_ENDED, 0);
	else
		after_death(w, end, buf_str(&text));
	buf_release(&text);
}

/* ---- Its start */

static void
put_serve(const struct web_settings *web, struct buf *out)
{
	cJSON *serve = cJSON_CreateObject();
	cJSON *trusted;

	json_put_string(serve, "op", "serve");
	json_put_string(serve, "listen", web->listen);
	json_put_string(serve, "certificate", web->certificate);
	json_put_string(serve, "key", web->key);
	json_put_integer(serve, "max_connections", web->connections);
	json_put_integer(
	    serve, "requests_per_second", web->requests_per_second);
	json_put_integer(serve, "request_deadline_s", REQUEST_DEADLINE_S);
	trusted = json_put_array(serve, "trusted_proxies");
	for (char **ip = web->trusted_proxies; ip != NULL && *ip != NULL; ip++)
		cJSON_AddItemToArray(trusted, cJSON_CreateString(*ip));
	json_print(out, serve);
	buf_putc(out, '\n');
	cJSON_Delete(serve);
}

static void
begin(struct web *w)
{
	static const struct child_events events = { on_line, on_gone };
	char *argv[] = { (char *)(uintptr_t)paths_web(), NULL };
	struct child_spec spec = { "web", argv, CHILD_LINES_ON_3 };
	struct buf line = BUF_INIT;
	struct error err;

	upkeep_begin(&w->upkeep);
	w->ping_job = 0;
	w->child = child_start(w->world->loop, &spec, &events, w, &err);
	if (w->child == NULL) {
		be(w, WORKER_RESTING, upkeep_not_begun(&w->upkeep, err.text));
		return;
	}
	be(w, WORKER_STARTING, START_TIMEOUT_MS);
	put_serve(&w->config->web, &line);
	child_send(w->child, line.data, line.size);
	buf_release(&line);
}

static void
on_turn(uv_prepare_t *flush)
{
	web_flush(flush->data);
}

struct web *
web_new(const struct web_world *world, struct config *config)
{
	struct web *w = mem_new(1, sizeof(*w));

	w->world = world;
	w->config = config_ref(config);
	w->last = &w->first;
	w->address = mem_string("");
	upkeep_init(&w->upkeep, "web");
	uv_timer_init(world->loop, &w->timer);
	uv_timer_init(world->loop, &w->patience);
	uv_prepare_init(world->loop, &w->flush);
	w->timer.data = w->patience.data = w->flush.data = w;
	uv_prepare_start(&w->flush, on_turn);
	uv_unref((uv_handle_t *)&w->flush);
	begin(w);
	return w;
}

void
web_stop(struct web *w, unsigned grace_ms)
{
	w->is_ending = true;
	be(w, w->child == NULL ? WORKER_ENDED : w->state, 0);
	if (w->child != NULL)
		child_stop(w->child, grace_ms);
}

bool
web_is_stopping(const struct web *w)
{
	return w->is_ending;
}

bool
web_is_gone(const struct web *w)
{
	return w->child == NULL;
}

static void
on_closed(uv_handle_t *handle)
{
	struct web *w = handle->data;

	if (++w->n_closed < N_HANDLES)
		return;
	buf_release(&w->out);
	config_free(w->config);
	free(w->address);
	upkeep_release(&w->upkeep);
	free(w);
}

void
web_free(struct web *w)
{
	web_orphan_all(w);
	if (w->child != NULL)
		child_forget(w->child);
	w->child = NULL;
	uv_close((uv_handle_t *)&w->timer, on_closed);
	uv_close((uv_handle_t *)&w->patience, on_closed);
	uv_close((uv_handle_t *)&w->flush, on_closed);
}

const struct web_settings *
web_settings(const struct web *w)
{
	return &w->config->web;
}

struct web_status
web_status(const struct web *w)
{
	return (struct web_status){
		.health = {
			.state = w->state,
			.pid = w->child == NULL ? 0 : child_pid(w->child),
			.n_deaths = w->upkeep.n_deaths,
			.n_warnings = w->upkeep.n_warnings,
			.n_failed_starts = w->upkeep.n_failed_starts,
			.trouble = w->upkeep.trouble,
			.trouble_us = w->upkeep.trouble_us,
		},
		.address = w->address,
		.n_open = w->n_open,
		.n_requests = w->n_requests,
		.n_stored = w->n_stored,
		.n_refused = w->n_refused,
		.n_put_off = w->n_put_off,
	};
}
