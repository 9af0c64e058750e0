/* SPDX-License-Identifier: ISC */
/*
 * people.c - the participants behind the answers, by their access codes.
 *
 * They are asked for as they turn up in answers, those of a page at once, and
 * remembered for an hour.  An anonymous survey has no codes; one that is open
 * to all has no participants.
 */
#include "limesurvey.h"
#include "sdk/clock.h"
#include "sdk/json.h"

#define HOLDS_S 3600
#define MOST_HELD 2000

static const char *
token_of(const cJSON *row)
{
	const char *token = json_string(row, "token");

	return token == NULL || *token == '\0' ? NULL : token;
}

const cJSON *
lime_person(const struct lime *l, const cJSON *row)
{
	const char *token = token_of(row);

	return token == NULL ? NULL : json_member(l->people, token);
}

static void
make_room(struct lime *l)
{
	if (l->people != NULL && clock_s() < l->people_until_s &&
	    cJSON_GetArraySize(l->people) < MOST_HELD)
		return;
	cJSON_Delete(l->people);
	l->people = cJSON_CreateObject();
	l->people_until_s = clock_s() + HOLDS_S;
}

/* ["IN","…",…]; those who are asked for are put down as unknown. */
static cJSON *
wanted(struct lime *l, const cJSON *rows, int64_t *n)
{
	cJSON *codes = cJSON_CreateArray();
	const cJSON *row;

	*n = 0;
	cJSON_AddItemToArray(codes, cJSON_CreateString("IN"));
	cJSON_ArrayForEach(row, rows)
	{
		const char *token = token_of(row);

		if (token == NULL || json_member(l->people, token) != NULL)
			continue;
		cJSON_AddItemToArray(codes, cJSON_CreateString(token));
		cJSON_AddNullToObject(l->people, token);
		(*n)++;
	}
	return codes;
}

/* The columns beyond name and address; false where none are wanted. */
static cJSON *
attributes(const struct lime *l)
{
	const struct lb_pair *a = l->settings->attributes;
	cJSON *list;

	if (a == NULL || a->name == NULL)
		return cJSON_CreateFalse();
	list = cJSON_CreateArray();
	for (; a->name != NULL; a++)
		cJSON_AddItemToArray(list, cJSON_CreateString(a->value));
	return list;
}

static void
take(struct lime *l, cJSON *list)
{
	cJSON *person, *next;

	for (person = list == NULL ? NULL : list->child; person != NULL;
	     person = next) {
		const char *token = token_of(person);

		next = person->next;
		if (token != NULL && json_member(l->people, token) != NULL)
			cJSON_ReplaceItemInObjectCaseSensitive(
			    l->people, token, cJSON_Duplicate(person, true));
	}
}

/* LimeSurvey's older ones take this as a list of codes, "IN" among them: it
 * comes to the same. */
static enum lb_result
ask(struct lime *l, cJSON *codes, int64_t n)
{
	static const char *const nobody[] = { "No survey participants found.",
		"Error: No survey participants table",
		"No survey participants table", NULL };
	cJSON *conditions = cJSON_CreateObject(), *list;
	enum lb_result said;

	cJSON_AddItemToObject(conditions, "token", codes);
	said = lime_call(l, "list_participants",
	    lime_params(l, "nnjjj", INT64_C(0), n, cJSON_CreateFalse(),
		attributes(l), conditions),
	    nobody, &list);
	if (said == LB_DONE)
		take(l, list);
	cJSON_Delete(list);
	return said;
}

enum lb_result
lime_meet(struct lime *l, const cJSON *rows)
{
	enum lb_result said;
	cJSON *codes;
	int64_t n;

	make_room(l);
	if (!l->settings->participants)
		return LB_DONE;
	codes = wanted(l, rows, &n);
	if (n == 0) {
		cJSON_Delete(codes);
		return LB_DONE;
	}
	said = ask(l, codes, n);
	if (said != LB_DONE) {
		/* Those put down as unknown are not. */
		cJSON_Delete(l->people);
		l->people = NULL;
	}
	return said;
}
