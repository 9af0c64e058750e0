/* SPDX-License-Identifier: ISC */
/*
 * monkey.h - one survey of SurveyMonkey's, and the calls it costs.
 *
 * Source: SurveyMonkey's public_api_docs on GitHub, API v3.
 */
#ifndef SURVEYMONKEY_MONKEY_H
#define SURVEYMONKEY_MONKEY_H

#include "budget.h"
#include "sdk/design.h"
#include "sdk/polled.h"
#include "sdk/recall.h"
#include "sdk/signature.h"

struct settings {
	const char *base_url, *token, *survey, *question, *comment;
	const char *email, *name, *company; /* custom variables */
	bool partial;
	int region, calls_per_day;
	const char *client_id, *client_secret;
};

struct monkey {
	struct polled base;
	const struct settings *settings;
	char *secret; /* client_id&client_secret; NULL: nothing is pushed */
	struct signature_rules signature;
	struct design survey;
	struct recall *gone; /* ids that the survey has no more */
	struct budget budget;
	bool is_probing;
};

/* ---- pages.c */

extern const struct paging monkey_pages;

/* Counts a call that was made; after each. */
void monkey_spend(struct monkey *m);
/* Says that no calls are left today. */
enum lb_result monkey_used_up(struct monkey *m);
/* For the feed: reads the survey's design, where none was read yet; and a page
 * of answers, with the design anew where it is not theirs any more. */
enum lb_result monkey_begin(void *state);
enum lb_result monkey_get(
    void *state, const struct paging_at *at, struct paging_page *page);
/* Does that row hold an id that is new to us?  The design is then read anew,
 * unless it is fresh; what is not in it even so was deleted. */
enum lb_result monkey_learn(
    struct monkey *m, const cJSON *row, bool *is_fresh);

/* ---- receive.c */

/* The plugin's receive(). */
enum lb_result monkey_receive(void *state, const struct lb_request *request);

#endif
