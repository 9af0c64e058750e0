/* SPDX-License-Identifier: ISC */
/* answer.h - what a tool pushed, as a respondent's answer. */
#ifndef WEBHOOK_ANSWER_H
#define WEBHOOK_ANSWER_H

#include "sdk/pointer.h"
#include "settings.h"

/* The members of a response that can be mapped; NULL-terminated. */
extern const char *const answer_members[];
#define ANSWER_N_MEMBERS 15

/* Its number in answer_members; -1: there is no such member. */
int answer_member(const char *name);

/* One answer, used for one after another.  Starts as all zero. */
struct answer {
	struct lb_response response;
	char *texts[ANSWER_N_MEMBERS]; /* of the members, by number */
	int n_found;                   /* members that the push itself has */
	struct lb_pair *properties;
	size_t n_properties;
};

/* Where an answer is read from. */
struct answer_source {
	const struct settings *settings;
	const char *survey;    /* where nothing else says so */
	const cJSON *document; /* "#/…" points into it       */
	const cJSON *item;     /* "/…" points into it        */
	int64_t now_us; /* taken for a time that is not there; 0: that is
			 * an error */
};

enum answer_result {
	ANSWER_GIVEN,
	ANSWER_NONE,  /* `only` passes over it         */
	ANSWER_WRONG, /* err: "score: what is wrong"   */
};

/* Does `only` let it through?  Without an item only what points into the
 * document is looked at. */
bool answer_is_one(const struct answer_source *from);

/* Reads one; a->response is valid until the next, and while the source and
 * the settings are. */
enum answer_result answer_read(
    struct answer *a, const struct answer_source *from, struct error *err);
void answer_release(struct answer *a);

#endif
