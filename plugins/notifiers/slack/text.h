/* SPDX-License-Identifier: ISC */
/*
 * text.h - text as Slack takes it: harmless, escaped, and short enough.
 *
 * Slack does not say what it counts as a character, nor whether "&amp;" is one
 * or five of them.  So every length here is the largest that can be meant:
 * bytes of UTF-8, after escaping.
 */
#ifndef SLACK_TEXT_H
#define SLACK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "sdk/buf.h"

/* Adds s with &, < and > as entities: all that Slack decodes, and all that it
 * takes for a mention or a link (docs.slack.dev, formatting-message-text). */
void text_escape(struct buf *out, const char *s);

/* The most bytes of s that take at most max once escaped and end at a whole
 * character, with its accents and joiners where that leaves anything. */
size_t text_fit(const char *s, size_t max);

/* s made harmless (utf8_clean()), without white space around it, and at most
 * max bytes once escaped; where it is longer it ends in "…", after a whole
 * word where there are words, and *cut becomes true.  The caller frees it.  NULL: s is NULL or nothing is left, which Slack
 * would refuse as an empty string. */
char *text_short(const char *s, size_t max, bool *cut);

/* Adds a link target as it can stand in "<url|label>" and in JSON alike: what
 * ends it there is percent-encoded.  False: not http or https, or longer than
 * the 3000 that Slack takes; then nothing is added. */
bool text_url(struct buf *out, const char *url);

#endif
