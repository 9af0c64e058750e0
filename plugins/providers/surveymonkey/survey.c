/* SPDX-License-Identifier: ISC */
/* survey.c - a survey's design, taken apart. */
#include "survey.h"

#include <ctype.h>
#include <loopbell/plugin.h>
#include <stdlib.h>
#include <string.h>

#include "sdk/json.h"
#include "sdk/pointer.h"

#define MOST_CHOICES 101

/* ---- Numbers of choices */

/* The one number in a text; -1: there is none, or more than one. */
static int
number_in(const char *text)
{
	long number = -1;

	for (const char *s = text == NULL ? "" : text; *s != '\0'; s++) {
		char *end;

		if (!isdigit((unsigned char)*s))
			continue;
		if (number >= 0)
			return -1;
		number = strtol(s, &end, 10);
		s = end - 1;
	}
	return number < MOST_CHOICES ? (int)number : -1;
}

/* Choices in order, and the number of each; those that do not apply have
 * none. */
struct scale {
	const cJSON *choices[MOST_CHOICES];
	int numbers[MOST_CHOICES];
	int n;
};

/* The ends may have words alone: they are one off from their neighbours.
 * False: the texts are no scale. */
static bool
number_by_text(struct scale *s)
{
	int known = -1, n_known = 0;

	for (int i = 0; i < s->n; i++) {
		s->numbers[i] = number_in(json_string(s->choices[i], "text"));
		if (s->numbers[i] < 0)
			continue;
		if (n_known++ > 0 && s->numbers[i] - i != known)
			return false;
		known = s->numbers[i] - i;
	}
	for (int i = 0; i < s->n; i++)
		s->numbers[i] = known + i;
	return n_known > 0 && n_known >= s->n - 2 && known >= 0;
}

/* Stars and the like: 1, 2, 3 … */
static bool
number_by_weight(struct scale *s)
{
	for (int i = 0; i < s->n; i++) {
		s->numbers[i] = (int)json_integer(s->choices[i], "weight", -1);
		if (s->numbers[i] < 0 ||
		    (i > 0 && s->numbers[i] <= s->numbers[i - 1]))
			return false;
	}
	return true;
}

static bool
read_scale(struct scale *s, const cJSON *choices)
{
	const cJSON *choice;

	s->n = 0;
	cJSON_ArrayForEach(choice, choices)
	{
		if (json_bool(choice, "is_na", false))
			continue;
		if (s->n == MOST_CHOICES)
			return false;
		s->choices[s->n++] = choice;
	}
	return s->n > 1 && (number_by_text(s) || number_by_weight(s));
}

static int
kind_of(const struct scale *s)
{
	int first = s->numbers[0], last = s->numbers[s->n - 1];

	if (last - first != s->n - 1)
		return LB_SCALE_OTHER;
	if (first == 0 && last == 10)
		return LB_NPS;
	if (first == 1 && last == 10)
		return LB_SCALE_1_10;
	return first == 1 && last == 5 ? LB_STARS_1_5 : LB_SCALE_OTHER;
}

static bool
is_id(const cJSON *object, const char *id)
{
	const char *own = json_string(object, "id");

	return own != NULL && id != NULL && strcmp(own, id) == 0;
}

/* ---- Questions */

static bool
is_family(const cJSON *question, const char *family)
{
	const char *own = json_string(question, "family");

	return own != NULL && strcmp(own, family) == 0;
}

/* A matrix of several rows asks several things: its first may be meant, but
 * only where it is named or nothing else is a score. */
static void
judge(const cJSON *json, struct question *question)
{
	const cJSON *rows = pointer_get(json, "/answers/rows");
	struct scale scale;

	question->scale = -1;
	question->is_text = is_family(json, "open_ended");
	if ((!is_family(json, "matrix") &&
		!is_family(json, "single_choice")) ||
	    !read_scale(&scale, pointer_get(json, "/answers/choices")))
		return;
	question->scale = kind_of(&scale);
	question->rank = question->scale != LB_NPS;
	if (cJSON_GetArraySize(rows) > 1)
		question->rank = 2;
}

void
survey_gather(struct questions *q, cJSON *json)
{
	const cJSON *page, *asked;

	cJSON_ArrayForEach(page, json_member(json, "pages"))
	    cJSON_ArrayForEach(asked, json_member(page, "questions"))
	{
		struct question question = {
			.id = json_string(asked, "id"),
			.title = json_string(
			    pointer_get(asked, "/headings/0"), "heading"),
		};

		judge(asked, &question);
		if (question.id != NULL)
			questions_add(q, &question);
	}
}

static const cJSON *
find_question(const struct design *d, const char *id)
{
	const cJSON *page, *question;

	cJSON_ArrayForEach(page, json_member(d->json, "pages"))
	    cJSON_ArrayForEach(question,
		json_member(page, "questions")) if (is_id(question,
							id)) return question;
	return NULL;
}

int
survey_number(const struct design *d, const char *id)
{
	const cJSON *choices =
	    pointer_get(find_question(d, d->score->id), "/answers/choices");
	struct scale scale;
	const cJSON *choice;

	if (read_scale(&scale, choices))
		for (int i = 0; i < scale.n; i++)
			if (is_id(scale.choices[i], id))
				return scale.numbers[i];
	cJSON_ArrayForEach(
	    choice, choices) if (is_id(choice, id)) return SURVEY_NO_ANSWER;
	return SURVEY_UNKNOWN;
}

const char *
survey_row(const struct design *d, const char *id)
{
	const cJSON *page, *question, *row;

	cJSON_ArrayForEach(
	    page, json_member(d->json, "pages")) cJSON_ArrayForEach(question,
	    json_member(page, "questions")) cJSON_ArrayForEach(row,
	    pointer_get(question,
		"/answers/rows")) if (is_family(question, "demographic") &&
				      is_id(row, id)) return json_string(row,
	    "type");
	return NULL;
}
