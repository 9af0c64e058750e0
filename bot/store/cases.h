/* SPDX-License-Identifier: ISC */
/*
 * cases.h - follow-ups of answers, what people did about them, and who is away.
 *
 * A part of store.h, whose rules hold here.  What may become of a case is
 * core/cases.h's to say; the store keeps it.
 */
#ifndef STORE_CASES_H
#define STORE_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/id.h"
#include "sdk/error.h"

struct store;
struct notice;

enum case_state {
	CASE_OPEN,      /* nobody has it */
	CASE_CLAIMED,   /* somebody has */
	CASE_RESOLVED,  /* done, to be asked about again */
	CASE_CONFIRMED, /* asked again, and still done */
	N_CASE_STATES
};
const char *case_state_name(enum case_state state);
bool case_state_by_name(const char *name, enum case_state *state);

enum reached { REACHED_UNKNOWN, REACHED_NO, REACHED_YES };

/* A person as they acted: an address, and a name for people (NULL: none). */
struct person {
	char *email, *name;
};

/* A row of cases.  Strings are the struct's own; times that are 0 are none. */
struct kase {
	char id[ID_SIZE];
	char response[ID_SIZE]; /* the one that opened it */
	int64_t number;         /* what people call it; from 1, without gaps */
	enum case_state state;
	int round;     /* how often it was opened */
	char *account; /* its id; NULL */
	char *company; /* for people; NULL */
	int score;     /* the lowest of its answers; -1: none */
	char *route;   /* the route's name */
	char *owner;   /* address of who should see to it; NULL: nobody */
	struct person holder; /* who has it; NULL: nobody */
	struct person resolver;
	char *note; /* what was done; NULL */
	enum reached reached;
	int64_t opened_us, deadline_us;
	int64_t claimed_us, resolved_us, confirmed_us;
	int64_t snoozed_us; /* no reminder until then */
	int64_t confirm_us; /* when it is to be asked about again */
	int64_t changed_us; /* when these were written */
	int64_t
	    skew_us; /* by how much the clock was set since it was opened */
	int64_t n_members; /* answers that are in it; filled in on reading */
};
void kase_release(struct kase *k);
/* When it was opened, by the clock as it is set now. */
int64_t kase_opened_us(const struct kase *k);

/* A new one, with the answer that opens it; sets k->number. */
bool store_put_case(struct store *s, struct kase *k, struct error *err);
/* All that can change of it. */
bool store_set_case(struct store *s, const struct kase *k, struct error *err);
/* One more answer is of this case.  One that is of a case already stays. */
bool store_join_case(struct store *s, const char *id, const char *response,
    int64_t now_us, struct error *err);

/* *found says whether there is one; the caller releases it.  By its id, by its
 * number, the one a response is of, the newest of an account that is open or
 * claimed, and the one a notice is about. */
bool store_case(struct store *s, const char *id, struct kase *k, bool *found,
    struct error *err);
bool store_case_by_number(struct store *s, int64_t number, struct kase *k,
    bool *found, struct error *err);
bool store_case_of(struct store *s, const char *response, struct kase *k,
    bool *found, struct error *err);
bool store_case_of_account(struct store *s, const char *account,
    struct kase *k, bool *found, struct error *err);
bool store_case_of_notice(struct store *s, const char *notice, struct kase *k,
    bool *found, struct error *err);
/* The case of a response that is not resolved yet; id is "" where none is. */
bool store_open_case(struct store *s, const char *response, char id[ID_SIZE],
    struct error *err);

/* The answers that are in it, in the order they came: ids, for the caller to
 * free. */
bool store_case_members(struct store *s, const char *id, char (**ids)[ID_SIZE],
    size_t *n, struct error *err);

/* Cases: those that are open or claimed by deadline, or the newest. */
struct case_filter {
	bool all;           /* also what is resolved; then by number, newest
				first */
	const char *who;    /* an address that owns or has it; NULL: any */
	int64_t overdue_us; /* a deadline before that; 0: any */
	int64_t max;
};
typedef void store_case_fn(void *arg, const struct kase *k);
bool store_cases(struct store *s, const struct case_filter *filter,
    store_case_fn *each, void *arg, struct error *err);

/* The notices of a case that wait or may have arrived: reminders and what else
 * goes by its state.  The caller releases each and frees the list. */
bool store_case_notices(struct store *s, const char *id, struct notice **list,
    size_t *n, struct error *err);
/* Where it was told of: the first message to each target, to follow in its
 * thread, those of its answers and what was said of it elsewhere. */
struct case_lane {
	char *notifier, *target;
	char message[ID_SIZE]; /* the notice's id */
	int64_t priority;
};
/* The caller frees it by case_lanes_free(), and on failure too. */
bool store_case_lanes(struct store *s, const char *id,
    struct case_lane **lanes, size_t *n, struct error *err);
void case_lanes_free(struct case_lane *lanes, size_t n);

/* ---- What people did */

struct action {
	/* Ids of others' making may be longer than ours. */
	const char *id;
	int64_t at_us;
	const char *name, *subject;
	const char *who;      /* an address; "loopbell" */
	const char *who_name; /* for people; NULL */
	const char *source;   /* cli, slack, route, … */
	const char *text;     /* NULL: none */
	const char *fields;   /* JSON object; NULL: none */
	const char *answer;   /* what they were told; NULL */
};
/* The same id again changes nothing. */
bool store_put_action(
    struct store *s, const struct action *a, struct error *err);
/* Was it done already?  Then *answer is what was said to it, the caller's. */
bool store_action_answer(struct store *s, const char *id, bool *found,
    char **answer, struct error *err);
/* What the bot keeps to itself, as the key of its links: *value is the
 * caller's, NULL where there is none of that name.  One that is there stays. */
bool store_secret(
    struct store *s, const char *name, char **value, struct error *err);
bool store_put_secret(
    struct store *s, const char *name, const char *value, struct error *err);
/* What was done about a subject, in order. */
typedef void store_action_fn(void *arg, const struct action *a);
bool store_actions(struct store *s, const char *subject, store_action_fn *each,
    void *arg, struct error *err);
/* The last action of that name about a subject: who (NULL: there is none; the
 * caller frees both members) and when. */
bool store_last_action(struct store *s, const char *subject, const char *name,
    struct person *who, int64_t *at_us, struct error *err);

/* ---- Who is away */

struct absence {
	char id[ID_SIZE];
	const char *who, *deputy; /* addresses */
	int64_t from_us, until_us;
};
bool store_put_absence(
    struct store *s, const struct absence *a, struct error *err);
bool store_drop_absence(
    struct store *s, const char *id, bool *found, struct error *err);
/* Who stands in for somebody then: an address for the caller to free; NULL:
 * they are there. */
bool store_deputy(struct store *s, const char *who, int64_t at_us,
    char **deputy, struct error *err);
/* Those that are not over, by their beginning. */
typedef void store_absence_fn(void *arg, const struct absence *a);
bool store_absences(struct store *s, int64_t now_us, store_absence_fn *each,
    void *arg, struct error *err);

/* ---- Figures of a time, from one moment to before another: how many complete
 * answers there are, by enum category. */
bool store_figures(struct store *s, int64_t from_us, int64_t until_us,
    int64_t n[4], struct error *err);

/* ---- The account's story */

/* What an account has answered before, the newest first, at most max, within
 * the time before (and without) a response. */
struct telltale {
	const char *response, *email, *category;
	int score;
	int64_t answered_us;
};
struct telltale_filter {
	const char *account, *but; /* a response's id */
	int64_t from_us, until_us;
	int64_t max;
};
typedef void store_telltale_fn(void *arg, const struct telltale *t);
bool store_telltales(struct store *s, const struct telltale_filter *filter,
    store_telltale_fn *each, void *arg, struct error *err);

#endif
