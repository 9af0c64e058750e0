/* SPDX-License-Identifier: ISC */
/*
 * find.c - was a notice posted already?
 *
 * Slack has no key that makes a message unique.  What works is to look through
 * what was posted since for the notice's id in the metadata
 * (docs.slack.dev/messaging/message-metadata).  That takes a history scope, and
 * the bot must be in the channel; where it is not, the answer is "cannot tell".
 *
 * "Cannot tell" makes the core post once more, so it is said only of what will
 * not be otherwise later.  While Slack cannot be reached, wants us to wait or
 * has no token it takes, the question is asked again instead.
 *
 * Slack does not promise that a message is in the history as soon as it is
 * posted, and one whose answer got lost may still be on its way in.  So what
 * is not there is looked for twice, some seconds apart, before it is gone.
 */
#include <inttypes.h>

#include "notifiers/slack/blocks.h"
#include "notifiers/slack/places.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* How far Slack's clock may be behind ours. */
#define MARGIN_US (INT64_C(300) * 1000000)
/* Of 200 messages; Slack takes some 50 such calls a minute. */
#define MAX_PAGES 40
#define SECOND_LOOK_S 10

static bool
is_this(const cJSON *message, const char *id)
{
	const cJSON *metadata = json_member(message, "metadata");
	const char *type = json_string(metadata, "event_type");
	const char *its =
	    json_string(json_member(metadata, "event_payload"), "notice_id");

	return type != NULL && its != NULL &&
	       strcmp(type, BLOCKS_EVENT) == 0 && strcmp(its, id) == 0;
}

/* The ts of the message on this page; NULL: it is not there. */
static const char *
ts_of(const cJSON *json, const char *id)
{
	const cJSON *message;

	cJSON_ArrayForEach(message, json_member(json, "messages"))
	{
		if (is_this(message, id))
			return json_string(message, "ts");
	}
	return NULL;
}

/* What to read: a thread as a whole, or a channel since shortly before the
 * notice was made. */
static cJSON *
query(const struct lb_notice *notice, const char *channel, const char *ts)
{
	cJSON *args = cJSON_CreateObject();
	int64_t from =
	    notice->made_us > MARGIN_US ? notice->made_us - MARGIN_US : 0;
	char *oldest = mem_printf(
	    "%" PRId64 ".%06" PRId64, from / 1000000, from % 1000000);

	json_put_string(args, "channel", channel);
	json_put_string(args, "include_all_metadata", "true");
	json_put_string(args, "limit", "200");
	json_put_string(args, "ts", ts);
	if (ts == NULL)
		json_put_string(args, "oldest", oldest);
	free(oldest);
	return args;
}

static bool
next_page(cJSON *args, const struct api_answer *answer, int *page)
{
	const char *cursor = api_next_cursor(answer);

	if (cursor == NULL || ++*page > MAX_PAGES)
		return false;
	cJSON_DeleteItemFromObjectCaseSensitive(args, "cursor");
	json_put_string(args, "cursor", cursor);
	return true;
}

/* Pages through until it is found; the last page's answer says what stopped
 * the search otherwise. */
static const char *
search(struct slack *slack, cJSON *args, const char *id,
    struct api_answer *answer)
{
	const char *method = json_string(args, "ts") ? "conversations.replies"
						     : "conversations.history";
	const char *ts = NULL;
	int page = 0;

	do {
		api_release(answer);
		api_call(slack, method, args, API_ANY_TIME, answer);
		if (answer->class == SLACK_OK)
			ts = ts_of(answer->json, id);
	} while (answer->class == SLACK_OK && ts == NULL &&
		 next_page(args, answer, &page));
	return ts;
}

/* What the search came to when it could not be made. */
static enum lb_result
cannot_tell(struct slack *slack, const struct lb_notice *notice,
    const struct api_answer *answer)
{
	switch (answer->class) {
	case SLACK_RATE:
	case SLACK_BACKOFF:
	case SLACK_AMBIGUOUS:
	case SLACK_QUOTA:
	case SLACK_BAD_TOKEN:
		return api_result(slack, notice->target, answer);
	case SLACK_OK:
		return lb_unknown(slack->host,
		    "%s: cannot tell whether it was posted: too many messages "
		    "since",
		    notice->target);
	case SLACK_BAD_APP:
	case SLACK_SHUT_OUT:
	case SLACK_BAD_TARGET:
	case SLACK_NO_THREAD:
	case SLACK_BAD_PAYLOAD:
	case SLACK_NO_EDIT:
	case SLACK_GONE:
	case SLACK_UNLISTED:
		break;
	}
	return lb_unknown(slack->host,
	    "%s: cannot tell whether it was posted: %s", notice->target,
	    answer->why.text);
}

/* Each lane may have one that is looked for, so there are several at a time. */
static enum lb_result
not_there(struct slack *slack, const struct lb_notice *notice)
{
	const char *none;

	if (cache_find(&slack->missed, notice->id, &none))
		return lb_reject(
		    slack->host, "%s: it was not posted", notice->target);
	cache_put(&slack->missed, notice->id, NULL);
	return lb_retry(slack->host, SECOND_LOOK_S,
	    "%s: it does not seem to be posted: looking once more before it "
	    "is sent again",
	    notice->target);
}

/* A thread that is locked or gone: what was to be in it stands beside it. */
static bool
may_be_beside(const cJSON *args, const struct api_answer *answer)
{
	return json_string(args, "ts") != NULL &&
	       (answer->class == SLACK_OK ||
		   answer->class == SLACK_NO_THREAD ||
		   answer->class == SLACK_GONE);
}

static enum lb_result
look(struct slack *slack, const struct lb_notice *notice, const char *channel,
    const char *thread_ts)
{
	cJSON *args = query(notice, channel, thread_ts);
	struct api_answer answer = { .class = SLACK_OK };
	const char *ts = search(slack, args, notice->id, &answer);
	enum lb_result result = LB_DONE;

	if (ts == NULL && may_be_beside(args, &answer)) {
		cJSON_Delete(args);
		args = query(notice, channel, NULL);
		ts = search(slack, args, notice->id, &answer);
	}
	if (ts != NULL)
		lb_receipt(slack->host, "%s/%s", channel, ts);
	else if (answer.class == SLACK_OK && api_next_cursor(&answer) == NULL)
		result = not_there(slack, notice);
	else
		result = cannot_tell(slack, notice, &answer);
	api_release(&answer);
	cJSON_Delete(args);
	return result;
}

static enum lb_result
look_in_target(struct slack *slack, const struct lb_notice *notice)
{
	struct buf channel = BUF_INIT;
	struct api_answer answer;
	enum lb_result result;

	if (place_to_read(slack, notice->target, &channel, &answer))
		result = look(slack, notice, channel.data, NULL);
	else
		result = cannot_tell(slack, notice, &answer);
	api_release(&answer);
	buf_release(&channel);
	return result;
}

enum lb_result
find_notice(void *state, const struct lb_notice *notice)
{
	struct slack *slack = state;
	struct receipt receipt;

	if (slack->settings->webhook != NULL)
		return webhook_find(slack);
	if (receipt_read(notice->thread, &receipt) ||
	    receipt_read(notice->receipt, &receipt))
		return look(slack, notice, receipt.channel, receipt.ts);
	return look_in_target(slack, notice);
}
