/* SPDX-License-Identifier: ISC */
/*
 * budget.h - 500 calls a day, spread over it.
 *
 * A private app of SurveyMonkey's may ask 500 times a day and 120 times a
 * minute; the day ends at 00:00 UTC.  Polls, pushes, `loopbell try` and
 * whatever else uses the app share these, in processes that know nothing of
 * each other: so what counts is what each answer says remains, and our own
 * count only where it says nothing.
 */
#ifndef SURVEYMONKEY_BUDGET_H
#define SURVEYMONKEY_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* Times are seconds since 1970. */
struct budget {
	int per_day;   /* of all there are, that we may use */
	int64_t day;   /* that is counted, since 1970 */
	int n_calls;   /* ours of that day */
	int n_left;    /* that we may still make in it */
	int64_t due_s; /* none should be begun before */
};

/* What an answer says of itself; -1: nothing. */
struct budget_told {
	int64_t limit, remaining, reset_s; /* of the day */
	int64_t minute_remaining, minute_reset_s;
};

/* May there be another call today? */
bool budget_has(struct budget *b, int64_t now_s);
/* Seconds until the next should begin; 0: it may now. */
int budget_wait_s(const struct budget *b, int64_t now_s);
/* Is so little left that only what is new should be asked for, and not all
 * that was missed? */
bool budget_is_short(const struct budget *b);
/* A call was made. */
void budget_spend(
    struct budget *b, int64_t now_s, const struct budget_told *told);

#endif
