/* SPDX-License-Identifier: ISC */
/* answer.h - one answer, in a form that pointers reach. */
#ifndef SURVEYMONKEY_ANSWER_H
#define SURVEYMONKEY_ANSWER_H

#include "sdk/design.h"

struct answer_spec {
	const struct design *survey;
	const char *email, *name, *company; /* custom variables */
};

/* Adds a member "loopbell" to a row of /responses/bulk: score, comment, email,
 * name and company, each where there is one.  False: err says why it cannot be
 * read. */
bool answer_shape(const struct answer_spec *a, cJSON *row, struct error *err);

#endif
