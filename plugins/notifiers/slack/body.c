/* SPDX-License-Identifier: ISC */
/* body.c - a notice as the blocks of a message. */
#include "notifiers/slack/body.h"

#include "notifiers/slack/text.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Slack's limits of one element. */
#define MAX_HEADER 150
#define MAX_LABEL 75

/* Above about 11,000 characters of text in all Slack refuses a message though
 * each block is in bounds (bolt-js#2509, #2867).  These, with 1000 of fallback
 * text, add up to less than 10,000.  A quote is cut where it would push what
 * the others wrote out of sight, far below what Slack takes. */
#define MAX_MENTION 200
#define MAX_TEXT 2400
#define MAX_QUOTE 1500
#define MAX_FACTS 1500
#define MAX_FACT_LABEL 100
#define MAX_FACT_VALUE 400
#define MAX_LINKS 6

#define N_FIRST 4
#define BETWEEN "  \xc2\xb7  " /* a middle dot */

struct draft {
	const struct lb_notice *notice;
	const char *user;
	cJSON *blocks;
	cJSON *line;      /* of the first facts and links; NULL: not yet */
	struct buf small; /* the other facts */
	size_t left;      /* for facts */
	bool cut;
};

/* Users want to see at a glance which kind it is. */
static const char *const marks[] = {
	[LB_NEUTRAL] = "\xf0\x9f\x92\xac ",   /* speech balloon */
	[LB_CELEBRATE] = "\xf0\x9f\x8e\x89 ", /* party popper */
	[LB_ALERT] = "\xf0\x9f\x9a\xa8 ",     /* revolving light */
	[LB_REMIND] = "\xe2\x8f\xb0 ",        /* alarm clock */
	[LB_RESOLVED] = "\xe2\x9c\x85 ",      /* white check mark */
};

/* clang-format off */
static const struct words {
	const char *language;
	const char *to; /* before an address that Slack does not know */
	const char *answer;
	const char *cut_link; /* where the rest is, with a link to the answer */
	const char *cut;      /* and without: before the notice's id          */
} words[] = {
	{ "en", "To: ",  "See the answer", "Shortened here; the answer has the rest.", "Shortened here; for the rest: loopbell queue show " },
	{ "da", "Til: ", "Se svaret",      "Forkortet her; resten st\xc3\xa5r i svaret.", "Forkortet her; resten vises med: loopbell queue show " },
};
/* clang-format on */

static const struct words *
words_of(const char *language)
{
	for (size_t i = 0; language && i < sizeof(words) / sizeof(*words); i++)
		if (strncmp(language, words[i].language, 2) == 0)
			return &words[i];
	return &words[0];
}

const char *
body_mark(enum lb_tone tone)
{
	size_t n = sizeof(marks) / sizeof(*marks);

	return (size_t)tone < n ? marks[tone] : "";
}

static cJSON *
append(cJSON *array, const char *type)
{
	cJSON *item = cJSON_CreateObject();

	json_put_string(item, "type", type);
	cJSON_AddItemToArray(array, item);
	return item;
}

static void
set_plain(cJSON *object, const char *text)
{
	json_put_string(object, "text", text);
	json_put_bool(object, "emoji", false);
}

static void
add_header(struct draft *d)
{
	const char *mark = body_mark(d->notice->tone);
	char *s = text_short(
	    d->notice->headline, MAX_HEADER - strlen(mark), &d->cut);
	char *headline;
	cJSON *text;

	if (s == NULL)
		return;
	headline = mem_printf("%s%s", mark, s);
	text = json_put_object(append(d->blocks, "header"), "text");
	json_put_string(text, "type", "plain_text");
	set_plain(text, headline);
	free(headline);
	free(s);
}

void
body_put_mention(struct buf *out, const struct lb_notice *notice,
    const char *user, bool *cut)
{
	char *email;

	if (notice->mention == NULL)
		return;
	if (user != NULL) {
		buf_printf(out, "<@%s>", user);
		return;
	}
	email = text_short(notice->mention, MAX_MENTION, cut);
	if (email != NULL) {
		buf_puts(out, words_of(notice->language)->to);
		text_escape(out, email);
	}
	free(email);
}

void
body_put_line(struct buf *out, const char *s, size_t max, bool *cut)
{
	char *line = text_short(s, max, cut);

	if (line == NULL)
		return;
	if (out->size > 0)
		buf_putc(out, '\n');
	text_escape(out, line);
	free(line);
}

/* verbatim: Slack must not look for links and mentions in it. */
static void
add_text(struct draft *d)
{
	struct buf b = BUF_INIT;
	cJSON *text;

	body_put_mention(&b, d->notice, d->user, &d->cut);
	body_put_line(&b, d->notice->text, MAX_TEXT, &d->cut);
	if (b.size > 0) {
		text = json_put_object(append(d->blocks, "section"), "text");
		json_put_string(text, "type", "mrkdwn");
		json_put_string(text, "text", b.data);
		json_put_bool(text, "verbatim", true);
	}
	buf_release(&b);
}

/* ---- Rich text: nothing in it is markup, and nothing needs escaping. */

static cJSON *
add_rich(struct draft *d, const char *type)
{
	cJSON *parts =
	    json_put_array(append(d->blocks, "rich_text"), "elements");

	return json_put_array(append(parts, type), "elements");
}

static void
add_part(cJSON *parts, const char *s, bool is_bold)
{
	cJSON *part = append(parts, "text");

	json_put_string(part, "text", s);
	if (is_bold)
		json_put_bool(json_put_object(part, "style"), "bold", true);
}

static void
add_quote(struct draft *d)
{
	char *quote = text_short(d->notice->quote, MAX_QUOTE, &d->cut);

	if (quote != NULL)
		add_part(add_rich(d, "rich_text_quote"), quote, false);
	free(quote);
}

/* The line of facts and links, with between before what comes next. */
static cJSON *
line_of(struct draft *d, const char *between)
{
	if (d->line == NULL)
		d->line = add_rich(d, "rich_text_section");
	else
		add_part(d->line, between, false);
	return d->line;
}

/* ---- Facts. */

static size_t
escaped_size(const char *s)
{
	struct buf b = BUF_INIT;
	size_t n;

	text_escape(&b, s);
	n = b.size;
	buf_release(&b);
	return n;
}

/* "*Owner* Anna Holm" in the line, or "Owner: Anna Holm" in small. */
static void
put_fact(struct draft *d, const char *label, const char *value, bool is_first)
{
	struct buf bold = BUF_INIT;

	if (is_first) {
		buf_printf(&bold, "%s ", label);
		add_part(line_of(d, BETWEEN), bold.data, true);
		add_part(d->line, value, false);
	} else {
		if (d->small.size > 0)
			buf_puts(&d->small, BETWEEN);
		buf_printf(&d->small, "%s: %s", label, value);
	}
	buf_release(&bold);
}

/* False: it has no value. */
static bool
add_fact(struct draft *d, const struct lb_fact *fact, bool is_first)
{
	char *value = text_short(fact->value, MAX_FACT_VALUE, &d->cut);
	char *label = text_short(fact->label, MAX_FACT_LABEL, &d->cut);
	const char *name = label ? label : "\xe2\x80\x93";
	bool has_value = value != NULL;
	size_t size = value ? escaped_size(value) + escaped_size(name) + 8 : 0;

	if (size > d->left) {
		d->cut = true;
	} else if (has_value) {
		put_fact(d, name, value, is_first);
		d->left -= size;
	}
	free(label);
	free(value);
	return has_value;
}

static void
add_facts(struct draft *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->notice->n_facts; i++)
		n += add_fact(d, &d->notice->facts[i], n < N_FIRST);
}

/* ---- Links. */

static bool
add_link(struct draft *d, const char *text, const char *target, bool is_first)
{
	char *label = text_short(text, MAX_LABEL, &d->cut);
	struct buf url = BUF_INIT;
	bool good = label != NULL && text_url(&url, target);
	cJSON *item;

	if (good) {
		item = append(line_of(d, is_first ? "\n" : BETWEEN), "link");
		json_put_string(item, "url", url.data);
		json_put_string(item, "text", label);
	}
	buf_release(&url);
	free(label);
	return good;
}

static void
add_links(struct draft *d)
{
	const struct lb_notice *n = d->notice;
	const char *answer = words_of(n->language)->answer;
	int links = 0;

	if (n->link != NULL && add_link(d, answer, n->link, true))
		links++;
	else if (n->link != NULL)
		d->cut = true;
	for (size_t i = 0; i < n->n_buttons; i++) {
		if (n->buttons[i].url == NULL)
			continue;
		if (links < MAX_LINKS && add_link(d, n->buttons[i].label,
					     n->buttons[i].url, links == 0))
			links++;
		else
			d->cut = true;
	}
}

/* ---- Small print. */

static void
add_small(struct draft *d, const char *s)
{
	cJSON *elements, *text;

	if (s == NULL || *s == '\0')
		return;
	elements = json_put_array(append(d->blocks, "context"), "elements");
	text = append(elements, "plain_text");
	set_plain(text, s);
}

/* Nothing is left out silently. */
static void
add_where_the_rest_is(struct draft *d)
{
	const struct words *w = words_of(d->notice->language);
	struct buf url = BUF_INIT;
	char *note;

	if (d->cut && text_url(&url, d->notice->link)) {
		add_small(d, w->cut_link);
	} else if (d->cut) {
		note = mem_printf("%s%s", w->cut, d->notice->id);
		add_small(d, note);
		free(note);
	}
	buf_release(&url);
}

cJSON *
body_blocks(const struct lb_notice *notice, const char *user, bool *cut)
{
	struct draft d = { .notice = notice, .user = user, .left = MAX_FACTS };

	d.blocks = cJSON_CreateArray();
	add_header(&d);
	add_text(&d);
	add_quote(&d);
	add_facts(&d);
	add_links(&d);
	add_small(&d, d.small.data);
	add_where_the_rest_is(&d);
	buf_release(&d.small);
	*cut |= d.cut;
	if (cJSON_GetArraySize(d.blocks) > 0)
		return d.blocks;
	cJSON_Delete(d.blocks);
	return NULL;
}
