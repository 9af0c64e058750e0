/* SPDX-License-Identifier: ISC */
/*
 * body.h - a notice as the blocks of a message.
 *
 * Block Kit, within every limit known (docs.slack.dev/reference/block-kit):
 *
 *	header		headline, after a mark for the tone
 *	section		whom it is for, and our own text
 *	rich_text	the customer's words: a quote, exactly as written
 *	rich_text	the first facts in one line, and below it the links
 *	context		the other facts, small; where the rest is of what was
 *			too long
 *
 * Facts come with the most important first: those stand beside the headline,
 * the others are there for who looks.  One line each made a wall of them.
 *
 * The blocks stand at the top level: what is in an attachment Slack calls
 * secondary and may fold away, and that is the only way to a coloured bar.
 * What a customer wrote stands in rich_text and plain_text only, where nothing
 * is markup; our own text is escaped mrkdwn with verbatim set, so that Slack
 * makes no links or mentions of its own.  No string is empty.
 *
 * Links are text, not buttons: Slack reports the press of a button, even of
 * one that is a link, and shows a warning beside it when nobody answers.  What
 * is an action of Loopbell's stands below all this, and only where somebody
 * would answer the click (buttons.h).  The picture is not rendered.
 */
#ifndef SLACK_BODY_H
#define SLACK_BODY_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>
#include <stdbool.h>

#include "sdk/buf.h"

/* The blocks, to be deleted; NULL: the notice says nothing.  user is Slack's
 * ID of notice->mention; NULL: the address is shown as text.  *cut becomes true
 * where something was too long and was shortened or left out, and is untouched
 * otherwise. */
cJSON *body_blocks(
    const struct lb_notice *notice, const char *user, bool *cut);

/* "🎉 ", the mark of a tone; "" where it has none. */
const char *body_mark(enum lb_tone tone);

/* Adds the mention as mrkdwn; nothing where nobody is to be mentioned. */
void body_put_mention(struct buf *out, const struct lb_notice *notice,
    const char *user, bool *cut);

/* Adds what is left of s, escaped, on a line of its own. */
void body_put_line(struct buf *out, const char *s, size_t max, bool *cut);

#endif
