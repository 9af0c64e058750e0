/* SPDX-License-Identifier: ISC */
/*
 * worker.c - one instance, and the process that plays it while it lives.
 *
 * Every request has a deadline; an idle process is pinged at a third of it.
 * After describing itself and starting, a process is ready; the two lines are
 * sent at once, and what does not fit is answered by `failed`.
 */
#include "core/worker.h"

#include <inttypes.h>
#include <stdarg.h>

#include "core/child.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/plugin_path.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define EXIT_CONFIG 78
#define START_TIMEOUT_S 30
#define FIRST_REST_MS 2000
#define LONGEST_REST_MS 60000
#define QUIET_MS 60000
/* A notifier's process retires after so many requests, so that a leak in a
 * plugin stays small and the restart path is walked every day. */
#define REQUESTS_A_LIFE 1000

struct worker {
	const struct world *world;
	struct config *config; /* a reference */
	const struct instance *instance;
	struct worker_events events;
	void *arg;
	enum worker_state state;
	struct child *child;
	uv_timer_t timer; /* deadline, rest, ping or quiet, by the state */
	int n_handles;
	int64_t job;        /* the number of the last request */
	int64_t ping_job;   /* 0: no ping is under way */
	bool has_request;   /* one was taken and has no result yet */
	bool has_succeeded; /* this process answered something */
	bool is_retiring;   /* its process was asked to end; not a death */
	bool is_ending;     /* worker_stop() was called */
	bool is_paused;
	struct buf request; /* to be sent once it is ready */
	int64_t request_timeout_s;
	int n_requests;
	unsigned rest_ms;
	cJSON *can; /* array of names */
	int64_t n_deaths, n_warnings, trouble_us;
	char *trouble;
};

static void on_timer(uv_timer_t *timer);
static void on_line(void *arg, cJSON *line);
static void on_gone(void *arg, const struct child_end *end);
static void begin(struct worker *w);

static const struct child_events child_events = { on_line, on_gone };

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
	w->rest_ms = FIRST_REST_MS;
	w->trouble = mem_string("");
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
	config_free(w->config);
	free(w->trouble);
	free(w);
}

void
worker_free(struct worker *w)
{
	uv_close((uv_handle_t *)&w->timer, on_timer_closed);
}

/* ---- Trouble */

static void
note(struct worker *w, const char *text)
{
	free(w->trouble);
	w->trouble = mem_string(text);
	w->trouble_us = *text == '\0' ? 0 : clock_now_us();
}

void
worker_trouble(struct worker *w, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	note(w, buf_str(&text));
	buf_release(&text);
}

struct worker_health
worker_health(const struct worker *w)
{
	return (struct worker_health){
		.state = w->state,
		.pid = w->child == NULL ? 0 : child_pid(w->child),
		.n_deaths = w->n_deaths,
		.n_warnings = w->n_warnings,
		.trouble = w->trouble,
		.trouble_us = w->trouble_us,
	};
}

bool
worker_can(const struct worker *w, const char *op)
{
	const cJSON *one;

	cJSON_ArrayForEach(
	    one, w->can) if (cJSON_IsString(one) &&
			     strcmp(one->valuestring, op) == 0) return true;
	return false;
}

/* ---- States */

/* The state's clock: a deadline for what must answer, a ping or the end of a
 * quiet notifier for what is idle. */
static void
set_timer(struct worker *w, int64_t ms)
{
	bool rests =
	    w->state == WORKER_RESTING ||
	    (w->state == WORKER_IDLE && w->instance->role == ROLE_NOTIFIER);

	uv_timer_stop(&w->timer);
	if (ms > 0 && (rests || !w->world->is_patient))
		uv_timer_start(&w->timer, on_timer, (uint64_t)ms, 0);
}

static void
be(struct worker *w, enum worker_state state, int64_t timer_ms)
{
	w->state = state;
	set_timer(w, timer_ms);
}

static void
be_idle(struct worker *w)
{
	be(w, WORKER_IDLE,
	    w->instance->role == ROLE_NOTIFIER
		? QUIET_MS
		: w->instance->deadline_s * 1000 / 3);
}

/* The request under way has ended; the caller has seen to the state. */
static void
give_result(struct worker *w, const struct outcome *outcome)
{
	if (!w->has_request)
		return;
	w->has_request = false;
	w->events.result(w->arg, outcome);
}

static void
changed(struct worker *w)
{
	w->events.changed(w->arg);
}

static void
end_process(struct worker *w, const char *why)
{
	if (w->child != NULL)
		child_kill(w->child, why);
}

static void
retire(struct worker *w)
{
	w->is_retiring = true;
	be(w, WORKER_OFF, 0);
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
	set_timer(w, w->instance->deadline_s * 1000);
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
		if (w->instance->role == ROLE_NOTIFIER)
			retire(w);
		else if (w->ping_job != 0)
			end_process(w, "it did not answer a ping");
		else
			ping(w);
		return;
	case WORKER_STARTING:
		end_process(w, "it was not ready in time");
		return;
	case WORKER_BUSY:
		snprintf(why, sizeof(why),
		    "it did not answer within %" PRId64 " s",
		    w->request_timeout_s);
		end_process(w, why);
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
	json_put_string(start, "role", role_name(w->instance->role));
	json_put_string(start, "company", world->company);
	json_put_string(start, "language", world->language);
	json_put_string(start, "timezone", world->timezone);
	json_put_string(start, "ca_file", world->ca_file);
	cJSON_AddItemReferenceToObject(
	    start, "settings", w->instance->settings);
	json_print(out, start);
	buf_putc(out, '\n');
	cJSON_Delete(start);
}

static void
rest(struct worker *w, bool at_once)
{
	unsigned ms = at_once ? 1 : w->rest_ms;

	if (!at_once) {
		w->rest_ms *= 2;
		if (w->rest_ms > LONGEST_REST_MS)
			w->rest_ms = LONGEST_REST_MS;
	}
	be(w, WORKER_RESTING, ms);
}

static void
begin(struct worker *w)
{
	struct buf lines = BUF_INIT;
	struct error err;
	struct plugin_path path;

	w->has_succeeded = false;
	w->is_retiring = false;
	w->ping_job = 0;
	w->n_requests = 0;
	plugin_path_init(&path, w->instance);
	w->child =
	    child_start(w->world->loop, &path.spec, &child_events, w, &err);
	plugin_path_release(&path);
	if (w->child == NULL) {
		note(w, err.text);
		log_line(LOG_ERROR, w->instance->name, "%s (trying again)",
		    err.text);
		rest(w, false);
		changed(w);
		return;
	}
	be(w, WORKER_STARTING, START_TIMEOUT_S * 1000);
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
		be(w, WORKER_ENDED, 0);
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

static void
send_request(struct worker *w)
{
	child_send(w->child, w->request.data, w->request.size);
	w->n_requests++;
	be(w, WORKER_BUSY, w->request_timeout_s * 1000);
}

void
worker_request(
    struct worker *w, const char *op, const char *members, int64_t timeout_s)
{
	w->has_request = true;
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
	send_request(w);
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
		set_timer(w, w->request_timeout_s * 1000);
	if (w->child != NULL)
		child_resume(w->child);
}

/* ---- Lines */

static void
on_ready(struct worker *w)
{
	if (w->has_request) {
		w->job++;
		send_request(w);
		return;
	}
	be_idle(w);
	changed(w);
}

static void
on_log(struct worker *w, const cJSON *line)
{
	enum log_level level =
	    (enum log_level)json_integer(line, "level", LOG_INFO);
	const char *text = json_string(line, "text");

	if (text == NULL)
		return;
	if (level <= LOG_WARNING) {
		w->n_warnings++;
		note(w, text);
	}
	log_line(level, w->instance->name, "%s", text);
}

static bool
result_by_op(const char *op, enum result *result)
{
	static const struct {
		const char *op;
		enum result result;
	} results[] = {
		{ "done", RESULT_DONE },
		{ "retry", RESULT_RETRY },
		{ "reject", RESULT_REJECT },
		{ "unknown", RESULT_UNKNOWN },
		{ "failed", RESULT_REJECT },
	};

	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		if (strcmp(results[i].op, op) == 0) {
			*result = results[i].result;
			return true;
		}
	}
	return false;
}

static void
on_failed_start(struct worker *w, const cJSON *line)
{
	const char *why = json_string(line, "why");

	note(w, why == NULL ? "it did not say why" : why);
	log_line(LOG_ERROR, w->instance->name,
	    "cannot start: %s (until the configuration changes)", w->trouble);
	/* Its exit code tells whether to try again. */
}

static void
on_result(struct worker *w, enum result result, const cJSON *line)
{
	struct outcome outcome = {
		.result = result,
		.after_s = json_integer(line, "after_s", 0),
		.why = json_string(line, "why"),
		.receipt = json_string(line, "receipt"),
	};

	if (outcome.why == NULL)
		outcome.why = "";
	w->has_succeeded = true;
	w->rest_ms = FIRST_REST_MS;
	if (w->is_ending)
		be(w, WORKER_ENDED, 0);
	else if (w->instance->role == ROLE_NOTIFIER &&
		 w->n_requests >= REQUESTS_A_LIFE)
		retire(w);
	else
		be_idle(w);
	give_result(w, &outcome);
	changed(w);
}

static void
on_described(struct worker *w, cJSON *line)
{
	cJSON_Delete(w->can);
	w->can = cJSON_DetachItemFromObjectCaseSensitive(line, "can");
}

/* A line that belongs to the request under way.  False: it is no answer that
 * fits now. */
static bool
on_answer(struct worker *w, const char *op, cJSON *line)
{
	enum result result;
	bool is_result = result_by_op(op, &result);

	if (w->state == WORKER_STARTING && strcmp(op, "failed") == 0) {
		on_failed_start(w, line);
		return true;
	}
	if (json_integer(line, "job", -1) != w->job)
		return false;
	if (w->state == WORKER_STARTING && is_result) {
		on_ready(w);
		return true;
	}
	if (w->state != WORKER_BUSY)
		return false;
	if (is_result) {
		on_result(w, result, line);
		return true;
	}
	return false;
}

static bool
is_content(const char *op)
{
	return strcmp(op, "response") == 0 || strcmp(op, "cursor") == 0 ||
	       strcmp(op, "refused") == 0 || strcmp(op, "account") == 0;
}

static void
on_line(void *arg, cJSON *line)
{
	struct worker *w = arg;
	const char *op = json_string(line, "op");
	bool fits = true;

	if (op == NULL) {
		fits = false;
	} else if (is_content(op)) {
		fits = w->state == WORKER_BUSY && w->events.line != NULL &&
		       json_integer(line, "job", -1) == w->job;
		if (fits) {
			if (!w->is_paused)
				set_timer(w, w->request_timeout_s * 1000);
			w->events.line(w->arg, op, line);
			return;
		}
	} else if (strcmp(op, "log") == 0) {
		on_log(w, line);
	} else if (strcmp(op, "described") == 0) {
		on_described(w, line);
	} else if (strcmp(op, "pong") == 0) {
		w->ping_job = 0;
		if (w->state == WORKER_IDLE)
			be_idle(w);
	} else {
		fits = on_answer(w, op, line);
	}
	cJSON_Delete(line);
	if (!fits)
		end_process(w, "it sent a line that answers nothing we asked");
}

/* ---- The process's end */

static void
after_death(struct worker *w, const struct child_end *end, const char *text)
{
	w->n_deaths++;
	if (end->exit_code == EXIT_CONFIG) {
		if (*w->trouble == '\0')
			note(w, text);
		be(w, WORKER_BROKEN, 0);
		return;
	}
	note(w, text);
	log_line(LOG_ERROR, w->instance->name, "its process %s (%s)", text,
	    w->has_succeeded ? "starting it again" : "trying again later");
	rest(w, w->has_succeeded);
}

static void
on_gone(void *arg, const struct child_end *end)
{
	struct worker *w = arg;
	struct buf text = BUF_INIT;
	struct outcome died = { .result = RESULT_DIED };

	w->child = NULL;
	w->is_paused = false;
	child_end_text(end, &text);
	if (w->is_ending) {
		be(w, WORKER_ENDED, 0);
	} else if (w->is_retiring) {
		be(w, WORKER_OFF, 0);
	} else {
		after_death(w, end, buf_str(&text));
	}
	died.why = buf_str(&text);
	give_result(w, &died);
	buf_release(&text);
	changed(w);
}
