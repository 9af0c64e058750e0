/* SPDX-License-Identifier: ISC */
/* core.c - the bot: starts its parts, and ends them in order. */
#include "core/core.h"

#include <inttypes.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "commands/command.h"
#include "core/case_ask.h"
#include "core/clock.h"
#include "core/core_parts.h"
#include "core/inspect.h"
#include "core/log.h"
#include "core/queue.h"
#include "paths.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Web's and then the others', together less than the most. */
#define WEB_GRACE_MS 3500
#define STOP_GRACE_MS 5500
#define STOP_MAX_MS 9500
/* What an import has not said yet, it says the next time. */
#define IMPORT_GRACE_MS 1000
#define TICK_MS 25

void
core_set_world(struct core *c)
{
	c->world = (struct world){
		.loop = &c->loop,
		.company = c->config->company,
		.language = c->config->language,
		.timezone = c->config->timezone,
		.ca_file = c->config->ca_file,
		.is_patient = getenv("LOOPBELL_DEBUG") != NULL,
	};
	clock_set_zone(c->config->timezone);
}

/* ---- Events of the parts */

static void
on_written(void *arg)
{
	struct core *c = arg;

	dispatch_resume(c->dispatch);
}

static void
on_notice(void *arg, const char *notifier, const char *target,
    int64_t priority, int64_t not_before_us)
{
	struct core *c = arg;

	dispatch_wake(c->dispatch, notifier, target, priority, not_before_us);
}

/* Beside this, the tick looks where somebody waits for it. */
static void
on_provider_changed(void *arg)
{
	core_say_addresses(arg);
}

static cJSON *
on_request(void *arg, const cJSON *request, const char *who)
{
	struct core *c = arg;
	const char *op = json_string(request, "op");
	bool changes;
	cJSON *answer;
	struct error err;

	if (op == NULL)
		return control_refusal("the request has no \"op\"");
	if (strcmp(op, "status") == 0)
		return core_status(c);
	if (imports_know(op))
		return imports_answer(c->imports, c->config, request, who);
	if (case_asks(op, &changes)) {
		answer = case_reply(c->store, c->decider, request, who);
	} else if (queue_knows(op, &changes)) {
		answer = queue_answer(c->store, request, who);
		core_put_notifiers(c, answer);
	} else {
		return control_refusal("this loopbell knows no \"%s\"", op);
	}
	if (changes && !dispatch_load(c->dispatch, &err))
		log_line(LOG_ERROR, NULL, "%s", err.text);
	return answer;
}

/* ---- The end */

/* What web has in hand is finished before those go who finish it. */
static void
let_go(struct core *c)
{
	if (c->has_let_go || (c->web != NULL && !web_is_gone(c->web)))
		return;
	c->has_let_go = true;
	lookup_stop(c->lookup, STOP_GRACE_MS);
	for (size_t i = 0; i < c->n_providers; i++) {
		provider_stop(c->providers[i], STOP_GRACE_MS);
		provider_abandon(c->providers[i]);
	}
	dispatch_stop(c->dispatch, STOP_GRACE_MS);
	imports_stop(c->imports, IMPORT_GRACE_MS);
}

static void
stop(struct core *c)
{
	if (c->is_stopping)
		return;
	c->is_stopping = true;
	uv_update_time(&c->loop);
	c->stop_by_ms = uv_now(&c->loop) + STOP_MAX_MS;
	if (c->checking != NULL)
		child_kill(c->checking, "the bot ends");
	if (c->web != NULL)
		web_stop(c->web, WEB_GRACE_MS);
	let_go(c);
}

static bool
all_gone(const struct core *c)
{
	if (!c->has_let_go)
		return false;
	for (size_t i = 0; i < c->n_providers; i++)
		if (!provider_is_gone(c->providers[i]))
			return false;
	for (size_t i = 0; i < lookup_n_workers(c->lookup); i++)
		if (!worker_is_gone(lookup_worker(c->lookup, i)))
			return false;
	return dispatch_is_gone(c->dispatch) && c->checking == NULL &&
	       imports_are_over(c->imports) && writer_backlog(c->writer) == 0;
}

/* In a run that ends by itself: is there nothing left to do? */
static bool
is_done(struct core *c)
{
	int64_t n_stuck;
	bool stuck;

	if (writer_backlog(c->writer) > 0)
		return false;
	for (size_t i = 0; i < c->n_providers; i++)
		if (!provider_is_idle(c->providers[i], &stuck))
			return false;
	dispatch_hurry(c->dispatch);
	return dispatch_is_idle(c->dispatch, &n_stuck);
}

static void
on_tick(uv_timer_t *tick)
{
	struct core *c = tick->data;

	if (c->is_stopping) {
		let_go(c);
		if (all_gone(c) || uv_now(&c->loop) > c->stop_by_ms)
			uv_stop(&c->loop);
		return;
	}
	if (c->options->import != NULL) {
		if (!core_watch_import(c))
			stop(c);
	} else if (c->is_settling) {
		bool has_web = core_sync_web(c);

		c->is_settling = !core_sync_providers(c) || !has_web;
		if (!c->is_settling && !c->options->once)
			uv_timer_stop(tick);
	} else if (c->options->once && is_done(c)) {
		stop(c);
	}
}

void
core_settle(struct core *c)
{
	c->is_settling = true;
	c->has_settle_trouble = false;
	uv_timer_start(&c->tick, on_tick, 0, TICK_MS);
}

static void
on_stop_signal(uv_signal_t *handle, int number)
{
	struct core *c = handle->data;

	if (c->is_stopping)
		return;
	log_line(LOG_INFO, NULL, "%s: ending", strsignal(number));
	stop(c);
	uv_timer_start(&c->tick, on_tick, 0, TICK_MS);
}

static void
on_hangup(uv_signal_t *handle, int number)
{
	struct core *c = handle->data;

	/* Where somebody waits, their terminal has gone. */
	if (c->options->import != NULL)
		on_stop_signal(handle, number);
	else
		core_reload(c);
}

/* ---- The start */

bool
core_add_provider(
    struct core *c, const struct instance *instance, struct error *err)
{
	struct provider *p =
	    provider_new(&c->providing, c->config, instance, err);

	if (p == NULL)
		return false;
	c->providers = mem_resize(
	    c->providers, c->n_providers + 1, sizeof(struct provider *));
	c->providers[c->n_providers++] = p;
	return true;
}

static void
watch_signals(struct core *c)
{
	static const struct {
		int number;
		void (*on)(uv_signal_t *, int);
	} watched[] = {
		{ SIGTERM, on_stop_signal },
		{ SIGINT, on_stop_signal },
		{ SIGHUP, on_hangup },
	};
	uv_signal_t *handles[] = { &c->on_term, &c->on_int, &c->on_hup };

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < 3; i++) {
		uv_signal_init(&c->loop, handles[i]);
		handles[i]->data = c;
		uv_signal_start(handles[i], watched[i].on, watched[i].number);
	}
}

/* All that lives as long as the bot does. */
static bool
start_parts(struct core *c, struct error *err)
{
	c->control =
	    control_new(&c->loop, c->config->socket, on_request, c, err);
	if (c->control == NULL)
		return false;
	watch_signals(c);
	uv_timer_init(&c->loop, &c->tick);
	c->tick.data = c;
	c->writer = writer_new(&c->loop, c->store, on_written, c);
	c->lookup = lookup_new(&c->world);
	c->dispatch = dispatch_new(&c->world, c->store, c->writer);
	c->ingest = (struct ingest_world){
		.writer = c->writer,
		.lookup = c->lookup,
		.decider = c->decider,
		.on_notice = on_notice,
		.arg = c,
	};
	dispatch_listen(c->dispatch, &c->ingest);
	dispatch_set_links(c->dispatch, &c->links);
	c->providing = (struct provider_world){
		.world = &c->world,
		.ingest = &c->ingest,
		.store = c->store,
		.changed = on_provider_changed,
		.arg = c,
	};
	c->import = (struct import_world){
		.world = &c->world,
		.ingest = &c->ingest,
		.store = c->store,
	};
	c->imports = imports_new(&c->import);
	core_set_serving(c);
	return true;
}

/* All of them; for an import those alone that it needs. */
static bool
start_instances(struct core *c, struct error *err)
{
	for (size_t i = 0; i < c->config->n_instances; i++) {
		const struct instance *instance = &c->config->instances[i];

		if (c->options->import != NULL &&
		    instance->role != ROLE_DIRECTORY)
			continue;
		switch (instance->role) {
		case ROLE_PROVIDER:
			if (!core_add_provider(c, instance, err))
				return false;
			break;
		case ROLE_DIRECTORY:
			lookup_add(c->lookup, c->config, instance);
			break;
		case ROLE_NOTIFIER:
			dispatch_add(c->dispatch, c->config, instance);
			break;
		}
	}
	core_sync_web(c);
	return dispatch_load(c->dispatch, err);
}

static void
say_hello(const struct core *c, int64_t n_unknown)
{
	log_line(LOG_INFO, NULL,
	    "version " PACKAGE_VERSION
	    " runs with %s: %zu instances, store %s",
	    c->config->file, c->config->n_instances, c->config->store);
	if (n_unknown > 0)
		log_line(LOG_WARNING, NULL,
		    "%" PRId64 " notices were being sent when the process "
		    "before this one ended (they are looked for before they "
		    "are sent again)",
		    n_unknown);
}

static void
free_parts(struct core *c)
{
	/* What waits is left out, and those who wait hear of it while they
	 * live: first for a look-up, then for a commit. */
	writer_flush(c->writer);
	lookup_free(c->lookup);
	writer_free(c->writer);
	for (size_t i = 0; i < c->n_providers; i++)
		provider_free(c->providers[i]);
	free(c->providers);
	imports_free(c->imports);
	if (c->web != NULL)
		web_free(c->web);
	buf_release(&c->health);
	dispatch_free(c->dispatch);
	control_free(c->control);
	uv_close((uv_handle_t *)&c->tick, NULL);
	uv_close((uv_handle_t *)&c->on_term, NULL);
	uv_close((uv_handle_t *)&c->on_int, NULL);
	uv_close((uv_handle_t *)&c->on_hup, NULL);
	uv_run(&c->loop, UV_RUN_DEFAULT);
	uv_loop_close(&c->loop);
	free(c->reload_trouble);
}

static bool
run_loop(struct core *c, struct error *err)
{
	int64_t n_unknown = 0;
	bool ok;

	uv_loop_init(&c->loop);
	if (!start_parts(c, err)) {
		uv_run(&c->loop, UV_RUN_DEFAULT);
		uv_loop_close(&c->loop);
		return false;
	}
	ok = store_recover(c->store, &n_unknown, err) &&
	     start_instances(c, err);
	if (ok) {
		say_hello(c, n_unknown);
		if (c->options->once || c->options->import != NULL)
			uv_timer_start(&c->tick, on_tick, TICK_MS, TICK_MS);
		if (c->options->import != NULL && !core_begin_import(c))
			stop(c);
		uv_run(&c->loop, UV_RUN_DEFAULT);
	} else {
		stop(c);
		uv_timer_start(&c->tick, on_tick, 0, TICK_MS);
		uv_run(&c->loop, UV_RUN_DEFAULT);
	}
	if (ok && c->importing != 0)
		core_watch_import(c); /* how it ended */
	free_parts(c);
	return ok;
}

/* The configuration, with what its plugins say of it. */
static struct config *
load(const struct core *c, struct decider **decider)
{
	struct problems problems = PROBLEMS_INIT;
	struct config *config = config_load(c->options->config, &problems);

	*decider = NULL;
	if (config != NULL) {
		inspection_free(inspect_config(config, &problems));
		*decider = decider_new(config, paths_share(), &problems);
	}
	problems_print(&problems);
	if (problems.n_errors > 0 && config != NULL) {
		decider_free(*decider);
		config_free(config);
		config = NULL;
	}
	problems_release(&problems);
	return config;
}

int
core_run(const struct core_options *options)
{
	struct core c = { .options = options, .started_us = clock_now_us() };
	struct error err;
	bool ok;

	srand((unsigned)(getpid() ^ time(NULL)));
	c.config = load(&c, &c.decider);
	if (c.config == NULL)
		return EXIT_CONFIG;
	core_set_world(&c);
	c.store = store_open(c.config->store, STORE_WRITE, &err);
	ok =
	    c.store != NULL && core_load_links(&c, &err) && run_loop(&c, &err);
	if (ok && options->totals != NULL)
		ok = store_totals(c.store, options->totals, &err);
	if (!ok)
		log_line(LOG_ERROR, NULL, "%s", err.text);
	store_close(c.store);
	decider_free(c.decider);
	config_free(c.config);
	return ok ? 0 : 1;
}
