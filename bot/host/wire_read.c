/* SPDX-License-Identifier: ISC */
/* wire_read.c - the JSON of plugins/PROTOCOL.md as the contract's structs. */
#include "host/wire_read.h"

#include "host/wire.h"
#include "sdk/base64.h"
#include "sdk/json.h"

/* One object being read: the first failure is the one that is told. */
struct reader {
	struct keep *keep;
	const cJSON *object;
	struct error *err;
	bool ok;
};

static void
refuse(struct reader *r, const char *name, const char *what)
{
	if (r->ok)
		error_set(r->err, "\"%s\" must be %s", name, what);
	r->ok = false;
}

static const cJSON *
member(const struct reader *r, const char *name)
{
	const cJSON *value = json_member(r->object, name);

	return cJSON_IsNull(value) ? NULL : value;
}

static const char *
text(struct reader *r, const char *name)
{
	const cJSON *value = member(r, name);

	if (value != NULL && !cJSON_IsString(value))
		refuse(r, name, "text");
	return keep_string(r->keep, cJSON_GetStringValue(value));
}

static const char *
needed_text(struct reader *r, const char *name)
{
	const char *value = text(r, name);

	if (value == NULL || *value == '\0')
		refuse(r, name, "there");
	return value;
}

static int64_t
integer(struct reader *r, const char *name, int64_t otherwise)
{
	int64_t value = json_integer(r->object, name, INT64_MIN);

	if (member(r, name) == NULL)
		return otherwise;
	if (value == INT64_MIN)
		refuse(r, name, "a whole number");
	return value;
}

static bool
truth(struct reader *r, const char *name)
{
	if (member(r, name) != NULL && !cJSON_IsBool(member(r, name)))
		refuse(r, name, "true or false");
	return json_bool(r->object, name, false);
}

/* The index of the member's text in names, which a NULL ends. */
static int
one_of(struct reader *r, const char *name, const char *const *names)
{
	const cJSON *value = member(r, name);

	if (value == NULL)
		return 0;
	for (int i = 0; cJSON_IsString(value) && names[i] != NULL; i++)
		if (strcmp(names[i], value->valuestring) == 0)
			return i;
	refuse(r, name, "one of the names in the protocol");
	return 0;
}

static const char *const *
texts(struct reader *r, const char *name)
{
	const cJSON *array = member(r, name), *item;
	size_t n = (size_t)cJSON_GetArraySize(array), i = 0;
	const char **list = keep_new(r->keep, n + 1, sizeof(*list));

	if (array != NULL && !cJSON_IsArray(array))
		refuse(r, name, "a list");
	cJSON_ArrayForEach(item, array)
	{
		if (!cJSON_IsString(item)) {
			refuse(r, name, "a list of texts");
			break;
		}
		list[i++] = keep_string(r->keep, item->valuestring);
	}
	return list;
}

static const struct lb_pair *
pairs(struct reader *r, const char *name)
{
	const cJSON *object = member(r, name), *item;
	size_t n = (size_t)cJSON_GetArraySize(object), i = 0;
	struct lb_pair *list = keep_new(r->keep, n + 1, sizeof(*list));

	if (object != NULL && !cJSON_IsObject(object))
		refuse(r, name, "an object");
	cJSON_ArrayForEach(item, object)
	{
		if (item->string == NULL || !cJSON_IsString(item)) {
			refuse(r, name, "an object of texts");
			break;
		}
		list[i].name = keep_string(r->keep, item->string);
		list[i++].value = keep_string(r->keep, item->valuestring);
	}
	return list;
}

/* The array under the name: its size, and NULL where it is none. */
static const cJSON *
rows(struct reader *r, const char *name, size_t *n)
{
	const cJSON *array = member(r, name);

	if (array != NULL && !cJSON_IsArray(array))
		refuse(r, name, "a list");
	*n = (size_t)cJSON_GetArraySize(array);
	return array;
}

static struct reader
inside(const struct reader *r, const cJSON *object)
{
	return (struct reader){ r->keep, object, r->err, r->ok };
}

static const struct lb_fact *
facts(struct reader *r, size_t *n)
{
	const cJSON *array = rows(r, "facts", n), *item;
	struct lb_fact *list = keep_new(r->keep, *n + 1, sizeof(*list));
	size_t i = 0;

	cJSON_ArrayForEach(item, array)
	{
		struct reader row = inside(r, item);

		list[i].label = needed_text(&row, "label");
		list[i++].value = needed_text(&row, "value");
		r->ok = row.ok;
	}
	return list;
}

static const struct lb_button *
buttons(struct reader *r, size_t *n)
{
	const cJSON *array = rows(r, "buttons", n), *item;
	struct lb_button *list = keep_new(r->keep, *n + 1, sizeof(*list));
	size_t i = 0;

	cJSON_ArrayForEach(item, array)
	{
		struct reader row = inside(r, item);

		list[i].action = text(&row, "action");
		list[i].label = needed_text(&row, "label");
		list[i].url = text(&row, "url");
		list[i].primary = truth(&row, "primary");
		list[i++].danger = truth(&row, "danger");
		r->ok = row.ok;
	}
	return list;
}

/* A reader of the object; its first failure already where it is none. */
static struct reader
begin(struct keep *keep, const cJSON *object, const char *name,
    struct error *err)
{
	struct reader r = { keep, object, err, true };

	if (!cJSON_IsObject(object))
		refuse(&r, name, "an object");
	return r;
}

bool
wire_read_notice(struct keep *keep, const cJSON *object, struct lb_notice *n,
    struct error *err)
{
	struct reader r = begin(keep, object, "notice", err);

	*n = (struct lb_notice){ .id = NULL };
	n->id = needed_text(&r, "id");
	n->target = needed_text(&r, "target");
	n->tone = (enum lb_tone)one_of(&r, "tone", wire_tones);
	n->headline = needed_text(&r, "headline");
	n->quote = text(&r, "quote");
	n->text = text(&r, "text");
	n->facts = facts(&r, &n->n_facts);
	n->buttons = buttons(&r, &n->n_buttons);
	n->mention = text(&r, "mention");
	n->link = text(&r, "link");
	n->picture = text(&r, "picture");
	n->thread = text(&r, "thread");
	n->receipt = text(&r, "receipt");
	n->reactions = texts(&r, "reactions");
	n->language = text(&r, "language");
	n->made_us = integer(&r, "made_us", 0);
	n->sent_us = integer(&r, "sent_us", 0);
	n->subject = text(&r, "subject");
	n->is_quiet = truth(&r, "is_quiet");
	return r.ok;
}

bool
wire_read_response(struct keep *keep, const cJSON *object,
    struct lb_response *p, struct error *err)
{
	struct reader r = begin(keep, object, "who", err);

	*p = (struct lb_response){ .survey = text(&r, "survey") };
	p->id = text(&r, "id");
	p->answered_us = integer(&r, "answered_us", 0);
	p->changed_us = integer(&r, "changed_us", 0);
	p->scale = (enum lb_scale)one_of(&r, "scale", wire_scales);
	p->score = (int)integer(&r, "score", -1);
	p->complete = truth(&r, "complete");
	p->comment = text(&r, "comment");
	p->language = text(&r, "language");
	p->channel = text(&r, "channel");
	p->touchpoint = text(&r, "touchpoint");
	p->email = text(&r, "email");
	p->name = text(&r, "name");
	p->role = text(&r, "role");
	p->company = text(&r, "company");
	p->link = text(&r, "link");
	p->properties = pairs(&r, "properties");
	return r.ok;
}

bool
wire_read_request(struct keep *keep, const cJSON *object, struct lb_request *q,
    struct error *err)
{
	struct reader r = begin(keep, object, "request", err);
	struct buf body = BUF_INIT;
	const char *encoded = text(&r, "body");

	if (encoded != NULL && !base64_decode(&body, encoded))
		refuse(&r, "body", "base64");
	*q = (struct lb_request){ .path = text(&r, "path") };
	if (q->path == NULL)
		q->path = "";
	q->headers = pairs(&r, "headers");
	q->peer = text(&r, "peer");
	q->body_size = body.size;
	q->body = keep_take(keep, buf_take(&body));
	return r.ok;
}
