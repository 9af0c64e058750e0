/* SPDX-License-Identifier: ISC */
/* imports.c - the imports of a core, and the requests about them. */
#include "core/imports.h"

#include <inttypes.h>

#include "core/control.h"
#include "core/log.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/suggest.h"

#define LEASE_MS 30000
/* So often an import is looked at while it has its lease. */
#define SWEEPS 30
#define CANCEL_MS 1000

struct one {
	struct import *import;
	int64_t number;
	uint64_t asked_ms; /* uv_now(), when somebody asked for it */
	struct one *next;
};

struct imports {
	const struct import_world *world;
	uv_timer_t sweep; /* while there are any */
	struct one *list;
	int64_t n_begun;
	bool is_stopping;
};

static cJSON *begin(
    struct imports *, struct config *, const cJSON *, const char *who);
static cJSON *progress(
    struct imports *, struct config *, const cJSON *, const char *who);
static cJSON *cancel(
    struct imports *, struct config *, const cJSON *, const char *who);

static const struct request {
	const char *op;
	cJSON *(*answer)(struct imports *all, struct config *config,
	    const cJSON *request, const char *who);
} requests[] = {
	{ "import", begin },
	{ "import_progress", progress },
	{ "import_cancel", cancel },
};

static const struct request *
request_by_op(const char *op)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (strcmp(requests[i].op, op) == 0)
			return &requests[i];
	return NULL;
}

bool
imports_know(const char *op)
{
	return request_by_op(op) != NULL;
}

cJSON *
imports_answer(struct imports *all, struct config *config,
    const cJSON *request, const char *who)
{
	return request_by_op(json_string(request, "op"))
	    ->answer(all, config, request, who);
}

/* ---- The list */

struct imports *
imports_new(const struct import_world *world)
{
	struct imports *all = mem_new(1, sizeof(*all));

	all->world = world;
	uv_timer_init(world->world->loop, &all->sweep);
	all->sweep.data = all;
	return all;
}

static void
drop(struct one **at)
{
	struct one *one = *at;

	*at = one->next;
	import_free(one->import);
	free(one);
}

static uint64_t
lease_ms(const struct imports *all)
{
	return all->world->lease_ms != 0 ? all->world->lease_ms : LEASE_MS;
}

/* Those nobody asks for any more. */
static void
on_sweep(uv_timer_t *timer)
{
	struct imports *all = timer->data;
	uint64_t now_ms = uv_now(timer->loop);

	for (struct one **at = &all->list; *at != NULL;) {
		struct one *one = *at;
		bool is_forgotten = now_ms - one->asked_ms > lease_ms(all);

		if (is_forgotten && import_is_over(one->import)) {
			drop(at);
			continue;
		}
		if (is_forgotten)
			import_cancel(one->import, CANCEL_MS,
			    "nobody asks how far it is any more");
		at = &one->next;
	}
	if (all->list == NULL)
		uv_timer_stop(&all->sweep);
}

void
imports_stop(struct imports *all, unsigned grace_ms)
{
	all->is_stopping = true;
	for (struct one *one = all->list; one != NULL; one = one->next) {
		import_cancel(one->import, grace_ms, "the bot ends");
		import_abandon(one->import);
	}
}

bool
imports_are_over(const struct imports *all)
{
	for (const struct one *one = all->list; one != NULL; one = one->next)
		if (!import_is_over(one->import))
			return false;
	return true;
}

void
imports_put_status(const struct imports *all, cJSON *answer)
{
	cJSON *list = json_put_array(answer, "imports");

	for (const struct one *one = all->list; one != NULL; one = one->next)
		if (!import_is_over(one->import))
			cJSON_AddItemToArray(list, import_json(one->import));
}

static void
on_sweep_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
imports_free(struct imports *all)
{
	while (all->list != NULL)
		drop(&all->list);
	uv_close((uv_handle_t *)&all->sweep, on_sweep_closed);
}

/* ---- Requests */

static cJSON *
no_provider(const struct config *config, const char *name)
{
	const char **names = mem_new(config->n_instances + 1, sizeof(*names));
	const char *near;
	size_t n = 0;
	cJSON *answer;

	for (size_t i = 0; i < config->n_instances; i++)
		if (config->instances[i].role == ROLE_PROVIDER)
			names[n++] = config->instances[i].name;
	near = suggest(name, names);
	answer = near == NULL
		     ? control_refusal(
			   "%s has no provider \"%s\"", config->file, name)
		     : control_refusal("%s has no provider \"%s\"; did you "
				       "mean \"%s\"?",
			   config->file, name, near);
	free(names);
	return answer;
}

cJSON *
imports_refusal(const struct config *config, const cJSON *request)
{
	const char *name = json_string(request, "instance");
	const struct instance *instance =
	    name == NULL ? NULL : config_instance(config, name);
	const cJSON *file;

	if (name == NULL)
		return control_refusal("it does not say of which instance");
	if (instance == NULL)
		return no_provider(config, name);
	if (instance->role != ROLE_PROVIDER)
		return control_refusal("%s is a %s: answers come from "
				       "providers alone",
		    name, role_name(instance->role));
	cJSON_ArrayForEach(file, json_member(request, "files"))
	{
		if (!cJSON_IsString(file) || file->valuestring[0] != '/')
			return control_refusal(
			    "the path of a file must begin with /");
	}
	return NULL;
}

static bool
is_under_way(const struct imports *all, const char *name)
{
	for (const struct one *o = all->list; o != NULL; o = o->next)
		if (strcmp(import_name(o->import), name) == 0 &&
		    !import_is_over(o->import))
			return true;
	return false;
}

static cJSON *
answer_of(struct imports *all, struct one *one)
{
	cJSON *answer = import_json(one->import);

	one->asked_ms = uv_now(all->sweep.loop);
	json_put_integer(answer, "import", one->number);
	return answer;
}

static void
say_begin(const char *name, int n_files, const char *who)
{
	if (n_files > 0)
		log_line(LOG_INFO, name, "importing %d file%s (%s asked)",
		    n_files, n_files == 1 ? "" : "s", who);
	else
		log_line(LOG_INFO, name,
		    "importing all its provider has (%s asked)", who);
}

static cJSON *
begin(struct imports *all, struct config *config, const cJSON *request,
    const char *who)
{
	const char *name = json_string(request, "instance");
	cJSON *refusal = imports_refusal(config, request);
	struct import_wish wish = {
		.config = config,
		.files = json_member(request, "files"),
		.since_us = json_integer(request, "since_us", 0),
	};
	struct import *import;
	struct one *one;
	struct error err;

	if (refusal != NULL)
		return refusal;
	if (all->is_stopping)
		return control_refusal("the bot is ending");
	if (is_under_way(all, name))
		return control_refusal("an import of %s is under way: wait "
				       "for its end, or end it where it was "
				       "begun",
		    name);
	wish.instance = config_instance(config, name);
	say_begin(name, cJSON_GetArraySize(wish.files), who);
	import = import_new(all->world, &wish, &err);
	if (import == NULL)
		return control_refusal("%s", err.text);
	one = mem_new(1, sizeof(*one));
	one->import = import;
	one->number = ++all->n_begun;
	one->next = all->list;
	all->list = one;
	uv_timer_start(&all->sweep, on_sweep, lease_ms(all) / SWEEPS,
	    lease_ms(all) / SWEEPS);
	return answer_of(all, one);
}

static struct one *
find(struct imports *all, const cJSON *request)
{
	int64_t number = json_integer(request, "import", 0);
	struct one *one = all->list;

	while (one != NULL && one->number != number)
		one = one->next;
	return one;
}

static cJSON *
progress(struct imports *all, struct config *config, const cJSON *request,
    const char *who)
{
	struct one *one = find(all, request);

	(void)config;
	(void)who;
	return one == NULL ? control_refusal("there is no such import")
			   : answer_of(all, one);
}

static cJSON *
cancel(struct imports *all, struct config *config, const cJSON *request,
    const char *who)
{
	struct one *one = find(all, request);

	if (one != NULL)
		import_cancel(one->import, CANCEL_MS, who);
	return progress(all, config, request, who);
}
