/* SPDX-License-Identifier: ISC */
/*
 * mapping.c - an object of JSON, as a respondent's answer.
 *
 * Every member is read as text first, whatever it was in JSON; the few that
 * are not texts are read from theirs.
 */
#include "sdk/mapping.h"

#include <limits.h>
#include <math.h>

#include "sdk/cell.h"
#include "sdk/hmac.h"
#include "sdk/html.h"
#include "sdk/json.h"
#include "sdk/mapping_parts.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/when.h"

enum member {
	ID,
	SURVEY,
	SCORE,
	COMMENT,
	ANSWERED,
	CHANGED,
	COMPLETE,
	LANGUAGE,
	CHANNEL,
	TOUCHPOINT,
	EMAIL,
	NAME,
	ROLE,
	COMPANY,
	LINK,
};

/* clang-format off */
const char *const mapping_members[] = {
	[ID] = "id",
	[SURVEY] = "survey",
	[SCORE] = "score",
	[COMMENT] = "comment",
	[ANSWERED] = "answered",
	[CHANGED] = "changed",
	[COMPLETE] = "complete",
	[LANGUAGE] = "language",
	[CHANNEL] = "channel",
	[TOUCHPOINT] = "touchpoint",
	[EMAIL] = "email",
	[NAME] = "name",
	[ROLE] = "role",
	[COMPANY] = "company",
	[LINK] = "link",
	NULL,
};
_Static_assert(sizeof(mapping_members) / sizeof(mapping_members[0]) ==
	MAPPING_N_MEMBERS + 1, "as many as texts");

const char *const mapping_scales[] = { "0-10", "1-5", "1-10", "other", NULL };
const char *const mapping_orders[] = { "dmy", "mdy", "ymd", NULL };

/* By enum lb_scale. */
static const struct { int min, max; const char *text; } scales[] = {
	{ 0, 10, "0-10" },
	{ 1, 5, "1-5" },
	{ 1, 10, "1-10" },
	{ 0, INT_MAX, "from 0" },
};
/* clang-format on */

int
mapping_member(const char *name)
{
	for (int i = 0; mapping_members[i] != NULL; i++)
		if (strcmp(mapping_members[i], name) == 0)
			return i;
	return -1;
}

static const char *
value_of(const struct lb_pair *map, const char *name)
{
	for (; map != NULL && map->name != NULL; map++)
		if (strcmp(map->name, name) == 0)
			return map->value;
	return NULL;
}

static const cJSON *
find(const struct mapping_source *from, const char *pointer)
{
	if (*pointer == '#')
		return pointer_get(from->document, pointer + 1);
	return pointer_get(from->item, pointer);
}

/* As text, the caller's; NULL: not there, or nothing in it. */
static char *
text_of(const cJSON *value)
{
	struct buf text = BUF_INIT;

	if (pointer_text(&text, value) && text.size > 0)
		return buf_take(&text);
	buf_release(&text);
	return NULL;
}

char *
mapping_text(const struct mapping_source *from, const char *pointers)
{
	char *all = mem_string(pointers), *rest = all, *one;
	struct buf text = BUF_INIT;

	while ((one = mapping_next_pointer(&rest)) != NULL) {
		char *part = text_of(find(from, one));

		if (part != NULL)
			buf_printf(
			    &text, "%s%s", text.size > 0 ? " " : "", part);
		free(part);
	}
	free(all);
	if (text.size > 0)
		return buf_take(&text);
	buf_release(&text);
	return NULL;
}

/* ---- Is it one? */

bool
mapping_lets_through(const struct mapping_source *from)
{
	const struct lb_pair *p = from->mapping->only;
	bool is_one = true;

	for (; is_one && p != NULL && p->name != NULL; p++) {
		char *text;

		if (from->item == NULL && *p->name != '#')
			continue;
		text = text_of(find(from, p->name));
		is_one = cell_is_one_of(text == NULL ? "" : text, p->value);
		free(text);
	}
	return is_one;
}

/* ---- What a text stands for. */

static bool
is_html(const struct mapping *m, const char *name)
{
	const char *const *of = m->html;

	for (; of != NULL && *of != NULL; of++)
		if (strcmp(*of, name) == 0 || strcmp(*of, "*") == 0)
			return true;
	return false;
}

/* The text, which becomes the function's, without its HTML. */
static char *
unescaped(const struct mapping *m, const char *name, char *text)
{
	struct buf out = BUF_INIT;

	if (text == NULL || !is_html(m, name))
		return text;
	html_unescape(&out, text);
	free(text);
	return buf_take(&out);
}

/* What the value map has for this text; NULL: nothing. */
static const char *
meant_by(const struct mapping *m, const char *member, const char *text)
{
	const struct lb_pair *v = m->values;
	size_t n = strlen(member);

	for (; v != NULL && v->name != NULL; v++) {
		const char *words = v->name + n + 1;

		if (strncmp(v->name, member, n) != 0 || v->name[n] != ':')
			continue;
		if (strcmp(words, "*") == 0 ? *text != '\0'
					    : cell_is_one_of(text, words))
			return v->value;
	}
	return NULL;
}

/* A member's text, which becomes the function's, as it is meant. */
static char *
as_meant(const struct mapping *m, const char *member, char *text)
{
	const char *value;

	text = unescaped(m, member, text);
	value = meant_by(m, member, text == NULL ? "" : text);
	if (value == NULL)
		return text;
	free(text);
	return *value == '\0' ? NULL : mem_string(value);
}

/* ---- Members. */

/* Each under its own name, where nothing is mapped. */
static const char *
pointer_of(const struct mapping *m, int member, char own[32])
{
	if (m->fields != NULL && m->fields->name != NULL)
		return value_of(m->fields, mapping_members[member]);
	snprintf(own, 32, "/%s", mapping_members[member]);
	return own;
}

/* What the push has, and where it has nothing, the constant. */
static bool
take_text(struct mapped *a, int member, const struct mapping_source *from,
    struct error *err)
{
	const struct mapping *m = from->mapping;
	const char *name = mapping_members[member];
	char own[32];
	const char *pointer = pointer_of(m, member, own);
	const cJSON *value = pointer == NULL ? NULL : find(from, pointer);

	a->texts[member] =
	    pointer == NULL ? NULL : mapping_text(from, pointer);
	a->n_found += a->texts[member] != NULL;
	if (a->texts[member] == NULL && cJSON_IsObject(value))
		return error_set(
		    err, "%s: at %s is an object, not a value", name, pointer);
	a->texts[member] = as_meant(m, name, a->texts[member]);
	if (a->texts[member] == NULL)
		a->texts[member] = mem_string(value_of(m->constants, name));
	return true;
}

static bool
take_texts(
    struct mapped *a, const struct mapping_source *from, struct error *err)
{
	for (int i = 0; i < MAPPING_N_MEMBERS; i++)
		if (!take_text(a, i, from, err))
			return false;
	return a->n_found > 0 || error_set(err, "none of the fields is in it");
}

bool
mapping_score(const char *text, int scale, int *score, struct error *err)
{
	double value;

	if (!number_read_real(text, &value))
		return error_set(err, "score: \"%.40s\" is no number", text);
	if (value != floor(value))
		return error_set(
		    err, "score: %.40s is not a whole number", text);
	if (value < scales[scale].min || value > scales[scale].max)
		return error_set(err, "score: %.40s is not on the scale %s",
		    text, scales[scale].text);
	*score = (int)value;
	return true;
}

static bool
take_score(struct mapped *a, const struct mapping *m, struct error *err)
{
	const char *text = a->texts[SCORE];

	a->response.scale = (enum lb_scale)m->scale;
	a->response.score = -1;
	return text == NULL ||
	       mapping_score(text, m->scale, &a->response.score, err);
}

static bool
take_time(const struct mapped *a, int member, const struct mapping *m,
    int64_t *us, struct error *err)
{
	const char *text = a->texts[member];

	if (text == NULL ||
	    when_read(text, (enum when_order)m->date_order, us, err))
		return true;
	return error_in(err, "%s: \"%.40s\"", mapping_members[member], text);
}

static bool
take_times(
    struct mapped *a, const struct mapping_source *from, struct error *err)
{
	struct lb_response *r = &a->response;

	r->answered_us = from->now_us;
	if (!take_time(a, ANSWERED, from->mapping, &r->answered_us, err) ||
	    !take_time(a, CHANGED, from->mapping, &r->changed_us, err))
		return false;
	return r->answered_us != 0 ||
	       error_set(err, "answered: is missing, and only of what is "
			      "pushed now is the time of now");
}

static bool
take_complete(struct mapped *a, struct error *err)
{
	static const char yes[] = "true|yes|1|complete|completed|finished";
	static const char no[] = "false|no|0|partial|incomplete|started";
	const char *text = a->texts[COMPLETE];

	a->response.complete = text == NULL || cell_is_one_of(text, yes);
	if (a->response.complete || cell_is_one_of(text, no))
		return true;
	return error_set(
	    err, "complete: \"%.40s\" is neither %s nor %s", text, yes, no);
}

/* An id of its own, made of all that the item holds: the same item pushed
 * twice has the same. */
static void
make_id(struct mapped *a, const cJSON *item)
{
	struct buf text = BUF_INIT, id = BUF_INIT;

	json_print(&text, item);
	buf_puts(&id, "key-");
	hmac_fingerprint(&id, buf_str(&text), text.size);
	a->texts[ID] = buf_take(&id);
	buf_release(&text);
}

static bool
take_id(struct mapped *a, const struct mapping_source *from, struct error *err)
{
	const char *pointer = value_of(from->mapping->fields, "id");

	if (a->texts[ID] == NULL && pointer != NULL)
		return error_set(err, "id: there is none at %s", pointer);
	if (a->texts[ID] == NULL)
		make_id(a, from->item);
	a->response.id = a->texts[ID];
	return true;
}

/* ---- Properties. */

static void
add_property(
    struct mapped *a, const struct mapping *m, const char *name, char *text)
{
	text = unescaped(m, name, text);
	if (text == NULL)
		return;
	a->properties = mem_resize(
	    a->properties, a->n_properties + 2, sizeof(*a->properties));
	a->properties[a->n_properties++] = (struct lb_pair){ name, text };
	a->properties[a->n_properties] = (struct lb_pair){ NULL, NULL };
}

/* {"plan":"Pro"}, or, as several tools have it, a list of {"name":"plan",
 * "value":"Pro"}; some say key for name. */
static void
add_all(struct mapped *a, const struct mapping *m, const cJSON *of)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, of)
	{
		const char *name = item->string;
		const cJSON *value = item;

		if (cJSON_IsArray(of)) {
			name = json_string(item, "name");
			if (name == NULL)
				name = json_string(item, "key");
			value = json_member(item, "value");
		}
		if (name != NULL)
			add_property(a, m, name, text_of(value));
	}
}

static void
take_properties(struct mapped *a, const struct mapping_source *from)
{
	const struct mapping *m = from->mapping;
	const struct lb_pair *p = m->properties;

	for (; p != NULL && p->name != NULL; p++)
		if (strcmp(p->name, "*") == 0)
			add_all(a, m, find(from, p->value));
		else
			add_property(
			    a, m, p->name, mapping_text(from, p->value));
	a->response.properties = a->properties;
}

/* ---- The user's, and our own. */

static size_t
count(const struct lb_pair *map)
{
	size_t n = 0;

	while (map != NULL && map[n].name != NULL)
		n++;
	return n;
}

struct lb_pair *
mapping_join(const struct lb_pair *users, const struct lb_pair *own)
{
	size_t n = count(users);
	struct lb_pair *all = mem_new(n + count(own) + 1, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = users[i];
	for (; own != NULL && own->name != NULL; own++)
		if (value_of(users, own->name) == NULL)
			all[n++] = *own;
	return all;
}

/* ---- The whole. */

static void
set_texts(struct mapped *a, const char *survey)
{
	struct lb_response *r = &a->response;
	char *const *texts = a->texts;

	r->survey = texts[SURVEY] != NULL ? texts[SURVEY] : survey;
	r->comment = texts[COMMENT];
	r->language = texts[LANGUAGE];
	r->channel = texts[CHANNEL];
	r->touchpoint = texts[TOUCHPOINT];
	r->email = texts[EMAIL];
	r->name = texts[NAME];
	r->role = texts[ROLE];
	r->company = texts[COMPANY];
	r->link = texts[LINK];
}

enum mapping_result
mapping_read(
    struct mapped *a, const struct mapping_source *from, struct error *err)
{
	mapped_release(a);
	if (!mapping_lets_through(from))
		return MAPPING_NONE;
	if (!cJSON_IsObject(from->item)) {
		error_set(err, "it is no JSON object");
		return MAPPING_WRONG;
	}
	if (!take_texts(a, from, err))
		return MAPPING_WRONG;
	set_texts(a, from->survey);
	take_properties(a, from);
	if (!take_id(a, from, err) || !take_score(a, from->mapping, err) ||
	    !take_times(a, from, err) || !take_complete(a, err))
		return MAPPING_WRONG;
	return MAPPING_GIVEN;
}

void
mapped_release(struct mapped *a)
{
	for (int i = 0; i < MAPPING_N_MEMBERS; i++)
		free(a->texts[i]);
	for (size_t i = 0; i < a->n_properties; i++)
		free((char *)a->properties[i].value);
	free(a->properties);
	*a = (struct mapped){ .n_properties = 0 };
}

const char *
mapping_property(const struct lb_response *r, const char *name)
{
	return name == NULL ? NULL : value_of(r->properties, name);
}
