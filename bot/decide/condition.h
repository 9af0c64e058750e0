/* SPDX-License-Identifier: ISC */
/*
 * condition.h - one line of a route's `when:`.
 *
 * The key names what is looked at: category, score, scale, provider, survey,
 * channel, touchpoint, language, segment, product, industry, owner, value,
 * account.value, account.detractors_90d, previous_category, previous_score,
 * driver, comment, role, company, or properties.NAME.  The value says what it
 * must be: a text (compared without case), a list (any of them), "!x" (not x),
 * or for numbers a comparison such as "<= 3", ">= 100000", "3..6".  comment
 * takes yes, no, or {contains: [words]}.
 */
#ifndef DECIDE_CONDITION_H
#define DECIDE_CONDITION_H

#include <cjson/cJSON.h>

#include "core/response.h"
#include "sdk/buf.h"
#include "sdk/error.h"

struct condition;

/* The value is as YAML has it, scalars as strings.  NULL: err says what is
 * wrong and what would be right. */
struct condition *condition_new(
    const char *key, const cJSON *value, struct error *err);
void condition_free(struct condition *c);

/* Adds to why (NULL: nobody asks) one clause such as
 * `score is 8, not <= 6`, whether it matches or not. */
bool condition_matches(const struct condition *c, const struct response *r,
    const char *default_owner, struct buf *why);

#endif
