/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider posthog: the answers to one survey, out of events.
 *
 * A survey's answers are events, "survey sent": one for each question where
 * answers are kept as they are given.  All events of a submission are one
 * answer, which grows, and moves when another event comes: the query groups
 * them, and for each question takes what was last said.
 *
 * What is put into the query is put as a literal of ClickHouse's SQL, in which
 * quotes and backslashes are escaped; ids in settings are checked before.
 *
 * Sources: posthog.com/docs (surveys, query API), and PostHog's own queries.
 */
#include <ctype.h>
#include <string.h>

#include "sdk/clock.h"
#include "sdk/design.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/polled.h"

#define DAY (24 * 3600)
/* The survey's questions are read again after so long. */
#define LASTS_S 3600
#define EVENT_PREFIX "$survey_response"

struct settings {
	const char *base_url, *api_key, *project, *survey, *question, *comment;
	const char *email, *company;        /* person properties */
	int region, overlap, overlap_every; /* seconds */
};

#define AT(field) offsetof(struct settings, field)

static const char *const regions[] = { "us", "eu", NULL };
static const char *const bases[] = { "https://us.posthog.com",
	"https://eu.posthog.com" };

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "region", .type = LB_CHOICE, .offset = AT(region), .def = "us", .choices = regions, .help = "where the project is kept" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .help = "address of PostHog, if it is your own" },
	{ .name = "api_key", .type = LB_SECRET, .offset = AT(api_key), .required = true, .help = "personal API key with the scopes query:read and survey:read" },
	{ .name = "project", .type = LB_STRING, .offset = AT(project), .required = true, .help = "number of the project, from Settings" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .required = true, .help = "id of the survey: the end of its page's address" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "id of the question with the score; else the rating of 0 to 10" },
	{ .name = "comment", .type = LB_STRING, .offset = AT(comment), .help = "id of the question with the comment; else the first text after the score" },
	{ .name = "email_property", .type = LB_STRING, .offset = AT(email), .def = "email", .help = "person property that holds the address" },
	{ .name = "company_property", .type = LB_STRING, .offset = AT(company), .def = "company", .help = "person property that holds the customer's name" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "1d", .min = 0, .max = 60 * DAY, .help = "how far back events that came late are looked for" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "15m", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = NULL },
};

/* "loopbell" is what shape() adds. */
static const struct lb_pair fields[] = {
	{ "id", "/submission" }, { "answered", "/answered" }, { "changed", "/moved" }, { "score", "/loopbell/score" },
	{ "comment", "/loopbell/comment" }, { "complete", "/complete" }, { "language", "/loopbell/language" },
	{ "name", "/loopbell/person/name" }, { NULL, NULL }
};
static const struct lb_pair properties[] = { { "*", "/loopbell/person" }, { "url", "/loopbell/url" }, { NULL, NULL } };

/* The last that was said; raw, for a score is a number or a text. */
#define LAST(key) "argMaxIf(JSONExtractRaw(properties, " key "), timestamp, JSONExtractRaw(properties, " key ") NOT IN ('', 'null', '\\\"\\\"'))"
/* No submission lasts longer than those seven days, or the rest of it is
 * another's; an index needs the bound.  Without $survey_completed an event is
 * from before there were partial ones.  force_blocking: not from a cache. */
static const char query[] =
	"{\"refresh\":\"force_blocking\",\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"SELECT "
	"if(coalesce(properties.$survey_submission_id, '') = '', toString(uuid), properties.$survey_submission_id) AS submission, "
	"min(timestamp) AS answered, max(timestamp) AS moved, "
	LAST("{score}") " AS score, " LAST("{old_score}") " AS old_score, "
	LAST("{comment}") " AS comment, " LAST("{old_comment}") " AS old_comment, "
	"countIf(JSONExtractRaw(properties, '$survey_completed') != 'false') > 0 AS complete, "
	LAST("'$survey_language'") " AS language, " LAST("'$current_url'") " AS url, "
	"argMax(person.properties, timestamp) AS who "
	"FROM events WHERE event = 'survey sent' AND properties.$survey_id = {survey} "
	"AND timestamp >= toDateTime('{since}') - INTERVAL 7 DAY "
	"GROUP BY submission HAVING moved >= toDateTime('{since}') ORDER BY moved, submission LIMIT {size} OFFSET {offset}\"}}";
/* clang-format on */

static const struct paging pages = {
	.kind = PAGING_OFFSET,
	.path = "/api/projects/{project}/query/",
	.body = query,
	.items = "/results",
	.size = 1000,
	.time = PAGING_MICROS,
};

enum { PROJECT, SURVEY, SCORE, OLD_SCORE, COMMENT, OLD_COMMENT, N_VARIABLES };

static const char *const names[] = { "project", "survey", "score", "old_score",
	"comment", "old_comment" };

struct posthog {
	struct polled base;
	const struct settings *settings;
	struct design survey;
	int64_t read_s; /* by clock_s() */
};

/* ---- The survey */

/* As a literal of ClickHouse's SQL. */
static void
set_literal(struct posthog *p, int variable, const char *text)
{
	struct buf literal = BUF_INIT;

	buf_putc(&literal, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			buf_putc(&literal, '\\');
		buf_putc(&literal, *text);
	}
	buf_putc(&literal, '\'');
	free((char *)p->base.variables[variable].value);
	p->base.variables[variable].value = buf_take(&literal);
}

/* Where the answers to a question are: by its id, and in older events by its
 * place in the survey. */
static void
set_keys(struct posthog *p, int variable, const struct question *question)
{
	char *key = mem_string("");
	char *old = mem_string("");

	if (question != NULL) {
		int place = (int)(question - p->survey.questions.at);

		free(key);
		free(old);
		key = mem_printf(EVENT_PREFIX "_%s", question->id);
		old = place == 0 ? mem_string(EVENT_PREFIX)
				 : mem_printf(EVENT_PREFIX "_%d", place);
	}
	set_literal(p, variable, key);
	set_literal(p, variable + 1, old);
	free(key);
	free(old);
}

/* Ratings have 3, 5, 7 or, from 0 to 10, 10 steps. */
static int
scale_of(const cJSON *item)
{
	const char *type = json_string(item, "type");

	if (type == NULL || strcmp(type, "rating") != 0)
		return -1;
	switch (json_integer(item, "scale", 0)) {
	case 10:
		return LB_NPS;
	case 5:
		return LB_STARS_1_5;
	default:
		return LB_SCALE_OTHER;
	}
}

/* Those of old surveys have no id, and are called by their number. */
static void
add_question(struct questions *q, cJSON *item)
{
	const char *type = json_string(item, "type");
	int scale = scale_of(item);
	char number[16];

	snprintf(number, sizeof(number), "%d", q->n);
	if (cJSON_IsObject(item) && json_string(item, "id") == NULL) {
		cJSON_DeleteItemFromObjectCaseSensitive(item, "id");
		json_put_string(item, "id", number);
	}
	questions_add(
	    q, &(struct question){
		   .id = cJSON_IsObject(item) ? json_string(item, "id") : "",
		   .title = json_string(item, "question"),
		   .scale = scale,
		   .rank = scale != LB_NPS,
		   .is_text = type != NULL && strcmp(type, "open") == 0 });
}

static void
gather(struct questions *q, cJSON *json)
{
	cJSON *item;

	cJSON_ArrayForEach(item, json_member(json, "questions"))
	    add_question(q, item);
}

static enum lb_result
begin(void *state)
{
	struct posthog *p = state;
	const struct settings *s = p->settings;
	enum lb_result result;
	struct error err;
	char *path;
	cJSON *json;

	if (p->survey.json != NULL && clock_s() < p->read_s + LASTS_S)
		return LB_DONE;
	design_release(&p->survey);
	p->read_s = clock_s();
	path =
	    mem_printf("/api/projects/%s/surveys/%s/", s->project, s->survey);
	result = rest_get(p->base.rest, path, &json);
	free(path);
	if (result != LB_DONE)
		return result;
	if (!design_read(&p->survey, json, gather,
		(const char *[]){ s->question, s->comment }, &err))
		return lb_reject(p->base.host, "%s", err.text);
	p->base.mapping.scale = p->survey.score->scale;
	set_keys(p, SCORE, p->survey.score);
	set_keys(p, COMMENT, p->survey.comment);
	return LB_DONE;
}

/* ---- One answer */

/* A row is a list of what `columns` names; the same as an object. */
static cJSON *
name_members(cJSON *row, const cJSON *columns)
{
	cJSON *object = cJSON_CreateObject();
	const cJSON *column;

	cJSON_ArrayForEach(column, columns)
	{
		cJSON *value = cJSON_DetachItemFromArray(row, 0);

		if (value == NULL)
			break;
		cJSON_AddItemToObject(object,
		    cJSON_IsString(column) ? column->valuestring : "", value);
	}
	return object;
}

static enum lb_result
get(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct posthog *p = state;
	enum lb_result result = polled_get(&p->base, at, page);
	cJSON *row = result == LB_DONE ? page->rows->child : NULL, *next;

	for (; row != NULL; row = next) {
		next = row->next;
		if (cJSON_IsArray(row))
			cJSON_ReplaceItemViaPointer(page->rows, row,
			    name_members(
				row, json_member(page->document, "columns")));
	}
	return result;
}

/* What JSONExtractRaw() gives is JSON within a text; "" where there is none. */
static bool
put_raw(cJSON *to, const char *name, const cJSON *row, const char *from)
{
	const char *raw = json_string(row, from);
	cJSON *value = cJSON_Parse(raw == NULL ? "" : raw);
	struct buf text = BUF_INIT;
	bool is_there = pointer_text(&text, value) && text.size > 0;

	if (is_there)
		json_put_string(to, name, buf_str(&text));
	buf_release(&text);
	cJSON_Delete(value);
	return is_there;
}

/* Names that begin with $ are PostHog's own, and about the browser. */
static void
put_person(cJSON *to, const cJSON *row)
{
	const cJSON *person = json_member(row, "who");
	cJSON *parsed = cJSON_IsString(person)
			    ? cJSON_Parse(person->valuestring)
			    : cJSON_Duplicate(person, true);
	cJSON *item, *next;

	if (!cJSON_IsObject(parsed)) {
		cJSON_Delete(parsed);
		return;
	}
	for (item = parsed->child; item != NULL; item = next) {
		next = item->next;
		if (item->string[0] == '$')
			cJSON_Delete(cJSON_DetachItemViaPointer(parsed, item));
	}
	cJSON_AddItemToObject(to, "person", parsed);
}

static bool
shape(void *state, cJSON *row, struct error *err)
{
	cJSON *to = json_put_object(row, "loopbell");

	(void)state;
	(void)err;
	if (!put_raw(to, "score", row, "score"))
		put_raw(to, "score", row, "old_score");
	if (!put_raw(to, "comment", row, "comment"))
		put_raw(to, "comment", row, "old_comment");
	put_raw(to, "language", row, "language");
	put_raw(to, "url", row, "url");
	put_person(to, row);
	return true;
}

static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	const struct posthog *p = state;

	(void)row;
	r->email = mapping_property(r, p->settings->email);
	r->company = mapping_property(r, p->settings->company);
	return true;
}

/* ---- The plugin */

static bool
probe_posthog(void *state)
{
	struct posthog *p = state;
	const char *name;

	if (begin(p) != LB_DONE)
		return false;
	name = json_string(p->survey.json, "name");
	lb_log(p->base.host, LB_INFO,
	    "the survey is \"%.80s\", the score answers \"%.120s\"",
	    name == NULL ? p->settings->survey : name,
	    question_title(p->survey.score));
	lb_log(p->base.host, LB_INFO, "the comment answers \"%.120s\"",
	    p->survey.comment == NULL ? "nothing: no question is open"
				      : question_title(p->survey.comment));
	return feed_probe(p->base.feed, NULL);
}

static void *
open_posthog(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = { .vendor = "PostHog",
		.base = s->base_url != NULL ? s->base_url : bases[s->region],
		.key = s->api_key };
	struct posthog *p = mem_new(1, sizeof(*p));

	p->settings = s;
	for (int i = 0; i < N_VARIABLES; i++)
		p->base.variables[i].name = names[i];
	p->base.variables[PROJECT].value = mem_string(s->project);
	set_literal(p, SURVEY, s->survey);
	p->base.mapping =
	    (struct mapping){ .fields = fields, .properties = properties };
	p->base.spec = (struct feed_spec){ .paging = &pages,
		.survey = s->survey,
		.moved = "/moved",
		.restart_pages = 1, /* what moves meanwhile shifts the pages */
		.overlap_s = s->overlap,
		.overlap_every_s = s->overlap_every,
		.begin = begin,
		.get = get,
		.shape = shape,
		.adjust = adjust };
	return polled_open(&p->base, host, &api);
}

static void
close_posthog(void *state)
{
	struct posthog *p = state;

	design_release(&p->survey);
	for (int i = 0; i < N_VARIABLES; i++)
		free((char *)p->base.variables[i].value);
	polled_close(p);
}

/* They stand in paths and in the query. */
static bool
check_id(struct lb_host *host, const char *option, const char *id,
    const char *others)
{
	for (const char *c = id; *c != '\0'; c++)
		if (!isdigit((unsigned char)*c) &&
		    strchr(others, *c) == NULL) {
			lb_fail(host, "%s: \"%.60s\" is no id of PostHog's",
			    option, id);
			return false;
		}
	return true;
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;

	return check_id(host, "project", s->project, "") &&
	       check_id(host, "survey", s->survey, "abcdefABCDEF-") &&
	       rest_check_base(host, s->base_url);
}

static const struct lb_provider provider = { .poll = polled_poll };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "posthog",
	.summary = "PostHog: the answers to one survey, polled",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_posthog,
	.probe = probe_posthog,
	.close = close_posthog,
	.provider = &provider,
};
