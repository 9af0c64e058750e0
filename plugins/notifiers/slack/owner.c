/* SPDX-License-Identifier: ISC */
/* owner.c - who is mentioned where he does not see it. */
#include "notifiers/slack/owner.h"

#include "notifiers/slack/blocks.h"
#include "notifiers/slack/words.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* 10,000 people: in such a channel everybody is. */
#define MAX_PAGES 10

static bool
is_on_page(const cJSON *json, const char *user)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, json_member(json, "members"))
	{
		if (cJSON_IsString(member) &&
		    strcmp(member->valuestring, user) == 0)
			return true;
	}
	return false;
}

/* Pages through the members.  answer says whether that went well. */
static bool
is_listed(struct slack *slack, const char *channel, const char *user,
    struct api_answer *answer)
{
	cJSON *args = cJSON_CreateObject();
	const char *cursor = NULL;
	bool is_there = false;

	json_put_string(args, "channel", channel);
	json_put_string(args, "limit", "999");
	for (int page = 0; page < MAX_PAGES && !is_there; page++) {
		if (page > 0 && cursor == NULL)
			break;
		cJSON_DeleteItemFromObjectCaseSensitive(args, "cursor");
		json_put_string(args, "cursor", cursor);
		api_release(answer);
		api_call(slack, "conversations.members", args, API_ANY_TIME,
		    answer);
		is_there = is_on_page(answer->json, user);
		cursor = api_next_cursor(answer);
	}
	cJSON_Delete(args);
	return is_there;
}

/* True where he is, and where that cannot be told: two messages to somebody who
 * sees the first are worse than a warning in the log. */
static bool
is_in_channel(struct slack *slack, const struct lb_notice *notice,
    const char *channel, const char *user)
{
	struct api_answer answer = { .class = SLACK_OK };
	char *key = mem_printf("%s/%s", channel, user);
	const char *value;
	bool is_there = cache_find(&slack->members, key, &value);

	if (!is_there) {
		is_there = is_listed(slack, channel, user, &answer);
		if (is_there)
			cache_put(&slack->members, key, "");
	}
	if (answer.class != SLACK_OK) {
		lb_log(slack->host, LB_WARNING,
		    "notice %s: cannot tell whether who is mentioned is in "
		    "the "
		    "channel: conversations.members: %s",
		    notice->id, answer.why.text);
		is_there = true;
	}
	api_release(&answer);
	free(key);
	return is_there;
}

/* Adds the address of the message; nothing where Slack does not say. */
static void
put_address(struct slack *slack, const struct receipt *at, struct buf *address)
{
	cJSON *args = cJSON_CreateObject();
	struct api_answer answer;
	const char *link;

	json_put_string(args, "channel", at->channel);
	json_put_string(args, "message_ts", at->ts);
	api_call(slack, "chat.getPermalink", args, API_ANY_TIME, &answer);
	link = json_string(answer.json, "permalink");
	if (answer.class == SLACK_OK && link != NULL)
		buf_puts(address, link);
	api_release(&answer);
	cJSON_Delete(args);
}

/* The notice again, without what only the first message can have: its buttons
 * would stay when that one is changed. */
static void
post(struct slack *slack, const struct lb_notice *notice, const char *user,
    const char *address)
{
	struct lb_button there = {
		.label = word(notice->language, WORD_IN_CHANNEL),
		.url = address,
	};
	struct lb_notice copy = *notice;
	struct blocks_to to = { .channel = user };
	struct api_answer answer;
	bool cut = false;
	cJSON *message;

	copy.mention = copy.thread = NULL;
	copy.buttons = &there;
	copy.n_buttons = address != NULL;
	message = blocks_message(&copy, &to, &cut);
	api_call(slack, "chat.postMessage", message, API_ONCE, &answer);
	if (answer.class != SLACK_OK)
		lb_log(slack->host, LB_WARNING,
		    "notice %s: %s is not in the channel, and no direct "
		    "message reached him: %s",
		    notice->id, notice->mention, answer.why.text);
	api_release(&answer);
	cJSON_Delete(message);
}

void
owner_tell(struct slack *slack, const struct lb_notice *notice,
    const struct receipt *at, const char *user)
{
	struct buf address = BUF_INIT;

	/* A direct message is seen. */
	if (*at->channel == 'D' ||
	    is_in_channel(slack, notice, at->channel, user))
		return;
	put_address(slack, at, &address);
	post(slack, notice, user, address.data);
	buf_release(&address);
}
