/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider hubspot_feedback: what was answered to HubSpot's own
 * surveys, by the time it was last changed.
 *
 * HubSpot's search gives at most 10,000 rows of one query, and its pages count
 * rows: when one moves to the end, all behind it move up.  So each page is a
 * query of its own, from the last row's millisecond on.  Its index lags behind
 * what is written: the last minutes are read again.
 *
 * Sources: developers.hubspot.com, Feedback submissions, Search and Usage
 * guidelines of API 2026-03.
 */
#include <ctype.h>

#include "sdk/hubspot.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/polled.h"
#include "sdk/recall.h"

#define DAY (24 * 3600)
#define PEOPLE 1024
#define PEOPLE_LAST_S 3600
#define PER_PAGE 200
#define PAGES 50 /* 10,000 rows */

struct settings {
	const char *base_url, *key, *api_version, *survey;
	const char *const *properties;
	int overlap, overlap_every; /* seconds */
};

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "key", .type = LB_SECRET, .offset = AT(key), .required = true, .help = "a Service Key, or the token of a private app; begins with pat-" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .help = "id of the one survey to read (hs_survey_id); else all of the account" },
	{ .name = "properties", .type = LB_LIST, .offset = AT(properties), .help = "further properties of a submission to keep, by their internal names" },
	{ .name = "api_version", .type = LB_STRING, .offset = AT(api_version), .def = HUBSPOT_VERSION, .help = "of HubSpot's API: a date, or v3" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .def = HUBSPOT_BASE, .help = "address of the API; the same for all regions" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "10m", .min = 0, .max = DAY, .help = "how far back is read again, for HubSpot's index lags" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "1m", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = NULL },
};

static const struct lb_pair fields[] = {
	{ "id", "/id" },
	{ "survey", "/properties/hs_survey_id" },
	{ "score", "/properties/hs_value" },
	{ "comment", "/properties/hs_content" },
	{ "answered", "/properties/hs_submission_timestamp" },
	{ "changed", "/properties/hs_lastmodifieddate" },
	{ "channel", "/properties/hs_survey_channel" },
	{ "email", "/properties/hs_contact_email_rollup" },
	{ "name", "/name" }, /* this and /kept: see shape() */
	{ "link", "/properties/hs_submission_url" },
	{ NULL, NULL },
};
static const struct lb_pair kept_properties[] = { { "survey_name", "/properties/hs_survey_name" },
	{ "survey_type", "/properties/hs_survey_type" }, { "*", "/kept" }, { NULL, NULL } };

/* What is not named does not come. */
static const char *const asked_for[] = { "hs_survey_id", "hs_survey_name", "hs_survey_type", "hs_survey_channel",
	"hs_value", "hs_content", "hs_submission_timestamp", "hs_submission_url", "hs_contact_id",
	"hs_contact_email_rollup", "hs_contact_firstname", "hs_contact_lastname", NULL };

#define SEARCH "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"hs_lastmodifieddate\"," \
	"\"operator\":\"GTE\",\"value\":\"{since}\"}]}]," \
	"\"sorts\":[{\"propertyName\":\"hs_lastmodifieddate\",\"direction\":\"ASCENDING\"}]," \
	"\"limit\":%d,\"after\":\"{next}\",\"properties\":["
/* clang-format on */

struct hubspot {
	struct polled base;
	const struct settings *settings;
	struct buf path, body;
	struct paging paging;
	struct recall *people; /* e-mail addresses, by the contact's id */
	cJSON *surveys;        /* seen by probe(): id to name; or NULL */
};

/* ---- One answer */

/* Adds what no pointer reaches. */
static void
add_members(const struct hubspot *h, cJSON *row, const cJSON *p)
{
	const char *first = json_string(p, "hs_contact_firstname");
	const char *last = json_string(p, "hs_contact_lastname");
	const char *const *name = h->settings->properties;
	cJSON *kept = json_put_object(row, "kept");
	char *whole = mem_printf("%s%s%s", first == NULL ? "" : first,
	    first == NULL || last == NULL ? "" : " ",
	    last == NULL ? "" : last);

	json_put_string(row, "name", whole);
	free(whole);
	for (; name != NULL && *name != NULL; name++)
		json_put_string(kept, *name, json_string(p, *name));
}

/* hs_value is 0-10 for NPS; 0-2 or 1-5 for CSAT, 1-7 for CES, whatever was
 * asked for others. */
static void
take_scale(struct hubspot *h, cJSON *properties)
{
	const char *type = json_string(properties, "hs_survey_type");
	const char *value = json_string(properties, "hs_value");
	int64_t n;

	h->base.mapping.scale = LB_NPS;
	if (type != NULL && strcmp(type, "NPS") == 0)
		return;
	h->base.mapping.scale = LB_SCALE_OTHER;
	if (value != NULL && !number_read(value, 0, INT32_MAX, &n))
		cJSON_DeleteItemFromObjectCaseSensitive(
		    properties, "hs_value");
}

static bool
shape(void *state, cJSON *row, struct error *err)
{
	struct hubspot *h = state;
	cJSON *p = cJSON_GetObjectItemCaseSensitive(row, "properties");
	char *channel = (char *)json_string(p, "hs_survey_channel");
	char *email = (char *)json_string(p, "hs_contact_email_rollup");

	if (!cJSON_IsObject(p))
		return error_set(err, "it has no properties");
	take_scale(h, p);
	add_members(h, row, p);
	for (; channel != NULL && *channel != '\0'; channel++)
		*channel = (char)tolower((unsigned char)*channel);
	/* Of several contacts the first. */
	if (email != NULL)
		email[strcspn(email, ";,")] = '\0';
	if (json_string(p, "hs_submission_timestamp") == NULL) {
		cJSON_DeleteItemFromObject(p, "hs_submission_timestamp");
		json_put_string(p, "hs_submission_timestamp",
		    json_string(row, "createdAt"));
	}
	return true;
}

static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	struct hubspot *h = state;
	const cJSON *p = json_member(row, "properties");
	const char *name = json_string(p, "hs_survey_name");
	const char *type = json_string(p, "hs_survey_type");
	char *text;

	if (h->surveys != NULL && json_member(h->surveys, r->survey) == NULL) {
		text = mem_printf("\"%s\", %s", name == NULL ? "" : name,
		    type == NULL ? "of no type" : type);
		json_put_string(h->surveys, r->survey, text);
		free(text);
	}
	return h->settings->survey == NULL ||
	       strcmp(h->settings->survey, r->survey) == 0;
}

/* ---- Who it was */

static enum lb_result
complete(void *state, const cJSON *row, struct lb_response *r)
{
	struct hubspot *h = state;
	const char *id =
	    json_string(json_member(row, "properties"), "hs_contact_id");
	const char *const parts[] = { "contacts", id };
	struct buf path = BUF_INIT;
	enum lb_result result;

	if (r->email != NULL || id == NULL || *id == '\0')
		return LB_DONE;
	hubspot_path(&path, h->settings->api_version, HUBSPOT_OBJECT, parts);
	rest_query(&path, "properties", "email");
	result = recall_ask(h->people, h->base.rest, id, buf_str(&path),
	    "/properties/email", &r->email);
	buf_release(&path);
	return result;
}

/* ---- loopbell try */

/* The right to read contacts is another than that to read submissions. */
static bool
can_read_contacts(struct hubspot *h)
{
	static const char *const parts[] = { "contacts" };
	struct buf path = BUF_INIT;
	cJSON *contacts = NULL;
	bool ok;

	hubspot_path(&path, h->settings->api_version, HUBSPOT_OBJECTS, parts);
	rest_query(&path, "limit", "1");
	ok = rest_get(h->base.rest, buf_str(&path), &contacts) == LB_DONE;
	cJSON_Delete(contacts);
	buf_release(&path);
	return ok;
}

static void
say_surveys(struct hubspot *h)
{
	const char *wanted = h->settings->survey;
	const cJSON *survey;

	cJSON_ArrayForEach(survey, h->surveys) lb_log(h->base.host, LB_INFO,
	    "survey %s is %s", survey->string, survey->valuestring);
	if (wanted != NULL && json_member(h->surveys, wanted) == NULL)
		lb_log(h->base.host, LB_WARNING,
		    "nobody answered survey %s: is its id right?", wanted);
}

static bool
probe_hubspot(void *state)
{
	struct hubspot *h = state;
	bool ok;

	h->surveys = cJSON_CreateObject();
	ok = can_read_contacts(h) && feed_probe(h->base.feed, NULL);
	if (ok)
		say_surveys(h);
	cJSON_Delete(h->surveys);
	h->surveys = NULL;
	return ok;
}

/* ---- The plugin */

static void
ask_for(struct buf *body, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++) {
		if (body->data[body->size - 1] != '[')
			buf_putc(body, ',');
		json_quote(body, *names);
	}
}

static void
set_up_query(struct hubspot *h)
{
	static const char *const parts[] = { "feedback_submissions" };

	hubspot_path(
	    &h->path, h->settings->api_version, HUBSPOT_OBJECTS, parts);
	buf_puts(&h->path, "/search");
	buf_printf(&h->body, SEARCH, PER_PAGE);
	ask_for(&h->body, asked_for);
	ask_for(&h->body, h->settings->properties);
	buf_puts(&h->body, "]}");
}

static void
set_up_feed(struct hubspot *h)
{
	h->paging = (struct paging){ .kind = PAGING_CURSOR,
		.path = buf_str(&h->path),
		.body = buf_str(&h->body),
		.items = "/results",
		.next = "/paging/next/after",
		.total = "/total",
		.size = PER_PAGE,
		.time = PAGING_MS };
	h->base.mapping = (struct mapping){ .fields = fields,
		.properties = kept_properties };
	h->base.spec = (struct feed_spec){ .paging = &h->paging,
		.moved = "/properties/hs_lastmodifieddate",
		.restart_pages = 1,
		.max_pages = PAGES,
		.overlap_s = h->settings->overlap,
		.overlap_every_s = h->settings->overlap_every,
		.shape = shape,
		.adjust = adjust,
		.complete = complete };
}

static void *
open_hubspot(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = {
		.vendor = "HubSpot", .base = s->base_url, .key = s->key
	};
	struct hubspot *h = mem_new(1, sizeof(*h));

	h->settings = s;
	h->people = recall_new(PEOPLE, PEOPLE_LAST_S);
	set_up_query(h);
	set_up_feed(h);
	return polled_open(&h->base, host, &api);
}

static void
close_hubspot(void *state)
{
	struct hubspot *h = state;

	recall_free(h->people);
	buf_release(&h->path);
	buf_release(&h->body);
	polled_close(h);
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct error err;

	if (hubspot_check_version(s->api_version, &err))
		return polled_check(host, s);
	lb_fail(host, "api_version %s", err.text);
	return false;
}

static const struct lb_provider provider = { .poll = polled_poll };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "hubspot_feedback",
	.summary = "HubSpot's own surveys: feedback submissions, polled",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_hubspot,
	.probe = probe_hubspot,
	.close = close_hubspot,
	.provider = &provider,
};
