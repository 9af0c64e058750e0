/* SPDX-License-Identifier: ISC */
/*
 * survey.c - which column is which, and one answer.
 *
 * A row has responseId and values, which are named by the ids of questions
 * (QID2, QID3_TEXT), by metadata (endDate) and by embedded data.
 */
#include "qualtrics.h"

#include <ctype.h>

#include "sdk/json.h"
#include "sdk/mem.h"

/* Of values.status, which is a sum: preview, test, spam. */
#define NOT_REAL (1 | 2 | 8)

/* ---- What the survey asks */

static bool
is_text(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

/* Of an NPS question, and of one for a text: the one definition of a survey
 * says Selector, the other questionType.selector. */
static const char *
selector_of(const cJSON *question)
{
	const char *s = json_string(question, "Selector");

	return s != NULL ? s
			 : json_string(json_member(question, "questionType"),
			       "selector");
}

static const char *
type_of(const cJSON *question)
{
	const char *s = json_string(question, "QuestionType");

	return s != NULL ? s
			 : json_string(
			       json_member(question, "questionType"), "type");
}

/* A comment is taken from the only text question; of several, one has to be
 * chosen. */
static void
find_columns(struct qualtrics *q, const cJSON *questions)
{
	struct buf texts = BUF_INIT;
	const cJSON *one, *text = NULL;
	int n_texts = 0;

	cJSON_ArrayForEach(one, questions)
	{
		if (one->string == NULL)
			continue;
		if (q->score == NULL && is_text(selector_of(one), "NPS"))
			q->score = mem_string(one->string);
		if (!is_text(type_of(one), "TE"))
			continue;
		text = one;
		buf_printf(&texts, "%s%s_TEXT", n_texts++ == 0 ? "" : ", ",
		    one->string);
	}
	if (q->comment == NULL && n_texts == 1)
		q->comment = mem_printf("%s_TEXT", text->string);
	else if (q->comment == NULL && n_texts > 1)
		lb_log(q->base.host, LB_WARNING,
		    "which question is the comment?  Set comment to one of "
		    "%.300s",
		    buf_str(&texts));
	buf_release(&texts);
}

static void
map_columns(struct qualtrics *q)
{
	q->score_at = mem_printf("/values/%s", q->score);
	if (q->comment != NULL)
		q->comment_at = mem_printf("/values/%s", q->comment);
	/* clang-format off */
	q->fields = mapping_join(q->settings->fields, (const struct lb_pair[]){
		{ "id", "/responseId" },
		{ "score", q->score_at },
		{ "answered", "/values/endDate" },
		{ "complete", "/values/finished" },
		{ "language", "/values/userLanguage" },
		{ "channel", "/values/distributionChannel" },
		{ "email", "/values/recipientEmail" },
		{ "name", "/name" }, /* see shape() */
		{ q->comment == NULL ? NULL : "comment", q->comment_at },
		{ NULL, NULL },
	});
	/* clang-format on */
	q->base.mapping.fields = q->fields;
}

static enum lb_result
read_definition(struct qualtrics *q)
{
	enum lb_result result;
	const cJSON *survey, *questions;
	const char *name;
	cJSON *answer;

	result = rest_get_one(q->base.rest, "/API/v3/survey-definitions/{}",
	    q->settings->survey, &answer);
	survey = json_member(answer, "result");
	name = json_string(survey, "SurveyName");
	questions = json_member(survey, "Questions");
	if (result == LB_DONE) {
		free(q->name);
		q->name = mem_string(
		    name != NULL ? name : json_string(survey, "name"));
		find_columns(q, questions != NULL
				    ? questions
				    : json_member(survey, "questions"));
	}
	cJSON_Delete(answer);
	return result;
}

/* Learned once, and not at all where the settings say it. */
enum lb_result
qualtrics_learn(void *state)
{
	struct qualtrics *q = state;
	const struct settings *s = q->settings;
	enum lb_result result = LB_DONE;

	if (q->fields != NULL)
		return LB_DONE;
	free(q->score);
	free(q->comment);
	q->score = mem_string(s->question);
	q->comment = mem_string(s->comment);
	if (s->question == NULL || s->comment == NULL)
		result = read_definition(q);
	if (result == LB_DONE && q->score == NULL)
		result = lb_reject(q->base.host,
		    "survey %s has no NPS question: set question to the "
		    "column "
		    "with the score, as QID2",
		    s->survey);
	if (result == LB_DONE)
		map_columns(q);
	return result;
}

/* ---- One answer */

/* Qualtrics' own group: 1 detractors, 2 passives, 3 promoters.  Where it is
 * another than ours the choices were given other numbers, 1 to 11 say. */
static bool
check_group(const struct qualtrics *q, const cJSON *values, struct error *err)
{
	char *column = mem_printf("%s_NPS_GROUP", q->score);
	int group = (int)json_real(values, column, 0);
	int score = (int)json_real(values, q->score, -1);
	int ours = score >= 9 ? 3 : score >= 7 ? 2 : 1;

	free(column);
	if (group == 0 || score < 0 || group == ours ||
	    q->base.mapping.scale != LB_NPS)
		return true;
	return error_set(err,
	    "score: %d is in Qualtrics' group %d and not in %d: the choices "
	    "of %s are recoded, or question is another",
	    score, group, ours, q->score);
}

static void
add_name(cJSON *row, const cJSON *values)
{
	const char *first = json_string(values, "recipientFirstName");
	const char *last = json_string(values, "recipientLastName");
	char *name = mem_printf("%s%s%s", first == NULL ? "" : first,
	    first == NULL || last == NULL ? "" : " ",
	    last == NULL ? "" : last);

	json_put_string(row, "name", name);
	free(name);
}

static void
fall_back(cJSON *object, const char *name, const char *text)
{
	if (json_string(object, name) != NULL)
		return;
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	json_put_string(object, name, text);
}

bool
qualtrics_shape(void *state, cJSON *row, struct error *err)
{
	const struct qualtrics *q = state;
	cJSON *values = cJSON_GetObjectItemCaseSensitive(row, "values");
	char *language = (char *)json_string(values, "userLanguage");

	if (!cJSON_IsObject(values))
		return error_set(err, "it has no values");
	for (; language != NULL && *language != '\0'; language++)
		*language = (char)tolower((unsigned char)*language);
	add_name(row, values);
	fall_back(row, "responseId", json_string(values, "_recordId"));
	fall_back(values, "endDate", json_string(values, "recordedDate"));
	return check_group(q, values, err);
}

bool
qualtrics_adjust(void *state, const cJSON *row, struct lb_response *r)
{
	int status = (int)json_real(json_member(row, "values"), "status", 0);

	(void)state;
	return (status & NOT_REAL) == 0 && !is_text(r->channel, "preview");
}
