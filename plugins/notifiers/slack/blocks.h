/* SPDX-License-Identifier: ISC */
/*
 * blocks.h - a notice as the JSON that Slack is sent.
 *
 * Block Kit, within every limit known (docs.slack.dev/reference/block-kit):
 *
 *	header		headline, with a coloured mark for the tone
 *	section		whom it is for, and our own text
 *	rich_text	the customer's words: a quote, exactly as written
 *	section		facts, a label and a value in each row
 *	actions		links as buttons
 *
 * The blocks stand at the top level: what is in an attachment Slack calls
 * secondary and may fold away, and that is the only way to a coloured bar.
 * What a customer wrote stands in rich_text and plain_text only, where nothing
 * is markup; our own text is escaped mrkdwn with verbatim set, so that Slack
 * makes no links or mentions of its own.  No string is empty.
 *
 * A button that is an action of Loopbell's is not rendered: there is nobody
 * who would answer the click.  Nor is the picture.
 */
#ifndef SLACK_BLOCKS_H
#define SLACK_BLOCKS_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>
#include <stdbool.h>

#define BLOCKS_EVENT "loopbell_notice"

/* Where a message goes; all zero is a new message to the notice's target. */
struct blocks_to {
	const char *channel;   /* an ID or #name; NULL: the notice's target */
	const char *thread_ts; /* of the message it follows; NULL: of none */
	const char *ts;        /* of the message it changes; NULL: it is new */
	const char *user;      /* Slack's ID of notice->mention; NULL: show the
			   * e-mail address as text */
	bool webhook; /* an incoming webhook: no channel, no metadata */
};

/* The arguments of chat.postMessage (with to->ts: of chat.update), as one JSON
 * object; channel, text, blocks, metadata with the notice's id, and the flags
 * that keep Slack from adding anything.  to may be NULL.  *cut becomes true
 * where something was too long and was shortened or left out, and is untouched
 * otherwise.  The caller deletes it; never NULL. */
cJSON *blocks_message(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut);

/* The same as plain text without blocks: what is left to send when Slack
 * refuses the blocks. */
cJSON *blocks_minimal(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut);

#endif
