/* SPDX-License-Identifier: ISC */
/* survey.h - what a survey of Formbricks' asks, out of its definition. */
#ifndef FORMBRICKS_SURVEY_H
#define FORMBRICKS_SURVEY_H

#include <cjson/cJSON.h>

#include "sdk/error.h"

/* Where answers are in a row, by the id of their question. */
#define SURVEY_ANSWERS "/data/"

/* Starts as all zero. */
struct survey {
	char *name;
	char *score, *comment; /* pointers into a row; comment may be NULL */
	int scale;             /* enum lb_scale, of the score */
	bool is_link;          /* it is a page of its own, not in an app */
};

/* question and comment are ids; NULL: the first question of type nps, and the
 * first for a text behind it.  False: there is no such question, and err lists
 * those there are. */
bool survey_read(struct survey *s, const cJSON *definition,
    const char *question, const char *comment, struct error *err);
void survey_release(struct survey *s);

#endif
