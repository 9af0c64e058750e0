/* SPDX-License-Identifier: ISC */
/* provider.c - one provider instance, polled in time. */
#include "core/provider.h"

#include <inttypes.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "crash_point.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* A key that is not accepted is not hammered on. */
#define REFUSED_AGAIN_S 900
/* Who failed so often in a row is not waited for by a run that is to end. */
#define STUCK_AFTER 3
#define STOP_GRACE_MS 5000

struct provider {
	const struct provider_world *world;
	const struct instance *instance;
	struct worker *worker;
	struct ingest *ingest;
	struct receiver *receiver;
	uv_timer_t timer;
	bool is_polling, is_stopping, is_due, was_refused;
	bool is_settled;        /* it is known what it can */
	bool is_pushed;         /* only: there is nothing to poll */
	bool is_told;           /* where it is pushed to */
	int n_failures, n_good; /* failures in a row; polls that ended well */
	int64_t last_poll_us, next_poll_us;
};

static void schedule(struct provider *p, int64_t after_s);

static void
poll_now(struct provider *p)
{
	struct buf members = BUF_INIT;
	char *cursor = NULL;
	int64_t first_us;
	struct error err;

	if (!p->is_due || p->is_stopping || !worker_can_take(p->worker) ||
	    !ingest_is_empty(p->ingest))
		return;
	if (!store_cursor(p->world->store, p->instance->name, &cursor,
		&first_us, &err)) {
		log_line(LOG_ERROR, p->instance->name,
		    "cannot read its cursor: %s", err.text);
		schedule(p, backoff_s(++p->n_failures));
		return;
	}
	if (cursor != NULL) {
		buf_puts(&members, "\"cursor\":");
		json_quote(&members, cursor);
	}
	p->is_due = false;
	p->is_polling = true;
	p->next_poll_us = 0;
	worker_request(
	    p->worker, "poll", buf_str(&members), p->instance->deadline_s);
	buf_release(&members);
	free(cursor);
}

static void
on_timer(uv_timer_t *timer)
{
	struct provider *p = timer->data;

	p->is_due = true;
	poll_now(p);
}

static void
schedule(struct provider *p, int64_t after_s)
{
	p->next_poll_us = clock_now_us() + after_s * US_PER_S;
	if (!p->is_stopping)
		uv_timer_start(
		    &p->timer, on_timer, (uint64_t)after_s * 1000, 0);
}

static void
on_line(void *arg, const char *op, cJSON *line)
{
	struct provider *p = arg;
	const char *text;

	if (strcmp(op, "response") == 0) {
		cJSON *response =
		    cJSON_DetachItemFromObjectCaseSensitive(line, op);

		crash_point("after-receive");
		ingest_response(p->ingest,
		    response == NULL ? cJSON_CreateObject() : response);
	} else if (strcmp(op, "cursor") == 0) {
		text = json_string(line, "cursor");
		if (text != NULL)
			ingest_cursor(p->ingest, text);
	} else if (strcmp(op, "refused") == 0) {
		text = json_string(line, "why");
		ingest_refused(p->ingest, json_string(line, "raw"),
		    text == NULL ? "no reason was given" : text);
	}
	cJSON_Delete(line);
	if (ingest_is_full(p->ingest))
		worker_pause(p->worker);
}

static void
on_room(void *arg)
{
	struct provider *p = arg;

	worker_resume(p->worker);
	poll_now(p);
	p->world->changed(p->world->arg);
}

static void
failed(struct provider *p, const struct outcome *outcome)
{
	int64_t after_s = outcome->after_s;

	p->n_failures++;
	p->was_refused = outcome->result == RESULT_REJECT;
	if (p->was_refused)
		after_s = REFUSED_AGAIN_S;
	else if (after_s <= 0)
		after_s = backoff_s(p->n_failures);
	worker_trouble(p->worker, "poll: %s", outcome->why);
	log_line(p->was_refused ? LOG_ERROR : LOG_WARNING, p->instance->name,
	    "poll failed: %s (again in %" PRId64 " s)", outcome->why, after_s);
	schedule(p, after_s);
}

static void
on_result(void *arg, const struct outcome *outcome)
{
	struct provider *p = arg;

	p->is_polling = false;
	if (outcome->result == RESULT_DONE) {
		/* What a poll that worked warned of stays to be seen. */
		if (p->n_failures > 0)
			worker_trouble(p->worker, "%s", "");
		p->n_failures = 0;
		p->was_refused = false;
		p->n_good++;
		p->last_poll_us = clock_now_us();
		schedule(p, p->instance->every_s);
	} else {
		failed(p, outcome);
	}
	p->world->changed(p->world->arg);
}

/* What can only be pushed to needs no process that waits to be polled. */
static void
settle(struct provider *p)
{
	bool can_receive = worker_can(p->worker, "receive");

	if (p->is_settled || p->is_stopping ||
	    worker_state(p->worker) != WORKER_IDLE)
		return;
	p->is_settled = true;
	receiver_settle(p->receiver, can_receive);
	p->is_pushed = can_receive && !worker_can(p->worker, "poll");
	if (p->is_pushed) {
		p->is_due = false;
		worker_stop(p->worker, STOP_GRACE_MS);
	}
}

/* What it can is not known, and will not be without help. */
static void
refuse_hopeless(struct provider *p)
{
	if (!p->is_settled && worker_is_failing(p->worker))
		receiver_refuse_all(p->receiver);
}

static void
on_changed(void *arg)
{
	struct provider *p = arg;

	settle(p);
	refuse_hopeless(p);
	poll_now(p);
	p->world->changed(p->world->arg);
}

static bool
note_first(
    struct store *store, const char *name, int64_t now_us, struct error *err)
{
	if (!store_begin(store, err))
		return false;
	if (store_put_first(store, name, now_us, err))
		return store_commit(store, err);
	store_rollback(store);
	return false;
}

/* Nothing older is announced: what the user said, else midnight before the
 * first run. */
static bool
find_since(struct provider *p, int64_t *since_us, struct error *err)
{
	const char *name = p->instance->name;
	int64_t now_us = clock_now_us(), first_us = 0;
	char *cursor = NULL;

	*since_us = p->instance->since_us;
	if (*since_us != 0)
		return true;
	if (!store_cursor(p->world->store, name, &cursor, &first_us, err))
		return false;
	free(cursor);
	if (first_us == 0) {
		first_us = now_us;
		if (!note_first(p->world->store, name, now_us, err))
			return false;
	}
	*since_us = clock_midnight_us(first_us);
	return true;
}

struct provider *
provider_new(const struct provider_world *world, struct config *config,
    const struct instance *instance, struct error *err)
{
	static const struct worker_events events = { on_line, on_result,
		on_changed };
	struct provider *p = mem_new(1, sizeof(*p));
	int64_t since_us;

	p->world = world;
	p->instance = instance;
	if (!find_since(p, &since_us, err)) {
		free(p);
		error_in(err, "%s", instance->name);
		return NULL;
	}
	p->ingest =
	    ingest_new(world->ingest, instance->name, since_us, on_room, p);
	if (instance->is_shared)
		ingest_share(p->ingest, instance->same_as != NULL
					    ? instance->same_as
					    : instance->name);
	p->worker = worker_new(world->world, config, instance, &events, p);
	p->receiver = receiver_new(
	    world->world, world->ingest, config, instance, since_us);
	uv_timer_init(world->world->loop, &p->timer);
	p->timer.data = p;
	p->is_due = true;
	worker_start(p->worker);
	return p;
}

void
provider_stop(struct provider *p, unsigned grace_ms)
{
	p->is_stopping = true;
	p->is_due = false;
	uv_timer_stop(&p->timer);
	worker_stop(p->worker, grace_ms);
	receiver_stop(p->receiver, grace_ms);
}

void
provider_abandon(struct provider *p)
{
	ingest_stop(p->ingest);
	receiver_abandon(p->receiver);
}

bool
provider_is_stopping(const struct provider *p)
{
	return p->is_stopping;
}

bool
provider_is_gone(const struct provider *p)
{
	return worker_is_gone(p->worker) && ingest_is_empty(p->ingest) &&
	       receiver_is_gone(p->receiver);
}

static void
on_timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
provider_free(struct provider *p)
{
	receiver_free(p->receiver);
	ingest_free(p->ingest);
	worker_free(p->worker);
	uv_close((uv_handle_t *)&p->timer, on_timer_closed);
}

const struct instance *
provider_instance(const struct provider *p)
{
	return p->instance;
}

void
provider_take(struct provider *p, struct pushed *pushed)
{
	receiver_take(p->receiver, pushed);
	refuse_hopeless(p);
}

void
provider_tell(struct provider *p)
{
	p->is_told = true;
}

bool
provider_is_idle(const struct provider *p, bool *is_stuck)
{
	struct worker_health health = worker_health(p->worker);

	*is_stuck = health.state == WORKER_BROKEN || p->was_refused ||
		    p->n_failures >= STUCK_AFTER ||
		    health.n_failed_starts >= STUCK_AFTER;
	return ingest_is_empty(p->ingest) && !p->is_polling &&
	       (p->n_good > 0 || p->is_pushed || *is_stuck);
}

struct provider_status
provider_status(const struct provider *p)
{
	return (struct provider_status){
		.name = p->instance->name,
		.health = worker_health(p->worker),
		.counts = ingest_counts(p->ingest),
		.last_poll_us = p->last_poll_us,
		.next_poll_us = p->next_poll_us,
		.is_pushed = p->is_pushed,
		.is_told = p->is_told,
		.receiver = receiver_status(p->receiver),
	};
}
