/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider survicate: the answers to one survey.
 *
 * Survicate hands out the newest first, and cannot be asked what changed: the
 * last day is read again every few minutes, for what respondents went on to
 * answer.  Which question holds the score, and which the comment, its list of
 * questions tells.
 *
 * Sources: Survicate's Data Export API, version 2 (developers.survicate.com),
 * and where it has no example, what Fivetran and Airbyte read from it.
 */
#include <string.h>

#include "sdk/design.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/polled.h"

#define DAY (24 * 3600)

struct settings {
	const char *base_url, *api_key, *survey, *question, *comment, *company;
	int overlap, overlap_every; /* seconds */
};

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "api_key", .type = LB_SECRET, .offset = AT(api_key), .required = true, .help = "from Settings, Organization, Access Keys" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .required = true, .help = "id of the survey, from the address of its page" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "id of the question with the score; else the one of type nps" },
	{ .name = "comment", .type = LB_STRING, .offset = AT(comment), .help = "id of the question with the comment; else the first text after it" },
	{ .name = "company_attribute", .type = LB_STRING, .offset = AT(company), .def = "organization", .help = "respondent attribute that holds the customer's name" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .def = "https://data-api.survicate.com/v2", .help = "address of the API" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "1d", .min = 0, .max = 60 * DAY, .help = "how far back changed answers are looked for" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "15m", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = NULL },
};

/* loopbell_… is what shape() adds. */
static const struct lb_pair fields[] = { { "id", "/uuid" }, { "answered", "/collected_at" }, { "score", "/loopbell_score" },
	{ "complete", "/loopbell_complete" }, { "comment", "/loopbell_comment" }, { "language", "/language" }, { NULL, NULL } };
static const struct lb_pair properties[] = { { "*", "/respondent/attributes" }, { "url", "/url" },
	{ "device", "/device_type" }, { NULL, NULL } };
/* clang-format on */

/* `end` is the earlier of the bounds, and takes it in: from the newest back to
 * there.  `start`, the later one, is how next_url goes on. */
static const struct paging pages = {
	.kind = PAGING_LINK,
	.path = "/surveys/{survey}/responses?items_per_page={size}&"
		"end={since}",
	.items = "/data",
	.next = "/pagination_data/next_url",
	.more = "/pagination_data/has_more",
	.size = 100,
	.time = PAGING_MICROS,
};

struct survicate {
	struct polled base;
	const struct settings *settings;
	struct design survey; /* its questions */
	struct buf name;      /* of who gave the answer at hand */
};

/* ---- The questions */

/* Ids are numbers here and there; a member as text, "" where it is not. */
static void
put_text(struct buf *out, const cJSON *item, const char *member)
{
	buf_reset(out);
	(void)pointer_text(out, json_member(item, member));
}

/* An nps question is one of 0 to 10; how many steps another scale has is not
 * told. */
static int
scale_of(const char *type)
{
	static const char *const others[] = { "rating", "csat", "ces",
		"smiley_scale" };

	if (strcmp(type, "nps") == 0)
		return LB_NPS;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(type, others[i]) == 0)
			return LB_SCALE_OTHER;
	return -1;
}

static void
add_question(struct questions *q, cJSON *item)
{
	const char *type = json_string(item, "type");
	struct buf id = BUF_INIT;

	put_text(&id, item, "id");
	json_put_string(item, "loopbell_id", buf_str(&id));
	buf_release(&id);
	type = type == NULL ? "" : type;
	questions_add(
	    q, &(struct question){ .id = json_string(item, "loopbell_id"),
		   .title = json_string(item, "question"),
		   .scale = scale_of(type),
		   .rank = strcmp(type, "nps") != 0,
		   .is_text = strcmp(type, "text") == 0 });
}

static void
gather(struct questions *q, cJSON *json)
{
	cJSON *item;

	cJSON_ArrayForEach(item, json_member(json, "data"))
	    add_question(q, item);
}

/* Once: an edited survey keeps the ids of its questions. */
static enum lb_result
begin(void *state)
{
	struct survicate *s = state;
	const struct settings *set = s->settings;
	enum lb_result result;
	struct error err;
	cJSON *json;

	if (s->survey.json != NULL)
		return LB_DONE;
	result = rest_get_one(s->base.rest,
	    "/surveys/{}/questions?items_per_page=100", set->survey, &json);
	if (result != LB_DONE)
		return result;
	if (!design_read(&s->survey, json, gather,
		(const char *[]){ set->question, set->comment }, &err))
		return lb_reject(s->base.host, "%s", err.text);
	s->base.mapping.scale = s->survey.score->scale;
	return LB_DONE;
}

/* ---- One response */

static const cJSON *
answer_to(const cJSON *row, const struct question *question)
{
	const cJSON *item, *found = NULL;
	struct buf id = BUF_INIT;

	if (question == NULL)
		return NULL;
	cJSON_ArrayForEach(item, json_member(row, "answers"))
	{
		put_text(&id, item, "question_id");
		if (strcmp(buf_str(&id), question->id) == 0)
			found = json_member(item, "answer");
	}
	buf_release(&id);
	return found;
}

/* An answer is a text or a number, or an object that holds it: "content" of an
 * nps question, which has its class as "tag", "rating" of the other scales. */
static void
add_answer(cJSON *row, const char *name, const cJSON *answer)
{
	static const char *const members[] = { "rating", "content", "value" };
	struct buf text = BUF_INIT;
	bool is_there = pointer_text(&text, answer);

	for (size_t i = 0; !is_there && i < 3; i++)
		is_there =
		    pointer_text(&text, json_member(answer, members[i]));
	if (is_there && text.size > 0)
		json_put_string(row, name, buf_str(&text));
	buf_release(&text);
}

/* Without a score it was begun, and may go on. */
static bool
shape(void *state, cJSON *row, struct error *err)
{
	struct survicate *s = state;
	const cJSON *score = answer_to(row, s->survey.score);

	(void)err;
	add_answer(row, "loopbell_score", score);
	add_answer(row, "loopbell_comment", answer_to(row, s->survey.comment));
	if (json_member(row, "loopbell_comment") == NULL)
		json_put_string(
		    row, "loopbell_comment", json_string(score, "comment"));
	if (json_member(row, "loopbell_score") == NULL)
		json_put_string(row, "loopbell_complete", "no");
	return true;
}

static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	struct survicate *s = state;
	const char *first = mapping_property(r, "first_name");
	const char *last = mapping_property(r, "last_name");

	(void)row;
	buf_reset(&s->name);
	if (first != NULL)
		buf_puts(&s->name, first);
	if (last != NULL)
		buf_printf(&s->name, "%s%s", first == NULL ? "" : " ", last);
	r->name = s->name.size == 0 ? NULL : buf_str(&s->name);
	r->email = mapping_property(r, "email");
	r->role = mapping_property(r, "job_title");
	r->company = mapping_property(r, s->settings->company);
	return true;
}

/* They have been seen to give a next_url for ever, with nothing behind it. */
static enum lb_result
get(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct survicate *s = state;
	enum lb_result result = polled_get(&s->base, at, page);

	if (result == LB_DONE && page->n_rows == 0)
		page->is_last = true;
	return result;
}

/* ---- The plugin */

static bool
probe_survicate(void *state)
{
	struct survicate *s = state;
	const char *name;
	cJSON *survey;

	if (rest_get_one(s->base.rest, "/surveys/{}", s->settings->survey,
		&survey) != LB_DONE)
		return false;
	name = json_string(survey, "name");
	lb_log(s->base.host, LB_INFO, "the survey is \"%.80s\"",
	    name == NULL ? s->settings->survey : name);
	cJSON_Delete(survey);
	if (begin(s) != LB_DONE)
		return false;
	lb_log(s->base.host, LB_INFO,
	    "the score answers \"%.120s\", %s%.120s%s",
	    question_title(s->survey.score),
	    s->survey.comment == NULL ? "and no question is for comments"
				      : "the comment \"",
	    s->survey.comment == NULL ? "" : question_title(s->survey.comment),
	    s->survey.comment == NULL ? "" : "\"");
	return feed_probe(s->base.feed, NULL);
}

static void *
open_survicate(struct lb_host *host, const void *settings)
{
	const struct settings *set = settings;
	/* The key as it is, not as RFC 7617 has it. */
	const struct rest_spec api = { .vendor = "Survicate",
		.base = set->base_url,
		.key = set->api_key,
		.prefix = "Basic " };
	struct survicate *s = mem_new(1, sizeof(*s));

	s->settings = set;
	s->base.variables[0] = (struct lb_pair){ "survey", set->survey };
	s->base.mapping =
	    (struct mapping){ .fields = fields, .properties = properties };
	s->base.spec = (struct feed_spec){ .paging = &pages,
		.survey = set->survey,
		.moved = "/collected_at",
		.order = FEED_NEWEST_FIRST,
		.overlap_s = set->overlap,
		.overlap_every_s = set->overlap_every,
		.begin = begin,
		.get = get,
		.shape = shape,
		.adjust = adjust };
	return polled_open(&s->base, host, &api);
}

static void
close_survicate(void *state)
{
	struct survicate *s = state;

	design_release(&s->survey);
	buf_release(&s->name);
	polled_close(s);
}

static const struct lb_provider provider = { .poll = polled_poll };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "survicate",
	.summary = "Survicate: the answers to one survey, polled",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = polled_check,
	.open = open_survicate,
	.probe = probe_survicate,
	.close = close_survicate,
	.provider = &provider,
};
