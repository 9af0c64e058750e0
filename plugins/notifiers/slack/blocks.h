/* SPDX-License-Identifier: ISC */
/*
 * blocks.h - a notice as the JSON that Slack is sent.
 *
 * What it says is in body.h.  Who writes messages to files makes them here too,
 * so that a file holds what would be posted.
 */
#ifndef SLACK_BLOCKS_H
#define SLACK_BLOCKS_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>
#include <stdbool.h>

#include "notifiers/slack/receipt.h"

#define BLOCKS_EVENT "loopbell_notice"

/* Where a message goes; all zero is a new message to the notice's target. */
struct blocks_to {
	const char *channel;   /* an ID or #name; NULL: the notice's target */
	const char *thread_ts; /* of the message it follows; NULL: of none */
	const char *ts;        /* of the message it changes; NULL: it is new */
	const char *user;      /* Slack's ID of notice->mention; NULL: show the
			   * e-mail address as text */
	bool webhook; /* an incoming webhook: no channel, no metadata */
	bool listens; /* somebody answers a click: with buttons */
	struct receipt follows, changes; /* of blocks_aim(), for the above */
};

/* Sets where the notice goes by the messages it follows and changes.  channel
 * stays NULL where it does neither.  Receipts that are not Slack's are none.
 * *to points into itself: it is not copied. */
void blocks_aim(struct blocks_to *to, const struct lb_notice *notice);

/* The arguments of chat.postMessage (with to->ts: of chat.update), as one JSON
 * object; channel, text, blocks, the flags that keep Slack from adding anything,
 * and in a new message metadata with the notice's id: a changed one keeps what
 * it has (docs.slack.dev/messaging/message-metadata).  to may be NULL.  *cut becomes true
 * where something was too long and was shortened or left out, and is untouched
 * otherwise.  The caller deletes it; never NULL. */
cJSON *blocks_message(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut);

/* The same as plain text without blocks: what is left to send when Slack
 * refuses the blocks. */
cJSON *blocks_minimal(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut);

#endif
