/* SPDX-License-Identifier: ISC */
/*
 * body.h - what a mail says, as plain text and as HTML.
 *
 * Both say the same, in the same order: tone, headline, the customer's words,
 * ours, facts, links.  Of a change our words stand before the customer's: they
 * say what changed.  What came from outside is escaped in HTML and quoted in text,
 * and links only where the notice has one and it is http or https.
 */
#ifndef EMAIL_BODY_H
#define EMAIL_BODY_H

#include <loopbell/plugin.h>

#include "sdk/buf.h"

struct body {
	const struct lb_notice *notice;
	const char *language;   /* from body_language() */
	const char *company;    /* NULL or "": not named */
	const char *picture_id; /* its Content-ID; NULL: no picture */
};

/* The fixed words, in one language. */
struct body_words {
	const char *language;
	const char *tones[LB_RESOLVED + 1]; /* "": nothing to say */
	const char *changed;                /* before the tone */
	const char *quote;                  /* above the customer's words */
	const char *picture;                /* in place of the picture */
	const char *link;
	const char *cut; /* ends a quote that was too long to show */
	const char *sent_for, *sent;
};

/* "da" or "en": what we have words for that is nearest to a BCP 47 tag. */
const char *body_language(const char *tag);
/* Never NULL. */
const struct body_words *body_words(const char *language);

/* Adds the line above the headline, "Update · Needs follow-up", harmless in
 * HTML; nothing where there is nothing to say. */
void body_put_tone(struct buf *out, const struct body *body);

/* True for http:// or https:// and nothing that could end an attribute or a
 * line: what may be made a link. */
bool body_is_link(const char *url);

/* The bytes of the quote that are shown, and whether that is not all. */
size_t body_quote_size(const char *quote, bool *is_cut);

/* Lines end with "\n". */
void body_text(struct buf *out, const struct body *body);
void body_html(struct buf *out, const struct body *body);

#endif
