/* SPDX-License-Identifier: ISC */
/*
 * compose_words.h - values as people of a language read them.
 *
 * What is returned is the caller's; NULL where nothing is known.
 */
#ifndef DECIDE_COMPOSE_WORDS_H
#define DECIDE_COMPOSE_WORDS_H

#include <cjson/cJSON.h>

#include "core/response.h"
#include "decide/templates.h"

/* "3 af 10"; "3" on a scale whose end is not known. */
char *words_score(const struct templates *t, const char *language,
    enum scale scale, int score);

/* "480.000 kr."; no decimals. */
char *words_money(const struct templates *t, const char *language,
    double value, const char *currency);

/* The label of a key in a section, or the key itself. */
char *words_label(const struct templates *t, const char *language,
    const char *section, const char *key);

/* "a", "a og b", "a, b og c", of an array of strings. */
char *words_list(
    const struct templates *t, const char *language, const cJSON *items);

/* "12 minutter": the largest unit that fits, rounded down; at least a
 * second. */
char *words_duration(
    const struct templates *t, const char *language, int64_t us);

/* A label that is a template of its own, with what it names; NULL: it cannot
 * be rendered, or there is none. */
char *words_filled(const struct templates *t, const char *language,
    const char *section, const char *key, const cJSON *data);

/* The first word of a name. */
char *words_first_name(const char *name);

#endif
