/* SPDX-License-Identifier: ISC */
/* wire.c - the contract's structs as the JSON of plugins/PROTOCOL.md. */
#include "host/wire.h"

#include <math.h>

#include "sdk/json.h"
#include "sdk/utf8.h"

const char *const wire_scales[] = {
	[LB_NPS] = "nps_0_10",
	[LB_STARS_1_5] = "stars_1_5",
	[LB_SCALE_1_10] = "scale_1_10",
	[LB_SCALE_OTHER] = "other",
	NULL,
};

const char *const wire_tones[] = {
	[LB_NEUTRAL] = "neutral",
	[LB_CELEBRATE] = "celebrate",
	[LB_ALERT] = "alert",
	[LB_REMIND] = "remind",
	[LB_RESOLVED] = "resolved",
	NULL,
};

const char *
wire_level(enum lb_level level)
{
	switch (level) {
	case LB_ERROR:
		return "error";
	case LB_WARNING:
		return "warning";
	case LB_INFO:
		return "info";
	case LB_DEBUG:
		return "debug";
	}
	return "info";
}

/* Most texts are: then nothing needs to be copied to clean them. */
static bool
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((*s < ' ' || *s > '~') && *s != '\n' && *s != '\t')
			return false;
	return true;
}

static void
put_cleaned(cJSON *object, const char *name, const char *text)
{
	struct buf clean = BUF_INIT;

	utf8_clean(&clean, text, strlen(text));
	json_put_string(object, name, buf_str(&clean));
	buf_release(&clean);
}

void
wire_put_text(cJSON *object, const char *name, const char *text)
{
	if (text == NULL || is_plain(text))
		json_put_string(object, name, text);
	else
		put_cleaned(object, name, text);
}

void
wire_put_mark(cJSON *object, const char *name, const char *mark)
{
	if (mark == NULL || utf8_is_valid(mark, strlen(mark)))
		json_put_string(object, name, mark);
	else
		put_cleaned(object, name, mark);
}

/* A row says where in a struct a text is and what it is called. */
struct text_member {
	const char *name;
	size_t offset;
};

static void
put_texts(cJSON *object, const struct text_member *members, const void *from)
{
	for (; members->name != NULL; members++)
		wire_put_text(object, members->name,
		    *(const char *const *)((const char *)from +
					   members->offset));
}

static void
put_pairs(cJSON *object, const char *member, const struct lb_pair *p)
{
	cJSON *properties;

	if (p == NULL || p->name == NULL)
		return;
	properties = json_put_object(object, member);
	for (; p->name != NULL; p++) {
		struct buf name = BUF_INIT;

		utf8_clean(&name, p->name, strlen(p->name));
		wire_put_text(properties, buf_str(&name), p->value);
		buf_release(&name);
	}
}

static const char *
scale_name(enum lb_scale scale)
{
	return (unsigned)scale <= LB_SCALE_OTHER ? wire_scales[scale] : NULL;
}

cJSON *
wire_response(const struct lb_response *r)
{
	static const struct text_member texts[] = {
		{ "comment", offsetof(struct lb_response, comment) },
		{ "language", offsetof(struct lb_response, language) },
		{ "channel", offsetof(struct lb_response, channel) },
		{ "touchpoint", offsetof(struct lb_response, touchpoint) },
		{ "email", offsetof(struct lb_response, email) },
		{ "name", offsetof(struct lb_response, name) },
		{ "role", offsetof(struct lb_response, role) },
		{ "company", offsetof(struct lb_response, company) },
		{ "link", offsetof(struct lb_response, link) },
		{ NULL, 0 },
	};
	cJSON *o = cJSON_CreateObject();

	wire_put_text(o, "survey", r->survey);
	wire_put_text(o, "id", r->id);
	json_put_integer(o, "answered_us", r->answered_us);
	if (r->changed_us != 0)
		json_put_integer(o, "changed_us", r->changed_us);
	/* A scale that is none is left out: the core refuses the response. */
	json_put_string(o, "scale", scale_name(r->scale));
	json_put_integer(o, "score", r->score);
	json_put_bool(o, "complete", r->complete);
	put_texts(o, texts, r);
	put_pairs(o, "properties", r->properties);
	return o;
}

cJSON *
wire_account(const struct lb_account *a)
{
	static const struct text_member texts[] = {
		{ "id", offsetof(struct lb_account, id) },
		{ "name", offsetof(struct lb_account, name) },
		{ "segment", offsetof(struct lb_account, segment) },
		{ "product", offsetof(struct lb_account, product) },
		{ "industry", offsetof(struct lb_account, industry) },
		{ "owner_name", offsetof(struct lb_account, owner_name) },
		{ "owner_email", offsetof(struct lb_account, owner_email) },
		{ "currency", offsetof(struct lb_account, currency) },
		{ NULL, 0 },
	};
	cJSON *o = cJSON_CreateObject();

	put_texts(o, texts, a);
	if (isfinite(a->value) && a->value >= 0)
		cJSON_AddNumberToObject(o, "value", a->value);
	return o;
}

cJSON *
wire_action(const struct lb_action *a)
{
	static const struct text_member texts[] = {
		{ "id", offsetof(struct lb_action, id) },
		{ "name", offsetof(struct lb_action, name) },
		{ "subject", offsetof(struct lb_action, subject) },
		{ "who", offsetof(struct lb_action, who) },
		{ "who_email", offsetof(struct lb_action, who_email) },
		{ "text", offsetof(struct lb_action, text) },
		{ NULL, 0 },
	};
	cJSON *o = cJSON_CreateObject();

	put_texts(o, texts, a);
	put_pairs(o, "fields", a->fields);
	return o;
}
