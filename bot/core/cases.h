/* SPDX-License-Identifier: ISC */
/*
 * cases.h - what may become of a case: a table of states and actions.
 *
 *	      .--assign--.
 *	      |          v            .--snooze, note: it stays what it is
 *	   open --claim--> claimed ---'
 *	    ^ |              |
 *	    | '---resolve----+---> resolved --confirm--> confirmed
 *	    '-----reopen-------------'---------------------'
 *
 * Pure: no store, no clock, no words.  Whoever may act at all may do anything
 * here; who may is may_act's to say (case_act.h).
 */
#ifndef CORE_CASES_H
#define CORE_CASES_H

#include <stdbool.h>
#include <stdint.h>

#include "store/cases.h"

enum case_action {
	CASE_CLAIM,
	CASE_ASSIGN,
	CASE_SNOOZE,
	CASE_NOTE,
	CASE_RESOLVE,
	CASE_REOPEN,
	CASE_CONFIRM,
	N_CASE_ACTIONS
};
/* "claim" and so on; false: there is no such action. */
bool case_action_by_name(const char *name, enum case_action *action);
const char *case_action_name(enum case_action action);

/* What one does; strings are the caller's. */
struct case_deed {
	enum case_action action;
	struct person who;
	struct person to;     /* assign: to whom */
	const char *text;     /* NULL: nothing */
	enum reached reached; /* resolve */
	int64_t now_us;
	int64_t until_us;    /* snooze: no reminder before that */
	int64_t deadline_us; /* reopen: the new one */
	int64_t confirm_us;  /* resolve: when to ask again; 0: never */
};

/* Does it to the case.  False: its state does not allow it, and *why is the
 * key of a sentence among "answers" in the templates; nothing was changed. */
bool case_do(struct kase *k, const struct case_deed *deed, const char **why);

/* Has this person the case? */
bool case_is_of(const struct kase *k, const struct person *who);

#endif
