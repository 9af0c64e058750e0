/* SPDX-License-Identifier: ISC */
/* blocks.c - a notice as the JSON that Slack is sent. */
#include "notifiers/slack/blocks.h"

#include "notifiers/slack/body.h"
#include "notifiers/slack/buttons.h"
#include "notifiers/slack/text.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define MAX_FALLBACK 1000

void
blocks_aim(struct blocks_to *to, const struct lb_notice *notice)
{
	memset(to, 0, sizeof(*to));
	if (receipt_read(notice->thread, &to->follows)) {
		to->channel = to->follows.channel;
		to->thread_ts = to->follows.ts;
	}
	if (receipt_read(notice->receipt, &to->changes)) {
		to->channel = to->changes.channel;
		to->ts = to->changes.ts;
	}
}

/* "🎉 Kunde D A/S gav 10", one line of MAX_FALLBACK / 2 at most. */
static void
put_headline(struct buf *out, const struct lb_notice *notice, bool *cut)
{
	struct buf line = BUF_INIT;

	if (notice->headline != NULL && *notice->headline != '\0')
		buf_printf(
		    &line, "%s%s", body_mark(notice->tone), notice->headline);
	body_put_line(out, line.data, MAX_FALLBACK / 2 - 1, cut);
	buf_release(&line);
}

/* What a telephone shows of it, and what a screen reader reads.  Mrkdwn too. */
static void
put_fallback(cJSON *message, const struct lb_notice *notice)
{
	struct buf b = BUF_INIT;
	bool cut = false;

	put_headline(&b, notice, &cut);
	body_put_line(&b, notice->quote ? notice->quote : notice->text,
	    MAX_FALLBACK / 2, &cut);
	json_put_string(message, "text", b.size > 0 ? b.data : "Loopbell");
	buf_release(&b);
}

/* id NULL: what a change leaves out Slack keeps.  So the message goes on to
 * bear the id of the notice it was posted for, and find() sees it. */
static void
put_metadata(cJSON *message, const char *id)
{
	cJSON *metadata;

	if (id == NULL)
		return;
	metadata = json_put_object(message, "metadata");
	json_put_string(metadata, "event_type", BLOCKS_EVENT);
	json_put_string(
	    json_put_object(metadata, "event_payload"), "notice_id", id);
}

/* All but what the message says. */
static cJSON *
envelope(const struct lb_notice *notice, const struct blocks_to *to)
{
	cJSON *message = cJSON_CreateObject();

	if (!to->webhook) {
		json_put_string(message, "channel",
		    to->channel ? to->channel : notice->target);
		put_metadata(message, to->ts ? NULL : notice->id);
		json_put_string(message, "parse", "none");
	}
	json_put_string(message, "ts", to->ts);
	/* chat.update knows neither of these. */
	if (to->ts == NULL) {
		json_put_string(message, "thread_ts", to->thread_ts);
		json_put_bool(message, "unfurl_links", false);
		json_put_bool(message, "unfurl_media", false);
	}
	return message;
}

cJSON *
blocks_message(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut)
{
	static const struct blocks_to nowhere = { 0 };
	cJSON *message = envelope(notice, to ? to : &nowhere);
	cJSON *blocks = body_blocks(notice, to ? to->user : NULL, cut);

	put_fallback(message, notice);
	if (to != NULL && to->listens)
		blocks = buttons_add(blocks, notice, cut);
	if (blocks != NULL)
		cJSON_AddItemToObject(message, "blocks", blocks);
	return message;
}

/* A change without blocks would keep the old ones. */
static void
put_only_block(cJSON *message, const char *s)
{
	cJSON *block = cJSON_CreateObject(), *text;

	json_put_string(block, "type", "section");
	text = json_put_object(block, "text");
	json_put_string(text, "type", "mrkdwn");
	json_put_string(text, "text", s);
	json_put_bool(text, "verbatim", true);
	cJSON_AddItemToArray(json_put_array(message, "blocks"), block);
}

static void
put_link(struct buf *out, const char *link, bool *cut)
{
	struct buf url = BUF_INIT;

	if (link != NULL && strlen(link) < MAX_FALLBACK &&
	    text_url(&url, link))
		body_put_line(out, url.data, MAX_FALLBACK, cut);
	buf_release(&url);
}

cJSON *
blocks_minimal(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut)
{
	static const struct blocks_to nowhere = { 0 };
	cJSON *message = envelope(notice, to ? to : &nowhere);
	struct buf b = BUF_INIT;

	body_put_mention(&b, notice, to ? to->user : NULL, cut);
	put_headline(&b, notice, cut);
	body_put_line(&b, notice->text, MAX_FALLBACK / 2, cut);
	body_put_line(&b, notice->quote, MAX_FALLBACK / 2, cut);
	put_link(&b, notice->link, cut);
	json_put_string(message, "text", b.size > 0 ? b.data : "Loopbell");
	/* chat.update does not know mrkdwn; * and _ shall stay what they are. */
	if (to == NULL || to->ts == NULL)
		json_put_bool(message, "mrkdwn", false);
	else
		put_only_block(message, b.size > 0 ? b.data : "Loopbell");
	buf_release(&b);
	return message;
}
