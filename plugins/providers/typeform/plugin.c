/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider typeform: the answers to one form, oldest first.
 *
 * Answers name fields by id alone, so the form's definition is read once, and
 * again when an answer names a field that was not there.  A submitted answer
 * never changes, but very new ones may be missing from the list for half an
 * hour: the time before the newest is read again at each poll.
 *
 * Sources: typeform.com/developers (Responses, Create and Webhooks API).
 */
#include <string.h>

#include "definition.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/polled.h"
#include "sdk/pushed.h"
#include "sdk/recall.h"

#define DAY (24 * 3600)

struct settings {
	const char *base_url, *token, *form, *question, *comment;
	const char *email, *name, *company; /* hidden fields */
	const struct lb_pair *properties;   /* name to field */
	int region, overlap;                /* seconds */
	const char *webhook_secret;
};

#define AT(field) offsetof(struct settings, field)

static const char *const regions[] = { "us", "eu", NULL };
static const char *const bases[] = { "https://api.typeform.com",
	"https://api.eu.typeform.com" };

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "region", .type = LB_CHOICE, .offset = AT(region), .def = "us", .choices = regions, .help = "where the account's answers are kept" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .help = "address of the API, if not the region's" },
	{ .name = "token", .type = LB_SECRET, .offset = AT(token), .required = true, .help = "personal token with the scopes forms:read and responses:read" },
	{ .name = "form", .type = LB_STRING, .offset = AT(form), .required = true, .help = "id of the form: the end of its address, after /to/" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "ref or id of the field with the score, where there are several" },
	{ .name = "comment", .type = LB_STRING, .offset = AT(comment), .help = "ref or id of the field with the comment; else the first text after the score" },
	{ .name = "email_field", .type = LB_STRING, .offset = AT(email), .def = "email", .help = "hidden field with the respondent's address; else an answer of the type email" },
	{ .name = "name_field", .type = LB_STRING, .offset = AT(name), .def = "name", .help = "hidden field with the respondent's name" },
	{ .name = "company_field", .type = LB_STRING, .offset = AT(company), .def = "company", .help = "hidden field with the customer's name" },
	{ .name = "properties", .type = LB_MAP, .offset = AT(properties), .help = "further properties: their names, and the ref or id of the field of each" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "1h", .min = 0, .max = 30 * DAY, .help = "how far before the newest answer each poll reads again" },
	{ .name = "webhook_secret", .type = LB_SECRET, .offset = AT(webhook_secret), .help = "of the webhook, where Typeform pushes to /in/NAME as well" },
	{ .name = NULL },
};

/* What shape() found is in "loopbell". */
static const struct lb_pair fields[] = {
	{ "id", "/token" }, { "score", "/loopbell/score" }, { "comment", "/loopbell/comment" },
	{ "answered", "/submitted_at" }, { "email", "/loopbell/email" }, { "name", "/loopbell/name" },
	{ "company", "/loopbell/company" }, { NULL, NULL }
};
static const struct lb_pair properties[] = { { "*", "/hidden" }, { "*", "/loopbell/properties" }, { NULL, NULL } };
/* clang-format on */

/* There is no number of a page, and a token to go on from does not go with a
 * time: each page is asked for from the last answer's second on, inclusive. */
static const struct paging pages = {
	.kind = PAGING_PAGE,
	.path = "/forms/{form}/responses?page_size={size}&since={since}Z&"
		"sort=submitted_at,asc&response_type=completed",
	.items = "/items",
	.total = "/total_items",
	.size = 500,
	.time = PAGING_PLAIN,
};

struct typeform {
	struct polled base;
	const struct settings *settings;
	struct signature_rules signature;
	struct design form;
	struct recall *gone; /* fields that the form has no more */
};

/* ---- The form */

static enum lb_result
read_form(struct typeform *t)
{
	const struct settings *s = t->settings;
	struct error err;
	cJSON *definition;
	enum lb_result result =
	    rest_get_one(t->base.rest, "/forms/{}", s->form, &definition);

	if (result != LB_DONE)
		return result;
	if (!design_read(&t->form, definition, definition_gather,
		(const char *[]){ s->question, s->comment }, &err))
		return lb_reject(t->base.host, "%s", err.text);
	t->base.mapping.scale = t->form.score->scale;
	return LB_DONE;
}

static enum lb_result
begin(void *state)
{
	struct typeform *t = state;

	return t->form.json != NULL ? LB_DONE : read_form(t);
}

/* Does the row name a field that is new to us?  The form is then read anew,
 * once for a page; what is not in it even so was deleted. */
static enum lb_result
learn(struct typeform *t, const cJSON *row, bool *is_fresh)
{
	const cJSON *answer;

	cJSON_ArrayForEach(answer, json_member(row, "answers"))
	{
		const char *id =
		    json_string(json_member(answer, "field"), "id");
		enum lb_result result = LB_DONE;
		const char *none;

		if (id == NULL ||
		    questions_find(&t->form.questions, id) != NULL ||
		    recall_get(t->gone, id, &none))
			continue;
		if (!*is_fresh)
			result = read_form(t);
		if (result != LB_DONE)
			return result;
		*is_fresh = true;
		if (questions_find(&t->form.questions, id) == NULL)
			recall_put(t->gone, id, NULL);
	}
	return LB_DONE;
}

static enum lb_result
get_page(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct typeform *t = state;
	enum lb_result result = polled_get(&t->base, at, page);
	bool is_fresh = false;
	const cJSON *row;

	if (result != LB_DONE)
		return result;
	cJSON_ArrayForEach(row, page->rows)
	{
		result = learn(t, row, &is_fresh);
		if (result != LB_DONE)
			return result;
	}
	return LB_DONE;
}

/* ---- One answer */

/* {"type":"number","number":3}, {"type":"choice","choice":{"label":"A"}},
 * {"type":"choices","choices":{"labels":["A","B"]}} */
static const cJSON *
value_of(const cJSON *answer)
{
	static const char *const within[] = { "label", "labels", "other" };
	const char *type = json_string(answer, "type");
	const cJSON *value = type == NULL ? NULL : json_member(answer, type);

	if (!cJSON_IsObject(value))
		return value;
	for (size_t i = 0; i < sizeof(within) / sizeof(within[0]); i++)
		if (json_member(value, within[i]) != NULL)
			return json_member(value, within[i]);
	return NULL;
}

static const cJSON *
answer_to(const cJSON *row, const struct question *field)
{
	const cJSON *answer;

	cJSON_ArrayForEach(answer, json_member(row, "answers"))
	{
		const char *id =
		    json_string(json_member(answer, "field"), "id");

		if (field != NULL && id != NULL && strcmp(id, field->id) == 0)
			return value_of(answer);
	}
	return NULL;
}

static void
add(cJSON *to, const char *name, const cJSON *value)
{
	if (value != NULL && !cJSON_HasObjectItem(to, name))
		cJSON_AddItemToObject(to, name, cJSON_Duplicate(value, true));
}

/* Typeform's own links have "email=xxxxx" in them, for people to fill in. */
static void
add_email(cJSON *to, const cJSON *value)
{
	if (cJSON_IsString(value) && strchr(value->valuestring, '@') != NULL)
		add(to, "email", value);
}

static void
add_contact(const struct settings *s, cJSON *to, const cJSON *row)
{
	const cJSON *hidden = json_member(row, "hidden"), *answer;

	add_email(to, json_member(hidden, s->email));
	add(to, "name", json_member(hidden, s->name));
	add(to, "company", json_member(hidden, s->company));
	cJSON_ArrayForEach(answer, json_member(row, "answers"))
	{
		const char *type = json_string(answer, "type");

		if (type != NULL && strcmp(type, "email") == 0)
			add_email(to, value_of(answer));
	}
}

static bool
shape(void *state, cJSON *row, struct error *err)
{
	const struct typeform *t = state;
	const struct lb_pair *p = t->settings->properties;
	cJSON *found = json_put_object(row, "loopbell");
	cJSON *more = json_put_object(found, "properties");

	(void)err;
	add(row, "token", json_member(row, "response_id"));
	add(found, "score", answer_to(row, t->form.score));
	add(found, "comment", answer_to(row, t->form.comment));
	add_contact(t->settings, found, row);
	for (; p != NULL && p->name != NULL; p++)
		add(more, p->name,
		    answer_to(
			row, questions_find(&t->form.questions, p->value)));
	return true;
}

/* ---- Pushes: form_response, and form_response_partial */

static enum lb_result
take(struct typeform *t, const cJSON *event, cJSON *row)
{
	const char *form = json_string(row, "form_id");
	bool is_fresh = false;
	enum lb_result result;

	if (form != NULL && strcmp(form, t->settings->form) != 0)
		return lb_reject(t->base.host,
		    "it is an answer to the form %.60s, and form is %s", form,
		    t->settings->form);
	result = begin(t);
	if (result == LB_DONE)
		result = learn(t, row, &is_fresh);
	if (result == LB_DONE)
		result = feed_tell(t->base.feed, NULL, event, row);
	return result;
}

static enum lb_result
receive(void *state, const struct lb_request *request)
{
	struct typeform *t = state;
	enum lb_result result = LB_DONE;
	const char *type;
	cJSON *event, *row;

	event = pushed_read(
	    t->base.host, &t->signature, "webhook_secret", request, &result);
	if (event == NULL)
		return result;
	row = cJSON_GetObjectItemCaseSensitive(event, "form_response");
	type = json_string(event, "event_type");
	if (cJSON_IsObject(row) && type != NULL &&
	    strcmp(type, "form_response") == 0)
		result = take(t, event, row);
	else if (type == NULL || strcmp(type, "form_response_partial") != 0)
		result = lb_reject(
		    t->base.host, "it is no form_response of Typeform's");
	cJSON_Delete(event);
	return result;
}

/* ---- The plugin */

static bool
probe_typeform(void *state)
{
	struct typeform *t = state;

	if (begin(t) != LB_DONE)
		return false;
	design_say(t->base.host, &t->form, json_string(t->form.json, "title"));
	if (!feed_probe(t->base.feed, NULL))
		return false;
	pushed_say(t->base.host, &t->signature, "webhook_secret", "Typeform");
	return true;
}

static void *
open_typeform(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = {
		.vendor = "Typeform",
		.base = s->base_url != NULL ? s->base_url : bases[s->region],
		.key = s->token,
	};
	struct typeform *t = mem_new(1, sizeof(*t));

	t->settings = s;
	t->signature = (struct signature_rules){ .scheme = SIGNATURE_HMAC,
		.hash = HMAC_SHA256,
		.coding = HMAC_BASE64,
		.header = "typeform-signature",
		.prefix = "sha256=",
		.secrets = { s->webhook_secret } };
	t->base.variables[0] = (struct lb_pair){ "form", s->form };
	t->base.mapping =
	    (struct mapping){ .fields = fields, .properties = properties };
	t->base.spec = (struct feed_spec){ .paging = &pages,
		.survey = s->form,
		.moved = "/submitted_at",
		.restart_pages = 1,
		.max_pages = 1,
		.overlap_s = s->overlap,
		.begin = begin,
		.get = get_page,
		.shape = shape };
	t->gone = recall_new(256, 3600);
	return polled_open(&t->base, host, &api);
}

static void
close_typeform(void *state)
{
	struct typeform *t = state;

	recall_free(t->gone);
	design_release(&t->form);
	polled_close(t);
}

static const struct lb_provider provider = {
	.poll = polled_poll,
	.receive = receive,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "typeform",
	.summary = "Typeform: one form, polled, and pushed to where set up",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = polled_check,
	.open = open_typeform,
	.probe = probe_typeform,
	.close = close_typeform,
	.provider = &provider,
};
