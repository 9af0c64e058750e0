/* SPDX-License-Identifier: ISC */
/*
 * reload.c - the configuration read anew, while the bot runs.
 *
 * The new file is first checked, plugins and all, by `loopbell check` in a
 * process of its own, so that no plugin can hold the core up; where it finds
 * something the old configuration goes on.  Then only the instances whose
 * settings changed are started anew.
 */
#include "core/clock.h"
#include "core/core_parts.h"
#include "core/log.h"
#include "crash_point.h"
#include "paths.h"
#include "sdk/mem.h"

#define GRACE_MS 8000

static void on_checked(void *arg, const struct child_end *end);

static void
refuse(struct core *c, const char *why)
{
	free(c->reload_trouble);
	c->reload_trouble = mem_string(why);
	log_line(LOG_ERROR, NULL,
	    "%s is not taken: %s (the configuration before it goes on)",
	    c->options->config, why);
}

void
core_reload(struct core *c)
{
	static const struct child_events events = { NULL, on_checked };
	char *argv[] = { (char *)(uintptr_t)paths_self(),
		(char *)(uintptr_t) "check", (char *)(uintptr_t) "--quiet",
		(char *)(uintptr_t) "--config",
		(char *)(uintptr_t)c->options->config, NULL };
	struct child_spec spec = { "check", argv, CHILD_NO_LINES };
	struct error err;

	if (c->is_stopping)
		return;
	if (c->checking != NULL) {
		c->check_again = true;
		return;
	}
	log_line(LOG_INFO, NULL, "checking %s", c->options->config);
	c->checking = child_start(&c->loop, &spec, &events, c, &err);
	if (c->checking == NULL)
		refuse(c, err.text);
}

/* What every process is told at its start: where it changed, all start anew. */
static bool
is_same_text(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static bool
is_same_world(const struct config *a, const struct config *b)
{
	return is_same_text(a->company, b->company) &&
	       is_same_text(a->language, b->language) &&
	       is_same_text(a->timezone, b->timezone) &&
	       is_same_text(a->ca_file, b->ca_file);
}

/* Is the instance of one configuration in the other, the same in all that
 * matters to its process? */
static bool
is_kept(const struct config *from, const struct config *to,
    const struct instance *instance)
{
	const struct instance *twin = config_instance(to, instance->name);

	return twin != NULL && instance_is_same(twin, instance) &&
	       is_same_world(from, to);
}

static void
stop_old(struct core *c, const struct config *new)
{
	for (size_t i = 0; i < c->n_providers; i++)
		if (!is_kept(
			c->config, new, provider_instance(c->providers[i])))
			provider_stop(c->providers[i], GRACE_MS);
	for (size_t i = 0; i < c->config->n_instances; i++) {
		const struct instance *old = &c->config->instances[i];

		if (is_kept(c->config, new, old))
			continue;
		if (old->role == ROLE_NOTIFIER)
			dispatch_remove(c->dispatch, old->name, GRACE_MS);
		log_line(LOG_INFO, old->name, "%s",
		    config_instance(new, old->name) == NULL
			? "is no longer in the configuration (ending it)"
			: "has changed (starting it anew)");
	}
}

/* Only what the file says can be taken over without a restart. */
static void
warn_fixed(const struct core *c, const struct config *new)
{
	if (!is_same_text(c->config->store, new->store) ||
	    !is_same_text(c->config->socket, new->socket))
		log_line(LOG_WARNING, NULL,
		    "store and socket stay as they are until the bot is "
		    "started anew");
}

/* ---- Taking the new one over */

static void
free_gone(struct core *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n_providers; i++) {
		struct provider *p = c->providers[i];

		if (provider_is_stopping(p) && provider_is_gone(p))
			provider_free(p);
		else
			c->providers[kept++] = p;
	}
	c->n_providers = kept;
}

static bool
is_there(const struct core *c, const char *name)
{
	for (size_t i = 0; i < c->n_providers; i++)
		if (strcmp(provider_instance(c->providers[i])->name, name) ==
		    0)
			return true;
	return false;
}

/* A provider that changed starts when the one before it has gone: two must not
 * move one cursor.  True: all that should be there are. */
bool
core_sync_providers(struct core *c)
{
	bool all = true;
	struct error err;

	free_gone(c);
	for (size_t i = 0; i < c->config->n_instances; i++) {
		const struct instance *instance = &c->config->instances[i];

		if (instance->role != ROLE_PROVIDER ||
		    is_there(c, instance->name))
			continue;
		if (!core_add_provider(c, instance, &err)) {
			if (c->is_settling && !c->has_settle_trouble)
				log_line(LOG_ERROR, NULL, "%s (trying again)",
				    err.text);
			c->has_settle_trouble = true;
			all = false;
		}
	}
	for (size_t i = 0; i < c->n_providers; i++)
		all = all && !provider_is_stopping(c->providers[i]);
	return all;
}

static void
add_notifiers(struct core *c, const struct config *old)
{
	for (size_t i = 0; i < c->config->n_instances; i++) {
		const struct instance *instance = &c->config->instances[i];

		if (instance->role == ROLE_NOTIFIER &&
		    !is_kept(c->config, old, instance))
			dispatch_add(c->dispatch, c->config, instance);
	}
}

static bool
has_new_directories(const struct core *c, const struct config *new)
{
	for (size_t i = 0; i < c->config->n_instances; i++)
		if (c->config->instances[i].role == ROLE_DIRECTORY &&
		    !is_kept(c->config, new, &c->config->instances[i]))
			return true;
	for (size_t i = 0; i < new->n_instances; i++)
		if (new->instances[i].role == ROLE_DIRECTORY &&
		    !config_instance(c->config, new->instances[i].name))
			return true;
	return false;
}

static void
take_over(struct core *c, struct config *new, struct decider *decider)
{
	struct config *old = c->config;
	bool directories = has_new_directories(c, new);
	struct error err;

	crash_point("in-reload");
	warn_fixed(c, new);
	core_reload_web(c, new);
	stop_old(c, new);
	crash_point("in-reload");
	c->config = new;
	add_notifiers(c, old);
	core_set_world(c);
	decider_free(c->decider);
	c->decider = decider;
	c->ingest.decider = decider;
	if (directories)
		lookup_renew(c->lookup, new);
	free(c->reload_trouble);
	c->reload_trouble = NULL;
	c->reloaded_us = clock_now_us();
	core_sync_web(c);
	core_sync_providers(c);
	if (!dispatch_load(c->dispatch, &err))
		log_line(LOG_ERROR, NULL, "%s", err.text);
	config_free(old);
	crash_point("in-reload");
	log_line(LOG_INFO, NULL, "%s is taken", c->options->config);
	core_settle(c);
}

/* `loopbell check` found nothing wrong: what it read is read again. */
static void
read_again(struct core *c)
{
	struct problems problems = PROBLEMS_INIT;
	struct config *new = config_load(c->options->config, &problems);
	struct decider *decider = NULL;

	if (new != NULL)
		decider = decider_new(new, paths_share(), &problems);
	if (decider != NULL) {
		take_over(c, new, decider);
	} else {
		problems_print(&problems);
		refuse(c, "it changed while it was checked");
		config_free(new);
	}
	problems_release(&problems);
}

static void
on_checked(void *arg, const struct child_end *end)
{
	struct core *c = arg;

	c->checking = NULL;
	if (c->is_stopping)
		return;
	if (end->exit_code != 0)
		refuse(c, *end->last_words == '\0' ? "it has errors"
						   : end->last_words);
	else
		read_again(c);
	if (c->check_again) {
		c->check_again = false;
		core_reload(c);
	}
}
