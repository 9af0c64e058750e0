/* SPDX-License-Identifier: ISC */
/* places.c - where a notice goes. */
#include "notifiers/slack/places.h"

#include "notifiers/slack/people.h"
#include "sdk/json.h"

/* 20,000 channels; a workspace that has more is better served by IDs. */
#define MAX_PAGES 20

static bool
is_email(const char *target)
{
	const char *at = strchr(target, '@');

	return at != NULL && at != target;
}

/* C024BE91L: a letter for its kind, then at least seven more. */
static bool
is_id(const char *target)
{
	size_t n = strspn(target, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return strchr("CGDUW", target[0]) != NULL && n >= 8 &&
	       target[n] == '\0';
}

static bool
is_user(const char *id)
{
	return *id == 'U' || *id == 'W';
}

bool
place_is_name(const char *target)
{
	return !is_email(target) && !is_id(target);
}

static const char *
bare(const char *target)
{
	return *target == '#' ? target + 1 : target;
}

void
place_learn(struct slack *slack, const char *target, const char *id)
{
	if (place_is_name(target))
		cache_put(&slack->places, bare(target), id);
}

bool
place_to_post(struct slack *slack, const char *target, struct buf *channel,
    struct api_answer *answer)
{
	const char *id;

	memset(answer, 0, sizeof(*answer));
	if (is_email(target)) {
		id = people_find(slack, target, answer);
		if (id == NULL)
			return false;
		buf_puts(channel, id);
	} else if (is_id(target)) {
		buf_puts(channel, target);
	} else if (cache_find(&slack->places, bare(target), &id)) {
		buf_puts(channel, id);
	} else {
		buf_printf(channel, "#%s", bare(target));
	}
	return true;
}

static const char *
listed_id(const cJSON *json, const char *name)
{
	const cJSON *channel;

	cJSON_ArrayForEach(channel, json_member(json, "channels"))
	{
		const char *its = json_string(channel, "name");

		if (its != NULL && strcmp(its, name) == 0)
			return json_string(channel, "id");
	}
	return NULL;
}

/* One page; true: it is to be searched on at the cursor in args. */
static bool
next_page(cJSON *args, struct api_answer *answer)
{
	const char *cursor = api_next_cursor(answer);

	if (cursor == NULL)
		return false;
	cJSON_DeleteItemFromObjectCaseSensitive(args, "cursor");
	json_put_string(args, "cursor", cursor);
	return true;
}

/* Pages through the channels of those types until the name is there. */
static const char *
search(struct slack *slack, const char *types, const char *name,
    struct api_answer *answer)
{
	cJSON *args = cJSON_CreateObject();
	const char *id = NULL;
	int pages = 0;

	json_put_string(args, "types", types);
	json_put_string(args, "exclude_archived", "true");
	json_put_string(args, "limit", "999");
	do {
		api_release(answer);
		api_call(
		    slack, "conversations.list", args, API_ANY_TIME, answer);
		id = listed_id(answer->json, name);
	} while (answer->class == SLACK_OK && id == NULL &&
		 ++pages < MAX_PAGES && next_page(args, answer));
	cJSON_Delete(args);
	return id;
}

/* By the list of channels, which holds the private ones the bot is in; a token
 * that may list the public ones only still finds those. */
static bool
look_up(struct slack *slack, const char *name, struct buf *channel,
    struct api_answer *answer)
{
	const char *id =
	    search(slack, "public_channel,private_channel", name, answer);

	if (strcmp(answer->code, "missing_scope") == 0)
		id = search(slack, "public_channel", name, answer);
	if (id != NULL) {
		buf_puts(channel, id);
		cache_put(&slack->places, name, id);
	} else if (answer->class == SLACK_OK) {
		api_judge(answer, "channel_not_found");
	}
	return id != NULL;
}

static bool
open_direct(struct slack *slack, const char *user, struct buf *channel,
    struct api_answer *answer)
{
	cJSON *args = cJSON_CreateObject();
	const char *id;

	json_put_string(args, "users", user);
	api_release(answer);
	api_call(slack, "conversations.open", args, API_ANY_TIME, answer);
	cJSON_Delete(args);
	id = json_string(json_member(answer->json, "channel"), "id");
	if (answer->class == SLACK_OK && id == NULL)
		api_judge(answer, "channel_not_found");
	if (answer->class != SLACK_OK)
		return false;
	buf_puts(channel, id);
	return true;
}

bool
place_to_read(struct slack *slack, const char *target, struct buf *channel,
    struct api_answer *answer)
{
	struct buf user = BUF_INIT;
	bool good = place_to_post(slack, target, &user, answer);

	if (good && user.data[0] == '#')
		good = look_up(slack, user.data + 1, channel, answer);
	else if (good && is_user(user.data))
		good = open_direct(slack, user.data, channel, answer);
	else if (good)
		buf_puts(channel, user.data);
	buf_release(&user);
	return good;
}
