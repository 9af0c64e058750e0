/* SPDX-License-Identifier: ISC */
/* text.c - text as Slack takes it: harmless, escaped, and short enough. */
#include "notifiers/slack/text.h"

#include <strings.h>

#include "sdk/utf8.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define MAX_URL 3000
#define LONGEST_WORD 20

static const char *
entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	}
	return NULL;
}

void
text_escape(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (entity(*s) != NULL)
			buf_puts(out, entity(*s));
		else
			buf_putc(out, *s);
	}
}

size_t
text_fit(const char *s, size_t max)
{
	size_t used = 0, n = 0, whole;

	while (s[n] != '\0') {
		used += entity(s[n]) != NULL ? strlen(entity(s[n])) : 1;
		if (used > max)
			break;
		n++;
	}
	whole = utf8_cut(s, n);
	if (whole > 0 || n == 0)
		return whole;
	/* One letter under more accents than fit: part it from them. */
	while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static void
trim_end(struct buf *b)
{
	while (b->size > 0 && is_space(b->data[b->size - 1]))
		buf_cut(b, b->size - 1);
}

/* Ends at a word where that costs little. */
static void
trim_word(struct buf *b)
{
	size_t n = b->size;

	while (
	    n > 0 && b->size - n < LONGEST_WORD && !is_space(b->data[n - 1]))
		n--;
	if (n > 0 && b->size - n < LONGEST_WORD)
		buf_cut(b, n);
	trim_end(b);
}

char *
text_short(const char *s, size_t max, bool *cut)
{
	struct buf b = BUF_INIT;
	size_t spaces = 0;

	if (s == NULL)
		return NULL;
	utf8_clean(&b, s, strlen(s));
	trim_end(&b);
	while (spaces < b.size && is_space(b.data[spaces]))
		spaces++;
	buf_drop(&b, spaces);
	if (b.size == 0) {
		buf_release(&b);
		return NULL;
	}
	if (text_fit(b.data, max) < b.size) {
		buf_cut(&b, text_fit(b.data, max - strlen(ELLIPSIS)));
		trim_word(&b);
		buf_puts(&b, ELLIPSIS);
		*cut = true;
	}
	return buf_take(&b);
}

/* May stand in a link as it is. */
static bool
is_url_char(char c)
{
	return c > ' ' && c < 0x7f && strchr("<>|\"\\^`{}", c) == NULL;
}

bool
text_url(struct buf *out, const char *url)
{
	size_t start = out->size;

	if (url == NULL || (strncasecmp(url, "https://", 8) != 0 &&
			       strncasecmp(url, "http://", 7) != 0))
		return false;
	for (; *url != '\0' && out->size - start <= MAX_URL; url++) {
		if (is_url_char(*url))
			buf_putc(out, *url);
		else
			buf_printf(out, "%%%02X", (unsigned char)*url);
	}
	if (out->size - start <= MAX_URL)
		return true;
	buf_cut(out, start);
	return false;
}
