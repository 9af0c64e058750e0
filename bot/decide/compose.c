/* SPDX-License-Identifier: ISC */
/* compose.c - from a response to what a notice says. */
#include "decide/compose.h"

#include "decide/compose_words.h"
#include "decide/context.h"
#include "decide/fold.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

/* Every notifier has limits of its own; these keep a notice readable, and
 * small in the store. */
#define MAX_HEADLINE 300
#define MAX_QUOTE 10000
#define MAX_TEXT 10000

static const struct {
	const char *template, *tone;
} categories[] = {
	[CATEGORY_NONE] = { "other", "neutral" },
	[PROMOTER] = { "promoter", "celebrate" },
	[PASSIVE] = { "passive", "neutral" },
	[DETRACTOR] = { "detractor", "alert" },
};

const char *
compose_template_name(enum category category)
{
	return categories[category].template;
}

/* Says by its last character where it was cut. */
static void
put_cut(cJSON *body, const char *name, const char *text, size_t max)
{
	size_t n;
	char *cut;

	if (text == NULL || *text == '\0')
		return;
	n = utf8_cut(text, max);
	if (text[n] == '\0') {
		json_put_string(body, name, text);
		return;
	}
	cut = mem_printf("%.*s…", (int)n, text);
	json_put_string(body, name, cut);
	free(cut);
}

/* ---- Facts. */

static void
put_fact(const struct composer *c, cJSON *facts, const char *language,
    const char *key, const char *value)
{
	cJSON *fact;
	char *label;

	if (value == NULL || *value == '\0')
		return;
	label = words_label(c->templates, language, "facts", key);
	fact = cJSON_CreateObject();
	json_put_string(fact, "label", label);
	json_put_string(fact, "value", value);
	cJSON_AddItemToArray(facts, fact);
	free(label);
}

/* "Dan Dahl, CFO"; the address where the name is not known. */
static char *
respondent_text(const struct response *r)
{
	const char *who = r->name != NULL ? r->name : r->email;

	if (who == NULL || r->role == NULL)
		return mem_string(who != NULL ? who : r->role);
	return mem_printf("%s, %s", who, r->role);
}

static const char *
owner_text(const cJSON *data)
{
	const cJSON *owner = json_member(data, "owner");
	const char *name = json_string(owner, "name");

	return name != NULL ? name : json_string(owner, "email");
}

const char *
compose_owner(
    const struct composer *c, const struct response *r, const char **name)
{
	const char *owner = response_owner(r, c->default_owner, name);
	const char *its;

	if (r->context == NULL || r->context->kase == NULL)
		return owner;
	its = r->context->kase->owner;
	if (owner == NULL || its == NULL || strcasecmp(owner, its) != 0)
		*name = NULL;
	return its;
}

static void
put_facts(const struct composer *c, cJSON *body, const struct response *r,
    const cJSON *data, const char *language)
{
	const cJSON *account = json_member(data, "account");
	cJSON *facts = json_put_array(body, "facts");
	char *respondent = respondent_text(r);
	const struct {
		const char *key, *value;
	} rows[] = {
		{ "company", response_company(r) },
		{ "score", json_string(data, "score_text") },
		{ "owner", owner_text(data) },
		{ "value", json_string(data, "value_text") },
		{ "segment", json_string(account, "segment") },
		{ "product", json_string(account, "product") },
		{ "respondent", respondent },
		{ "channel", json_string(data, "channel") },
		{ "drivers", json_string(data, "drivers_text") },
		{ "story", json_string(data, "story_text") },
		{ "case", json_string(json_member(data, "case"), "number") },
		{ "deadline",
		    json_string(json_member(data, "case"), "deadline") },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		put_fact(c, facts, language, rows[i].key, rows[i].value);
	free(respondent);
}

/* ---- The notice. */

static void
put_reactions(cJSON *body, const struct send *send)
{
	cJSON *reactions;

	if (send->reactions == NULL || send->reactions[0] == NULL)
		return;
	reactions = json_put_array(body, "reactions");
	for (char **name = send->reactions; *name != NULL; name++)
		cJSON_AddItemToArray(reactions, cJSON_CreateString(*name));
}

/* Both, with a line between; NULL: neither is there.  Takes text over. */
static char *
joined(char *text, const char *more)
{
	char *both;

	if (text == NULL || more == NULL)
		return text != NULL ? text : mem_string(more);
	both = mem_printf("%s\n%s", text, more);
	free(text);
	return both;
}

void
compose_wording(const struct composer *c, cJSON *body, const char *language,
    const char *name, const cJSON *data, const char *more)
{
	char *headline = templates_render(
	    c->templates, language, name, TEMPLATE_HEADLINE, data);
	char *text = joined(templates_render(c->templates, language, name,
				TEMPLATE_TEXT, data),
	    more);

	/* A notice without a headline cannot be shown anywhere. */
	put_cut(body, "headline",
	    headline != NULL ? headline : json_string(data, "company"),
	    MAX_HEADLINE);
	put_cut(body, "text", text, MAX_TEXT);
	free(headline);
	free(text);
}

static void
put_mention(const struct composer *c, cJSON *body, const struct response *r,
    const char *mention)
{
	const char *name;

	if (mention != NULL && strcmp(mention, "owner") == 0)
		mention = compose_owner(c, r, &name);
	json_put_string(body, "mention", mention);
}

/* A link of another kind (javascript:, file:) has no business in a notice. */
static void
put_link(cJSON *body, const char *link)
{
	if (link != NULL && (strncasecmp(link, "https://", 8) == 0 ||
				strncasecmp(link, "http://", 7) == 0))
		json_put_string(body, "link", link);
}

char *
compose_printed(cJSON *body)
{
	struct buf out = BUF_INIT;

	json_print(&out, body);
	cJSON_Delete(body);
	return buf_take(&out);
}

void
compose_story(const struct composer *c, cJSON *body, const struct response *r,
    const cJSON *data, const char *language)
{
	put_cut(body, "quote", r->comment, MAX_QUOTE);
	put_facts(c, body, r, data, language);
	put_link(body, r->link);
}

/* What is resolved is told in that colour. */
static const char *
tone_of(const struct response *r)
{
	const struct kase *k = r->context == NULL ? NULL : r->context->kase;

	return k != NULL && k->state >= CASE_RESOLVED
		   ? "resolved"
		   : categories[r->category].tone;
}

/* A route's own owner takes the place of everybody's. */
static struct composer
composer_of(const struct composer *c, const struct route *route)
{
	struct composer own = *c;

	if (route->owner != NULL)
		own.default_owner = route->owner;
	return own;
}

char *
compose_notice(const struct composer *all, const struct response *r,
    const struct route *route, const struct send *send)
{
	struct composer own = composer_of(all, route), *c = &own;
	cJSON *body = cJSON_CreateObject();
	cJSON *data = compose_data(c, r, route->language);
	char *lines = compose_case_lines(c, data, route->language);
	const char *template = send->template != NULL
				   ? send->template
				   : compose_template_name(r->category);

	json_put_string(body, "tone", tone_of(r));
	compose_wording(c, body, route->language, template, data, lines);
	compose_story(c, body, r, data, route->language);
	put_mention(c, body, r, send->mention);
	put_reactions(body, send);
	compose_case_buttons(c, body, r, route->language);
	json_put_string(body, "language", route->language);
	cJSON_Delete(data);
	free(lines);
	return compose_printed(body);
}

/* ---- Several in one. */

#define MAX_LISTED 20
#define MAX_LISTED_COMMENT 200

/* How many there are of each category, those that are only counted too. */
struct counted {
	int of[DETRACTOR + 1], all;
};

static void
add_count(struct counted *counted, const char *name, int n)
{
	enum category category = CATEGORY_NONE;

	if (name != NULL)
		category_by_name(name, &category);
	counted->of[category] += n;
	counted->all += n;
}

static struct counted
count_members(const cJSON *members)
{
	const cJSON *tally = fold_tally(members), *item;
	struct counted counted = { 0 };

	cJSON_ArrayForEach(item, tally)
	    add_count(&counted, item->string, (int)item->valuedouble);
	cJSON_ArrayForEach(
	    item, members) if (tally == NULL || item->next != NULL)
	    add_count(&counted, json_string(item, "category"), 1);
	return counted;
}

/* "9 ambassadører, 2 passive og 1 kritiker". */
static void
put_summary(const struct composer *c, cJSON *data, const char *language,
    const struct counted *all)
{
	static const struct {
		enum category category;
		const char *name;
	} counted[] = { { PROMOTER, "promoters" }, { PASSIVE, "passives" },
		{ DETRACTOR, "detractors" }, { CATEGORY_NONE, "others" } };
	cJSON *parts = cJSON_CreateArray();
	char *summary;

	for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++) {
		enum category category = counted[i].category;
		int n = all->of[category];
		const char *word = templates_plural(c->templates, language,
		    "categories", category_name(category), n);
		char *part;

		if (n == 0)
			continue;
		cJSON_AddNumberToObject(data, counted[i].name, n);
		part = mem_printf(
		    "%d %s", n, word != NULL ? word : category_name(category));
		cJSON_AddItemToArray(parts, cJSON_CreateString(part));
		free(part);
	}
	summary = words_list(c->templates, language, parts);
	json_put_string(data, "summary", summary);
	free(summary);
	cJSON_Delete(parts);
}

static void
put_member(const struct composer *c, cJSON *list, const char *language,
    const cJSON *from)
{
	cJSON *member = cJSON_CreateObject();
	const char *company = json_string(from, "company");
	const char *scale_text = json_string(from, "scale");
	int score = (int)json_integer(from, "score", -1);
	enum scale scale = SCALE_NPS;
	char *text;

	if (scale_text != NULL && !scale_by_name(scale_text, &scale))
		scale = SCALE_OTHER;
	text = words_score(c->templates, language, scale, score);
	if (company == NULL)
		company = templates_label(
		    c->templates, language, "words", "unknown_company");
	json_put_string(member, "company", company);
	if (score >= 0)
		cJSON_AddNumberToObject(member, "score", score);
	json_put_string(member, "score_text", text);
	json_put_string(member, "category", json_string(from, "category"));
	put_cut(member, "comment", json_string(from, "comment"),
	    MAX_LISTED_COMMENT);
	cJSON_AddItemToArray(list, member);
	free(text);
}

static cJSON *
fold_data(const struct composer *c, const char *language, const cJSON *members)
{
	cJSON *data = cJSON_CreateObject(), *list;
	struct counted counted = count_members(members);
	int n = counted.all, i = 0;
	const cJSON *member;

	cJSON_AddNumberToObject(data, "count", n);
	put_summary(c, data, language, &counted);
	list = json_put_array(data, "members");
	cJSON_ArrayForEach(member, members) if (i++ < MAX_LISTED)
	    put_member(c, list, language, member);
	if (n > MAX_LISTED)
		cJSON_AddNumberToObject(data, "more", n - MAX_LISTED);
	return data;
}

char *
compose_fold(const struct composer *c, const struct route *route,
    const struct send *send, const cJSON *members)
{
	cJSON *body = cJSON_CreateObject();
	cJSON *data = fold_data(c, route->language, members);
	struct counted counted = count_members(members);
	bool all_glad = counted.all > 0 && counted.of[PROMOTER] == counted.all;

	json_put_string(body, "tone",
	    categories[all_glad ? PROMOTER : CATEGORY_NONE].tone);
	compose_wording(c, body, route->language, "fold", data, NULL);
	if (all_glad)
		put_reactions(body, send);
	json_put_string(body, "language", route->language);
	cJSON_Delete(data);
	return compose_printed(body);
}
