/* SPDX-License-Identifier: ISC */
/* condition_field.c - what a condition can look at: one row a key. */
#include "decide/condition_field.h"

#include "decide/context.h"
#include "sdk/buf.h"
#include "sdk/suggest.h"

/* A text member of the response, or of its account. */
#define TEXT_OF(name, what)                                      \
	static const char *text_##name(const struct response *r, \
	    const char *default_owner, const char **other)       \
	{                                                        \
		(void)default_owner;                             \
		(void)other;                                     \
		return what;                                     \
	}
#define ACCOUNT_OF(name) \
	TEXT_OF(name, r->account != NULL ? r->account->name : NULL)

/* clang-format off */
TEXT_OF(category, category_name(r->category))
TEXT_OF(scale, scale_name(r->scale))
TEXT_OF(provider, r->provider)
TEXT_OF(survey, r->survey)
TEXT_OF(channel, r->channel)
TEXT_OF(touchpoint, r->touchpoint)
TEXT_OF(language, r->language)
TEXT_OF(role, r->role)
TEXT_OF(company, response_company(r))
TEXT_OF(driver, r->drivers)
ACCOUNT_OF(segment)
ACCOUNT_OF(product)
ACCOUNT_OF(industry)
/* clang-format on */

static const char *
text_owner(
    const struct response *r, const char *default_owner, const char **other)
{
	return response_owner(r, default_owner, other);
}

static bool
number_score(const struct response *r, double *number)
{
	*number = r->score;
	return r->score >= 0;
}

static bool
number_value(const struct response *r, double *number)
{
	*number = r->account != NULL ? r->account->value : -1;
	return *number >= 0;
}

static bool
number_detractors(const struct response *r, double *number)
{
	*number = r->context == NULL ? 0 : r->context->story.n_detractors;
	return r->context != NULL;
}

static bool
number_previous(const struct response *r, double *number)
{
	*number = r->context == NULL || !r->context->story.has_previous
		      ? -1
		      : r->context->story.previous_score;
	return *number >= 0;
}

static const char *
text_previous(
    const struct response *r, const char *default_owner, const char **other)
{
	(void)default_owner;
	(void)other;
	return r->context == NULL || !r->context->story.has_previous
		   ? NULL
		   : category_name(r->context->story.previous);
}

static bool
check_category(const char *text, struct error *err)
{
	enum category category;

	return category_by_name(text, &category) ||
	       error_set(err,
		   "must be promoter, passive, detractor or none, not \"%s\"",
		   text);
}

static bool
check_scale(const char *text, struct error *err)
{
	enum scale scale;

	return scale_by_name(text, &scale) ||
	       error_set(err,
		   "must be nps_0_10, stars_1_5, scale_1_10 or other, not "
		   "\"%s\"",
		   text);
}

static const struct condition_field fields[] = {
	/* clang-format off */
	{ "category",    FIELD_TEXT,    .text = text_category, .check = check_category },
	{ "score",       FIELD_NUMBER,  .number = number_score },
	{ "scale",       FIELD_TEXT,    .text = text_scale, .check = check_scale },
	{ "provider",    FIELD_TEXT,    .text = text_provider },
	{ "survey",      FIELD_TEXT,    .text = text_survey },
	{ "channel",     FIELD_TEXT,    .text = text_channel },
	{ "touchpoint",  FIELD_TEXT,    .text = text_touchpoint },
	{ "language",    FIELD_TEXT,    .text = text_language, .is_language = true },
	{ "segment",     FIELD_TEXT,    .text = text_segment },
	{ "product",     FIELD_TEXT,    .text = text_product },
	{ "industry",    FIELD_TEXT,    .text = text_industry },
	{ "owner",       FIELD_TEXT,    .text = text_owner },
	{ "value",       FIELD_NUMBER,  .number = number_value },
	{ "account.value", FIELD_NUMBER, .number = number_value },
	{ "account.detractors_90d", FIELD_NUMBER, .number = number_detractors },
	{ "previous_category", FIELD_TEXT, .text = text_previous, .check = check_category },
	{ "previous_score", FIELD_NUMBER, .number = number_previous },
	{ "driver",      FIELD_LIST,    .text = text_driver },
	{ "comment",     FIELD_COMMENT, .text = NULL },
	{ "role",        FIELD_TEXT,    .text = text_role },
	{ "company",     FIELD_TEXT,    .text = text_company },
	{ "properties.", FIELD_PROPERTY, .text = NULL },
	/* clang-format on */
};

#define N_FIELDS (sizeof(fields) / sizeof(*fields))

static bool
field_is(const struct condition_field *field, const char *key)
{
	size_t n = strlen(field->name);

	if (field->kind == FIELD_PROPERTY)
		return strncmp(key, field->name, n) == 0 && key[n] != '\0';
	return strcmp(key, field->name) == 0;
}

/* Says which keys there are, the likeliest first. */
static void
say_unknown(const char *key, struct error *err)
{
	const char *names[N_FIELDS + 1] = { NULL };
	struct buf all = BUF_INIT;
	const char *near;

	for (size_t i = 0; i + 1 < N_FIELDS; i++) {
		names[i] = fields[i].name;
		buf_printf(&all, "%s, ", names[i]);
	}
	near = suggest(key, names);
	if (near != NULL)
		error_set(err,
		    "there is nothing called \"%s\" to look at; did you mean "
		    "\"%s\"?",
		    key, near);
	else
		error_set(err,
		    "there is nothing called \"%s\" to look at; there are "
		    "%sand properties.NAME",
		    key, buf_str(&all));
	buf_release(&all);
}

const struct condition_field *
condition_field_find(const char *key, struct error *err)
{
	for (size_t i = 0; i < N_FIELDS; i++)
		if (field_is(&fields[i], key))
			return &fields[i];
	say_unknown(key, err);
	return NULL;
}
