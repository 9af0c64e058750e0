/* SPDX-License-Identifier: ISC */
/*
 * serving.c - what web needs of the core: who takes a request, whether it
 * could be kept, how the bot is.
 */
#include "core/clock.h"
#include "core/core_parts.h"
#include "core/log.h"
#include "sdk/base64.h"
#include "sdk/json.h"

/* The document is asked for by probes, several of them, all the time. */
#define HEALTH_BELIEVED_MS 1000
#define WEB_GRACE_MS 5000

const char *
core_why_not(struct core *c)
{
	if (writer_trouble(c->writer) != NULL)
		return "the store cannot be written";
	space_look(&c->space, c->config->store, uv_now(&c->loop));
	if (c->space.is_low)
		return "the disk is nearly full";
	return NULL;
}

static const char *
on_why_not(void *arg)
{
	return core_why_not(arg);
}

static bool
on_take(void *arg, const char *name, struct pushed *pushed)
{
	static const struct reply soon = { 503, "it is being started", 1 };
	struct core *c = arg;
	const struct instance *instance;

	for (size_t i = 0; i < c->n_providers; i++) {
		struct provider *p = c->providers[i];

		if (strcmp(provider_instance(p)->name, name) == 0) {
			provider_take(p, pushed);
			return true;
		}
	}
	instance = config_instance(c->config, name);
	if (instance == NULL || instance->role != ROLE_PROVIDER)
		return false;
	pushed->answer(pushed, &soon);
	return true;
}

/* ---- Pages */

static struct page
on_page(void *arg, const cJSON *request)
{
	struct core *c = arg;
	const struct page_world world = { c->store, c->decider, &c->links,
		clock_now_us() / US_PER_S };
	struct page page = case_page(&world, request);
	struct error err;

	if (page.changes && !dispatch_load(c->dispatch, &err))
		log_line(LOG_ERROR, NULL, "%s", err.text);
	return page;
}

/* The key of the links in mails is made once, and outlives all of them. */
static bool
make_key(struct core *c, struct error *err)
{
	struct buf text = BUF_INIT;
	bool ok = links_new_key(&c->links, err);

	base64_encode(&text, c->links.bytes, sizeof(c->links.bytes));
	ok = ok && store_begin(c->store, err) &&
	     store_put_secret(c->store, "links", buf_str(&text), err) &&
	     store_commit(c->store, err);
	if (!ok)
		store_rollback(c->store);
	buf_release(&text);
	return ok;
}

bool
core_load_links(struct core *c, struct error *err)
{
	struct buf bytes = BUF_INIT;
	char *text;
	bool ok = store_secret(c->store, "links", &text, err);

	if (ok && text != NULL && base64_decode(&bytes, text) &&
	    bytes.size == sizeof(c->links.bytes))
		memcpy(c->links.bytes, bytes.data, bytes.size);
	else if (ok && text == NULL)
		ok = make_key(c, err);
	else if (ok)
		ok = error_set(err, "the key of the links in mails is spoiled "
				    "in the store: go back to a copy of it");
	free(text);
	buf_release(&bytes);
	return ok;
}

/* ---- How the bot is */

static void
make_health(struct core *c)
{
	cJSON *health = cJSON_CreateObject();
	const char *why = c->is_stopping ? "it is ending" : core_why_not(c);

	json_put_bool(health, "live", true);
	json_put_bool(health, "ready", why == NULL);
	json_put_string(health, "why", why);
	json_put_string(health, "version", PACKAGE_VERSION);
	cJSON_AddItemToObject(health, "status", core_status(c));
	buf_reset(&c->health);
	json_print(&c->health, health);
	cJSON_Delete(health);
}

static void
on_put_health(void *arg, struct buf *out)
{
	struct core *c = arg;
	uint64_t now_ms = uv_now(&c->loop);

	if (now_ms >= c->health_until_ms) {
		make_health(c);
		c->health_until_ms = now_ms + HEALTH_BELIEVED_MS;
	}
	buf_add(out, c->health.data, c->health.size);
}

/* ---- Where to push to */

static void
say_address(const struct core *c, const char *instance)
{
	const struct web_settings *web = web_settings(c->web);

	if (web->url != NULL)
		log_line(LOG_INFO, instance, "webhook: POST to %s/in/%s",
		    web->url, instance);
	else
		log_line(LOG_INFO, instance,
		    "webhook: POST to http%s://%s/in/%s",
		    web->certificate != NULL ? "s" : "",
		    web_status(c->web).address, instance);
}

void
core_say_addresses(struct core *c)
{
	if (c->web == NULL || *web_status(c->web).address == '\0')
		return;
	for (size_t i = 0; i < c->n_providers; i++) {
		struct provider_status s = provider_status(c->providers[i]);

		if (s.is_told || !s.receiver.can_receive)
			continue;
		provider_tell(c->providers[i]);
		say_address(c, s.name);
	}
}

static void
on_listening(void *arg)
{
	core_say_addresses(arg);
}

/* ---- Whether it is there */

void
core_set_serving(struct core *c)
{
	c->serving = (struct web_world){
		.loop = &c->loop,
		.is_patient = c->world.is_patient,
		.take = on_take,
		.why_not = on_why_not,
		.page = on_page,
		.put_health = on_put_health,
		.listening = on_listening,
		.arg = c,
	};
}

bool
core_sync_web(struct core *c)
{
	if (c->web != NULL && web_is_stopping(c->web)) {
		if (!web_is_gone(c->web))
			return false;
		web_free(c->web);
		c->web = NULL;
	}
	/* A run that ends by itself waits for nobody to push. */
	if (c->web == NULL && c->config->has_web && !c->options->once &&
	    c->options->import == NULL)
		c->web = web_new(&c->serving, c->config);
	return true;
}

void
core_reload_web(struct core *c, const struct config *new)
{
	bool is_broken;

	if (c->web == NULL)
		return;
	/* What was in its way (a port in use) may have gone. */
	is_broken = web_status(c->web).health.state == WORKER_BROKEN;
	if (new->has_web && !is_broken &&
	    web_settings_are_same(web_settings(c->web), &new->web))
		return;
	log_line(LOG_INFO, "web", "%s",
	    new->has_web ? "has changed (starting it anew)"
			 : "is no longer in the configuration (ending it)");
	web_stop(c->web, WEB_GRACE_MS);
}
