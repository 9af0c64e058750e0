/* SPDX-License-Identifier: ISC */
/* listener.c - one notifier's other process, the one that hears what people do. */
#include "core/listener.h"

#include "core/case_act.h"
#include "core/clock.h"
#include "core/log.h"
#include "crash_point.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

struct listener {
	const struct ingest_world *ingest;
	const struct instance *instance;
	struct worker *worker;
	int n_deeds; /* on their way to disk */
	struct listener_status status;
};

/* An action on its way to disk. */
struct deed {
	struct change change;
	struct listener *listener;
	cJSON *action;
	struct case_result result;
};

/* ---- The answer */

/* Where it was done the message says so itself; what was asked for, or refused,
 * is said to who did it. */
static bool
is_silent(const struct deed *deed)
{
	static const char *const told[] = { "feedback", "thank" };
	const char *name = json_string(deed->action, "name");

	if (!deed->result.is_done || name == NULL)
		return false;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (strcmp(told[i], name) == 0)
			return false;
	return true;
}

static void
answer(struct listener *l, const cJSON *action, bool ok, const char *text)
{
	cJSON *line = cJSON_CreateObject();

	json_put_string(line, "op", "acted");
	json_put_string(line, "id", json_string(action, "id"));
	json_put_bool(line, "ok", ok);
	json_put_string(line, "answer", text);
	worker_say(l->worker, line);
	cJSON_Delete(line);
}

static void
wake_dispatch(const struct deed *deed)
{
	const struct ingest_world *world = deed->listener->ingest;

	for (size_t i = 0; i < deed->result.n_notices; i++) {
		const struct notice *n = &deed->result.notices[i];

		if (n->state == NOTICE_WAITING)
			world->on_notice(world->arg, n->notifier, n->target,
			    n->priority, n->not_before_us);
	}
}

static void
count(struct deed *deed)
{
	struct listener *l = deed->listener;
	const char *who = json_string(deed->action, "who");

	l->status.n_acted += deed->result.is_done;
	l->status.n_refused += !deed->result.is_done;
	l->status.last_us = clock_now_us();
	if (deed->result.is_done && !deed->result.is_known)
		log_line(LOG_INFO, l->instance->name, "%s: %s",
		    json_string(deed->action, "name"),
		    who == NULL ? "somebody" : who);
}

/* ---- On disk */

static bool
apply(struct change *change, struct store *store, struct error *err)
{
	struct deed *deed = (struct deed *)change;
	const cJSON *a = deed->action;
	const char *name = json_string(a, "name");
	struct case_request request = {
		.id = json_string(a, "id"),
		.name = name == NULL ? "" : name,
		.subject = json_string(a, "subject"),
		.who = { (char *)(uintptr_t)json_string(a, "who_email"),
		    (char *)(uintptr_t)json_string(a, "who") },
		.text = json_string(a, "text"),
		.fields = json_member(a, "fields"),
		.source = deed->listener->instance->name,
	};

	case_result_release(&deed->result); /* of an attempt before */
	return case_act(deed->listener->ingest->decider, &request,
	    &deed->result, store, err);
}

static void
after(struct change *change, bool is_done)
{
	struct deed *deed = (struct deed *)change;
	struct listener *l = deed->listener;

	l->n_deeds--;
	if (is_done) {
		crash_point("after-action");
		count(deed);
		wake_dispatch(deed);
	}
	answer(l, deed->action, is_done,
	    is_done && is_silent(deed) ? "" : deed->result.answer);
	case_result_release(&deed->result);
	cJSON_Delete(deed->action);
	free(deed);
}

/* ---- What its process says */

static void
on_line(void *arg, const char *op, cJSON *line)
{
	struct listener *l = arg;
	cJSON *action =
	    cJSON_DetachItemFromObjectCaseSensitive(line, "action");
	struct deed *deed;

	(void)op;
	cJSON_Delete(line);
	if (json_string(action, "id") == NULL ||
	    writer_trouble(l->ingest->writer) != NULL) {
		answer(l, action, false, NULL);
		cJSON_Delete(action);
		return;
	}
	deed = mem_new(1, sizeof(*deed));
	deed->change = (struct change){ .apply = apply, .after = after };
	deed->listener = l;
	deed->action = action;
	l->n_deeds++;
	writer_add(l->ingest->writer, &deed->change);
}

/* No request is ever asked of it. */
static void
on_result(void *arg, const struct outcome *outcome)
{
	(void)arg;
	(void)outcome;
}

static void
on_changed(void *arg)
{
	(void)arg;
}

/* ---- Its life */

struct listener *
listener_new(const struct world *world, const struct ingest_world *ingest,
    struct config *config, const struct instance *instance)
{
	static const struct worker_events events = { on_line, on_result,
		on_changed };
	struct listener *l = mem_new(1, sizeof(*l));

	l->ingest = ingest;
	l->instance = instance;
	l->worker = worker_new(world, config, instance, &events, l);
	worker_listen(l->worker);
	worker_start(l->worker);
	return l;
}

void
listener_stop(struct listener *l, unsigned grace_ms)
{
	if (worker_state(l->worker) != WORKER_ENDED)
		worker_stop(l->worker, grace_ms);
}

bool
listener_is_gone(const struct listener *l)
{
	return l->n_deeds == 0 && worker_is_gone(l->worker);
}

void
listener_free(struct listener *l)
{
	worker_free(l->worker);
	free(l);
}

struct listener_status
listener_status(const struct listener *l)
{
	struct listener_status status = l->status;

	status.health = worker_health(l->worker);
	return status;
}
