/* SPDX-License-Identifier: ISC */
/*
 * answer.c - one answer, as Wootric tells it.
 *
 * Polls and pushes must come out the same, or each would correct the other
 * for ever: only what both know is taken.  So `completed` is not, which no
 * page of Wootric's explains and which pushes do not have.
 */
#include <strings.h>

#include "sdk/json.h"
#include "sdk/when.h"
#include "wootric.h"

/* The e-mail address of a poll is in end_user, of a push at the top. */
static const struct lb_pair polled[] = { { "id", "/id" },
	{ "survey", "/survey_id" }, { "score", "/score" },
	{ "comment", "/text" }, { "answered", "/created_at" },
	{ "changed", "/updated_at" }, { "email", "/end_user/email" },
	{ NULL, NULL } };
static const struct lb_pair pushed[] = { { "id", "/id" },
	{ "survey", "/survey_id" }, { "score", "/score" },
	{ "comment", "/text" }, { "answered", "/created_at" },
	{ "changed", "/updated_at" }, { "email", "/email" }, { NULL, NULL } };
static const struct lb_pair polled_properties[] = {
	{ "*", "/end_user/properties" }, { NULL, NULL }
};
static const struct lb_pair pushed_properties[] = {
	{ "*", "/end_user_properties" }, { NULL, NULL }
};

static const char *
property(const struct lb_response *r, const char *name)
{
	const struct lb_pair *p = r->properties;

	for (; name != NULL && p != NULL && p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p->value;
	return NULL;
}

/* true, and in a form "true" */
static bool
is_excluded(const cJSON *row)
{
	const cJSON *value = json_member(row, "excluded_from_calculations");

	return cJSON_IsTrue(value) ||
	       (cJSON_IsString(value) &&
		   strcasecmp(value->valuestring, "true") == 0);
}

enum wootric_kind
wootric_read(struct wootric *w, const cJSON *row, struct error *err)
{
	const struct settings *s = w->settings;
	bool is_pushed = json_member(row, "end_user") == NULL;
	const struct mapping mapping = {
		.fields = is_pushed ? pushed : polled,
		.properties =
		    is_pushed ? pushed_properties : polled_properties,
		.scale = LB_NPS,
		.date_order = WHEN_YMD,
	};
	const struct mapping_source from = {
		.mapping = &mapping,
		.survey = "all",
		.document = row,
		.item = row,
	};
	struct lb_response *r = &w->answer.response;

	if (mapping_read(&w->answer, &from, err) != MAPPING_GIVEN)
		return WOOTRIC_WRONG;
	if (s->survey != NULL && strcmp(s->survey, r->survey) != 0)
		return WOOTRIC_IGNORED;
	r->company = property(r, s->company);
	/* It is there to be seen, and is neither counted nor announced. */
	if (is_excluded(row)) {
		r->scale = LB_SCALE_OTHER;
		r->complete = false;
	}
	return WOOTRIC_ANSWER;
}

void
wootric_refuse(struct wootric *w, const cJSON *row, const char *why)
{
	struct buf raw = BUF_INIT;

	json_print(&raw, row);
	lb_refuse(w->host, buf_str(&raw), "%s", why);
	buf_release(&raw);
}
