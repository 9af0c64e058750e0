/* SPDX-License-Identifier: ISC */
/*
 * definition.h - a form's definition: which of its fields is the question.
 *
 * Answers name fields by id and say nothing of scales: an opinion_scale may be
 * 0-10, which is an NPS question by another name, or 1-10, which is not.
 *
 * Source: typeform.com/developers/create, what GET /forms/ID answers.
 */
#ifndef TYPEFORM_DEFINITION_H
#define TYPEFORM_DEFINITION_H

#include <cjson/cJSON.h>

#include "sdk/question.h"

/* Starts as all zero, and then knows no field. */
struct definition {
	cJSON *json;             /* NULL: none was read yet */
	struct questions fields; /* within it */
	const struct question *score;
	const struct question *comment; /* NULL: there is none */
};

/* Takes the JSON over, whatever becomes of it; question and comment are
 * the settings.  False: err says what is to be set, and *d is what it was. */
bool definition_read(struct definition *d, cJSON *json, const char *question,
    const char *comment, struct error *err);
void definition_release(struct definition *d);

#endif
