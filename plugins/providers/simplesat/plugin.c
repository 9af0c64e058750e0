/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider simplesat: the responses of one account that were
 * changed since, in whatever order.
 *
 * A response is a list of answers, each to a question with a metric of its own
 * (nps, csat …): the answer of one metric is the score, all else is beside it.
 *
 * Sources: Simplesat's API reference (v1) and its own node for n8n, which is
 * where the filters of the search are from.
 */
#include <string.h>
#include <strings.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/polled.h"

#define DAY (24 * 3600)

struct settings {
	const char *base_url, *token, *survey, *metric, *question, *comment;
	int by;
	int overlap; /* seconds */
};

#define AT(field) offsetof(struct settings, field)

enum by { BY_MODIFIED, BY_CREATED };
static const char *const bys[] = { "modified", "created", NULL };

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .def = "https://api.simplesat.io", .help = "address of the API" },
	{ .name = "token", .type = LB_SECRET, .offset = AT(token), .required = true, .help = "API key, from the account's settings" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .help = "id of the one survey to read; else all of the account" },
	{ .name = "metric", .type = LB_STRING, .offset = AT(metric), .def = "nps", .help = "metric of the question that is the score" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "id of that question, where a survey has several of the metric" },
	{ .name = "comment", .type = LB_STRING, .offset = AT(comment), .help = "id of the question that is the comment, if not what was written beside the score" },
	{ .name = "by", .type = LB_CHOICE, .offset = AT(by), .def = "modified", .choices = bys, .help = "what responses are asked for by: when they were changed, or when given" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "3d", .min = 0, .max = 60 * DAY, .help = "with by: created, how far back changes are looked for" },
	{ .name = NULL },
};

/* What shape() found is in "loopbell". */
static const struct lb_pair fields[] = {
	{ "id", "/id" }, { "survey", "/survey/id" }, { "score", "/loopbell/score" },
	{ "comment", "/loopbell/comment" }, { "answered", "/created" }, { "changed", "/modified" },
	{ "email", "/customer/email" }, { "name", "/customer/name" }, { "company", "/customer/company" },
	{ NULL, NULL }
};
static const struct lb_pair properties[] = {
	{ "*", "/customer/custom_attributes" }, { "*", "/ticket/custom_attributes" },
	{ "ticket", "/ticket/external_id" }, { "ticket_subject", "/ticket/subject" },
	{ "team_member", "/team_members/0/name" }, { "team_member_email", "/team_members/0/email" },
	{ "survey_name", "/survey/name" }, { "tags", "/tags" }, { "source", "/source" },
	{ "choice", "/loopbell/choice" }, { NULL, NULL }
};
/* clang-format on */

/* The next page is asked for with the same body. */
#define PAGES(filter)                                                       \
	{                                                                   \
		.kind = PAGING_LINK,                                        \
		.path = "/api/v1/responses/search?page_size={size}",        \
		.body = "{\"" filter "\":\"{since}Z\",\"operator\":\"and\"" \
			",\"filters\":[]}",                                 \
		.items = "/responses", .total = "/count", .next = "/next",  \
		.size = 100, .time = PAGING_PLAIN, .back_s = 1,             \
	}
static const struct paging pages[] = {
	[BY_MODIFIED] = PAGES("modified_start_date"),
	[BY_CREATED] = PAGES("created_start_date"),
};

struct simplesat {
	struct polled base;
	const struct settings *settings;
};

/* ---- One response */

static bool
is_question(const cJSON *answer, const char *id)
{
	struct buf own = BUF_INIT;
	bool is_same =
	    pointer_text(&own, pointer_get(answer, "/question/id")) &&
	    strcmp(buf_str(&own), id) == 0;

	buf_release(&own);
	return is_same;
}

static bool
is_score(const struct settings *s, const cJSON *answer)
{
	const char *metric =
	    json_string(json_member(answer, "question"), "metric");

	if (s->question != NULL)
		return is_question(answer, s->question);
	return metric != NULL && strcasecmp(metric, s->metric) == 0;
}

/* The first of these members that holds a text or a number. */
static bool
add_first(cJSON *to, const char *name, const cJSON *answer,
    const char *const members[])
{
	struct buf text = BUF_INIT;
	bool is_there = cJSON_HasObjectItem(to, name);

	for (; !is_there && *members != NULL; members++) {
		buf_reset(&text);
		is_there =
		    pointer_text(&text, json_member(answer, *members)) &&
		    text.size > 0;
		if (is_there)
			json_put_string(to, name, buf_str(&text));
	}
	buf_release(&text);
	return is_there;
}

/* Other metrics than NPS may have words to choose from. */
static void
add_score(const struct simplesat *t, cJSON *to, const cJSON *answer)
{
	static const char *const choice[] = { "choice", "choice_label", NULL };
	static const char *const label[] = { "choice_label", "choice", NULL };
	const char *text;
	double number;

	if (!add_first(to, "score", answer, choice))
		return;
	add_first(to, "choice", answer, label);
	text = json_string(to, "score");
	if (t->base.mapping.scale != LB_NPS &&
	    !number_read_real(text, &number))
		cJSON_DeleteItemFromObjectCaseSensitive(to, "score");
}

static bool
shape(void *state, cJSON *row, struct error *err)
{
	static const char *const beside[] = { "comment", "follow_up_answer",
		NULL };
	static const char *const written[] = { "comment", "choice",
		"follow_up_answer", NULL };
	const struct simplesat *t = state;
	const struct settings *s = t->settings;
	cJSON *found = json_put_object(row, "loopbell");
	const cJSON *answer;

	(void)err;
	cJSON_ArrayForEach(answer, json_member(row, "answers"))
	{
		if (s->comment != NULL && is_question(answer, s->comment))
			add_first(found, "comment", answer, written);
		if (!is_score(s, answer) ||
		    cJSON_HasObjectItem(found, "is_ours"))
			continue;
		json_put_bool(found, "is_ours", true);
		add_score(t, found, answer);
		if (s->comment == NULL)
			add_first(found, "comment", answer, beside);
	}
	return true;
}

static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	const struct simplesat *t = state;
	const char *survey = t->settings->survey;

	return cJSON_IsTrue(pointer_get(row, "/loopbell/is_ours")) &&
	       (survey == NULL || strcmp(survey, r->survey) == 0);
}

/* ---- The plugin */

static void
say_survey(const struct simplesat *t, const cJSON *surveys)
{
	const char *wanted = t->settings->survey;
	struct buf id = BUF_INIT;
	const cJSON *survey;

	cJSON_ArrayForEach(survey, surveys)
	{
		const char *name = json_string(survey, "name");
		const char *metric = json_string(survey, "metric");

		buf_reset(&id);
		if (!pointer_text(&id, json_member(survey, "id")) ||
		    (wanted != NULL && strcmp(buf_str(&id), wanted) != 0))
			continue;
		lb_log(t->base.host, LB_INFO,
		    "the survey %s is \"%.100s\"%s%.40s", buf_str(&id),
		    name == NULL ? "" : name,
		    metric == NULL ? "" : ", of the metric ",
		    metric == NULL ? "" : metric);
	}
	buf_release(&id);
}

static bool
probe_simplesat(void *state)
{
	struct simplesat *t = state;
	struct feed_count c;
	cJSON *surveys;

	if (rest_get(t->base.rest, "/api/v1/surveys?page_size=100",
		&surveys) != LB_DONE)
		return false;
	say_survey(t, json_member(surveys, "surveys"));
	cJSON_Delete(surveys);
	if (!feed_probe(t->base.feed, &c))
		return false;
	if (c.n_rows > 0 && c.n_ignored == c.n_rows)
		lb_log(t->base.host, LB_WARNING,
		    "none of them has an answer of the metric %s%s: are "
		    "metric, question and survey right?",
		    t->settings->metric,
		    t->settings->survey == NULL ? "" : " in this survey");
	return true;
}

static int
scale_of(const char *metric)
{
	if (strcasecmp(metric, "nps") == 0)
		return LB_NPS;
	return strcasestr(metric, "star") != NULL ? LB_STARS_1_5
						  : LB_SCALE_OTHER;
}

static void *
open_simplesat(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = {
		.vendor = "Simplesat",
		.base = s->base_url,
		.key = s->token,
		.header = "X-Simplesat-Token",
	};
	struct simplesat *t = mem_new(1, sizeof(*t));

	t->settings = s;
	t->base.mapping = (struct mapping){ .fields = fields,
		.properties = properties,
		.scale = scale_of(s->metric) };
	t->base.spec = (struct feed_spec){ .paging = &pages[s->by],
		.moved = s->by == BY_MODIFIED ? "/modified" : "/created",
		.order = FEED_UNORDERED,
		.overlap_s = s->by == BY_MODIFIED ? 0 : s->overlap,
		.shape = shape,
		.adjust = adjust };
	return polled_open(&t->base, host, &api);
}

static const struct lb_provider provider = { .poll = polled_poll };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "simplesat",
	.summary = "Simplesat: the answers of one metric, polled",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = polled_check,
	.open = open_simplesat,
	.probe = probe_simplesat,
	.close = polled_close,
	.provider = &provider,
};
