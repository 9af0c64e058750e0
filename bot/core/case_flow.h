/* SPDX-License-Identifier: ISC */
/*
 * case_flow.h - what follows from a case: that it begins, what is to be said of
 * it and when, and that it is not said where somebody was quicker.
 *
 * Reminders and escalations are notices in the outbox from the moment a case is
 * opened, each for its time; so they outlive the bot, and go with a clock that
 * is set.  In the transaction of the action that stops them they are dropped,
 * and whatever was under way then is asked for the state again before it is
 * begun (dispatch_job.c).
 */
#ifndef CORE_CASE_FLOW_H
#define CORE_CASE_FLOW_H

#include "core/sequel.h"

/* Opens a case for q->r where a route asks for one (*begins), or joins the one
 * its account has already, or opens the answer's own again.  Where there is one
 * then, q->kase is it, and q->context names it.  Before decide(). */
bool case_begin(
    struct sequel *q, bool *begins, struct store *store, struct error *err);
/* What is to be said of q->kase in this round, if nobody is quicker: reminders
 * and escalations.  Its messages are in the outbox already. */
bool case_plan(struct sequel *q, struct store *store, struct error *err);
/* The same after it was resolved: to ask the customer again. */
bool case_plan_again(struct sequel *q, struct store *store, struct error *err);
/* The same until when it was snoozed. */
bool case_plan_snooze(
    struct sequel *q, struct store *store, struct error *err);
/* Its state was changed: what is not to be said any more is dropped, the rest
 * says what is so now. */
bool case_settle(struct sequel *q, struct store *store, struct error *err);
/* Says something in each of its threads, now. */
bool case_say(struct sequel *q, const struct case_telling *telling,
    struct store *store, struct error *err);

/* The deadline of a case that is opened then. */
int64_t case_deadline_us(
    const struct sequel *q, const struct kase *k, int64_t from_us);

#endif
