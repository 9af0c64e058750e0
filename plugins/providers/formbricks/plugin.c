/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider formbricks: the answers to one survey, by the time
 * they were last changed, and as they are pushed.
 *
 * An answer is stored with its first question answered and changes with each
 * further one, until it is finished: all of that is one response, for they all
 * have one id.  Pages are asked for by how many rows to skip, and a row that
 * changes moves to the end: so each page is a query of its own, from the last
 * row's time on.
 *
 * Sources: Formbricks' OpenAPI files and the source of its API (AGPL, read and
 * not copied), as of 2026.
 */
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/polled.h"
#include "sdk/pushed.h"
#include "survey.h"

#define DAY (24 * 3600)
#define PER_PAGE 250

enum api { V2, V1 };

struct settings {
	const char *base_url, *key, *survey, *question, *comment, *secret;
	const struct lb_pair *fields, *properties;
	int api, overlap, overlap_every; /* seconds */
};

#define AT(field) offsetof(struct settings, field)

static const char *const apis[] = { "v2", "v1", NULL };

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "key", .type = LB_SECRET, .offset = AT(key), .required = true, .help = "an API key that may read the survey's environment" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .required = true, .help = "id of the survey" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "id of the question with the score; else the first of type nps" },
	{ .name = "comment_question", .type = LB_STRING, .offset = AT(comment), .help = "id of the question with the comment; else the first text question after it" },
	{ .name = "fields", .type = LB_MAP, .offset = AT(fields), .help = "where further members of a response are, as \"company: /data/company\" for a hidden field" },
	{ .name = "properties", .type = LB_MAP, .offset = AT(properties), .help = "further things to keep, besides the contact's attributes: \"plan: /data/plan\"" },
	{ .name = "api", .type = LB_CHOICE, .offset = AT(api), .def = "v2", .choices = apis, .help = "v1 for older ones: it cannot be asked what changed" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .def = "https://app.formbricks.com", .help = "address of your own Formbricks" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "1d", .min = 0, .max = 60 * DAY, .help = "how far back is read again; with v1 for what changed" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "15m", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = "webhook_secret", .type = LB_SECRET, .offset = AT(secret), .help = "of the webhook, begins with whsec_, where Formbricks pushes to /in/NAME as well" },
	{ .name = NULL },
};

static const struct paging pagings[] = {
	[V2] = { .kind = PAGING_OFFSET, .path = "/api/v2/management/responses?surveyId={survey}&limit={size}&skip={offset}"
		"&sortBy=updatedAt&order=asc&filterDateField=updatedAt&startDate={since}",
		.items = "/data", .total = "/meta/total", .size = PER_PAGE },
	[V1] = { .kind = PAGING_OFFSET, .path = "/api/v1/management/responses?surveyId={survey}&limit={size}&skip={offset}",
		.items = "/data", .size = PER_PAGE },
};

/* clang-format on */

struct formbricks {
	struct polled base;
	const struct settings *settings;
	struct signature_rules signature;
	struct survey
	    survey; /* what it asks, once learned: then fields is set */
	struct lb_pair *fields, *properties;
};

/* ---- What the survey asks */

static void
map_questions(struct formbricks *b)
{
	const struct survey *asks = &b->survey;

	/* clang-format off */
	b->fields = mapping_join(b->settings->fields, (const struct lb_pair[]){
		{ "id", "/id" },
		{ "survey", "/surveyId" },
		{ "score", asks->score },
		{ "answered", "/createdAt" },
		{ "changed", "/updatedAt" },
		{ "complete", "/finished" },
		{ "language", "/language" },
		{ "email", "/contactAttributes/email" },
		{ "company", "/contactAttributes/company" },
		{ asks->comment == NULL ? NULL : "comment", asks->comment },
		{ NULL, NULL },
	});
	/* clang-format on */
	b->base.mapping.fields = b->fields;
	b->base.mapping.scale = asks->scale;
}

/* Learned once: a survey that people answer keeps the ids of its questions. */
static enum lb_result
begin(void *state)
{
	struct formbricks *b = state;
	const struct settings *s = b->settings;
	enum lb_result result;
	cJSON *answer = NULL;
	struct error err;

	if (b->fields != NULL)
		return LB_DONE;
	result = rest_get_one(
	    b->base.rest, "/api/v1/management/surveys/{}", s->survey, &answer);
	if (result == LB_DONE &&
	    !survey_read(&b->survey, json_member(answer, "data"), s->question,
		s->comment, &err))
		result = lb_reject(b->base.host, "%s", err.text);
	if (result == LB_DONE)
		map_questions(b);
	cJSON_Delete(answer);
	return result;
}

/* ---- One answer */

static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	const struct formbricks *b = state;

	(void)row;
	if (r->language != NULL && strcmp(r->language, "default") == 0)
		r->language = NULL;
	if (r->channel == NULL)
		r->channel = b->survey.is_link ? "web" : "in-app";
	return strcmp(r->survey, b->settings->survey) == 0;
}

/* responseCreated, responseUpdated, responseFinished; a test of the webhook
 * brings none. */
static enum lb_result
receive(void *state, const struct lb_request *request)
{
	struct formbricks *b = state;
	enum lb_result result = LB_DONE;
	const char *event;
	cJSON *document, *row;

	document = pushed_read(
	    b->base.host, &b->signature, "webhook_secret", request, &result);
	if (document == NULL)
		return result;
	event = json_string(document, "event");
	row = cJSON_GetObjectItemCaseSensitive(document, "data");
	if (event == NULL)
		result =
		    lb_reject(b->base.host, "it is no event of Formbricks'");
	else if (strncmp(event, "response", strlen("response")) == 0)
		result = begin(b);
	else
		row = NULL;
	if (result == LB_DONE && row != NULL)
		result = feed_tell(b->base.feed, NULL, document, row);
	cJSON_Delete(document);
	return result;
}

/* ---- The plugin */

static bool
probe_formbricks(void *state)
{
	struct formbricks *b = state;

	if (begin(b) != LB_DONE)
		return false;
	lb_log(b->base.host, LB_INFO,
	    "survey \"%s\": the score is %s%s, the comment %s", b->survey.name,
	    b->survey.score + strlen(SURVEY_ANSWERS),
	    b->survey.scale == LB_NPS ? "" : " (a rating, no NPS)",
	    b->survey.comment == NULL
		? "is none"
		: b->survey.comment + strlen(SURVEY_ANSWERS));
	if (!feed_probe(b->base.feed, NULL))
		return false;
	pushed_say(
	    b->base.host, &b->signature, "webhook_secret", "Formbricks");
	return true;
}

static void
set_up_feed(struct formbricks *b)
{
	static const struct lb_pair own[] = { { "*", "/contactAttributes" },
		{ NULL, NULL } };
	const struct settings *s = b->settings;
	bool is_v2 = s->api == V2;

	b->properties = mapping_join(s->properties, own);
	b->base.mapping = (struct mapping){ .properties = b->properties };
	b->base.variables[0] = (struct lb_pair){ "survey", s->survey };
	b->base.spec = (struct feed_spec){ .paging = &pagings[s->api],
		.moved = is_v2 ? "/updatedAt" : "/createdAt",
		.order = is_v2 ? FEED_OLDEST_FIRST : FEED_NEWEST_FIRST,
		.restart_pages = is_v2 ? 1 : 0,
		.overlap_s = s->overlap,
		.overlap_every_s = s->overlap_every,
		.begin = begin,
		.adjust = adjust };
}

static struct signature_rules
signature_of(const struct settings *s)
{
	return (struct signature_rules){ .scheme = SIGNATURE_STANDARD,
		.secrets = { s->secret } };
}

static void *
open_formbricks(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = { .vendor = "Formbricks",
		.base = s->base_url,
		.key = s->key,
		.header = "x-api-key" };
	struct formbricks *b = mem_new(1, sizeof(*b));

	b->settings = s;
	b->signature = signature_of(s);
	set_up_feed(b);
	return polled_open(&b->base, host, &api);
}

static void
close_formbricks(void *state)
{
	struct formbricks *b = state;

	free(b->fields);
	free(b->properties);
	survey_release(&b->survey);
	polled_close(b);
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct signature_rules signature = signature_of(s);
	const struct mapping mapping = { .fields = s->fields,
		.properties = s->properties };
	struct error err;

	if (mapping_check(&mapping, &err))
		return polled_check(host, s) &&
		       pushed_check(host, &signature, "webhook_secret");
	lb_fail(host, "%s", err.text);
	return false;
}

static const struct lb_provider provider = {
	.poll = polled_poll,
	.receive = receive,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "formbricks",
	.summary = "Formbricks, in the cloud or your own: polled and pushed",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_formbricks,
	.probe = probe_formbricks,
	.close = close_formbricks,
	.provider = &provider,
};
