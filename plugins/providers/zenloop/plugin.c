/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider zenloop: the answers to one survey, or to a group of
 * them.
 *
 * Zenloop is asked for the newest first, as its documentation and the
 * connectors that are in use do, and for whole days: in which zone it cuts them
 * is not said, so they are asked for with a day to spare, and the walk ends
 * with the first answer that is known.  It cannot be asked what changed.
 *
 * Sources: Zenloop's API reference (docs.zenloop.com), and what Airbyte's
 * connector asks and expects.
 */
#include <string.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/polled.h"

#define DAY (24 * 3600)
/* As many as it gives. */
#define PER_PAGE 50

struct settings {
	const char *base_url, *api_token, *survey, *survey_group;
	int scale, overlap, overlap_every; /* seconds */
};

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "api_token", .type = LB_SECRET, .offset = AT(api_token), .required = true, .help = "from Settings, API" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .help = "public hash id of the survey, from Settings, API" },
	{ .name = "survey_group", .type = LB_STRING, .offset = AT(survey_group), .help = "public hash id of a group of surveys, in place of survey" },
	{ .name = "scale", .type = LB_CHOICE, .offset = AT(scale), .def = "0-10", .choices = mapping_scales, .help = "what people could answer; only 0-10 counts as NPS" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .def = "https://api.zenloop.com/v1", .help = "address of the API" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "3d", .min = 0, .max = 60 * DAY, .help = "how far back changed answers are looked for" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "15m", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = NULL },
};

static const struct lb_pair fields[] = { { "id", "/id" }, { "survey", "/survey_public_hash_id" }, { "score", "/score" },
	{ "comment", "/comment" }, { "answered", "/inserted_at" }, { "name", "/name" }, { "email", "/email" }, { NULL, NULL } };
/* loopbell_… is what shape() adds. */
static const struct lb_pair properties[] = { { "labels", "/labels" }, { "translated_comment", "/translated_comment" },
	{ "*", "/metatags" }, { "*", "/loopbell_answers" }, { NULL, NULL } };
/* clang-format on */

static const struct paging pages = {
	.kind = PAGING_PAGE,
	.path = "/{kind}/{id}/answers?date_shortcut=custom&date_from={since}&"
		"date_to={until}&order_by=inserted_at&order_type=desc&"
		"per_page={size}&page={page}",
	.items = "/answers",
	.total = "/meta/total",
	.size = PER_PAGE,
	.time = PAGING_DATE,
	.back_s = DAY,
};

struct zenloop {
	struct polled base;
	const struct settings *settings;
	char until[16];
};

/* ---- One answer */

/* [{"additional_question_id": "q", "answer": "…"}], and {"q": "what was asked"}
 * where it says so: as one object. */
static bool
shape(void *state, cJSON *row, struct error *err)
{
	const cJSON *asked = json_member(row, "additional_questions"), *a;
	cJSON *answers = cJSON_CreateObject();

	(void)state;
	(void)err;
	cJSON_ArrayForEach(a, json_member(row, "additional_answers"))
	{
		const char *id = json_string(a, "additional_question_id");
		const char *text = json_string(a, "answer");
		const char *name = id == NULL ? NULL : json_string(asked, id);

		if (id != NULL && text != NULL)
			cJSON_AddStringToObject(
			    answers, name == NULL ? id : name, text);
	}
	cJSON_DeleteItemFromObjectCaseSensitive(row, "loopbell_answers");
	cJSON_AddItemToObject(row, "loopbell_answers", answers);
	return true;
}

/* Who was not invited by e-mail may be known by it all the same. */
static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	const char *type = json_string(row, "identity_type");

	(void)state;
	if (r->email == NULL && type != NULL && strcmp(type, "email") == 0)
		r->email = json_string(row, "identity");
	return true;
}

/* ---- The plugin */

/* The day after tomorrow: no answer of now is later, in any zone. */
static enum lb_result
begin(void *state)
{
	struct zenloop *z = state;
	time_t until = time(NULL) + 2 * DAY;
	struct tm day;

	gmtime_r(&until, &day);
	strftime(z->until, sizeof(z->until), "%Y-%m-%d", &day);
	return LB_DONE;
}

/* What the survey or the group is called; no failure where it does not say. */
static void
say_name(struct zenloop *z, const cJSON *document)
{
	const cJSON *survey = json_member(document, "survey");
	const char *name = json_string(survey, "title");

	if (name == NULL)
		name = json_string(survey, "name");
	if (name != NULL)
		lb_log(z->base.host, LB_INFO, "the survey is called \"%s\"",
		    name);
}

static bool
probe_zenloop(void *state)
{
	struct zenloop *z = state;
	const struct paging_at at = {
		.since_us = (int64_t)time(NULL) * 1000000, .page = 1
	};
	struct paging_page page = { .n_rows = 0 };

	(void)begin(z);
	if (polled_get(&z->base, &at, &page) != LB_DONE)
		return false;
	say_name(z, page.document);
	paging_release(&page);
	return feed_probe(z->base.feed, NULL);
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;

	if ((s->survey == NULL) == (s->survey_group == NULL)) {
		lb_fail(host,
		    "survey is missing: the public hash id of a survey, or in "
		    "its place survey_group, and not both");
		return false;
	}
	return polled_check(host, s);
}

static void *
open_zenloop(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = {
		.vendor = "Zenloop",
		.base = s->base_url,
		.key = s->api_token,
	};
	bool is_one = s->survey != NULL;
	struct zenloop *z = mem_new(1, sizeof(*z));

	z->settings = s;
	z->base.variables[0] =
	    (struct lb_pair){ "kind", is_one ? "surveys" : "survey_groups" };
	z->base.variables[1] =
	    (struct lb_pair){ "id", is_one ? s->survey : s->survey_group };
	z->base.variables[2] = (struct lb_pair){ "until", z->until };
	z->base.mapping = (struct mapping){
		.fields = fields, .properties = properties, .scale = s->scale
	};
	z->base.spec = (struct feed_spec){ .paging = &pages,
		.survey = z->base.variables[1].value,
		.moved = "/inserted_at",
		.order = FEED_NEWEST_FIRST,
		.overlap_s = s->overlap,
		.overlap_every_s = s->overlap_every,
		.begin = begin,
		.shape = shape,
		.adjust = adjust };
	return polled_open(&z->base, host, &api);
}

static const struct lb_provider provider = {
	.poll = polled_poll,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "zenloop",
	.summary = "Zenloop: the answers to a survey, polled",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_zenloop,
	.probe = probe_zenloop,
	.close = polled_close,
	.provider = &provider,
};
