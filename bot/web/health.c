/* SPDX-License-Identifier: ISC */
/* health.c - what the core says of itself, asked at most once a second. */
#include "web/health.h"

#include "sdk/json.h"
#include "web/request.h"
#include "web/web.h"

#define FRESH_MS 1000
#define SILENCE_MS 2000

void
health_init(struct health *h, struct web *web)
{
	*h = (struct health){ .web = web };
	uv_timer_init(&web->loop, &h->silence);
	h->silence.data = h;
}

/* Whoever waits, waits no longer. */
static void
tell(struct health *h)
{
	struct request *r = h->waiters;

	h->waiters = NULL;
	h->asked_id = 0;
	h->at_ms = uv_now(&h->web->loop);
	uv_timer_stop(&h->silence);
	while (r != NULL) {
		struct request *next = r->next_waiter;

		r->next_waiter = NULL;
		request_health(r);
		r = next;
	}
}

static void
fall_silent(struct health *h)
{
	cJSON_Delete(h->said);
	h->said = NULL;
	tell(h);
}

static void
on_silence(uv_timer_t *timer)
{
	fall_silent(timer->data);
}

static void
ask(struct health *h)
{
	h->asked_id = ++h->serial;
	buf_printf(link_out(&h->web->link), "{\"op\":\"ask\",\"id\":%llu}\n",
	    (unsigned long long)h->serial);
	uv_timer_start(&h->silence, on_silence, SILENCE_MS, 0);
}

bool
health_ask(struct health *h, struct request *request)
{
	uint64_t now = uv_now(&h->web->loop);

	if (h->web->has_no_core) {
		cJSON_Delete(h->said);
		h->said = NULL;
		return true;
	}
	if (h->at_ms != 0 && now - h->at_ms < FRESH_MS)
		return true;
	request->next_waiter = h->waiters;
	h->waiters = request;
	if (h->asked_id == 0)
		ask(h);
	return false;
}

void
health_forget(struct health *h, struct request *request)
{
	struct request **p = &h->waiters;

	while (*p != NULL && *p != request)
		p = &(*p)->next_waiter;
	if (*p != NULL)
		*p = request->next_waiter;
}

void
health_take(struct health *h, const cJSON *line)
{
	const cJSON *said = json_member(line, "health");

	/* What was asked longer ago is answered by what was asked last. */
	if (h->asked_id == 0 ||
	    (uint64_t)json_integer(line, "id", 0) != h->asked_id)
		return;
	cJSON_Delete(h->said);
	h->said = cJSON_IsObject(said) ? cJSON_Duplicate(said, true) : NULL;
	tell(h);
}

void
health_close(struct health *h)
{
	fall_silent(h);
	uv_close((uv_handle_t *)&h->silence, NULL);
}

void
health_release(struct health *h)
{
	cJSON_Delete(h->said);
	h->said = NULL;
}

/* ---- /healthz */

static void
add_instance(cJSON *list, const cJSON *said)
{
	static const char *const members[] = { "name", "role", "state",
		"trouble", NULL };
	cJSON *o = cJSON_CreateObject();

	for (const char *const *m = members; *m != NULL; m++)
		json_put_string(o, *m, json_string(said, *m));
	cJSON_AddItemToArray(list, o);
}

unsigned
health_print(struct buf *out, const cJSON *said)
{
	bool is_live = json_bool(said, "live", false);
	bool is_ready = is_live && json_bool(said, "ready", false);
	const cJSON *status = json_member(said, "status"), *instance;
	cJSON *o = cJSON_CreateObject(), *list;

	json_put_bool(o, "live", is_live);
	json_put_bool(o, "ready", is_ready);
	json_put_string(o, "why",
	    said == NULL ? "the bot does not answer"
			 : json_string(said, "why"));
	list = json_put_array(o, "instances");
	cJSON_ArrayForEach(instance, json_member(status, "instances"))
	{
		add_instance(list, instance);
	}
	json_print(out, o);
	buf_putc(out, '\n');
	cJSON_Delete(o);
	return is_live && is_ready ? 200 : 503;
}
