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
 * has no token it takes, the question is asked again instead; and so it is
 * where so much was posted since that it cannot be read in one go.
 *
 * Slack does not promise that a message is in the history as soon as it is
 * posted, and one whose answer got lost may still be on its way in.  So what
 * is not there counts as gone only 10 s after it was sent; where that is not
 * known, when it was looked for twice and that far apart.
 *
 * A change leaves no id in what it changed, and needs none: it is made again.
 * It is looked for only in the thread, where it may have been posted instead.
 */
#include <inttypes.h>
#include <time.h>

#include "notifiers/slack/blocks.h"
#include "notifiers/slack/places.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* A message is stamped by Slack's clock, its notice by ours, which may have
 * been put right in between: 3 hours are more than summer time and a clock
 * that was set to local time in Europe make together. */
#define MARGIN_S (3 * 3600)
/* Of 200 messages; Slack takes some 50 such calls a minute, and the core waits
 * for an answer as long as the notifier's deadline. */
#define MAX_PAGES 20
#define SEEN_AFTER_S 10

/* One look through a thread or, without thread_ts, a channel. */
struct search {
	struct slack *slack;
	const struct lb_notice *notice;
	const char *channel;
	const char *thread_ts;
	char *cursor; /* where to read on; NULL: at the beginning */
	int n_pages;
	int wait_s;               /* until it must be seen; 0: no more */
	int64_t ahead_s;          /* what our clock was taken to be ahead */
	struct api_answer answer; /* of the last page */
	const char *ts;           /* of the message; NULL: not found */
};

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

/* What to read: a thread as a whole, or a channel since some time before the
 * notice was made. */
static cJSON *
query(const struct search *s)
{
	cJSON *args = cJSON_CreateObject();
	int64_t from_us =
	    s->notice->made_us - (MARGIN_S + s->ahead_s) * INT64_C(1000000);
	char *oldest;

	if (from_us < 0)
		from_us = 0;
	oldest = mem_printf(
	    "%" PRId64 ".%06" PRId64, from_us / 1000000, from_us % 1000000);
	json_put_string(args, "channel", s->channel);
	json_put_string(args, "include_all_metadata", "true");
	json_put_string(args, "limit", "200");
	json_put_string(args, "cursor", s->cursor);
	json_put_string(args, "ts", s->thread_ts);
	if (s->thread_ts == NULL)
		json_put_string(args, "oldest", oldest);
	free(oldest);
	return args;
}

static void
read_page(struct search *s)
{
	cJSON *args = query(s);

	api_release(&s->answer);
	api_call(s->slack,
	    s->thread_ts ? "conversations.replies" : "conversations.history",
	    args, API_ANY_TIME, &s->answer);
	cJSON_Delete(args);
	free(s->cursor);
	s->cursor = NULL;
	s->n_pages++;
	if (s->answer.class != SLACK_OK)
		return;
	s->ts = ts_of(s->answer.json, s->notice->id);
	s->cursor = mem_string(api_next_cursor(&s->answer));
}

/* Reads until it is found, all is read, or that is enough for now: then there
 * is a cursor. */
static void
read_pages(struct search *s)
{
	do
		read_page(s);
	while (s->answer.class == SLACK_OK && s->ts == NULL &&
	       s->cursor != NULL && s->n_pages < MAX_PAGES);
}

static bool
is_read_in_vain(const struct search *s)
{
	return s->answer.class == SLACK_OK && s->ts == NULL &&
	       s->cursor == NULL;
}

/* Where Slack's own clock says that ours is ahead, it looks from that much
 * earlier. */
static void
read_channel(struct search *s)
{
	s->ahead_s = api_ahead_s(s->slack);
	read_pages(s);
	if (!is_read_in_vain(s) || api_ahead_s(s->slack) <= s->ahead_s)
		return;
	s->ahead_s = api_ahead_s(s->slack);
	read_pages(s);
}

/* A thread that is locked or gone: what was to be in it stands beside it, but
 * for a change. */
static bool
may_be_beside(const struct search *s)
{
	return s->ts == NULL && s->cursor == NULL &&
	       s->notice->receipt == NULL &&
	       (s->answer.class == SLACK_OK ||
		   s->answer.class == SLACK_NO_THREAD ||
		   s->answer.class == SLACK_GONE);
}

/* ---- Where the last look ended, by the notice's id: the thread's ts or
 * nothing, a blank, and the cursor. */

/* True: the thread was read to its end, go on in the channel. */
static bool
take_up(struct search *s)
{
	const char *mark, *blank;

	if (!cache_find(&s->slack->read, s->notice->id, &mark) || mark == NULL)
		return false;
	blank = strchr(mark, ' ');
	s->cursor = mem_string(blank + 1);
	return blank == mark;
}

static void
put_down(struct search *s)
{
	char *mark = NULL;

	/* What was looked at too early is looked at again. */
	if (s->wait_s > 0)
		cache_put(&s->slack->missed, s->notice->id, NULL);
	else if (s->cursor != NULL)
		mark = mem_printf(
		    "%s %s", s->thread_ts ? s->thread_ts : "", s->cursor);
	cache_put(&s->slack->read, s->notice->id, mark);
	free(mark);
}

/* ---- What it came to. */

/* The search could not be made. */
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

/* Where it is not known when it was sent, the first look says how long to wait.
 * Each lane may have one that is looked for, so there are several at a time. */
static int
seconds_to_wait(struct slack *slack, const struct lb_notice *notice)
{
	int64_t since_s = (int64_t)time(NULL) - notice->sent_us / 1000000;
	const char *none;

	if (notice->sent_us > 0 && since_s >= 0)
		return since_s < SEEN_AFTER_S ? (int)(SEEN_AFTER_S - since_s)
					      : 0;
	return cache_find(&slack->missed, notice->id, &none) ? 0
							     : SEEN_AFTER_S;
}

static enum lb_result
not_there(struct search *s)
{
	const struct lb_notice *notice = s->notice;

	if (s->wait_s == 0)
		return lb_reject(
		    s->slack->host, "%s: it was not posted", notice->target);
	return lb_retry(s->slack->host, s->wait_s,
	    "%s: it does not seem to be posted: looking once more before it "
	    "is sent again",
	    notice->target);
}

static bool
is_changed_one_gone(const struct search *s)
{
	return s->notice->receipt != NULL &&
	       (s->answer.class == SLACK_GONE ||
		   s->answer.class == SLACK_NO_THREAD);
}

static enum lb_result
conclude(struct search *s)
{
	const struct lb_notice *notice = s->notice;

	put_down(s);
	if (s->ts != NULL) {
		lb_receipt(s->slack->host, "%s/%s", s->channel, s->ts);
		return LB_DONE;
	}
	if (s->cursor != NULL)
		return lb_retry(s->slack->host, s->wait_s > 1 ? s->wait_s : 1,
		    "%s: much was posted since: still looking whether it was, "
		    "too",
		    notice->target);
	/* Such a mark of ours is of no use any more: from the beginning. */
	if (strcmp(s->answer.code, "invalid_cursor") == 0)
		return lb_retry(s->slack->host, 1, "%s: %s", notice->target,
		    s->answer.why.text);
	if (s->answer.class == SLACK_OK || is_changed_one_gone(s))
		return not_there(s);
	return cannot_tell(s->slack, notice, &s->answer);
}

static enum lb_result
look(struct slack *slack, const struct lb_notice *notice, const char *channel,
    const char *thread_ts)
{
	struct search s = { .slack = slack,
		.notice = notice,
		.channel = channel,
		.thread_ts = thread_ts,
		.wait_s = seconds_to_wait(slack, notice) };
	enum lb_result result;

	if (take_up(&s))
		s.thread_ts = NULL;
	if (s.thread_ts != NULL) {
		read_pages(&s);
		if (may_be_beside(&s))
			s.thread_ts = NULL;
	}
	if (s.thread_ts == NULL)
		read_channel(&s);
	result = conclude(&s);
	api_release(&s.answer);
	free(s.cursor);
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
	if (notice->receipt != NULL)
		return lb_reject(
		    slack->host, "%s: it was not changed", notice->target);
	return look_in_target(slack, notice);
}
