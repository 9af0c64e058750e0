/* SPDX-License-Identifier: ISC */
/* answer.c - a row as one respondent's answer. */
#include "answer.h"

#include <ctype.h>
#include <inttypes.h>

#include "sdk/cell.h"
#include "sdk/fnv.h"
#include "sdk/mem.h"

#define DAY_US (INT64_C(86400) * 1000000)

void
answer_rules_init(
    struct answer_rules *r, const struct settings *s, const char *instance)
{
	r->settings = s;
	r->instance = instance;
	r->score.scale = s->scale;
	r->score.decimal_comma = s->decimal_comma;
	words_init(&r->score.no_answer, s->no_answer);
	words_init(&r->complete, s->complete);
}

void
answer_rules_release(struct answer_rules *r)
{
	words_release(&r->score.no_answer);
	words_release(&r->complete);
}

/* The field's cell; NULL: the file has no such column, or nothing in it. */
static const char *
cell(const struct columns *c, const struct csv_row *row, enum field field)
{
	int at = c->at[field];

	if (at < 0 || (size_t)at >= row->n_fields || *row->fields[at] == '\0')
		return NULL;
	return row->fields[at];
}

static const char *
cell_or(const char *text, const char *otherwise)
{
	return text != NULL ? text : otherwise;
}

/* Ids, numbers and times are never meant to begin with a ', texts may be. */
static void
trim(const struct columns *c, const struct csv_row *row)
{
	static const enum field plain[] = { FIELD_ID, FIELD_DATE,
		FIELD_CHANGED, FIELD_SCORE, FIELD_EMAIL, FIELD_DISPOSITION };

	for (size_t i = 0; i < row->n_fields; i++)
		row->fields[i] = cell_trim(row->fields[i]);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		int at = c->at[plain[i]];

		if (at >= 0 && (size_t)at < row->n_fields)
			row->fields[at] = cell_trim_plain(row->fields[at]);
	}
}

/* 1,23E+11: a spreadsheet has rounded a long number. */
static bool
is_scientific(const char *id)
{
	const char *p = id + strspn(id, "0123456789.,");

	return p > id && (*p == 'E' || *p == 'e') &&
	       (p[1] == '+' || isdigit((unsigned char)p[1])) &&
	       p[2 + strspn(p + 2, "0123456789")] == '\0' && p[1] != '\0' &&
	       strpbrk(id, ".,+") != NULL;
}

/* Who answered, for an id of our own; NULL: nothing says so. */
static const char *
person(const struct columns *c, const struct csv_row *row)
{
	const char *who = cell(c, row, FIELD_EMAIL);

	if (who == NULL && c->phone >= 0 && (size_t)c->phone < row->n_fields &&
	    *row->fields[c->phone] != '\0')
		who = row->fields[c->phone];
	return who != NULL ? who : cell(c, row, FIELD_NAME);
}

/* The same person on the same day in the same survey is the same answer. */
static bool
make_key(struct answer *a, const struct columns *c, const struct csv_row *row)
{
	const char *who = person(c, row),
		   *company = cell(c, row, FIELD_COMPANY);
	int64_t day = a->response.answered_us / DAY_US;
	uint64_t hash;

	if (who == NULL)
		return false;
	hash = fnv_add_string(FNV_START, a->response.survey);
	hash = fnv_add_string(hash, who);
	if (who == cell(c, row, FIELD_NAME))
		hash = fnv_add_string(hash, cell_or(company, ""));
	hash = fnv_add(hash, &day, sizeof(day));
	snprintf(a->key, sizeof(a->key), "key-%016" PRIx64, hash);
	a->response.id = a->key;
	return true;
}

static bool
read_id(struct answer *a, const struct columns *c, const struct csv_row *row,
    struct error *err)
{
	const char *id = cell(c, row, FIELD_ID);

	a->response.id = id;
	a->has_scientific_id = id != NULL && is_scientific(id);
	if (id != NULL && !a->has_scientific_id)
		return true;
	a->has_made_id = make_key(a, c, row);
	if (id != NULL || a->has_made_id)
		return true;
	return error_set(err,
	    "%s: is missing, and no e-mail, phone or name says who answered",
	    columns_header(c, FIELD_ID));
}

static bool
read_time(struct answer *a, struct answer_rules *rules,
    const struct columns *c, const struct csv_row *row, struct error *err)
{
	enum when_order order = (enum when_order)rules->settings->date_order;
	struct lb_response *r = &a->response;
	const char *date = cell_or(cell(c, row, FIELD_DATE), "");
	const char *changed = cell(c, row, FIELD_CHANGED);

	if (!when_read(date, order, &r->answered_us, err))
		return *date == '\0'
			   ? error_in(err, "%s", columns_header(c, FIELD_DATE))
			   : error_in(err, "%s: \"%.40s\"",
				 columns_header(c, FIELD_DATE), date);
	if (changed != NULL && !when_read(changed, order, &r->changed_us, err))
		return error_in(err, "%s: \"%.40s\"",
		    columns_header(c, FIELD_CHANGED), changed);
	return true;
}

/* Languages as people write them, as BCP 47. */
static const char *
language_of(const char *text)
{
	static const struct lb_pair languages[] = {
		{ "da", "da|dk|dansk|danish|da_dk|dan" },
		{ "en", "en|uk|us|engelsk|english|en_us|en_gb|eng" },
		{ "sv", "sv|se|svensk|swedish|svenska|sv_se" },
		{ "nb", "nb|no|norsk|norwegian|nb_no" },
		{ "de", "de|tysk|german|deutsch|de_de" },
	};

	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		const char *p = languages[i].value;
		size_t n = strlen(text);

		while ((p = strcasestr(p, text)) != NULL && n > 1) {
			if ((p == languages[i].value || p[-1] == '|') &&
			    (p[n] == '|' || p[n] == '\0'))
				return languages[i].name;
			p++;
		}
	}
	return text;
}

static void
take_properties(
    struct answer *a, const struct columns *c, const struct csv_row *row)
{
	size_t n = 0;

	if (a->max_properties < c->n + 1) {
		a->max_properties = c->n + 1;
		a->properties = mem_resize(
		    a->properties, a->max_properties, sizeof(*a->properties));
	}
	for (size_t i = 0; i < row->n_fields && i < c->n; i++)
		if (c->properties[i] != NULL && *row->fields[i] != '\0')
			a->properties[n++] = (struct lb_pair){
				.name = c->properties[i],
				.value = row->fields[i],
			};
	a->properties[n] = (struct lb_pair){ .name = NULL };
	a->response.properties = a->properties;
}

static void
take_texts(struct answer *a, const struct answer_rules *rules,
    const struct columns *c, const struct csv_row *row)
{
	const struct settings *s = rules->settings;
	const char *language = cell(c, row, FIELD_LANGUAGE);
	struct lb_response *r = &a->response;

	r->survey = cell_or(
	    s->survey, cell_or(cell(c, row, FIELD_SURVEY), rules->instance));
	r->channel = cell_or(cell(c, row, FIELD_CHANNEL), s->channel);
	r->language = language == NULL ? NULL : language_of(language);
	r->comment = cell(c, row, FIELD_COMMENT);
	r->touchpoint = cell(c, row, FIELD_TOUCHPOINT);
	r->email = cell(c, row, FIELD_EMAIL);
	r->name = cell(c, row, FIELD_NAME);
	r->role = cell(c, row, FIELD_ROLE);
	r->company = cell(c, row, FIELD_COMPANY);
	r->link = cell(c, row, FIELD_LINK);
}

static bool
check_width(
    const struct columns *c, const struct csv_row *row, struct error *err)
{
	for (size_t i = c->n; i < row->n_fields; i++)
		if (*row->fields[i] != '\0')
			return error_set(err,
			    "has %zu fields, the first row only %zu (is text "
			    "with a delimiter in it not quoted?)",
			    row->n_fields, c->n);
	if ((size_t)c->at[FIELD_SCORE] < row->n_fields &&
	    (size_t)c->at[FIELD_DATE] < row->n_fields)
		return true;
	return error_set(err,
	    "has only %zu fields, the first row %zu (is a line break in it "
	    "not quoted?)",
	    row->n_fields, c->n);
}

/* A score of an interview that was broken off is kept, but not counted; one
 * that never took place is no answer. */
static enum answer_result
read_score(struct answer *a, struct answer_rules *rules,
    const struct columns *c, const struct csv_row *row, struct error *err)
{
	struct lb_response *r = &a->response;
	const char *text = cell_or(cell(c, row, FIELD_SCORE), "");
	bool has_disposition = c->at[FIELD_DISPOSITION] >= 0;
	const char *disposition = cell(c, row, FIELD_DISPOSITION);
	enum score_result result;

	r->score = -1;
	r->complete = !has_disposition ||
		      words_has(&rules->complete, cell_or(disposition, ""));
	result = score_read(&rules->score, text, &r->score, err);
	if (result == SCORE_WRONG && r->complete) {
		error_in(err, "%s", columns_header(c, FIELD_SCORE));
		return ANSWER_WRONG;
	}
	a->is_other_scale =
	    r->score == 5 && strcasestr(text, "neutral") != NULL;
	if (!r->complete)
		return result == SCORE_GIVEN ? ANSWER_GIVEN : ANSWER_NONE;
	if (result == SCORE_EMPTY && !has_disposition &&
	    cell(c, row, FIELD_COMMENT) == NULL)
		return ANSWER_NONE;
	return ANSWER_GIVEN;
}

/* What option only wants of columns, that stands there? */
static bool
is_wanted(const struct answer_rules *rules, const struct columns *c,
    const struct csv_row *row)
{
	const struct lb_pair *only = rules->settings->only;

	for (size_t i = 0; c->only != NULL && only[i].name != NULL; i++) {
		int at = c->only[i];
		bool has_one = at >= 0 && (size_t)at < row->n_fields;

		if (!cell_is_one_of(
			has_one ? row->fields[at] : "", only[i].value))
			return false;
	}
	return true;
}

enum answer_result
answer_read(struct answer *a, struct answer_rules *rules,
    const struct columns *c, const struct csv_row *row, struct error *err)
{
	enum answer_result result;

	a->response = (struct lb_response){
		.scale = (enum lb_scale)rules->settings->scale,
	};
	a->has_made_id = false;
	if (!check_width(c, row, err))
		return ANSWER_WRONG;
	trim(c, row);
	if (!is_wanted(rules, c, row))
		return ANSWER_NONE;
	result = read_score(a, rules, c, row, err);
	if (result != ANSWER_GIVEN)
		return result;
	take_texts(a, rules, c, row);
	take_properties(a, c, row);
	if (!read_time(a, rules, c, row, err) || !read_id(a, c, row, err))
		return ANSWER_WRONG;
	return ANSWER_GIVEN;
}

void
answer_release(struct answer *a)
{
	free(a->properties);
	*a = (struct answer){ .properties = NULL };
}
