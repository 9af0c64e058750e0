/* SPDX-License-Identifier: ISC */
/* definition.c - a form's definition, taken apart. */
#include "definition.h"

#include <loopbell/plugin.h>
#include <string.h>

#include "sdk/json.h"
#include "sdk/pointer.h"

/* What can be a score, the likeliest first; other numbers of steps, or none
 * told, are another scale. */
static const struct {
	const char *type;
	int steps; /* 0: it has none */
	bool is_from_one;
	int scale;
} scores[] = {
	/* clang-format off */
	{ "nps",           0,  false, LB_NPS },
	{ "opinion_scale", 11, false, LB_NPS },
	{ "opinion_scale", 10, true,  LB_SCALE_1_10 },
	{ "rating",        5,  false, LB_STARS_1_5 },
	/* clang-format on */
};
#define N_SCORES (int)(sizeof(scores) / sizeof(scores[0]))

/* -1: its answers are no scores. */
static int
scale_of(const cJSON *field, const char *type, int *rank)
{
	const cJSON *properties = json_member(field, "properties");
	int steps = (int)json_integer(properties, "steps", 0);
	bool is_from_one = json_bool(properties, "start_at_one", false);
	int scale = -1;

	for (*rank = 0; *rank < N_SCORES; ++*rank) {
		if (strcmp(scores[*rank].type, type) != 0)
			continue;
		scale = LB_SCALE_OTHER;
		if (scores[*rank].steps == 0 ||
		    (scores[*rank].steps == steps &&
			scores[*rank].is_from_one == is_from_one))
			return scores[*rank].scale;
	}
	return scale;
}

/* Those of a group come after it; those of a contact or an address are its
 * parts, and no comments. */
static void
gather(struct questions *q, const cJSON *fields, bool is_part)
{
	const cJSON *field;

	cJSON_ArrayForEach(field, fields)
	{
		const char *type = json_string(field, "type");
		struct question question = {
			.id = json_string(field, "id"),
			.ref = json_string(field, "ref"),
			.title = json_string(field, "title"),
		};

		if (question.id == NULL || type == NULL)
			continue;
		question.scale = scale_of(field, type, &question.rank);
		question.is_text =
		    !is_part && (strcmp(type, "long_text") == 0 ||
				    strcmp(type, "short_text") == 0);
		questions_add(q, &question);
		gather(q, pointer_get(field, "/properties/fields"),
		    is_part || strstr(type, "group") == NULL);
	}
}

void
definition_gather(struct questions *q, cJSON *json)
{
	gather(q, json_member(json, "fields"), false);
}
