/* SPDX-License-Identifier: ISC */
/*
 * worker.c - one instance, and the process that plays it while it lives.
 *
 * Every request has a deadline; an idle process is pinged at a third of it.
 * After describing itself and starting, a process is ready; the two lines are
 * sent at once, and what does not fit is answered by `failed`.
 */
#include "core/worker_parts.h"

#include <inttypes.h>
#include <stdarg.h>

#include "core/plugin_path.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define START_TIMEOUT_S 30
#define QUIET_MS 60000

static void on_gone(void *arg, const struct child_end *end);
static void on_timer(uv_timer_t *timer);
static void begin(struct worker *w);

static const struct child_events child_events = { worker_on_line, on_gone };

static const char *const state_names[] = {
	[WORKER_OFF] = "off",
	[WORKER_STARTING] = "starting",
	[WORKER_IDLE] = "ready",
	[WORKER_BUSY] = "working",
	[WORKER_RESTING] = "restarting",
	[WORKER_BROKEN] = "broken",
	[WORKER_ENDED] = "ended",
};

const char *
worker_state_name(enum worker_state state)
{
	return state_names[state];
}

enum worker_state
worker_state(const struct worker *w)
{
	return w->state;
}

const char *
worker_name(const struct worker *w)
{
	return w->instance->name;
}

bool
worker_is_gone(const struct worker *w)
{
	return w->child == NULL;
}

struct worker *
worker_new(const struct world *world, struct config *config,
    const struct instance *instance, const struct worker_events *events,
    void *arg)
{
	struct worker *w = mem_new(1, sizeof(*w));

	w->world = world;
	w->config = config_ref(config);
	w->instance = instance;
	w->events = *events;
	w->arg = arg;
	upkeep_init(&w->upkeep, instance->name);
	uv_timer_init(world->loop, &w->timer);
	w->timer.data = w;
	return w;
}

static void
on_timer_closed(uv_handle_t *handle)
{
	struct worker *w = handle->data;

	buf_release(&w->request);
	cJSON_Delete(w->can);
	cJSON_Delete(w->roles);
	config_free(w->config);
	upkeep_release(&w->upkeep);
	free(w);
}

void
worker_free(struct worker *w)
{
	if (w->child != NULL)
		child_forget(w->child);
	uv_close((uv_handle_t *)&w->timer, on_timer_closed);
}

/* ---- Trouble */

void
worker_trouble(struct worker *w, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	upkeep_note(&w->upkeep, buf_str(&text));
	buf_release(&text);
}

struct worker_health
worker_health(const struct worker *w)
{
	return (struct worker_health){
		.state = w->state,
		.pid = w->child == NULL ? 0 : child_pid(w->child),
		.n_deaths = w->upkeep.n_deaths,
		.n_warnings = w->upkeep.n_warnings,
		.n_failed_starts = w->upkeep.n_failed_starts,
		.trouble = w->upkeep.trouble,
		.trouble_us = w->upkeep.trouble_us,
	};
}

bool
worker_is_failing(const struct worker *w)
{
	return w->state == WORKER_BROKEN ||
	       (w->upkeep.n_failed_starts > 0 && w->state != WORKER_IDLE &&
		   w->state != WORKER_BUSY);
}

static bool
has_name(const cJSON *names, const char *name)
{
	const cJSON *one;

	cJSON_ArrayForEach(
	    one, names) if (cJSON_IsString(one) &&
			    strcmp(one->valuestring, name) == 0) return true;
	return false;
}

bool
worker_can(const struct worker *w, const char *op)
{
	return has_name(w->can, op);
}

bool
worker_plays(const struct worker *w, const char *role)
{
	return has_name(w->roles, role);
}

bool
worker_retires(const struct worker *w)
{
	return w->instance->role == ROLE_NOTIFIER && !w->is_listener;
}

void
worker_listen(struct worker *w)
{
	w->is_listener = true;
}

void
worker_say(struct worker *w, const cJSON *line)
{
	struct buf text = BUF_INIT;

	if (w->child != NULL) {
		json_print(&text, line);
		buf_putc(&text, '\n');
		child_send(w->child, text.data, text.size);
	}
	buf_release(&text);
}

/* ---- States */

/* The state's clock: a deadline for what must answer, a ping or the end of a
 * quiet notifier for what is idle. */
void
worker_set_timer(struct worker *w, int64_t ms)
{
	bool rests = w->state == WORKER_RESTING ||
		     (w->state == WORKER_IDLE && worker_retires(w));

	uv_timer_stop(&w->timer);
	if (ms > 0 && (rests || !w->world->is_patient))
		uv_timer_start(&w->timer, on_timer, (uint64_t)ms, 0);
}

void
worker_be(struct worker *w, enum worker_state state, int64_t timer_ms)
{
	w->state = state;
	worker_set_timer(w, timer_ms);
}

void
worker_be_idle(struct worker *w)
{
	worker_be(w, WORKER_IDLE,
	    worker_retires(w) ? QUIET_MS : w->instance->deadline_s * 1000 / 3);
}

/* The request under way has ended; the caller has seen to the state. */
void
worker_give_result(struct worker *w, const struct outcome *outcome)
{
	if (!w->has_request)
		return;
	w->has_request = false;
	w->events.result(w->arg, outcome);
}

void
worker_end_process(struct worker *w, const char *why)
{
	if (w->child != NULL)
		child_kill(w->child, why);
}

void
worker_retire(struct worker *w)
{
	w->is_retiring = true;
	worker_be(w, WORKER_OFF, 0);
	child_stop(w->child, 5000);
}

static void
ping(struct worker *w)
{
	char line[64];
	int n;

	w->ping_job = ++w->job;
	n = snprintf(line, sizeof(line),
	    "{\"op\":\"ping\",\"job\":%" PRId64 "}\n", w->ping_job);
	child_send(w->child, line, (size_t)n);
	worker_set_timer(w, w->instance->deadline_s * 1000);
}

static void
on_timer(uv_timer_t *timer)
{
	struct worker *w = timer->data;
	char why[64];

	switch (w->state) {
	case WORKER_RESTING:
		begin(w);
		return;
	case WORKER_IDLE:
		if (worker_retires(w))
			worker_retire(w);
		else if (w->ping_job != 0)
			worker_end_process(w, "it did not answer a ping");
		else
			ping(w);
		return;
	case WORKER_STARTING:
		worker_end_process(w, "it was not ready in time");
		return;
	case WORKER_BUSY:
		snprintf(why, sizeof(why),
		    "it did not answer within %" PRId64 " s",
		    w->request_timeout_s);
		worker_end_process(w, why);
		return;
	case WORKER_OFF:
	case WORKER_BROKEN:
	case WORKER_ENDED:
		return;
	}
}

/* ---- Starting */

static void
put_start(struct worker *w, struct buf *out)
{
	const struct world *world = w->world;
	cJSON *start = cJSON_CreateObject();

	buf_printf(
	    out, "{\"op\":\"describe\",\"job\":%" PRId64 "}\n", ++w->job);
	json_put_string(start, "op", "start");
	json_put_integer(start, "job", ++w->job);
	json_put_string(start, "instance", w->instance->name);
	json_put_string(start, "role",
	    w->is_listener ? "listener" : role_name(w->instance->role));
	json_put_string(start, "company", world->company);
	json_put_string(start, "language", world->language);
	json_put_string(start, "timezone", world->timezone);
	json_put_string(start, "ca_file", world->ca_file);
	if (w->instance->role == ROLE_PROVIDER)
		json_put_integer(start, "since_us", w->instance->since_us);
	cJSON_AddItemReferenceToObject(
	    start, "settings", w->instance->settings);
	json_print(out, start);
	buf_putc(out, '\n');
	cJSON_Delete(start);
}

/* Nothing was started: what was to be done is asked again later. */
static void
fail_to_begin(struct worker *w, const char *why)
{
	const struct outcome unsent = { .result = RESULT_UNSENT, .why = why };

	worker_be(w, WORKER_RESTING, upkeep_not_begun(&w->upkeep, why));
	worker_give_result(w, &unsent);
	w->events.changed(w->arg);
}

static void
begin(struct worker *w)
{
	struct buf lines = BUF_INIT;
	struct error err;
	struct plugin_path path;

	upkeep_begin(&w->upkeep);
	w->is_retiring = false;
	w->ping_job = 0;
	w->n_requests = 0;
	plugin_path_init(&path, w->instance);
	w->child =
	    child_start(w->world->loop, &path.spec, &child_events, w, &err);
	plugin_path_release(&path);
	if (w->child == NULL) {
		fail_to_begin(w, err.text);
		return;
	}
	worker_be(w, WORKER_STARTING, START_TIMEOUT_S * 1000);
	put_start(w, &lines);
	child_send(w->child, lines.data, lines.size);
	buf_release(&lines);
}

void
worker_start(struct worker *w)
{
	if (w->state == WORKER_OFF && w->child == NULL)
		begin(w);
}

void
worker_stop(struct worker *w, unsigned grace_ms)
{
	w->is_ending = true;
	/* What is in hand may still be finished; the child's own clock runs. */
	if (w->has_request && w->child != NULL)
		uv_timer_stop(&w->timer);
	else
		worker_be(w, WORKER_ENDED, 0);
	if (w->child != NULL)
		child_stop(w->child, grace_ms);
}

/* ---- Requests */

bool
worker_can_take(const struct worker *w)
{
	if (w->has_request)
		return false;
	/* A notifier that has retired comes back for a request; until its
	 * last process is gone it must wait. */
	return w->state == WORKER_IDLE ||
	       (w->state == WORKER_OFF && w->child == NULL);
}

void
worker_send_request(struct worker *w)
{
	child_send(w->child, w->request.data, w->request.size);
	w->is_sent = true;
	w->n_requests++;
	worker_be(w, WORKER_BUSY, w->request_timeout_s * 1000);
}

void
worker_request(
    struct worker *w, const char *op, const char *members, int64_t timeout_s)
{
	w->has_request = true;
	w->is_sent = false;
	w->request_timeout_s = timeout_s;
	buf_reset(&w->request);
	if (w->state == WORKER_OFF) {
		/* Its number is given when it is sent: begin() uses two. */
		buf_printf(&w->request,
		    "{\"op\":\"%s\",\"job\":%" PRId64 "%s%s}\n", op,
		    w->job + 3, *members == '\0' ? "" : ",", members);
		begin(w);
		return;
	}
	buf_printf(&w->request, "{\"op\":\"%s\",\"job\":%" PRId64 "%s%s}\n",
	    op, ++w->job, *members == '\0' ? "" : ",", members);
	worker_send_request(w);
}

void
worker_pause(struct worker *w)
{
	if (w->child == NULL || w->is_paused)
		return;
	w->is_paused = true;
	uv_timer_stop(&w->timer); /* it is us who are slow */
	child_pause(w->child);
}

void
worker_resume(struct worker *w)
{
	if (!w->is_paused)
		return;
	w->is_paused = false;
	if (w->state == WORKER_BUSY)
		worker_set_timer(w, w->request_timeout_s * 1000);
	if (w->child != NULL)
		child_resume(w->child);
}

/* ---- The process's end */

static void
after_death(struct worker *w, const struct child_end *end, const char *text)
{
	int64_t rest_ms = upkeep_died(&w->upkeep, end, text);

	if (rest_ms == UPKEEP_BROKEN)
		worker_be(w, WORKER_BROKEN, 0);
	else
		worker_be(w, WORKER_RESTING, rest_ms);
}

/* What became of a request whose process has gone. */
static enum result
result_of_end(const struct worker *w)
{
	if (!w->is_sent)
		return RESULT_UNSENT;
	/* It was we who did not wait. */
	return w->is_ending ? RESULT_UNKNOWN : RESULT_DIED;
}

static void
on_gone(void *arg, const struct child_end *end)
{
	struct worker *w = arg;
	struct buf text = BUF_INIT;
	struct outcome died = { .result = result_of_end(w) };

	w->child = NULL;
	w->is_paused = false;
	upkeep_ended(&w->upkeep, end, &text);
	if (w->is_ending)
		worker_be(w, WORKER_ENDED, 0);
	else if (w->is_retiring)
		worker_be(w, WORKER_OFF, 0);
	else
		after_death(w, end, buf_str(&text));
	died.why = buf_str(&text);
	worker_give_result(w, &died);
	buf_release(&text);
	w->events.changed(w->arg);
}
