/* SPDX-License-Identifier: ISC */
/*
 * decide.h - what follows from a response: which routes match, and the notices
 * they ask for.  Pure: no input or output, no store, no clock.
 */
#ifndef DECIDE_DECIDE_H
#define DECIDE_DECIDE_H

#include "config/config.h"
#include "core/response.h"
#include "sdk/buf.h"

struct buf;

/* A configuration with its templates and keyword lists loaded. */
struct decider;

/* Reads templates and drivers below share_dir (paths.h) and those the
 * configuration names.  NULL: problems has all that is wrong, with places. */
struct decider *decider_new(const struct config *config, const char *share_dir,
    struct problems *problems);
void decider_free(struct decider *d);

/* Adds what the comment is about: r->drivers. */
void decide_drivers(const struct decider *d, struct response *r);

/* One notice to be. */
struct planned {
	const struct route *route;
	const struct send *send;
	char *target;     /* resolved: never "owner"; NULL: nobody is known,
			     the notice is dead from the start */
	char *body;       /* JSON, as struct notice has it */
	int64_t priority; /* detractors before the rest, lower score first,
			     then higher value; smaller is sooner */
	bool may_fold;    /* never for a detractor */
};

struct plan {
	struct planned *notices;
	size_t n_notices;
	const struct route *case_route; /* opens a case; NULL: none does */
	char *owner; /* address of whose it is; NULL: nobody known */
};

/* As struct planned has it. */
int64_t decide_priority(const struct response *r);

/* The route that opens a case for the response; NULL: none does.  *owner is
 * whose it is, for the caller to free; NULL: nobody is known. */
const struct route *decide_case(
    const struct decider *d, const struct response *r, char **owner);

/* The settings it was made of. */
const struct config *decide_config(const struct decider *d);
/* The route of that name; NULL: there is none any more. */
const struct route *decide_route(const struct decider *d, const char *name);

/* What is said of a case beside the messages of its answers. */
enum case_word {
	CASE_REMINDER,   /* nobody has it yet */
	CASE_ESCALATION, /* it is late */
	CASE_AGAIN,      /* to ask the customer again */
	CASE_DONE,       /* it was resolved */
	CASE_REOPENED,
	CASE_ASSIGNED,
	CASE_NOTED,
};
/* The body of such a notice of the case that r->context names.  text: what
 * somebody wrote; mention: an address; NULL: none.  The caller frees it. */
struct case_telling {
	enum case_word word;
	const struct person *who; /* who did it; NULL: nobody */
	const char *text, *mention;
	bool is_whole; /* it stands alone: with the customer's words */
};
char *decide_case_notice(const struct decider *d, const struct response *r,
    const struct case_telling *telling);

/* A sentence for who did something: the words of "answers" in the language of
 * the configuration, or in English; data as compose_data() has it for a case,
 * and more.  The caller frees it. */
char *decide_answer(const struct decider *d, bool in_english, const char *key,
    const cJSON *data);
/* The same of another section; "" where there is no such word. */
char *decide_words(const struct decider *d, const char *section,
    const char *key, const cJSON *data);
/* "12 seconds", in the same language.  The caller frees it. */
char *decide_duration(const struct decider *d, bool in_english, int64_t us);

/* Routes in order: the first that matches ends the search unless it says
 * `continue: yes`.  Uses r->account, r->category, r->drivers. */
void decide(
    const struct decider *d, const struct response *r, struct plan *plan);
void plan_release(struct plan *plan);

/* A notice of a response that no route would send any more, said anew: in the
 * words of the category it has now, and without reactions.  Only target, body
 * and priority are filled in; plan_release() is not for it, free() both. */
struct told {
	const char *route, *notifier, *target;
};
void decide_again(const struct decider *d, const struct response *r,
    const struct told *told, struct planned *planned);

/* The body of a notice that stands for several: members is an array of
 * {"response":ID,"company":…,"score":…,"category":…,"comment":…}, the last may
 * be a count of those that are not named (fold.c). */
char *decide_fold(const struct decider *d, const struct route *route,
    const struct send *send, const cJSON *members);
/* The same for one that was made before. */
char *decide_fold_again(
    const struct decider *d, const struct told *told, const cJSON *members);
/* The member that stands for r there. */
cJSON *decide_fold_member(const struct response *r);
/* Adds r, by name or by number. */
void decide_fold_add(cJSON *members, const struct response *r);
/* Puts r in the place of what it was, or takes it out.  False: it is not named
 * there, or nothing has changed. */
bool decide_fold_replace(cJSON *members, const struct response *r);
bool decide_fold_remove(cJSON *members, const struct response *r);

/* For people: every route with `matches` or the condition that does not, and
 * the notices that would follow, as "loopbell explain" prints them. */
void decide_explain(
    const struct decider *d, const struct response *r, struct buf *out);

#endif
