/* SPDX-License-Identifier: ISC */
/* status.c - the core's answer to `loopbell status`. */
#include "core/clock.h"
#include "core/core_parts.h"
#include "sdk/json.h"

static cJSON *
instance_json(
    const char *name, const char *role, const struct worker_health *health)
{
	cJSON *o = cJSON_CreateObject();

	json_put_string(o, "name", name);
	json_put_string(o, "role", role);
	json_put_string(o, "state", worker_state_name(health->state));
	json_put_integer(o, "pid", health->pid);
	json_put_integer(o, "deaths", health->n_deaths);
	json_put_integer(o, "warnings", health->n_warnings);
	if (*health->trouble != '\0') {
		json_put_string(o, "trouble", health->trouble);
		json_put_integer(o, "trouble_us", health->trouble_us);
	}
	return o;
}

static void
add_receiver(cJSON *provider, const struct receiver_status *s)
{
	cJSON *o;

	if (!s->can_receive)
		return;
	o = json_put_object(provider, "receiver");
	json_put_string(o, "state", worker_state_name(s->health.state));
	json_put_integer(o, "pid", s->health.pid);
	json_put_integer(o, "deaths", s->health.n_deaths);
	if (*s->health.trouble != '\0') {
		json_put_string(o, "trouble", s->health.trouble);
		json_put_integer(o, "trouble_us", s->health.trouble_us);
	}
	json_put_integer(o, "queued", (int64_t)s->n_queued);
	json_put_integer(o, "received", s->n_received);
	json_put_integer(o, "rejected", s->n_rejected);
	json_put_integer(o, "denied", s->n_denied);
	json_put_integer(o, "failed", s->n_failed);
	json_put_integer(o, "last_received_us", s->last_us);
	if (s->n_rejected + s->n_denied > 0)
		json_put_string(o, "last_refusal", s->last_refusal);
}

/* What is polled and what is pushed, together. */
static void
add_counts(struct ingest_counts *sum, const struct ingest_counts *more)
{
	if (more->n_refused > 0)
		sum->last_refusal = more->last_refusal;
	sum->n_responses += more->n_responses;
	sum->n_new += more->n_new;
	sum->n_changed += more->n_changed;
	sum->n_refused += more->n_refused;
}

static void
add_providers(const struct core *c, cJSON *list)
{
	for (size_t i = 0; i < c->n_providers; i++) {
		struct provider_status s = provider_status(c->providers[i]);
		cJSON *o = instance_json(s.name, "provider",
		    s.is_pushed ? &s.receiver.health : &s.health);

		add_counts(&s.counts, &s.receiver.counts);

		json_put_integer(o, "responses", s.counts.n_responses);
		json_put_integer(o, "new", s.counts.n_new);
		json_put_integer(o, "changed", s.counts.n_changed);
		json_put_integer(o, "refused", s.counts.n_refused);
		if (s.counts.n_refused > 0)
			json_put_string(
			    o, "last_refusal", s.counts.last_refusal);
		json_put_integer(o, "last_poll_us", s.last_poll_us);
		json_put_integer(o, "next_poll_us", s.next_poll_us);
		add_receiver(o, &s.receiver);
		cJSON_AddItemToArray(list, o);
	}
}

static void
add_web(const struct core *c, cJSON *list)
{
	struct web_status s;
	cJSON *o;

	if (c->web == NULL)
		return;
	s = web_status(c->web);
	o = instance_json("web", "web", &s.health);
	json_put_string(o, "address", s.address);
	json_put_integer(o, "open", (int64_t)s.n_open);
	json_put_integer(o, "requests", s.n_requests);
	json_put_integer(o, "stored", s.n_stored);
	json_put_integer(o, "turned_away", s.n_refused);
	json_put_integer(o, "put_off", s.n_put_off);
	cJSON_AddItemToArray(list, o);
}

static void
add_directories(const struct core *c, cJSON *list)
{
	for (size_t i = 0; i < lookup_n_workers(c->lookup); i++) {
		const struct worker *w = lookup_worker(c->lookup, i);
		struct worker_health health = worker_health(w);

		cJSON_AddItemToArray(
		    list, instance_json(worker_name(w), "directory", &health));
	}
}

static void
add_listener(cJSON *notifier, const struct listener_status *s)
{
	cJSON *o = json_put_object(notifier, "listener");

	json_put_string(o, "state", worker_state_name(s->health.state));
	json_put_integer(o, "pid", s->health.pid);
	json_put_integer(o, "deaths", s->health.n_deaths);
	if (*s->health.trouble != '\0') {
		json_put_string(o, "trouble", s->health.trouble);
		json_put_integer(o, "trouble_us", s->health.trouble_us);
	}
	json_put_integer(o, "acted", s->n_acted);
	json_put_integer(o, "refused", s->n_refused);
	json_put_integer(o, "last_acted_us", s->last_us);
}

static void
add_notifiers(const struct core *c, cJSON *list)
{
	for (size_t i = 0; i < dispatch_n(c->dispatch); i++) {
		struct dispatch_status s = dispatch_status(c->dispatch, i);
		cJSON *o = instance_json(s.name, "notifier", &s.health);

		json_put_integer(o, "delivered", s.n_delivered);
		json_put_integer(o, "dead", s.n_dead);
		json_put_integer(o, "held_until_us", s.oldest_hold_us);
		if (s.listens)
			add_listener(o, &s.listener);
		cJSON_AddItemToArray(list, o);
	}
}

struct adding {
	const struct core *core;
	cJSON *list;
};

static cJSON *
by_name(cJSON *list, const char *name)
{
	cJSON *one;

	cJSON_ArrayForEach(one, list)
	{
		const char *its = json_string(one, "name");

		if (its != NULL && strcmp(its, name) == 0)
			return one;
	}
	return NULL;
}

/* A notifier that is in no configuration any more, but in the outbox. */
static cJSON *
add_missing(const struct adding *a, const char *name)
{
	const struct worker_health health = {
		.trouble = "waiting for a notifier that is not configured"
	};
	cJSON *o = instance_json(name, "notifier", &health);

	cJSON_ReplaceItemInObject(o, "state", cJSON_CreateString("missing"));
	cJSON_AddItemToArray(a->list, o);
	return o;
}

static void
add_lane(void *arg, const struct lane *lane)
{
	const struct adding *a = arg;
	const struct instance *i =
	    config_instance(a->core->config, lane->notifier);
	cJSON *o = by_name(a->list, lane->notifier), *waiting;

	if (o == NULL && (i == NULL || i->role != ROLE_NOTIFIER))
		o = add_missing(a, lane->notifier);
	if (o == NULL)
		return;
	waiting = cJSON_GetObjectItemCaseSensitive(o, "waiting");
	if (waiting == NULL)
		waiting = cJSON_AddNumberToObject(o, "waiting", 0);
	cJSON_SetNumberValue(waiting, waiting->valuedouble + (double)lane->n);
}

/* How many wait for each notifier, those included that nobody plays. */
static void
add_waiting(const struct core *c, cJSON *list)
{
	struct adding a = { c, list };
	struct error err;

	/* Where the store cannot be read, the totals say so. */
	(void)store_lanes(c->store, add_lane, &a, &err);
}

static void
add_totals(const struct core *c, cJSON *answer)
{
	struct store_totals t;
	struct error err;
	cJSON *o;

	if (!store_totals(c->store, &t, &err)) {
		json_put_string(answer, "store_trouble", err.text);
		return;
	}
	o = json_put_object(answer, "totals");
	json_put_integer(o, "promoters", t.responses[PROMOTER]);
	json_put_integer(o, "passives", t.responses[PASSIVE]);
	json_put_integer(o, "detractors", t.responses[DETRACTOR]);
	json_put_integer(o, "others", t.responses[CATEGORY_NONE]);
	json_put_integer(o, "refused", t.refused);
	json_put_integer(o, "open_cases", t.open_cases);
	json_put_integer(o, "oldest_waiting_us", t.oldest_waiting_us);
	json_put_integer(o, "maybe_twice", t.maybe_twice);
	for (int i = NOTICE_WAITING; i <= NOTICE_DROPPED; i++)
		json_put_integer(
		    o, notice_state_name((enum notice_state)i), t.notices[i]);
}

cJSON *
core_status(struct core *c)
{
	cJSON *o = cJSON_CreateObject(), *instances;

	json_put_bool(o, "ok", true);
	json_put_string(o, "version", PACKAGE_VERSION);
	json_put_string(o, "config", c->config->file);
	json_put_string(o, "store", c->config->store);
	json_put_integer(o, "now_us", clock_now_us());
	json_put_integer(o, "started_us", c->started_us);
	json_put_string(o, "reload_trouble", c->reload_trouble);
	json_put_string(o, "store_trouble", writer_trouble(c->writer));
	space_look(&c->space, c->config->store, uv_now(&c->loop));
	json_put_integer(o, "commits", writer_n_commits(c->writer));
	json_put_integer(o, "disk_free_bytes", c->space.free_bytes);
	json_put_integer(o, "disk_total_bytes", c->space.total_bytes);
	if (c->space.is_low)
		json_put_string(
		    o, "disk_trouble", "less than 5 % of it is free");
	instances = json_put_array(o, "instances");
	add_providers(c, instances);
	add_directories(c, instances);
	add_notifiers(c, instances);
	add_waiting(c, instances);
	/* Last: an instance may bear its name, and what waits goes by name. */
	add_web(c, instances);
	add_totals(c, o);
	imports_put_status(c->imports, o);
	return o;
}

/* How the notifier is that a queue waits for. */
static void
put_notifier(const struct core *c, cJSON *queue)
{
	const char *name = json_string(queue, "notifier");
	size_t i = 0, n = dispatch_n(c->dispatch);

	while (
	    i < n && strcmp(dispatch_status(c->dispatch, i).name, name) != 0)
		i++;
	if (i < n) {
		struct dispatch_status s = dispatch_status(c->dispatch, i);

		json_put_string(
		    queue, "state", worker_state_name(s.health.state));
		if (*s.health.trouble != '\0')
			json_put_string(queue, "trouble", s.health.trouble);
		json_put_integer(queue, "held_until_us",
		    dispatch_held_until_us(
			c->dispatch, i, json_string(queue, "target")));
	} else {
		json_put_string(queue, "state", "missing");
	}
}

void
core_put_notifiers(const struct core *c, cJSON *answer)
{
	cJSON *queue;

	cJSON_ArrayForEach(queue, cJSON_GetObjectItemCaseSensitive(answer,
				      "queues")) put_notifier(c, queue);
}
