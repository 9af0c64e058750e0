/* SPDX-License-Identifier: ISC */
/* envelope.c - what comes over a Socket Mode connection, read. */
#include "notifiers/slack/envelope.h"

#include <string.h>

#include "sdk/json.h"

static void
read_hello(struct envelope *e)
{
	const cJSON *about = json_member(e->json, "debug_info");
	int64_t n = json_integer(e->json, "num_connections", 0);
	int64_t s = json_integer(about, "approximate_connection_time", 0);

	e->type = ENVELOPE_HELLO;
	e->n_connections = n > 0 && n < 1000 ? (int)n : 0;
	e->lasts_s = s > 0 && s < 1000000 ? (int)s : 0;
}

static void
read_disconnect(struct envelope *e)
{
	const char *reason = json_string(e->json, "reason");

	e->type = ENVELOPE_DISCONNECT;
	e->reason = reason != NULL ? reason : "";
}

static void
read_payload(struct envelope *e)
{
	const char *id = json_string(e->json, "envelope_id");
	const cJSON *payload = json_member(e->json, "payload");

	if (id == NULL || *id == '\0' || strlen(id) > ENVELOPE_LONGEST_ID)
		return;
	e->type = ENVELOPE_PAYLOAD;
	e->id = id;
	e->payload = cJSON_IsObject(payload) ? payload : NULL;
	e->takes_payload =
	    json_bool(e->json, "accepts_response_payload", false);
}

void
envelope_read(struct envelope *e, const char *text, size_t n)
{
	static const struct {
		const char *type;
		void (*read)(struct envelope *e);
	} types[] = {
		{ "hello", read_hello },
		{ "disconnect", read_disconnect },
	};
	size_t i = 0;

	memset(e, 0, sizeof(*e));
	if (n > ENVELOPE_LONGEST)
		return;
	e->json = cJSON_ParseWithLength(text, n);
	if (!cJSON_IsObject(e->json))
		return;
	e->kind = json_string(e->json, "type");
	if (e->kind == NULL)
		return;
	while (i < sizeof(types) / sizeof(*types) &&
	       strcmp(e->kind, types[i].type) != 0)
		i++;
	if (i < sizeof(types) / sizeof(*types))
		types[i].read(e);
	else
		read_payload(e);
}

void
envelope_release(struct envelope *e)
{
	cJSON_Delete(e->json);
	memset(e, 0, sizeof(*e));
}

void
envelope_acknowledge(struct buf *out, const char *id, const cJSON *payload)
{
	buf_puts(out, "{\"envelope_id\":");
	json_quote(out, id);
	if (payload != NULL) {
		buf_puts(out, ",\"payload\":");
		json_print(out, payload);
	}
	buf_putc(out, '}');
}
