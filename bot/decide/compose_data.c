/* SPDX-License-Identifier: ISC */
/* compose_data.c - what a template can name. */
#include "core/clock.h"
#include "decide/compose.h"
#include "decide/compose_words.h"
#include "sdk/buf.h"
#include "sdk/json.h"

/* Takes value over. */
static void
put_owned(cJSON *to, const char *name, char *value)
{
	json_put_string(to, name, value);
	free(value);
}

/* An object with nothing in it would count as something that is known. */
static void
put_if_any(cJSON *to, const char *name, cJSON *object)
{
	if (object->child != NULL)
		cJSON_AddItemToObject(to, name, object);
	else
		cJSON_Delete(object);
}

static void
put_score(const struct composer *c, cJSON *data, const struct response *r,
    const char *language)
{
	if (r->score >= 0)
		cJSON_AddNumberToObject(data, "score", r->score);
	json_put_string(data, "scale", scale_name(r->scale));
	put_owned(data, "score_text",
	    words_score(c->templates, language, r->scale, r->score));
	json_put_string(data, "category", category_name(r->category));
}

static void
put_company(const struct composer *c, cJSON *data, const struct response *r,
    const char *language)
{
	const char *company = response_company(r);

	if (company == NULL)
		company = templates_label(
		    c->templates, language, "words", "unknown_company");
	json_put_string(data, "company", company);
}

static void
put_account(const struct composer *c, cJSON *data, const struct account *a,
    const char *language)
{
	cJSON *account;

	if (a == NULL)
		return;
	account = json_put_object(data, "account");
	json_put_string(account, "id", a->id);
	json_put_string(account, "name", a->name);
	json_put_string(account, "segment", a->segment);
	json_put_string(account, "product", a->product);
	json_put_string(account, "industry", a->industry);
	json_put_string(account, "currency", a->currency);
	if (a->value >= 0)
		cJSON_AddNumberToObject(account, "value", a->value);
	put_owned(data, "value_text",
	    words_money(c->templates, language, a->value, a->currency));
}

static void
put_people(const struct composer *c, cJSON *data, const struct response *r)
{
	cJSON *owner = cJSON_CreateObject();
	cJSON *respondent = cJSON_CreateObject();
	const char *name = NULL;
	const char *email = compose_owner(c, r, &name);

	json_put_string(owner, "email", email);
	if (email != NULL) {
		json_put_string(owner, "name", name);
		put_owned(owner, "first_name", words_first_name(name));
	}
	put_if_any(data, "owner", owner);
	json_put_string(respondent, "name", r->name);
	put_owned(respondent, "first_name", words_first_name(r->name));
	json_put_string(respondent, "role", r->role);
	json_put_string(respondent, "email", r->email);
	put_if_any(data, "respondent", respondent);
}

static void
put_drivers(const struct composer *c, cJSON *data, const struct response *r,
    const char *language)
{
	cJSON *drivers = json_put_array(data, "drivers");
	const char *next = r->drivers;

	while (next != NULL && *next != '\0') {
		size_t n = strcspn(next, ",");
		char key[128], *label;

		snprintf(key, sizeof(key), "%.*s", (int)n, next);
		label = words_label(c->templates, language, "drivers", key);
		if (label != NULL)
			cJSON_AddItemToArray(
			    drivers, cJSON_CreateString(label));
		free(label);
		next += n + (next[n] == ',');
	}
	put_owned(
	    data, "drivers_text", words_list(c->templates, language, drivers));
}

/* ---- What was told before and is not so any more. */

static void
put_line(cJSON *lines, char *text)
{
	if (text != NULL)
		cJSON_AddItemToArray(lines, cJSON_CreateString(text));
	free(text);
}

/* On one scale the figures say it; "4 af 5" beside "9 af 10" needs both. */
static void
put_scores(const struct composer *c, cJSON *change, const struct response *r,
    const char *language)
{
	const struct correction *told = r->correction;
	char *before = words_score(c->templates, language,
	    r->scale == told->scale ? SCALE_OTHER : told->scale, told->score);
	char *now = words_score(c->templates, language,
	    r->scale == told->scale ? SCALE_OTHER : r->scale, r->score);

	cJSON_AddNumberToObject(change, "score_before", told->score);
	put_owned(change, "before", before);
	put_owned(change, "now", now);
}

static const char *const comment_lines[] = {
	[COMMENT_SAME] = NULL,
	[COMMENT_LATE] = "comment_late",
	[COMMENT_CHANGED] = "comment_changed",
	[COMMENT_GONE] = "comment_gone",
};

static void
put_change(const struct composer *c, cJSON *data, const struct response *r,
    const char *language)
{
	const struct correction *told = r->correction;
	cJSON *change = cJSON_CreateObject(), *lines = cJSON_CreateArray();
	const char *comment = comment_lines[told->comment];
	struct buf text = BUF_INIT;
	const cJSON *line;

	if (told->comment == COMMENT_LATE)
		put_owned(change, "comment_after",
		    words_duration(
			c->templates, language, told->comment_after_us));
	if (told->score >= 0 && r->score >= 0) {
		put_scores(c, change, r, language);
		put_line(lines, words_filled(c->templates, language, "changes",
				    "score", change));
	}
	if (comment != NULL)
		put_line(lines, words_filled(c->templates, language, "changes",
				    comment, change));
	cJSON_ArrayForEach(line, lines) buf_printf(
	    &text, "%s%s", text.size > 0 ? "\n" : "", line->valuestring);
	json_put_string(change, "text", text.data);
	put_if_any(data, "change", change);
	buf_release(&text);
	cJSON_Delete(lines);
}

cJSON *
compose_data(
    const struct composer *c, const struct response *r, const char *language)
{
	cJSON *data = cJSON_CreateObject();
	char answered[CLOCK_TEXT_SIZE];

	put_score(c, data, r, language);
	put_company(c, data, r, language);
	put_account(c, data, r->account, language);
	put_people(c, data, r);
	put_drivers(c, data, r, language);
	json_put_string(data, "comment", r->comment);
	json_put_string(data, "provider", r->provider);
	json_put_string(data, "survey", r->survey);
	put_owned(data, "channel",
	    words_label(c->templates, language, "channels", r->channel));
	put_owned(data, "touchpoint",
	    words_label(c->templates, language, "touchpoints", r->touchpoint));
	json_put_string(
	    data, "answered", clock_text(r->answered_us, answered));
	json_put_string(data, "link", r->link);
	if (r->correction != NULL)
		put_change(c, data, r, language);
	if (r->context != NULL)
		compose_case_data(c, data, r, language);
	if (r->properties != NULL)
		cJSON_AddItemToObject(
		    data, "properties", cJSON_Duplicate(r->properties, true));
	return data;
}
