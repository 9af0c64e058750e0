/* SPDX-License-Identifier: ISC */
/*
 * case_act.h - somebody does something: claim, resolve, thank …  From wherever
 * it comes, it is done here.
 *
 * All that follows of it (the case, the audit log, reminders that stop, messages
 * that change) is in the transaction it is called in.  The same id twice is one
 * action, with one answer.
 */
#ifndef CORE_CASE_ACT_H
#define CORE_CASE_ACT_H

#include <cjson/cJSON.h>

#include "decide/decide.h"
#include "store/store.h"

struct case_request {
	const char *id;      /* of whoever asks; NULL: it is asked once */
	const char *name;    /* claim, resolve …: plugins/PROTOCOL.md */
	const char *subject; /* a case's id or number, a notice's id */
	struct person who;   /* email NULL: not known, so refused */
	const char *text;    /* NULL: none */
	const cJSON *fields; /* an object of strings; NULL: none */
	const char *source;  /* where it comes from: cli, or an instance */
	bool in_english;     /* else the configuration's language */
};

struct case_result {
	char *answer; /* a sentence for who acted */
	bool is_done; /* by this, or by the same before; else it was refused */
	bool is_known; /* the same was done before: nothing was changed now */
	struct notice
	    *notices; /* made or changed: their lanes are to be woken */
	size_t n_notices;
};

/* Inside a transaction.  False: the store failed, and all is to be rolled back.
 * The caller releases the result, and on failure too. */
bool case_act(const struct decider *d, const struct case_request *request,
    struct case_result *result, struct store *store, struct error *err);
void case_result_release(struct case_result *result);

/* May this address act at all?  By the configuration's may_act. */
bool case_may_act(const struct config *config, const char *email);

/* The case a subject names: its id, its number ("12", "#12"), a notice's or a
 * response's id.  *found; the caller releases it. */
bool case_find(struct store *store, const char *subject, struct kase *k,
    bool *found, struct error *err);

#endif
