/* SPDX-License-Identifier: ISC */
/*
 * compose_case.c - what notices say of a case.
 *
 * What the messages of its answers say depends on the row of the case alone,
 * never on the moment: only so is it known whether they say it already.
 */
#include <inttypes.h>

#include "core/clock.h"
#include "decide/compose.h"
#include "decide/compose_words.h"
#include "decide/context.h"
#include "decide/decide.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* ---- What a template can name */

static void
put_owned(cJSON *to, const char *name, char *value)
{
	json_put_string(to, name, value);
	free(value);
}

static void
put_time(cJSON *to, const char *name, int64_t us)
{
	char text[CLOCK_TEXT_SIZE];

	if (us > 0)
		json_put_string(to, name, clock_text(us, text));
}

static const char *const reached_words[] = {
	[REACHED_UNKNOWN] = NULL,
	[REACHED_NO] = "not_reached",
	[REACHED_YES] = "reached",
};

static void
put_case(const struct composer *c, cJSON *o, const struct kase *k,
    const char *language)
{
	const char *reached = reached_words[k->reached];

	put_owned(o, "number", mem_printf("%" PRId64, k->number));
	json_put_string(o, "state", case_state_name(k->state));
	json_put_bool(o,
	    k->state == CASE_OPEN      ? "is_open"
	    : k->state == CASE_CLAIMED ? "is_claimed"
				       : "is_done",
	    true);
	if (k->state < CASE_RESOLVED)
		put_time(o, "deadline", k->deadline_us);
	json_put_string(o, "owner", k->owner);
	json_put_string(o, "holder", person_name(&k->holder));
	put_time(o, "since", k->claimed_us);
	if (k->state < CASE_RESOLVED)
		put_time(o, "snoozed", k->snoozed_us);
	if (k->n_members > 1)
		put_owned(o, "members", mem_printf("%" PRId64, k->n_members));
	if (k->state < CASE_RESOLVED)
		return;
	json_put_string(o, "resolver", person_name(&k->resolver));
	put_time(o, "resolved", k->resolved_us);
	put_owned(o, "took",
	    words_duration(
		c->templates, language, k->resolved_us - kase_opened_us(k)));
	json_put_string(o, "note", k->note);
	if (reached != NULL)
		json_put_string(o, "reached",
		    templates_label(c->templates, language, "cases", reached));
	put_time(o, "confirmed", k->confirmed_us);
}

/* ---- The account's story */

static void
put_story(const struct composer *c, cJSON *data, const struct response *r,
    const char *language)
{
	const struct story *s = &r->context->story;
	cJSON *o = cJSON_CreateObject();
	char *text = NULL;

	if (s->has_previous) {
		json_put_string(
		    o, "previous_category", category_name(s->previous));
		if (s->previous_score >= 0)
			cJSON_AddNumberToObject(
			    o, "previous_score", s->previous_score);
	}
	cJSON_AddNumberToObject(o, "detractors_90d", s->n_detractors);
	if (context_is_raised(r))
		text = words_filled(c->templates, language, "stories",
		    s->has_previous && s->previous == PROMOTER
			? "was_promoter"
			: "detractor_again",
		    o);
	put_owned(data, "story_text", text);
	cJSON_AddItemToObject(data, "story", o);
}

void
compose_case_data(const struct composer *c, cJSON *data,
    const struct response *r, const char *language)
{
	const struct context *context = r->context;
	cJSON *thanked;

	put_story(c, data, r, language);
	if (context->kase != NULL)
		put_case(
		    c, json_put_object(data, "case"), context->kase, language);
	if (context->thanked.email == NULL)
		return;
	thanked = json_put_object(data, "thanked");
	json_put_string(thanked, "who", person_name(&context->thanked));
	put_time(thanked, "at", context->thanked_us);
}

/* ---- Lines for the text */

static void
put_line(struct buf *out, char *line)
{
	if (line != NULL && *line != '\0')
		buf_printf(out, "%s%s", out->size > 0 ? "\n" : "", line);
	free(line);
}

/* Each is said where what it needs is there. */
static const struct {
	const char *key, *member;
} lines[] = {
	{ "joined", "members" },
	{ "has_it", "is_claimed" },
	{ "snoozed", "snoozed" },
	{ "resolved", "is_done" },
	{ "note", "note" },
	{ "reached_line", "reached" },
	{ "confirmed", "confirmed" },
};

char *
compose_case_lines(
    const struct composer *c, const cJSON *data, const char *language)
{
	const cJSON *o = json_member(data, "case");
	const cJSON *thanked = json_member(data, "thanked");
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (json_member(o, lines[i].member) != NULL)
			put_line(&out, words_filled(c->templates, language,
					   "cases", lines[i].key, o));
	if (thanked != NULL)
		put_line(&out, words_filled(c->templates, language, "cases",
				   "thanked", thanked));
	return out.size == 0 ? NULL : buf_take(&out);
}

/* ---- Buttons */

enum look { PLAIN, PRIMARY };
static const struct {
	enum case_state state;
	const char *action;
	enum look look;
} buttons[] = {
	{ CASE_OPEN, "claim", PRIMARY },
	{ CASE_OPEN, "resolve", PLAIN },
	{ CASE_OPEN, "assign", PLAIN },
	{ CASE_OPEN, "snooze", PLAIN },
	{ CASE_CLAIMED, "resolve", PRIMARY },
	{ CASE_CLAIMED, "assign", PLAIN },
	{ CASE_CLAIMED, "snooze", PLAIN },
	{ CASE_RESOLVED, "confirm", PLAIN },
	{ CASE_RESOLVED, "reopen", PLAIN },
	{ CASE_CONFIRMED, "reopen", PLAIN },
};

static void
add_button(const struct composer *c, cJSON *list, const char *language,
    const char *action, enum look look)
{
	cJSON *o = cJSON_CreateObject();
	char *label = words_label(c->templates, language, "buttons", action);

	json_put_string(o, "action", action);
	json_put_string(o, "label", label);
	if (look == PRIMARY)
		json_put_bool(o, "primary", true);
	cJSON_AddItemToArray(list, o);
	free(label);
}

void
compose_case_buttons(const struct composer *c, cJSON *body,
    const struct response *r, const char *language)
{
	const struct context *context = r->context;
	const struct kase *k = context == NULL ? NULL : context->kase;
	cJSON *list;

	if (context == NULL ||
	    (k == NULL && (r->category != PROMOTER || context->thanked.email)))
		return;
	list = json_put_array(body, "buttons");
	if (k == NULL) {
		add_button(c, list, language, "thank", PLAIN);
		return;
	}
	json_put_string(body, "subject", k->id);
	for (size_t i = 0; i < sizeof(buttons) / sizeof(buttons[0]); i++)
		if (buttons[i].state == k->state)
			add_button(c, list, language, buttons[i].action,
			    buttons[i].look);
}

/* ---- What is said beside the messages of its answers */

static const struct {
	const char *template, *tone;
	bool has_buttons;
} words[] = {
	[CASE_REMINDER] = { "case_reminder", "remind", true },
	[CASE_ESCALATION] = { "case_escalation", "alert", true },
	[CASE_AGAIN] = { "case_again", "remind", true },
	[CASE_DONE] = { "case_resolved", "resolved", false },
	[CASE_REOPENED] = { "case_reopened", "alert", true },
	[CASE_ASSIGNED] = { "case_assigned", "remind", false },
	[CASE_NOTED] = { "case_noted", "neutral", false },
};

char *
compose_case_notice(const struct composer *c, const struct response *r,
    const struct route *route, const struct case_telling *telling)
{
	const char *language = route->language;
	cJSON *body = cJSON_CreateObject();
	cJSON *data = compose_data(c, r, language);

	if (telling->who != NULL)
		json_put_string(data, "who", person_name(telling->who));
	json_put_string(data, "note", telling->text);
	json_put_string(body, "tone", words[telling->word].tone);
	compose_wording(
	    c, body, language, words[telling->word].template, data, NULL);
	if (telling->is_whole)
		compose_story(c, body, r, data, language);
	json_put_string(body, "mention", telling->mention);
	if (words[telling->word].has_buttons)
		compose_case_buttons(c, body, r, language);
	json_put_string(body, "language", language);
	cJSON_Delete(data);
	return compose_printed(body);
}
