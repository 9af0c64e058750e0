/* SPDX-License-Identifier: ISC */
/*
 * body_text.c - a mail's plain text, as "format=flowed" (RFC 3676).
 *
 * Long lines are broken at 72 columns; a break of ours is a blank at the end
 * of the line, so that a reader on a telephone can undo it.
 */
#include "body.h"
#include "header.h"
#include "sdk/utf8.h"

enum { COLUMNS = 72 };

/* The bytes of s, n in all, that go on a line of so many columns: up to a
 * blank, which goes along; a word that is longer stays whole. */
static size_t
line_size(const char *s, size_t n, size_t columns)
{
	size_t size = 0, column = 0, k;

	for (size_t i = 0; i<n; i += k> 0 ? k : 1) {
		k = utf8_length(s + i, n - i);
		if (s[i] == ' ')
			size = i + 1;
		if (++column > columns && size > 0)
			return size;
	}
	return n;
}

/* Adds one line of text, after quote ("> " or ""), as several where it is
 * long.  RFC 3676 4.2 and 4.4: no blank stands at the end but for a break of
 * ours, and what begins like a quote, "From " or a blank is kept off the
 * start by one more. */
static void
put_flowed(struct buf *out, const char *quote, const char *s, size_t n)
{
	size_t columns = COLUMNS - strlen(quote), size;

	while (n > 0 && s[n - 1] == ' ')
		n--;
	do {
		size = line_size(s, n, columns);
		buf_puts(out, quote);
		if (n > 0 && *quote == '\0' &&
		    (*s == ' ' || *s == '>' || strncmp(s, "From ", 5) == 0))
			buf_putc(out, ' ');
		buf_add(out, s, size);
		if (n == 0 && *quote != '\0')
			buf_cut(out, out->size - 1);
		buf_putc(out, '\n');
		s += size;
		n -= size;
	} while (n > 0);
}

static void
put_flowed_lines(struct buf *out, const char *quote, const char *s)
{
	for (;;) {
		size_t n = strcspn(s, "\n");

		put_flowed(out, quote, s, n);
		if (s[n] == '\0' || s[n + 1] == '\0')
			return;
		s += n + 1;
	}
}

static void
put_line(struct buf *out, const char *value)
{
	struct buf clean = BUF_INIT;

	header_clean(&clean, value);
	put_flowed(out, "", buf_str(&clean), clean.size);
	buf_release(&clean);
}

/* Each line with "> " before it, so that no line of the customer's can pass
 * for one of ours. */
static void
put_quote(struct buf *out, const struct body_words *words, const char *quote)
{
	struct buf clean = BUF_INIT;
	bool is_cut;

	utf8_clean(&clean, quote, body_quote_size(quote, &is_cut));
	if (is_cut)
		buf_puts(&clean, words->cut);
	buf_printf(out, "%s:\n", words->quote);
	put_flowed_lines(out, "> ", buf_str(&clean));
	buf_putc(out, '\n');
	buf_release(&clean);
}

static void
put_text(struct buf *out, const char *text)
{
	struct buf clean = BUF_INIT;

	utf8_clean(&clean, text, strlen(text));
	while (clean.size > 0 && clean.data[clean.size - 1] == '\n')
		buf_cut(&clean, clean.size - 1);
	put_flowed_lines(out, "", buf_str(&clean));
	buf_putc(out, '\n');
	buf_release(&clean);
}

static void
put_facts(struct buf *out, const struct lb_notice *notice)
{
	size_t width = 0;

	for (size_t i = 0; i < notice->n_facts; i++)
		if (utf8_count(notice->facts[i].label) > width)
			width = utf8_count(notice->facts[i].label);
	if (width > 24)
		width = 24;
	for (size_t i = 0; i < notice->n_facts; i++) {
		const struct lb_fact *fact = &notice->facts[i];
		size_t n = utf8_count(fact->label);
		struct buf line = BUF_INIT;

		header_clean(&line, fact->label);
		buf_printf(
		    &line, ":%*s", (int)(n < width ? width - n : 0) + 1, "");
		header_clean(&line, fact->value);
		put_flowed(out, "", buf_str(&line), line.size);
		buf_release(&line);
	}
	if (notice->n_facts > 0)
		buf_putc(out, '\n');
}

static void
put_link(struct buf *out, const char *label, const char *url)
{
	header_clean(out, label);
	buf_printf(out, ":\n%s\n\n", url);
}

static void
put_close(struct buf *out, const struct body *body)
{
	const struct body_words *words = body_words(body->language);
	struct buf line = BUF_INIT;

	if (body->company && *body->company != '\0')
		buf_printf(&line, "%s%s", words->sent_for, body->company);
	else
		buf_puts(&line, words->sent);
	buf_puts(out, "-- \n");
	put_line(out, buf_str(&line));
	buf_release(&line);
}

static void
put_words(struct buf *out, const struct body *body)
{
	const struct lb_notice *notice = body->notice;
	bool has_text = notice->text && *notice->text != '\0';

	if (has_text && notice->receipt)
		put_text(out, notice->text);
	if (notice->quote && *notice->quote != '\0')
		put_quote(out, body_words(body->language), notice->quote);
	if (has_text && !notice->receipt)
		put_text(out, notice->text);
}

void
body_text(struct buf *out, const struct body *body)
{
	const struct lb_notice *notice = body->notice;
	size_t start = out->size;

	body_put_tone(out, body);
	if (out->size > start)
		buf_puts(out, "\n\n");
	put_line(out, notice->headline);
	buf_putc(out, '\n');
	put_words(out, body);
	put_facts(out, notice);
	for (size_t i = 0; i < notice->n_buttons; i++)
		if (body_is_link(notice->buttons[i].url))
			put_link(out, notice->buttons[i].label,
			    notice->buttons[i].url);
	if (body_is_link(notice->link))
		put_link(out, body_words(body->language)->link, notice->link);
	put_close(out, body);
}
