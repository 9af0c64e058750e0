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

#include "sdk/design.h"

/* Adds all fields, those of groups after their group (design_gather_fn). */
void definition_gather(struct questions *q, cJSON *json);

#endif
