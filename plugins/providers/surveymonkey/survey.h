/* SPDX-License-Identifier: ISC */
/*
 * survey.h - a survey's design: what number a choice stands for.
 *
 * Answers hold the ids of choices alone.  Of an NPS question's choices the
 * weight is -100, 0 or 100; the number is in the text: "Not at all likely - 0",
 * "1", …, "Extremely likely - 10".
 *
 * Source: SurveyMonkey's public_api_docs, /surveys/ID/details and Question
 * Bank.
 */
#ifndef SURVEYMONKEY_SURVEY_H
#define SURVEYMONKEY_SURVEY_H

#include "sdk/design.h"

/* Adds the questions of all pages (design_gather_fn). */
void survey_gather(struct questions *q, cJSON *json);

#define SURVEY_NO_ANSWER (-1) /* "not applicable" was chosen */
#define SURVEY_UNKNOWN (-2)   /* there is no such choice */

/* What a choice of the score stands for, or one of the above; id may be
 * NULL. */
int survey_number(const struct design *d, const char *id);

/* What is asked for in that row of a contact question: "email", "name",
 * "company" …; NULL: it is none of these. */
const char *survey_row(const struct design *d, const char *id);

#endif
