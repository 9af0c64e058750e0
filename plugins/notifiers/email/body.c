/* SPDX-License-Identifier: ISC */
/* body.c - what the text and the HTML of a mail have in common. */
#include "body.h"

#include "sdk/utf8.h"

/* Some mail programs cut off a page above 100 KB; a quote may grow sixfold
 * when it is escaped. */
enum { QUOTE_MAX = 12000 };

static const struct body_words all_words[] = {
	{
	    .language = "en",
	    .tones = { "", "Good news", "Needs follow-up", "Reminder",
		"Resolved" },
	    .changed = "Update",
	    .quote = "In the customer's words",
	    .picture = "Chart",
	    .link = "See the whole answer",
	    .cut = "… (shortened)",
	    .sent_for = "Sent automatically by Loopbell for ",
	    .sent = "Sent automatically by Loopbell",
	},
	{
	    .language = "da",
	    .tones = { "", "Gode nyheder", "Kræver opfølgning", "Påmindelse",
		"Løst" },
	    .changed = "Opdatering",
	    .quote = "Kundens ord",
	    .picture = "Diagram",
	    .link = "Se hele svaret",
	    .cut = "… (forkortet)",
	    .sent_for = "Sendt automatisk af Loopbell for ",
	    .sent = "Sendt automatisk af Loopbell",
	},
};

const struct body_words *
body_words(const char *language)
{
	for (size_t i = 0; i < sizeof(all_words) / sizeof(*all_words); i++)
		if (strcmp(all_words[i].language, language) == 0)
			return &all_words[i];
	return &all_words[0];
}

const char *
body_language(const char *tag)
{
	char first[4] = "";
	size_t n = tag ? strcspn(tag, "-_") : 0;

	if (n == 2)
		for (size_t i = 0; i < 2; i++)
			first[i] = (char)(tag[i] | 0x20);
	return body_words(first)->language;
}

void
body_put_tone(struct buf *out, const struct body *body)
{
	const struct body_words *words = body_words(body->language);
	const char *tone = words->tones[body->notice->tone];

	if (body->notice->receipt == NULL) {
		buf_puts(out, tone);
		return;
	}
	buf_puts(out, words->changed);
	if (*tone != '\0')
		buf_printf(out, " · %s", tone);
}

bool
body_is_link(const char *url)
{
	size_t n = 0;

	if (!url)
		return false;
	if (strncmp(url, "https://", 8) == 0)
		n = 8;
	else if (strncmp(url, "http://", 7) == 0)
		n = 7;
	if (n == 0 || url[n] == '\0')
		return false;
	for (; url[n] != '\0'; n++)
		if ((unsigned char)url[n] <= ' ' || url[n] == 0x7f ||
		    strchr("\"'<>`\\", url[n]))
			return false;
	return utf8_is_valid(url, n);
}

size_t
body_quote_size(const char *quote, bool *is_cut)
{
	size_t n = utf8_cut(quote, QUOTE_MAX);

	*is_cut = quote[n] != '\0';
	return n;
}
