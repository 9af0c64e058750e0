/* SPDX-License-Identifier: ISC */
/*
 * design.h - a survey's design, as its vendor tells it: what is asked, and
 * which of it is the score and the comment (question.h).
 */
#ifndef SDK_DESIGN_H
#define SDK_DESIGN_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>

#include "sdk/question.h"

/* Starts as all zero, and then knows no question. */
struct design {
	cJSON *json;                    /* NULL: none was read yet */
	struct questions questions;     /* within it */
	const struct question *score;   /* one of them */
	const struct question *comment; /* NULL: there is none */
};

/* Adds the questions in that JSON, in their order; what they lack may be added
 * to it. */
typedef void design_gather_fn(struct questions *q, cJSON *json);

/* Takes the JSON over, whatever becomes of it; question and comment are the
 * settings of these names.  False: err says what is to be set, and *d is what
 * it was. */
bool design_read(struct design *d, cJSON *json, design_gather_fn *gather,
    const char *const settings[2], struct error *err);
void design_release(struct design *d);

/* For probe(): says what the survey of that title asks, and whether that is an
 * NPS. */
void design_say(
    struct lb_host *host, const struct design *d, const char *title);

#endif
