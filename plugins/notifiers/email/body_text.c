/* SPDX-License-Identifier: ISC */
/* body_text.c - a mail's plain text. */
#include "body.h"
#include "header.h"
#include "sdk/utf8.h"

static void
put_line(struct buf *out, const char *value)
{
	header_clean(out, value);
	buf_putc(out, '\n');
}

/* Each line with "> " before it, so that no line of the customer's can pass
 * for one of ours. */
static void
put_quote(struct buf *out, const struct body_words *words, const char *quote)
{
	struct buf clean = BUF_INIT;
	bool is_cut;
	const char *s;

	utf8_clean(&clean, quote, body_quote_size(quote, &is_cut));
	if (is_cut)
		buf_puts(&clean, words->cut);
	buf_printf(out, "%s:\n", words->quote);
	for (s = buf_str(&clean);;) {
		size_t n = strcspn(s, "\n");

		buf_printf(out, ">%s%.*s\n", n ? " " : "", (int)n, s);
		if (s[n] == '\0' || s[n + 1] == '\0')
			break;
		s += n + 1;
	}
	buf_putc(out, '\n');
	buf_release(&clean);
}

static void
put_text(struct buf *out, const char *text)
{
	utf8_clean(out, text, strlen(text));
	while (out->size > 0 && out->data[out->size - 1] == '\n')
		buf_cut(out, out->size - 1);
	buf_puts(out, "\n\n");
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

		header_clean(out, fact->label);
		buf_printf(
		    out, ":%*s", (int)(n < width ? width - n : 0) + 1, "");
		put_line(out, fact->value);
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

void
body_text(struct buf *out, const struct body *body)
{
	const struct lb_notice *notice = body->notice;
	const struct body_words *words = body_words(body->language);
	const char *tone = words->tones[notice->tone];

	if (*tone != '\0')
		buf_printf(out, "%s\n\n", tone);
	put_line(out, notice->headline);
	buf_putc(out, '\n');
	if (notice->quote && *notice->quote != '\0')
		put_quote(out, words, notice->quote);
	if (notice->text && *notice->text != '\0')
		put_text(out, notice->text);
	put_facts(out, notice);
	for (size_t i = 0; i < notice->n_buttons; i++)
		if (body_is_link(notice->buttons[i].url))
			put_link(out, notice->buttons[i].label,
			    notice->buttons[i].url);
	if (body_is_link(notice->link))
		put_link(out, words->link, notice->link);
	buf_puts(out, "-- \n");
	if (body->company && *body->company != '\0') {
		buf_puts(out, words->sent_for);
		put_line(out, body->company);
	} else {
		put_line(out, words->sent);
	}
}
