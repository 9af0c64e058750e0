/* SPDX-License-Identifier: ISC */
/* case_parts.h - what the files case_*.c share about one action. */
#ifndef CORE_CASE_PARTS_H
#define CORE_CASE_PARTS_H

#include "core/case_act.h"
#include "core/cases.h"
#include "core/sequel.h"

struct acting {
	const struct decider *d;
	const struct case_request *request;
	struct case_result *result;
	struct store *store;
	struct error *err;
	int64_t now_us;
	char *id;     /* in the audit log: of all who act */
	char *text;   /* cleaned and cut; NULL: nothing was written */
	cJSON *words; /* what a sentence may name */
};

/* Was the same done before?  Then *is_known, and the result has its answer. */
bool acting_begin(struct acting *a, bool *is_known);
void acting_end(struct acting *a);

/* The sentence of that key is the answer; refuse: nothing was done; true. */
void acting_answer(struct acting *a, const char *key);
bool acting_refuse(struct acting *a, const char *key);
/* Words for it. */
void acting_put_time(struct acting *a, const char *name, int64_t us);
void acting_put_ago(struct acting *a, int64_t us);
/* Into the audit log, with its answer. */
bool acting_log(struct acting *a, const char *subject);
/* One answer's messages say how its case is now; NULL: what else the store
 * knows of it. */
bool acting_retell(struct acting *a, const char *response,
    const struct kase *k, bool is_quiet);
/* The commit's followers are told of what a sequel made. */
void acting_take(struct acting *a, struct sequel *q);

/* Could this be an e-mail address? */
bool acting_is_address(const char *text);
/* Is it the name of that action? */
bool case_action_is(const char *name, enum case_action action);

/* ---- case_more.c */

/* Somebody has thanked for an answer. */
bool acting_thank(struct acting *a);
/* Somebody reacted to a message: perhaps it is copied (case_best.c). */
bool acting_react(struct acting *a);
/* Somebody wants to know: changes nothing. */
bool acting_feedback(struct acting *a);

#endif
