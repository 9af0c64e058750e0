/* SPDX-License-Identifier: ISC */
/*
 * context.h - what the store knows beside an answer, and a notice tells: its
 * case, whether it was thanked for, and what the account has answered before.
 */
#ifndef DECIDE_CONTEXT_H
#define DECIDE_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/response.h"
#include "store/cases.h"

/* Days in which a second detractor of an account counts. */
#define STORY_DAYS 90

/* What the account has answered before this answer. */
struct story {
	int n_detractors; /* in STORY_DAYS days, with this one */
	bool has_previous;
	enum category previous; /* of the one before: the same person's, else
				   anybody's of the account */
	int previous_score;     /* -1: none */
};

struct context {
	const struct kase *kase; /* NULL: it is of none */
	struct person thanked;   /* who has thanked; NULLs: nobody */
	int64_t thanked_us;
	struct story story;
};

/* Is this worse than an answer like it: a second detractor in STORY_DAYS days,
 * or one whose last answer was a promoter's? */
bool context_is_raised(const struct response *r);

/* A person for people: the name, else the address, else NULL. */
const char *person_name(const struct person *p);

#endif
