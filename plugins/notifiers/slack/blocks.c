/* SPDX-License-Identifier: ISC */
/* blocks.c - a notice as the JSON that Slack is sent. */
#include "notifiers/slack/blocks.h"

#include "notifiers/slack/text.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Slack's limits of one element. */
#define MAX_HEADER 150
#define MAX_ELEMENT 3000
#define MAX_FIELDS 10
#define MAX_LABEL 75

/* Above about 11,000 characters of text in all Slack refuses a message though
 * each block is in bounds (bolt-js#2509, #2867).  These add up to less than
 * 10,000: 150 + 1000 + 200 + 2400 + 4000 + 1500 + 6 * 75. */
#define MAX_FALLBACK 1000
#define MAX_MENTION 200
#define MAX_TEXT 2400
#define MAX_QUOTE 4000
#define MAX_FACTS 1500
#define MAX_FACT_LABEL 100
#define MAX_FACT_VALUE 400
#define MAX_BUTTONS 6

struct draft {
	const struct lb_notice *notice;
	const struct blocks_to *to;
	cJSON *blocks;
	bool *cut;
};

/* Users want to see at a glance which kind it is. */
static const char *const marks[] = {
	[LB_NEUTRAL] = "",
	[LB_CELEBRATE] = "\xf0\x9f\x9f\xa2 ", /* green circle */
	[LB_ALERT] = "\xf0\x9f\x94\xb4 ",     /* red circle */
	[LB_REMIND] = "\xf0\x9f\x9f\xa0 ",    /* orange circle */
	[LB_RESOLVED] = "\xe2\x9c\x85 ",      /* white check mark */
};

static const struct {
	const char *language;
	const char *answer;
} labels[] = {
	{ "en", "See the answer" },
	{ "da", "Se svaret" },
};

static const char *
answer_label(const char *language)
{
	for (size_t i = 0; language && i < sizeof(labels) / sizeof(*labels);
	     i++)
		if (strncmp(language, labels[i].language, 2) == 0)
			return labels[i].answer;
	return labels[0].answer;
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

/* verbatim: Slack must not look for links and mentions in it. */
static void
set_mrkdwn(cJSON *object, const char *text)
{
	json_put_string(object, "text", text);
	json_put_bool(object, "verbatim", true);
}

static const char *
mark(enum lb_tone tone)
{
	size_t n = sizeof(marks) / sizeof(*marks);

	return (size_t)tone < n ? marks[tone] : "";
}

static void
add_header(struct draft *d)
{
	const char *colour = mark(d->notice->tone);
	char *s = text_short(
	    d->notice->headline, MAX_HEADER - strlen(colour), d->cut);
	char *headline;
	cJSON *text;

	if (s == NULL)
		return;
	headline = mem_printf("%s%s", colour, s);
	text = json_put_object(append(d->blocks, "header"), "text");
	json_put_string(text, "type", "plain_text");
	set_plain(text, headline);
	free(headline);
	free(s);
}

/* "<@U024BE7LH>", or the address as text where nobody in Slack has it. */
static void
put_mention(struct buf *out, struct draft *d)
{
	char *email;

	if (d->notice->mention == NULL)
		return;
	if (d->to->user != NULL) {
		buf_printf(out, "<@%s>", d->to->user);
		return;
	}
	email = text_short(d->notice->mention, MAX_MENTION, d->cut);
	if (email != NULL)
		text_escape(out, email);
	free(email);
}

/* Adds what is left of s, escaped, on a line of its own. */
static void
put_line(struct buf *out, const char *s, size_t max, bool *cut)
{
	char *line = text_short(s, max, cut);

	if (line == NULL)
		return;
	if (out->size > 0)
		buf_putc(out, '\n');
	text_escape(out, line);
	free(line);
}

static void
add_text(struct draft *d)
{
	struct buf b = BUF_INIT;
	cJSON *text;

	put_mention(&b, d);
	put_line(&b, d->notice->text, MAX_TEXT, d->cut);
	if (b.size > 0) {
		text = json_put_object(append(d->blocks, "section"), "text");
		json_put_string(text, "type", "mrkdwn");
		set_mrkdwn(text, b.data);
	}
	buf_release(&b);
}

static void
add_quote(struct draft *d)
{
	char *quote = text_short(d->notice->quote, MAX_QUOTE, d->cut);
	cJSON *parts;

	if (quote == NULL)
		return;
	parts = json_put_array(append(d->blocks, "rich_text"), "elements");
	parts = json_put_array(append(parts, "rich_text_quote"), "elements");
	for (const char *s = quote; *s != '\0';) {
		size_t n = text_fit(s, MAX_ELEMENT);
		char *part = mem_copy(s, n);

		json_put_string(append(parts, "text"), "text", part);
		free(part);
		s += n;
	}
	free(quote);
}

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

/* A label in bold at the left and its value at the right: the value, which a
 * customer may have written, in a field of its own where nothing is markup. */
static void
add_fact(cJSON *fields, const char *label, const char *value)
{
	struct buf b = BUF_INIT;

	buf_putc(&b, '*');
	text_escape(&b, label);
	buf_putc(&b, '*');
	set_mrkdwn(append(fields, "mrkdwn"), b.data);
	set_plain(append(fields, "plain_text"), value);
	buf_release(&b);
}

static void
add_facts(struct draft *d)
{
	size_t left = MAX_FACTS;
	cJSON *fields = NULL;

	for (size_t i = 0; i < d->notice->n_facts; i++) {
		const struct lb_fact *fact = &d->notice->facts[i];
		char *value = text_short(fact->value, MAX_FACT_VALUE, d->cut);
		char *label = text_short(fact->label, MAX_FACT_LABEL, d->cut);
		const char *name = label ? label : "\xe2\x80\x93";
		size_t size =
		    value ? escaped_size(value) + escaped_size(name) + 2 : 0;

		if (fields && cJSON_GetArraySize(fields) == MAX_FIELDS)
			fields = NULL;
		if (value && size <= left && fields == NULL)
			fields = json_put_array(
			    append(d->blocks, "section"), "fields");
		if (value && size <= left)
			add_fact(fields, name, value);
		*d->cut |= size > left;
		left -= size <= left ? size : 0;
		free(label);
		free(value);
	}
}

/* Adds a button that opens url; false: that is no link Slack would take. */
static bool
add_button(
    cJSON *elements, const struct lb_button *button, const char *id, bool *cut)
{
	char *label = text_short(button->label, MAX_LABEL, cut);
	struct buf url = BUF_INIT;
	bool good = label != NULL && text_url(&url, button->url);
	cJSON *item, *text;

	if (good) {
		item = append(elements, "button");
		text = json_put_object(item, "text");
		json_put_string(text, "type", "plain_text");
		set_plain(text, label);
		json_put_string(item, "url", url.data);
		json_put_string(item, "action_id", id);
		if (button->primary || button->danger)
			json_put_string(item, "style",
			    button->danger ? "danger" : "primary");
	}
	buf_release(&url);
	free(label);
	return good;
}

static void
add_buttons(struct draft *d)
{
	const struct lb_notice *n = d->notice;
	struct lb_button answer = { .label = answer_label(n->language),
		.url = n->link };
	cJSON *elements = cJSON_CreateArray();
	char id[32];

	for (size_t i = 0; i < n->n_buttons; i++) {
		if (n->buttons[i].url == NULL)
			continue;
		snprintf(id, sizeof(id), "link_%zu", i);
		if (cJSON_GetArraySize(elements) == MAX_BUTTONS - 1 ||
		    !add_button(elements, &n->buttons[i], id, d->cut))
			*d->cut = true;
	}
	if (n->link && !add_button(elements, &answer, "answer", d->cut))
		*d->cut = true;
	if (cJSON_GetArraySize(elements) > 0)
		cJSON_AddItemToObject(
		    append(d->blocks, "actions"), "elements", elements);
	else
		cJSON_Delete(elements);
}

/* What a telephone shows of it, and what a screen reader reads.  Mrkdwn too. */
static void
put_fallback(cJSON *message, const struct draft *d)
{
	struct buf b = BUF_INIT;
	bool cut = false;

	put_line(&b, d->notice->headline, MAX_FALLBACK / 2 - 1, &cut);
	put_line(&b, d->notice->quote ? d->notice->quote : d->notice->text,
	    MAX_FALLBACK / 2, &cut);
	json_put_string(message, "text", b.size > 0 ? b.data : "Loopbell");
	buf_release(&b);
}

static void
put_metadata(cJSON *message, const char *id)
{
	cJSON *metadata = json_put_object(message, "metadata");

	json_put_string(metadata, "event_type", BLOCKS_EVENT);
	json_put_string(
	    json_put_object(metadata, "event_payload"), "notice_id", id);
}

/* All but what the message says. */
static cJSON *
envelope(const struct draft *d)
{
	cJSON *message = cJSON_CreateObject();
	const struct blocks_to *to = d->to;

	if (!to->webhook) {
		json_put_string(message, "channel",
		    to->channel ? to->channel : d->notice->target);
		put_metadata(message, d->notice->id);
		json_put_string(message, "parse", "none");
	}
	json_put_string(message, "ts", to->ts);
	/* chat.update knows neither of these. */
	if (to->ts == NULL) {
		json_put_string(message, "thread_ts", to->thread_ts);
		json_put_bool(message, "unfurl_links", false);
		json_put_bool(message, "unfurl_media", false);
	}
	return message;
}

cJSON *
blocks_message(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut)
{
	static const struct blocks_to nowhere = { 0 };
	struct draft d = { notice, to ? to : &nowhere, NULL, cut };
	cJSON *message = envelope(&d);

	put_fallback(message, &d);
	d.blocks = cJSON_CreateArray();
	add_header(&d);
	add_text(&d);
	add_quote(&d);
	add_facts(&d);
	add_buttons(&d);
	if (cJSON_GetArraySize(d.blocks) > 0)
		cJSON_AddItemToObject(message, "blocks", d.blocks);
	else
		cJSON_Delete(d.blocks);
	return message;
}

cJSON *
blocks_minimal(
    const struct lb_notice *notice, const struct blocks_to *to, bool *cut)
{
	static const struct blocks_to nowhere = { 0 };
	struct draft d = { notice, to ? to : &nowhere, NULL, cut };
	cJSON *message = envelope(&d);
	struct buf b = BUF_INIT;

	put_mention(&b, &d);
	put_line(&b, notice->headline, MAX_FALLBACK / 2, cut);
	put_line(&b, notice->text, MAX_FALLBACK, cut);
	put_line(&b, notice->quote, MAX_FALLBACK, cut);
	if (notice->link != NULL && strlen(notice->link) < MAX_FALLBACK) {
		struct buf url = BUF_INIT;

		if (text_url(&url, notice->link))
			put_line(&b, url.data, MAX_FALLBACK, cut);
		buf_release(&url);
	}
	json_put_string(message, "text", b.size > 0 ? b.data : "Loopbell");
	/* Nor does chat.update know this; * and _ shall stay what they are. */
	if (d.to->ts == NULL)
		json_put_bool(message, "mrkdwn", false);
	buf_release(&b);
	return message;
}
