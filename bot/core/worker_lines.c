/* SPDX-License-Identifier: ISC */
/*
 * worker_lines.c - what an instance's process says, and what that means.
 *
 * A line that answers nothing we asked ends the process: it cannot be told
 * what its other lines would mean.
 */
#include "core/worker_parts.h"

#include "sdk/json.h"

#define LONGEST_AFTER (7 * 24 * 3600)

static void
on_ready(struct worker *w)
{
	if (w->is_ending)
		return; /* what was not sent is not sent any more */
	if (w->has_request) {
		w->job++;
		worker_send_request(w);
		return;
	}
	worker_be_idle(w);
	w->events.changed(w->arg);
}

static void
on_log(struct worker *w, const cJSON *line)
{
	int64_t level = json_integer(line, "level", LOG_INFO);
	const char *text = json_string(line, "text");

	if (upkeep_log(
		&w->upkeep, level, text, (int64_t)uv_now(w->world->loop)))
		upkeep_note(&w->upkeep, text);
	/* Who listens says by itself when it is well again. */
	else if (w->is_listener && level == LOG_INFO)
		upkeep_note(&w->upkeep, "");
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

/* Whoever asks for a year is not obeyed. */
static int64_t
delay_of(int64_t after_s)
{
	return after_s < 0               ? 0
	       : after_s > LONGEST_AFTER ? LONGEST_AFTER
					 : after_s;
}

static void
on_result(struct worker *w, enum result result, const cJSON *line)
{
	struct outcome outcome = {
		.result = result,
		.after_s = delay_of(json_integer(line, "after_s", 0)),
		.why = json_string(line, "why"),
		.receipt = json_string(line, "receipt"),
		.is_denied = json_bool(line, "denied", false),
	};

	if (outcome.why == NULL)
		outcome.why = "";
	upkeep_worked(&w->upkeep);
	if (w->is_ending)
		worker_be(w, WORKER_ENDED, 0);
	else if (worker_retires(w) && w->n_requests >= REQUESTS_A_LIFE)
		worker_retire(w);
	else
		worker_be_idle(w);
	worker_give_result(w, &outcome);
	w->events.changed(w->arg);
}

static void
on_described(struct worker *w, cJSON *line)
{
	cJSON_Delete(w->can);
	w->can = cJSON_DetachItemFromObjectCaseSensitive(line, "can");
	cJSON_Delete(w->roles);
	w->roles = cJSON_DetachItemFromObjectCaseSensitive(line, "roles");
}

/* A line that belongs to the request under way.  False: it is no answer that
 * fits now. */
static bool
on_answer(struct worker *w, const char *op, cJSON *line)
{
	enum result result = RESULT_DONE;
	bool is_result = result_by_op(op, &result);

	if (w->state == WORKER_STARTING && strcmp(op, "failed") == 0) {
		upkeep_failed(&w->upkeep, json_string(line, "why"));
		return true;
	}
	if (json_integer(line, "job", -1) != w->job)
		return false;
	if (w->state == WORKER_STARTING && is_result &&
	    result == RESULT_DONE) {
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

/* A listener that lives and answers: what ends it from now on is no failed
 * start. */
static void
is_well(struct worker *w)
{
	if (w->is_listener)
		upkeep_worked(&w->upkeep);
}

static bool
is_content(const char *op)
{
	return strcmp(op, "response") == 0 || strcmp(op, "cursor") == 0 ||
	       strcmp(op, "refused") == 0 || strcmp(op, "account") == 0;
}

void
worker_on_line(void *arg, cJSON *line)
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
				worker_set_timer(
				    w, w->request_timeout_s * 1000);
			w->events.line(w->arg, op, line);
			return;
		}
	} else if (strcmp(op, "log") == 0) {
		on_log(w, line);
	} else if (strcmp(op, "described") == 0) {
		on_described(w, line);
	} else if (w->is_listener && strcmp(op, "act") == 0) {
		fits = w->state == WORKER_IDLE || w->is_ending;
		if (fits) {
			is_well(w);
			w->events.line(w->arg, op, line);
			return;
		}
	} else if (strcmp(op, "pong") == 0) {
		w->ping_job = 0;
		is_well(w);
		if (w->state == WORKER_IDLE)
			worker_be_idle(w);
	} else {
		fits = on_answer(w, op, line);
	}
	cJSON_Delete(line);
	if (!fits)
		worker_end_process(
		    w, "it sent a line that answers nothing we asked");
}
