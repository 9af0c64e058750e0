/* SPDX-License-Identifier: ISC */
/* people.c - who in Slack has an e-mail address. */
#include "notifiers/slack/people.h"

#include "sdk/json.h"

/* An ID goes into "<@…>": it must not hold anything that ends that. */
static bool
is_id(const char *id)
{
	return id != NULL && *id != '\0' &&
	       id[strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '\0';
}

static const char *
open_account(const cJSON *json)
{
	const cJSON *user = json_member(json, "user");
	const char *id = json_string(user, "id");

	if (json_bool(user, "deleted", false) ||
	    json_bool(user, "is_bot", false))
		return NULL;
	return is_id(id) ? id : NULL;
}

static void
ask(struct slack *slack, const char *email, struct api_answer *answer)
{
	cJSON *args = cJSON_CreateObject();

	json_put_string(args, "email", email);
	api_call(slack, "users.lookupByEmail", args, API_ANY_TIME, answer);
	cJSON_Delete(args);
	if (answer->class == SLACK_OK)
		cache_put(&slack->people, email, open_account(answer->json));
	else if (answer->class == SLACK_BAD_TARGET)
		cache_put(&slack->people, email, NULL);
}

const char *
people_find(struct slack *slack, const char *email, struct api_answer *answer)
{
	const char *id;

	memset(answer, 0, sizeof(*answer));
	if (!cache_find(&slack->people, email, &id)) {
		ask(slack, email, answer);
		cache_find(&slack->people, email, &id);
	}
	if (id == NULL &&
	    (answer->class == SLACK_OK || answer->class == SLACK_BAD_TARGET)) {
		api_judge(answer, "users_not_found");
		error_set(&answer->why,
		    "nobody in Slack has the e-mail address %s", email);
	}
	return id;
}
