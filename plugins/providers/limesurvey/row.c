/* SPDX-License-Identifier: ISC */
/*
 * row.c - one answer, as the mapping of feeds can read it.
 *
 * What it takes from several places, or by rules of LimeSurvey's, is put into
 * a member "loopbell" of the row.
 */
#include <inttypes.h>
#include <string.h>

#include "limesurvey.h"
#include "sdk/json.h"
#include "sdk/number.h"
#include "sdk/when.h"

/* What a web form writes where the survey keeps no dates. */
#define NO_DATE "1980-01-01"
#define OURS "loopbell"

/* clang-format off */
const struct lb_pair lime_fields[] = {
	{ "id", "/id" }, { "score", "/loopbell/score" }, { "comment", "/loopbell/comment" },
	{ "answered", "/loopbell/answered" }, { "changed", "/loopbell/changed" }, { "complete", "/loopbell/complete" },
	{ "language", "/loopbell/language" }, { "link", "/loopbell/link" },
	{ "email", "/loopbell/email" }, { "name", "/loopbell/name" },
	{ "company", "/loopbell/person/company" }, { "role", "/loopbell/person/role" },
	{ "channel", "/loopbell/person/channel" }, { "touchpoint", "/loopbell/person/touchpoint" }, { NULL, NULL } };
/* clang-format on */
const struct lb_pair lime_properties[] = { { "*", "/loopbell/properties" },
	{ NULL, NULL } };

/* Columns that are no question. */
static const char *const system_columns[] = { "id", "submitdate", "lastpage",
	"startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr",
	"refurl", "interviewtime", OURS, NULL };

int64_t
lime_integer(const cJSON *value)
{
	int64_t n = 0;

	if (cJSON_IsNumber(value) && value->valuedouble >= 0 &&
	    value->valuedouble < 1e15)
		return (int64_t)value->valuedouble;
	if (cJSON_IsString(value) &&
	    number_read(value->valuestring, 0, INT64_MAX, &n))
		return n;
	return 0;
}

static bool
is_among(const char *name, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static const char *
text_of(const cJSON *row, const char *column)
{
	const char *text = json_string(row, column);

	return text == NULL || *text == '\0' ? NULL : text;
}

/* ---- Times: local, without a zone */

static bool
take_time(const cJSON *row, const char *column, int64_t *us, struct error *err)
{
	const char *text = text_of(row, column);

	*us = 0;
	if (text == NULL || strncmp(text, NO_DATE, strlen(NO_DATE)) == 0 ||
	    strncmp(text, "0000", 4) == 0)
		return true;
	return when_read(text, WHEN_YMD, us, err) ||
	       error_in(err, "%s: \"%.40s\"", column, text);
}

bool
lime_times(const cJSON *row, struct lime_times *t, struct error *err)
{
	int64_t submitted, stamped, started;

	if (!take_time(row, "submitdate", &submitted, err) ||
	    !take_time(row, "datestamp", &stamped, err) ||
	    !take_time(row, "startdate", &started, err))
		return false;
	t->is_complete = text_of(row, "submitdate") != NULL;
	t->answered_us = submitted != 0 ? submitted
			 : stamped != 0 ? stamped
					: started;
	t->changed_us = stamped;
	return true;
}

static void
put_time(cJSON *ours, const char *name, int64_t us)
{
	char digits[32];

	/* As microseconds, which are 16 digits from 2001 on. */
	snprintf(digits, sizeof(digits), "%016" PRId64, us);
	if (us != 0)
		json_put_string(ours, name, digits);
}

/* ---- Score and comment */

/* A list's answers are codes. */
static bool
put_code(const struct lime_columns *c, cJSON *ours, const char *code,
    struct error *err)
{
	char digits[16];

	for (size_t i = 0; i < c->n_codes; i++) {
		if (strcmp(c->codes[i].code, code) != 0)
			continue;
		snprintf(digits, sizeof(digits), "%d", c->codes[i].score);
		if (c->codes[i].score >= 0)
			json_put_string(ours, "score", digits);
		return true;
	}
	return error_set(err,
	    "%s: \"%.40s\" is none of the answers to this question", c->score,
	    code);
}

static bool
put_score(const struct lime_columns *c, const cJSON *row, cJSON *ours,
    struct error *err)
{
	const cJSON *value = json_member(row, c->score);
	struct buf text = BUF_INIT;
	bool is_good = true;

	if (value == NULL)
		return error_set(err,
		    "there is no column %s: was the question's code changed?",
		    c->score);
	if (pointer_text(&text, value) && text.size > 0) {
		if (c->n_codes > 0)
			is_good = put_code(c, ours, buf_str(&text), err);
		else
			json_put_string(ours, "score", buf_str(&text));
	}
	buf_release(&text);
	return is_good;
}

/* The column it was in; NULL: there is none. */
static const char *
put_comment(const struct lime_columns *c, const cJSON *row, cJSON *ours)
{
	for (size_t i = 0; i < c->n_comments; i++) {
		const char *text = text_of(row, c->comments[i]);

		if (text == NULL)
			continue;
		json_put_string(ours, "comment", text);
		return c->comments[i];
	}
	return NULL;
}

/* ---- Who it was, and the rest */

/* "Bo Hansen"; of several addresses the first. */
static void
put_person(
    const struct lime *l, cJSON *ours, cJSON *properties, const cJSON *person)
{
	static const char *const members[] = { "company", "role", "channel",
		"touchpoint", NULL };
	const cJSON *info = json_member(person, "participant_info");
	const char *first = text_of(info, "firstname");
	const char *last = text_of(info, "lastname");
	const char *email = text_of(info, "email");
	const struct lb_pair *a = l->settings->attributes;
	cJSON *own = json_put_object(ours, "person");
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s%s%s", first == NULL ? "" : first,
	    first == NULL || last == NULL ? "" : " ",
	    last == NULL ? "" : last);
	json_put_string(ours, "name", buf_str(&text));
	buf_reset(&text);
	buf_add(&text, email == NULL ? "" : email,
	    strcspn(email == NULL ? "" : email, ";,"));
	json_put_string(ours, "email", buf_str(&text));
	buf_release(&text);
	for (; a != NULL && a->name != NULL; a++)
		json_put_string(is_among(a->name, members) ? own : properties,
		    a->name, text_of(person, a->value));
}

static void
put_properties(const struct lime *l, cJSON *properties, const cJSON *row,
    const char *comment)
{
	const char *const *wanted = l->settings->properties;
	bool has_list = wanted != NULL && *wanted != NULL;
	const cJSON *value;

	cJSON_ArrayForEach(value, row)
	{
		const char *name = value->string;
		bool is_wanted =
		    has_list
			? is_among(name, wanted)
			: !is_among(name, system_columns) &&
			      strcmp(name, l->columns.score) != 0 &&
			      (comment == NULL || strcmp(name, comment) != 0);

		if (is_wanted && strcmp(name, OURS) != 0 &&
		    json_member(properties, name) == NULL)
			cJSON_AddItemToObject(
			    properties, name, cJSON_Duplicate(value, true));
	}
}

/* "de-informal" is LimeSurvey's own, and German. */
static void
put_language(cJSON *ours, const char *language)
{
	static const char *const endings[] = { "-informal", "-easy" };
	struct buf text = BUF_INIT;

	if (language == NULL)
		return;
	buf_puts(&text, language);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		const char *at = strstr(buf_str(&text), endings[i]);

		if (at != NULL)
			buf_cut(&text, (size_t)(at - text.data));
	}
	json_put_string(ours, "language", buf_str(&text));
	buf_release(&text);
}

static void
put_link(const struct lime *l, const cJSON *row, cJSON *ours)
{
	struct buf link = BUF_INIT;
	const char *s = l->link;

	while (*s != '\0')
		if (strncmp(s, "{survey}", 8) == 0) {
			buf_puts(&link, l->settings->survey);
			s += 8;
		} else if (strncmp(s, "{id}", 4) == 0) {
			buf_printf(&link, "%" PRId64,
			    lime_integer(json_member(row, "id")));
			s += 4;
		} else {
			buf_putc(&link, *s++);
		}
	json_put_string(ours, "link", buf_str(&link));
	buf_release(&link);
}

bool
lime_shape(void *state, cJSON *row, struct error *err)
{
	struct lime *l = state;
	const cJSON *person = lime_person(l, row);
	cJSON *ours = cJSON_CreateObject(), *properties;
	struct lime_times t;

	properties = json_put_object(ours, "properties");
	if (!lime_times(row, &t, err) ||
	    !put_score(&l->columns, row, ours, err)) {
		cJSON_Delete(ours);
		return false;
	}
	put_time(ours, "answered",
	    t.answered_us != 0 ? t.answered_us : l->undated_us);
	put_time(ours, "changed", t.changed_us);
	json_put_string(ours, "complete", t.is_complete ? "yes" : "no");
	put_language(ours, text_of(row, "startlanguage"));
	if (cJSON_IsObject(person))
		put_person(l, ours, properties, person);
	put_properties(
	    l, properties, row, put_comment(&l->columns, row, ours));
	put_link(l, row, ours);
	cJSON_AddItemToObject(row, OURS, ours);
	return true;
}
