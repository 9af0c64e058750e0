/* SPDX-License-Identifier: ISC */
/* answer.c - one answer, in a form that pointers reach. */
#include "answer.h"

#include <stdlib.h>
#include <string.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/pointer.h"
#include "survey.h"

static void
add(cJSON *to, const char *name, const char *value)
{
	if (value != NULL && *value != '\0' && !cJSON_HasObjectItem(to, name))
		json_put_string(to, name, value);
}

/* False: the choice that is the score is unknown. */
static bool
add_score(const struct answer_spec *a, cJSON *to, const cJSON *answer,
    struct error *err)
{
	const char *choice = json_string(answer, "choice_id");
	int number = choice == NULL ? SURVEY_NO_ANSWER
				    : survey_number(a->survey, choice);

	if (number == SURVEY_UNKNOWN)
		return error_set(err,
		    "score: the survey has no choice %.40s any more", choice);
	if (number >= 0 && !cJSON_HasObjectItem(to, "score"))
		cJSON_AddNumberToObject(to, "score", number);
	return true;
}

/* The people's own words, and what they say of who they are. */
static void
add_text(const struct answer_spec *a, cJSON *to, const char *question,
    const cJSON *answer)
{
	const struct question *comment = a->survey->comment;
	const char *text = json_string(answer, "text");
	const char *row = survey_row(a->survey, json_string(answer, "row_id"));

	if (row != NULL &&
	    (strcmp(row, "email") == 0 || strcmp(row, "name") == 0 ||
		strcmp(row, "company") == 0))
		add(to, row, text);
	else if (comment != NULL && strcmp(question, comment->id) == 0)
		add(to, "comment", text);
	/* The field beside the numbers, where there is one */
	else if (strcmp(question, a->survey->score->id) == 0)
		add(to, "beside", text);
}

static bool
add_question(const struct answer_spec *a, cJSON *to, const cJSON *question,
    struct error *err)
{
	const char *id = json_string(question, "id");
	const cJSON *answer;

	cJSON_ArrayForEach(answer, json_member(question, "answers"))
	{
		if (id == NULL)
			continue;
		if (strcmp(id, a->survey->score->id) == 0 &&
		    !add_score(a, to, answer, err))
			return false;
		add_text(a, to, id, answer);
	}
	return true;
}

static void
add_person(const struct answer_spec *a, cJSON *to, const cJSON *row)
{
	const cJSON *variables = json_member(row, "custom_variables");
	const char *first = json_string(row, "first_name");
	const char *last = json_string(row, "last_name");
	char *name = mem_printf("%s%s%s", first == NULL ? "" : first,
	    first != NULL && *first != '\0' ? " " : "",
	    last == NULL ? "" : last);

	add(to, "email", json_string(row, "email_address"));
	add(to, "email", json_string(variables, a->email));
	add(to, "email",
	    json_string(pointer_get(row, "/metadata/contact/email"), "value"));
	add(to, "name", name);
	add(to, "name", json_string(variables, a->name));
	add(to, "company", json_string(variables, a->company));
	free(name);
}

bool
answer_shape(const struct answer_spec *a, cJSON *row, struct error *err)
{
	cJSON *found = json_put_object(row, "loopbell");
	const cJSON *page, *question;

	add_person(a, found, row);
	cJSON_ArrayForEach(page, json_member(row, "pages")) cJSON_ArrayForEach(
	    question, json_member(page,
			  "questions")) if (!add_question(a, found, question,
						err)) return false;
	add(found, "comment", json_string(found, "beside"));
	return true;
}
