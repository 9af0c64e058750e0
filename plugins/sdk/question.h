/* SPDX-License-Identifier: ISC */
/*
 * question.h - which question of a survey is the score, and which the comment:
 * what the settings `question` and `comment` name, or else the only one that
 * it can be.
 */
#ifndef SDK_QUESTION_H
#define SDK_QUESTION_H

#include <stdbool.h>

#include "sdk/error.h"

/* The strings stay the caller's. */
struct question {
	const char *id;
	const char *ref;   /* its other name; NULL: none */
	const char *title; /* for people; NULL: its id */
	int scale;         /* enum lb_scale; -1: its answers are no scores */
	int rank;          /* where several are scores, the likeliest have 0 */
	bool is_text;      /* people may write what they like */
};

/* In the survey's order.  Starts as all zero. */
struct questions {
	struct question *at;
	int n;
};

/* Adds one at the end; its strings are to live as long. */
void questions_add(struct questions *q, const struct question *question);
/* Frees the list; it is empty again. */
void questions_release(struct questions *q);

/* The one of that id or ref; NULL: there is none, or name is NULL. */
const struct question *questions_find(
    const struct questions *q, const char *name);

/* The score; wanted is what `question` says, or NULL.  NULL: err says what is
 * to be set, and names those it could be. */
const struct question *questions_score(
    const struct questions *q, const char *wanted, struct error *err);

/* The comment; wanted is what `comment` says, or NULL: the first text after
 * the score.  True with *found NULL: none is asked for. */
bool questions_comment(const struct questions *q, const struct question *score,
    const char *wanted, const struct question **found, struct error *err);

/* Its title, or, where it has none, its id. */
const char *question_title(const struct question *question);

#endif
