/* SPDX-License-Identifier: ISC */
/*
 * body_html.c - a mail's HTML.
 *
 * Made for what mail programs keep: tables for the layout, every style that
 * matters inline, nothing loaded from elsewhere.  The style sheet in the head
 * only adds what may be lost: dark colours, and less margin on a telephone.
 */
#include "body.h"
#include "header.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

enum { PREVIEW_MAX = 150 }; /* bytes */

#define FONT                                \
	"font-family:-apple-system,'Segoe " \
	"UI',Roboto,Helvetica,Arial,sans-serif"

/* One colour a tone, dark enough for white text on it (4.5:1). */
static const char *const colours[] = {
	[LB_NEUTRAL] = "#475569",
	[LB_CELEBRATE] = "#15803d",
	[LB_ALERT] = "#b91c1c",
	[LB_REMIND] = "#b45309",
	[LB_RESOLVED] = "#0f766e",
};

/* The same on a dark page: light enough to be read as text. */
static const char *const dark_colours[] = {
	[LB_NEUTRAL] = "#94a3b8",
	[LB_CELEBRATE] = "#4ade80",
	[LB_ALERT] = "#f87171",
	[LB_REMIND] = "#fbbf24",
	[LB_RESOLVED] = "#2dd4bf",
};

/* Text of ours or anybody's; "\n" becomes a line break. */
static void
put_escaped(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (s[i]) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case '\'':
			buf_puts(out, "&#39;");
			break;
		case '\n':
			buf_puts(out, "<br>\n");
			break;
		default:
			buf_putc(out, s[i]);
		}
	}
}

static void
put_line(struct buf *out, const char *value)
{
	struct buf clean = BUF_INIT;

	header_clean(&clean, value);
	put_escaped(out, buf_str(&clean), clean.size);
	buf_release(&clean);
}

static void
put_lines(struct buf *out, const char *text, size_t n)
{
	struct buf clean = BUF_INIT;

	utf8_clean(&clean, text, n);
	while (clean.size > 0 && clean.data[clean.size - 1] == '\n')
		buf_cut(&clean, clean.size - 1);
	put_escaped(out, buf_str(&clean), clean.size);
	buf_release(&clean);
}

static void
put_head(struct buf *out, const struct body *body)
{
	const char *colour = dark_colours[body->notice->tone];

	buf_printf(out,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<meta name=\"supported-color-schemes\" content=\"light dark\">\n"
	    "<title>",
	    body->language);
	put_line(out, body->notice->headline);
	buf_puts(out, "</title>\n<style>\n"
		      "@media (prefers-color-scheme: dark) {\n"
		      ".page { background-color: #0f172a !important }\n"
		      ".card { background-color: #1e293b !important; "
		      "border-color: #334155 !important }\n"
		      ".ink { color: #f1f5f9 !important }\n"
		      ".soft { color: #a3b1c6 !important }\n"
		      ".rule { border-color: #334155 !important }\n"
		      ".said { background-color: #273449 !important }\n"
		      ".link { color: #93c5fd !important }\n");
	buf_printf(out,
	    ".tone { color: %s !important }\n}\n"
	    "@media (max-width: 480px) {\n"
	    ".page { padding: 0 !important }\n"
	    ".card { border-width: 0 !important }\n"
	    ".body { padding: 20px 18px 24px 18px !important }\n"
	    ".fact { width: 38%% !important }\n"
	    "}\n</style>\n</head>\n",
	    colour);
}

static bool
is_given(const char *s)
{
	return s != NULL && *s != '\0';
}

/* What a list of mails shows after the subject: the customer's words, or what
 * changed, and not our headline once more.  Not seen in the mail itself. */
static void
put_preview(struct buf *out, const struct lb_notice *notice)
{
	bool ours = !is_given(notice->quote) ||
		    (notice->receipt && is_given(notice->text));
	const char *s = ours ? notice->text : notice->quote;
	char *start;

	if (!is_given(s))
		return;
	start = mem_copy(s, utf8_cut(s, PREVIEW_MAX));
	buf_puts(out, "<div style=\"display:none;max-height:0;"
		      "overflow:hidden;mso-hide:all\">");
	put_line(out, start);
	buf_puts(out, "</div>\n");
	free(start);
}

/* The page, the card on it, and the bar in the tone's colour on top. */
static void
put_open(struct buf *out, const struct body *body)
{
	const char *colour = colours[body->notice->tone];

	buf_puts(out, "<body class=\"page\" style=\"margin:0;padding:0;"
		      "background-color:#f1f5f9\">\n");
	put_preview(out, body->notice);
	buf_puts(out,
	    "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
	    "cellspacing=\"0\" border=\"0\">\n"
	    "<tr><td class=\"page\" align=\"center\" "
	    "style=\"padding:24px 12px;background-color:#f1f5f9\">\n"
	    "<table class=\"card\" role=\"presentation\" width=\"100%\" "
	    "cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
	    "style=\"max-width:600px;background-color:#ffffff;"
	    "border:1px solid #dbe3ec\">\n");
	buf_printf(out,
	    "<tr><td height=\"6\" bgcolor=\"%s\" style=\"background-color:%s;"
	    "height:6px;font-size:0;line-height:0\">&nbsp;</td></tr>\n"
	    "<tr><td class=\"body\" align=\"left\" "
	    "style=\"padding:26px 32px 30px 32px;" FONT ";font-size:16px;"
	    "line-height:24px;color:#1e293b\">\n",
	    colour, colour);
}

static void
put_headline(struct buf *out, const struct body *body)
{
	enum lb_tone tone = body->notice->tone;
	struct buf words = BUF_INIT;

	body_put_tone(&words, body);
	if (words.size > 0)
		buf_printf(out,
		    "<p class=\"tone\" style=\"margin:0 0 6px 0;"
		    "font-size:14px;line-height:20px;font-weight:bold;"
		    "color:%s\">%s</p>\n",
		    colours[tone], words.data);
	buf_release(&words);
	buf_puts(out,
	    "<h1 class=\"ink\" style=\"margin:0 0 20px 0;font-size:22px;"
	    "line-height:29px;font-weight:bold;color:#0f172a\">");
	put_line(out, body->notice->headline);
	buf_puts(out, "</h1>\n");
}

static void
put_quote(struct buf *out, const struct body *body)
{
	const struct body_words *words = body_words(body->language);
	const char *quote = body->notice->quote;
	bool is_cut;
	size_t n = body_quote_size(quote, &is_cut);

	buf_printf(out,
	    "<p class=\"soft\" style=\"margin:0 0 6px 0;font-size:14px;"
	    "line-height:20px;color:#52617a\">%s</p>\n",
	    words->quote);
	buf_printf(out,
	    "<blockquote class=\"said ink\" style=\"margin:0 0 22px 0;"
	    "padding:14px 18px;border-left:4px solid %s;"
	    "background-color:#f6f8fb;font-size:17px;line-height:26px;"
	    "color:#0f172a;word-break:break-word\">",
	    colours[body->notice->tone]);
	put_lines(out, quote, n);
	buf_printf(out, "%s</blockquote>\n", is_cut ? words->cut : "");
}

static void
put_text(struct buf *out, const char *text)
{
	buf_puts(out,
	    "<p class=\"ink\" style=\"margin:0 0 22px 0;color:#1e293b\">");
	put_lines(out, text, strlen(text));
	buf_puts(out, "</p>\n");
}

static void
put_picture(struct buf *out, const struct body *body)
{
	buf_printf(out,
	    "<p style=\"margin:0 0 22px 0\"><img src=\"cid:%s\" alt=\"%s\" "
	    "width=\"534\" style=\"width:100%%;max-width:534px;"
	    "height:auto;border:0\"></p>\n",
	    body->picture_id, body_words(body->language)->picture);
}

static void
put_facts(struct buf *out, const struct lb_notice *notice)
{
	buf_puts(out,
	    "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
	    "border=\"0\" style=\"margin:0 0 24px 0;font-size:15px;"
	    "line-height:22px\">\n");
	for (size_t i = 0; i < notice->n_facts; i++) {
		buf_puts(out,
		    "<tr><th class=\"fact soft rule\" scope=\"row\" "
		    "align=\"left\" valign=\"top\" width=\"32%\" "
		    "style=\"padding:8px 12px 8px 0;font-weight:normal;"
		    "text-align:left;border-bottom:1px solid #e5eaf1;"
		    "color:#52617a\">");
		put_line(out, notice->facts[i].label);
		buf_puts(out,
		    "</th><td class=\"ink rule\" valign=\"top\" "
		    "style=\"padding:8px 0;border-bottom:1px solid #e5eaf1;"
		    "color:#0f172a;word-break:break-word\">");
		put_line(out, notice->facts[i].value);
		buf_puts(out, "</td></tr>\n");
	}
	buf_puts(out, "</table>\n");
}

/* A table cell with a background is what every mail program shows as a
 * button; the link alone is not. */
static void
put_button(struct buf *out, const struct lb_button *button)
{
	const char *colour = button->danger    ? "#b91c1c"
			     : button->primary ? "#1d4ed8"
					       : "#475569";

	buf_printf(out,
	    "<table role=\"presentation\" cellpadding=\"0\" "
	    "cellspacing=\"0\" border=\"0\" style=\"margin:0 0 10px 0\">"
	    "<tr><td bgcolor=\"%s\" style=\"background-color:%s;"
	    "border-radius:6px\"><a href=\"",
	    colour, colour);
	put_line(out, button->url);
	buf_printf(out,
	    "\" style=\"display:inline-block;padding:12px 22px;"
	    "border:1px solid %s;border-radius:6px;" FONT ";font-size:16px;"
	    "line-height:20px;font-weight:bold;color:#ffffff;"
	    "text-decoration:none\">",
	    colour);
	put_line(out, button->label);
	buf_puts(out, "</a></td></tr></table>\n");
}

static void
put_link(struct buf *out, const char *label, const char *url)
{
	buf_puts(out, "<p style=\"margin:14px 0 0 0;font-size:15px\">"
		      "<a class=\"link\" href=\"");
	put_line(out, url);
	buf_printf(out, "\" style=\"color:#1d4ed8\">%s</a></p>\n", label);
}

static void
put_close(struct buf *out, const struct body *body)
{
	const struct body_words *words = body_words(body->language);
	bool named = body->company && *body->company != '\0';

	buf_puts(out, "</td></tr>\n</table>\n"
		      "<p class=\"soft\" style=\"margin:16px 0 8px 0;" FONT
		      ";font-size:13px;line-height:18px;color:#52617a\">");
	buf_puts(out, named ? words->sent_for : words->sent);
	if (named)
		put_line(out, body->company);
	buf_puts(out, "</p>\n</td></tr>\n</table>\n</body>\n</html>\n");
}

void
body_html(struct buf *out, const struct body *body)
{
	const struct lb_notice *notice = body->notice;

	put_head(out, body);
	put_open(out, body);
	put_headline(out, body);
	if (notice->receipt && is_given(notice->text))
		put_text(out, notice->text);
	if (is_given(notice->quote))
		put_quote(out, body);
	if (!notice->receipt && is_given(notice->text))
		put_text(out, notice->text);
	if (body->picture_id)
		put_picture(out, body);
	if (notice->n_facts > 0)
		put_facts(out, notice);
	for (size_t i = 0; i < notice->n_buttons; i++)
		if (body_is_link(notice->buttons[i].url))
			put_button(out, &notice->buttons[i]);
	if (body_is_link(notice->link))
		put_link(out, body_words(body->language)->link, notice->link);
	put_close(out, body);
}
