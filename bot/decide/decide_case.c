/* SPDX-License-Identifier: ISC */
/* decide_case.c - what is said of cases: to channels, and to who acted. */
#include "decide/compose_words.h"
#include "decide/context.h"
#include "decide/decider.h"
#include "sdk/json.h"
#include "sdk/mem.h"

char *
decide_case_notice(const struct decider *d, const struct response *r,
    const struct case_telling *telling)
{
	const struct kase *k = r->context->kase;
	const struct route *route = decide_route(d, k->route);
	struct route otherwise = { .language = d->config->language };

	return compose_case_notice(
	    &d->composer, r, route == NULL ? &otherwise : route, telling);
}

static const char *
language_of(const struct decider *d, bool in_english)
{
	return in_english || d->config->language == NULL ? "en"
							 : d->config->language;
}

char *
decide_answer(const struct decider *d, bool in_english, const char *key,
    const cJSON *data)
{
	char *text = words_filled(
	    d->templates, language_of(d, in_english), "answers", key, data);

	return text != NULL ? text : mem_string(key);
}

char *
decide_words(const struct decider *d, const char *section, const char *key,
    const cJSON *data)
{
	char *text = words_filled(
	    d->templates, language_of(d, false), section, key, data);

	return text != NULL ? text : mem_string("");
}

char *
decide_duration(const struct decider *d, bool in_english, int64_t us)
{
	return words_duration(d->templates, language_of(d, in_english), us);
}
