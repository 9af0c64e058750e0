/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider webhook: whatever a tool pushes, as responses.
 *
 * Whether a push is believed is decided before anything in it is looked at.
 * One that is believed but cannot be an answer is kept aside, and the sender
 * is told that all is well: sending it again would not make it better.
 */
#include "provider.h"

#include <inttypes.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/pushed.h"
#include "sdk/when.h"

#define SECOND_US INT64_C(1000000)
/* More in one request is nothing a survey tool does, and more bad ones in a
 * file nothing a person looks at one by one. */
#define MOST_ANSWERS 10000
#define SHORT_SECRET 16

static int64_t
system_now(void)
{
	return (int64_t)time(NULL);
}

int64_t (*webhook_now)(void) = system_now;

static bool
set_up(struct provider *p, struct error *err)
{
	const struct settings *s = p->settings;

	if (s->zone != NULL && !when_set_zone(s->zone, err))
		return error_in(err, "zone");
	if (s->insecure)
		lb_log(p->host, LB_WARNING,
		    "insecure: whoever reaches its address is believed");
	else if (strlen(s->secret) < SHORT_SECRET)
		lb_log(p->host, LB_WARNING,
		    "the secret has fewer than %d characters and may be "
		    "guessed",
		    SHORT_SECRET);
	return s->insecure || settings_signature(s, &p->signature, err);
}

static void *
open_provider(struct lb_host *host, const void *settings)
{
	struct provider *p = mem_new(1, sizeof(*p));
	struct error err;

	p->host = host;
	p->settings = settings;
	if (set_up(p, &err))
		return p;
	free(p);
	return lb_fail(host, "%s", err.text);
}

static void
close_provider(void *state)
{
	struct provider *p = state;

	mapped_release(&p->answer);
	free(p);
}

/* ---- Documents. */

void
webhook_refuse(struct provider *p, const char *raw, const char *why)
{
	if (p->n_refused++ < MOST_ANSWERS)
		lb_refuse(p->host, raw, "%s", why);
}

static void
refuse(struct provider *p, const cJSON *item, const char *why)
{
	struct buf raw = BUF_INIT;

	json_print(&raw, item);
	webhook_refuse(p, buf_str(&raw), why);
	buf_release(&raw);
}

static void
take_item(struct provider *p, struct mapping_source *from, const char *place)
{
	struct error err;

	switch (mapping_read(&p->answer, from, &err)) {
	case MAPPING_GIVEN:
		p->n_given++;
		lb_emit(p->host, &p->answer.response);
		break;
	case MAPPING_NONE:
		p->n_passed++;
		break;
	case MAPPING_WRONG:
		error_in(&err, "%s", place);
		refuse(p, from->item, err.text);
		break;
	}
}

static void
take_items(struct provider *p, struct mapping_source *from, const cJSON *items,
    const char *place)
{
	const cJSON *item;
	char *here;
	int n = 0;

	cJSON_ArrayForEach(item, items)
	{
		here = mem_printf("%s, answer %d", place, ++n);
		from->item = item;
		take_item(p, from, here);
		free(here);
	}
}

bool
webhook_take(struct provider *p, const cJSON *document, int64_t now_us,
    const char *place, struct error *err)
{
	const char *items = p->settings->items;
	struct mapping_source from = {
		.mapping = &p->settings->map,
		.survey = lb_instance(p->host),
		.document = document,
		.now_us = now_us,
	};
	const cJSON *list = pointer_get(document, items == NULL ? "" : items);

	if (list == NULL && !mapping_lets_through(&from))
		return true;
	if (list == NULL)
		return error_set(err, "there is nothing at %s (items)", items);
	if (!cJSON_IsArray(list) && !cJSON_IsObject(list))
		return error_set(
		    err, "it is neither a JSON object nor a list of them");
	if (now_us != 0 && cJSON_GetArraySize(list) > MOST_ANSWERS &&
	    cJSON_IsArray(list))
		return error_set(
		    err, "more than %d answers in one request", MOST_ANSWERS);
	from.item = list;
	if (cJSON_IsArray(list))
		take_items(p, &from, list, place);
	else
		take_item(p, &from, place);
	return true;
}

/* ---- Pushes. */

static enum lb_result
receive(void *state, const struct lb_request *request)
{
	struct provider *p = state;
	int64_t now_s = webhook_now();
	struct error err;
	cJSON *document;
	bool ok;

	if (!p->settings->insecure &&
	    !signature_check(&p->signature, request, now_s, &err))
		return lb_deny(p->host, "%s", err.text);
	document = pushed_body(request, &err);
	p->n_given = p->n_passed = p->n_refused = 0;
	ok = document != NULL &&
	     webhook_take(p, document, now_s * SECOND_US, "pushed", &err);
	cJSON_Delete(document);
	if (!ok)
		return lb_reject(p->host, "%s", err.text);
	if (p->n_passed > 0)
		lb_log(p->host, LB_DEBUG,
		    "%" PRIu64 " passed over, as `only` says", p->n_passed);
	return LB_DONE;
}

static const struct lb_provider provider = {
	.receive = receive,
	.import = webhook_import,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "webhook",
	.summary = "whatever a tool pushes: JSON or a form, signed",
	.options = settings_options,
	.settings_size = sizeof(struct settings),
	.check = settings_check,
	.open = open_provider,
	.probe = webhook_probe,
	.close = close_provider,
	.provider = &provider,
};
