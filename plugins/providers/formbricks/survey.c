/* SPDX-License-Identifier: ISC */
/* survey.c - what a survey of Formbricks' asks. */
#include "survey.h"

#include <loopbell/plugin.h>

#include "sdk/json.h"
#include "sdk/mem.h"

/* clang-format off */
/* The scale of a rating is how many steps it has. */
static const struct { int range; enum lb_scale scale; } ratings[] = {
	{ 5, LB_STARS_1_5 },
	{ 10, LB_SCALE_1_10 },
};
/* clang-format on */

/* All questions in their order: newer surveys have blocks of elements, and
 * most versions of the API list them as questions, too.  The caller's. */
static cJSON *
list_questions(const cJSON *survey)
{
	const cJSON *blocks = json_member(survey, "blocks"), *block, *element;
	const cJSON *questions = json_member(survey, "questions");
	cJSON *all = cJSON_CreateArray();

	if (cJSON_GetArraySize(questions) > 0)
		cJSON_ArrayForEach(element, questions)
		    cJSON_AddItemReferenceToArray(all, (cJSON *)element);
	else
		cJSON_ArrayForEach(block, blocks)
		    cJSON_ArrayForEach(element, json_member(block, "elements"))
			cJSON_AddItemReferenceToArray(all, (cJSON *)element);
	return all;
}

static bool
has_text(const cJSON *question, const char *name, const char *text)
{
	const char *value = json_string(question, name);

	return value != NULL && strcmp(value, text) == 0;
}

static const cJSON *
find_score(const cJSON *questions, const char *id)
{
	const cJSON *q;

	cJSON_ArrayForEach(q, questions)
	{
		if (id != NULL ? has_text(q, "id", id)
			       : has_text(q, "type", "nps"))
			return q;
	}
	return NULL;
}

/* An address or a number is typed into such a question, too. */
static bool
is_comment(const cJSON *q)
{
	const char *kind = json_string(q, "inputType");

	return has_text(q, "type", "openText") &&
	       (kind == NULL || strcmp(kind, "text") == 0);
}

static const char *
find_comment(const cJSON *after)
{
	const cJSON *q = after->next;

	while (q != NULL && !is_comment(q))
		q = q->next;
	return json_string(q, "id");
}

static int
scale_of(const cJSON *question)
{
	int range = (int)json_integer(question, "range", 0);

	if (has_text(question, "type", "nps"))
		return LB_NPS;
	for (size_t i = 0; i < sizeof(ratings) / sizeof(ratings[0]); i++)
		if (ratings[i].range == range)
			return ratings[i].scale;
	return LB_SCALE_OTHER;
}

static bool
no_question(const struct survey *s, const cJSON *questions, const char *wanted,
    struct error *err)
{
	struct buf text = BUF_INIT;
	const cJSON *q;

	cJSON_ArrayForEach(q, questions)
	{
		const char *id = json_string(q, "id");
		const char *type = json_string(q, "type");

		buf_printf(&text, "%s%s (%s)", text.size == 0 ? "" : ", ",
		    id == NULL ? "?" : id, type == NULL ? "?" : type);
	}
	error_set(err,
	    "survey \"%.100s\" has no question %.100s: set question to the "
	    "one with the score; it has %.600s",
	    s->name, wanted == NULL ? "of type nps" : wanted,
	    text.size == 0 ? "none" : buf_str(&text));
	buf_release(&text);
	return false;
}

bool
survey_read(struct survey *s, const cJSON *definition, const char *question,
    const char *comment, struct error *err)
{
	const char *name = json_string(definition, "name");
	cJSON *questions = list_questions(definition);
	const cJSON *score = find_score(questions, question);
	bool ok = json_string(score, "id") != NULL;

	survey_release(s);
	s->name = mem_string(name == NULL ? "" : name);
	s->is_link = has_text(definition, "type", "link");
	if (ok) {
		s->scale = scale_of(score);
		s->score =
		    mem_printf(SURVEY_ANSWERS "%s", json_string(score, "id"));
		if (comment == NULL)
			comment = find_comment(score);
		if (comment != NULL)
			s->comment = mem_printf(SURVEY_ANSWERS "%s", comment);
	} else {
		no_question(s, questions, question, err);
	}
	cJSON_Delete(questions);
	return ok;
}

void
survey_release(struct survey *s)
{
	free(s->name);
	free(s->score);
	free(s->comment);
	*s = (struct survey){ .scale = 0 };
}
