/* SPDX-License-Identifier: ISC */
/* import.c - one backfill, file by file or in one poll without a cursor. */
#include "core/import.h"

#include <inttypes.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Sentences told of each kind; the rest is counted. */
#define MOST_TOLD 5
/* Times the same thing is asked for after "not now". */
#define MOST_TRIES 5
#define MOST_FAILED_STARTS 3
#define GRACE_MS 5000

struct import {
	const struct import_world *world;
	struct config *config;
	struct instance instance; /* of config, with a since of its own */
	struct worker *worker;
	struct ingest *ingest;
	uv_timer_t timer; /* until the same is asked again */
	cJSON *files;
	size_t n_jobs, at; /* each a file, or the one poll */
	int64_t
	    poll_since_us; /* what polls announce; INT64_MAX: all is read */
	char *cursor;      /* where the poll goes on after "not now" */
	int n_tries;
	bool is_waiting, has_ended, is_cancelled;
	int64_t n_read, n_before, n_left;
	cJSON *failures, *refusals;
	int64_t n_failures;
	int64_t started_us, over_us;
};

/* ---- The end */

static void
note_over(struct import *im)
{
	struct ingest_counts counts = ingest_counts(im->ingest);

	if (im->over_us != 0 || !import_is_over(im))
		return;
	im->over_us = clock_now_us();
	log_line(LOG_INFO, im->instance.name,
	    "import %s: %" PRId64 " read, %" PRId64 " new, %" PRId64
	    " refused",
	    im->is_cancelled     ? "cancelled"
	    : im->n_failures > 0 ? "ended with failures"
				 : "ended",
	    im->n_read, counts.n_new, counts.n_refused);
}

static void
end(struct import *im, unsigned grace_ms)
{
	im->has_ended = true;
	uv_timer_stop(&im->timer);
	/* What is paused would not be seen to end. */
	worker_resume(im->worker);
	worker_stop(im->worker, grace_ms);
	note_over(im);
}

void
import_cancel(struct import *im, unsigned grace_ms, const char *why)
{
	if (im->has_ended)
		return;
	im->is_cancelled = true;
	log_line(LOG_INFO, im->instance.name, "import: cancelled: %s", why);
	end(im, grace_ms);
}

void
import_abandon(struct import *im)
{
	ingest_stop(im->ingest);
}

bool
import_is_over(const struct import *im)
{
	return im->has_ended && worker_is_gone(im->worker) &&
	       ingest_is_empty(im->ingest);
}

/* ---- What is asked */

static const char *
file_of(const struct import *im)
{
	const cJSON *file = cJSON_GetArrayItem(im->files, (int)im->at);

	return file == NULL ? NULL : file->valuestring;
}

static void
fail(struct import *im, const char *file, const char *why)
{
	struct buf text = BUF_INIT;

	if (*why == '\0')
		why = "no reason was given";
	/* Plugins mostly name the file themselves. */
	if (file != NULL && strstr(why, file) == NULL)
		buf_printf(&text, "%s: ", file);
	buf_puts(&text, why);
	log_line(LOG_WARNING, im->instance.name, "import: %s", buf_str(&text));
	if (im->n_failures++ < MOST_TOLD)
		cJSON_AddItemToArray(
		    im->failures, cJSON_CreateString(buf_str(&text)));
	buf_release(&text);
}

/* Why no process of it can do anything; NULL: it can, or will. */
static const char *
why_hopeless(const struct import *im, struct buf *text)
{
	struct worker_health health = worker_health(im->worker);
	const char *op = im->files != NULL ? "import" : "poll";

	if (health.state == WORKER_BROKEN ||
	    health.n_failed_starts >= MOST_FAILED_STARTS)
		return health.trouble;
	if (health.state != WORKER_IDLE || worker_can(im->worker, op) ||
	    (im->files == NULL && !worker_can(im->worker, "receive")))
		return NULL;
	buf_printf(text,
	    im->files != NULL
		? "the plugin of %s reads no files: without files, its "
		  "provider is asked for everything"
		: "%s is only pushed to: there is nobody to ask for history",
	    im->instance.name);
	return buf_str(text);
}

static void
ask(struct import *im)
{
	const char *value = im->files != NULL ? file_of(im) : im->cursor;
	struct buf members = BUF_INIT;

	if (value != NULL) {
		buf_printf(&members,
		    "\"%s\":", im->files != NULL ? "file" : "cursor");
		json_quote(&members, value);
	}
	worker_request(im->worker, im->files != NULL ? "import" : "poll",
	    buf_str(&members), im->instance.deadline_s);
	buf_release(&members);
}

static void
go_on(struct import *im)
{
	struct buf text = BUF_INIT;
	const char *why;

	if (im->has_ended) {
		note_over(im);
		return;
	}
	why = im->at < im->n_jobs ? why_hopeless(im, &text) : NULL;
	if (why != NULL)
		fail(im, NULL, why);
	if (why != NULL || im->at == im->n_jobs)
		end(im, GRACE_MS);
	else if (!im->is_waiting && worker_can_take(im->worker) &&
		 ingest_is_empty(im->ingest))
		ask(im); /* a cursor is handed in when all before is stored */
	buf_release(&text);
}

static void
on_timer(uv_timer_t *timer)
{
	struct import *im = timer->data;

	im->is_waiting = false;
	go_on(im);
}

/* ---- What is said */

static void
keep_reason(struct import *im, const char *why)
{
	if (cJSON_GetArraySize(im->refusals) < MOST_TOLD)
		cJSON_AddItemToArray(im->refusals, cJSON_CreateString(why));
}

static void
take_response(struct import *im, cJSON *line)
{
	cJSON *response =
	    cJSON_DetachItemFromObjectCaseSensitive(line, "response");
	int64_t at_us = json_integer(response, "answered_us", INT64_MIN);
	bool is_dated = at_us != INT64_MIN;

	im->n_read++;
	if (is_dated && at_us < im->instance.since_us) {
		im->n_before++;
	} else if (is_dated && at_us >= im->poll_since_us) {
		im->n_left++;
	} else {
		ingest_response(im->ingest,
		    response == NULL ? cJSON_CreateObject() : response);
		return;
	}
	cJSON_Delete(response);
}

static void
take_refused(struct import *im, cJSON *line)
{
	const char *why = json_string(line, "why");

	if (why == NULL)
		why = "no reason was given";
	im->n_read++;
	keep_reason(im, why);
	ingest_refused(im->ingest, json_string(line, "raw"), why);
}

/* What a cursor covers may be thrown away: it is handed in again only where
 * nothing before it was left out. */
static void
take_cursor(struct import *im, cJSON *line)
{
	const char *cursor = json_string(line, "cursor");

	if (im->files != NULL || cursor == NULL || im->n_before > 0 ||
	    im->n_left > 0)
		return;
	free(im->cursor);
	im->cursor = mem_string(cursor);
	im->n_tries = 0;
}

static void
on_line(void *arg, const char *op, cJSON *line)
{
	static const struct {
		const char *op;
		void (*take)(struct import *im, cJSON *line);
	} lines[] = {
		{ "response", take_response },
		{ "refused", take_refused },
		{ "cursor", take_cursor },
	};
	struct import *im = arg;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!im->has_ended && strcmp(lines[i].op, op) == 0)
			lines[i].take(im, line);
	cJSON_Delete(line);
	if (ingest_is_full(im->ingest))
		worker_pause(im->worker);
}

static void
on_room(void *arg)
{
	struct import *im = arg;

	worker_resume(im->worker);
	go_on(im);
}

static void
wait_a_while(struct import *im, int64_t after_s)
{
	if (after_s <= 0)
		after_s = backoff_s(im->n_tries);
	im->is_waiting = true;
	uv_timer_start(&im->timer, on_timer, (uint64_t)after_s * 1000, 0);
}

static void
fail_by_death(struct import *im, const char *how)
{
	char *why = mem_printf("its process died: it %s", how);

	fail(im, file_of(im), why);
	free(why);
}

static void
on_result(void *arg, const struct outcome *outcome)
{
	struct import *im = arg;

	if (im->has_ended || outcome->result == RESULT_UNSENT)
		return;
	if (outcome->result == RESULT_RETRY && ++im->n_tries < MOST_TRIES) {
		wait_a_while(im, outcome->after_s);
		return;
	}
	if (outcome->result == RESULT_DIED)
		fail_by_death(im, outcome->why);
	else if (outcome->result != RESULT_DONE)
		fail(im, file_of(im), outcome->why);
	im->n_tries = 0;
	im->at++;
}

static void
on_changed(void *arg)
{
	go_on(arg);
}

/* ---- Begin and end */

/* Nothing the polls announce is taken from them (provider.c). */
static bool
find_poll_since(
    struct import *im, const struct instance *instance, struct error *err)
{
	int64_t first_us = 0;
	char *cursor = NULL;

	im->poll_since_us = instance->since_us;
	if (instance->since_us != 0)
		return true;
	if (!store_cursor(
		im->world->store, instance->name, &cursor, &first_us, err))
		return false;
	free(cursor);
	im->poll_since_us =
	    clock_midnight_us(first_us != 0 ? first_us : clock_now_us());
	return true;
}

struct import *
import_new(const struct import_world *world, const struct import_wish *wish,
    struct error *err)
{
	static const struct worker_events events = { on_line, on_result,
		on_changed };
	struct import *im = mem_new(1, sizeof(*im));
	bool has_files = cJSON_GetArraySize(wish->files) > 0;

	im->world = world;
	im->poll_since_us = INT64_MAX;
	if (!has_files && !find_poll_since(im, wish->instance, err)) {
		free(im);
		return NULL;
	}
	im->config = config_ref(wish->config);
	im->instance = *wish->instance;
	im->instance.since_us = wish->since_us;
	im->files = has_files ? cJSON_Duplicate(wish->files, true) : NULL;
	im->n_jobs = has_files ? (size_t)cJSON_GetArraySize(im->files) : 1;
	im->failures = cJSON_CreateArray();
	im->refusals = cJSON_CreateArray();
	im->started_us = clock_now_us();
	im->ingest = ingest_new(
	    world->ingest, im->instance.name, INT64_MAX, on_room, im);
	if (im->instance.is_shared)
		ingest_share(im->ingest, im->instance.same_as != NULL
					     ? im->instance.same_as
					     : im->instance.name);
	uv_timer_init(world->world->loop, &im->timer);
	im->timer.data = im;
	im->worker =
	    worker_new(world->world, im->config, &im->instance, &events, im);
	worker_start(im->worker);
	return im;
}

static void
on_timer_closed(uv_handle_t *handle)
{
	struct import *im = handle->data;

	cJSON_Delete(im->files);
	cJSON_Delete(im->failures);
	cJSON_Delete(im->refusals);
	free(im->cursor);
	config_free(im->config);
	free(im);
}

void
import_free(struct import *im)
{
	ingest_free(im->ingest);
	worker_free(im->worker);
	uv_close((uv_handle_t *)&im->timer, on_timer_closed);
}

const char *
import_name(const struct import *im)
{
	return im->instance.name;
}

/* ---- How far it is */

static void
put_counts(const struct import *im, cJSON *o)
{
	struct ingest_counts c = ingest_counts(im->ingest);

	json_put_integer(o, "read", im->n_read);
	json_put_integer(o, "new", c.n_new);
	json_put_integer(o, "changed", c.n_changed);
	json_put_integer(o, "known", c.n_responses - c.n_new - c.n_changed);
	json_put_integer(o, "refused", c.n_refused);
	json_put_integer(o, "left_out", im->n_before);
	json_put_integer(o, "left_to_poll", im->n_left);
}

cJSON *
import_json(const struct import *im)
{
	cJSON *o = cJSON_CreateObject(), *refusals;
	struct ingest_counts counts = ingest_counts(im->ingest);
	struct worker_health health = worker_health(im->worker);
	int64_t now_us = im->over_us != 0 ? im->over_us : clock_now_us();

	json_put_bool(o, "ok", true);
	json_put_string(o, "instance", im->instance.name);
	put_counts(im, o);
	json_put_string(o, "file", file_of(im));
	json_put_integer(o, "file_at",
	    (int64_t)(im->at < im->n_jobs ? im->at + 1 : im->at));
	json_put_integer(
	    o, "files", im->files == NULL ? 0 : (int64_t)im->n_jobs);
	json_put_integer(o, "us", now_us - im->started_us);
	json_put_bool(o, "is_over", import_is_over(im));
	json_put_bool(o, "is_cancelled", im->is_cancelled);
	json_put_integer(o, "n_failures", im->n_failures);
	if (health.n_warnings > 0 && *health.trouble != '\0')
		json_put_string(o, "warning", health.trouble);
	cJSON_AddItemToObject(
	    o, "failures", cJSON_Duplicate(im->failures, true));
	refusals = cJSON_Duplicate(im->refusals, true);
	/* What the plugin took and the core does not. */
	if (counts.n_refused > 0 && cJSON_GetArraySize(refusals) == 0)
		cJSON_AddItemToArray(
		    refusals, cJSON_CreateString(counts.last_refusal));
	cJSON_AddItemToObject(o, "refusals", refusals);
	return o;
}
