/* SPDX-License-Identifier: ISC */
/* case_flow.c - what is said of a case, when, and what is not. */
#include "core/case_flow.h"

#include "core/clock.h"
#include "decide/workdays.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* One thing to say of a case, in all its threads or to one target. */
struct saying {
	struct case_telling telling;
	char *step;        /* NULL: it is no reminder */
	const char *guard; /* NULL: it is said whatever comes */
	int64_t at_us;
	/* NULL: in all its threads. */
	const char *notifier, *target;
};

/* Which states of a case a reminder is for. */
static const char until_claimed[] = "open";
static const char until_resolved[] = "open claimed";
static const char while_resolved[] = "resolved";

/* ---- Into the outbox */

static bool
put_one(struct sequel *q, const struct saying *s, const struct case_lane *to,
    struct store *store, struct error *err)
{
	struct notice *n = sequel_add(q);
	int64_t now_us = clock_now_us();

	id_make(n->id, now_us);
	memcpy(n->kase, q->kase.id, ID_SIZE);
	memcpy(n->response, q->r->id, ID_SIZE);
	memcpy(n->follows, to->message, ID_SIZE);
	n->notifier = mem_string(to->notifier);
	n->target = mem_string(to->target);
	n->priority = to->priority;
	n->guard = mem_string(s->guard);
	n->step = mem_string(s->step);
	n->made_us = now_us;
	n->not_before_us = s->at_us > now_us ? s->at_us : now_us;
	n->delay_us = n->not_before_us - now_us;
	n->body = decide_case_notice(q->decider, q->r, &s->telling);
	return store_put_notice(store, n, err);
}

static bool
put_in_threads(struct sequel *q, const struct saying *s, struct store *store,
    struct error *err)
{
	struct case_lane *lanes;
	size_t n;
	bool ok = store_case_lanes(store, q->kase.id, &lanes, &n, err);

	for (size_t i = 0; ok && i < n; i++)
		ok = put_one(q, s, &lanes[i], store, err);
	case_lanes_free(lanes, n);
	return ok;
}

/* Frees the saying's step. */
static bool
put(struct sequel *q, struct saying *s, struct store *store, struct error *err)
{
	struct case_lane to = { .notifier = (char *)(uintptr_t)s->notifier,
		.target = (char *)(uintptr_t)s->target,
		.priority = decide_priority(q->r) };
	bool ok = s->notifier == NULL ? put_in_threads(q, s, store, err)
				      : put_one(q, s, &to, store, err);

	free(s->step);
	s->step = NULL;
	return ok;
}

/* "owner" is an address here; NULL: nobody is known. */
static const char *
person_of(const struct kase *k, const char *text)
{
	return text != NULL && strcmp(text, "owner") == 0 ? k->owner : text;
}

static const char *
holder_or_owner(const struct kase *k)
{
	return k->holder.email != NULL ? k->holder.email : k->owner;
}

/* ---- What is to be said, and when */

static bool
plan_reminders(struct sequel *q, const struct case_rule *rule,
    struct store *store, struct error *err)
{
	const struct working_hours *hours =
	    &decide_config(q->decider)->working_hours;
	const struct kase *k = &q->kase;
	int64_t now_us = clock_now_us();

	for (char **text = rule->remind; text != NULL && *text != NULL;
	     text++) {
		struct span span = { .kind = SPAN_NONE };
		struct saying s = {
			.telling = { .word = CASE_REMINDER,
			    .mention = k->owner },
			.guard = until_claimed,
		};

		span_read(*text, &span);
		s.at_us =
		    workdays_reminder(hours, &span, now_us, k->deadline_us);
		if (s.at_us <= now_us)
			continue;
		s.step = mem_printf("%d remind %s", k->round, *text);
		if (!put(q, &s, store, err))
			return false;
	}
	return true;
}

static bool
plan_escalation(struct sequel *q, const struct case_rule *rule, size_t i,
    struct store *store, struct error *err)
{
	const struct working_hours *hours =
	    &decide_config(q->decider)->working_hours;
	const struct escalation *e = &rule->escalate[i];
	const struct kase *k = &q->kase;
	bool is_late = e->after.kind == SPAN_NONE;
	struct saying s = {
		.telling = { .word = CASE_ESCALATION,
		    .mention = person_of(k, e->mention),
		    .is_whole = true },
		.guard = strcmp(e->when, "unclaimed") == 0 ? until_claimed
							   : until_resolved,
		.at_us =
		    is_late ? k->deadline_us
			    : workdays_after(hours, clock_now_us(), &e->after),
		.notifier = e->to,
		.target = person_of(k, e->target),
	};

	if (s.target == NULL)
		return true;
	s.step = mem_printf("%d escalate %zu", k->round, i + 1);
	return put(q, &s, store, err);
}

bool
case_plan(struct sequel *q, struct store *store, struct error *err)
{
	const struct route *route = decide_route(q->decider, q->kase.route);

	if (route == NULL)
		return true;
	if (!plan_reminders(q, &route->rule, store, err))
		return false;
	for (size_t i = 0; i < route->rule.n_escalate; i++)
		if (!plan_escalation(q, &route->rule, i, store, err))
			return false;
	return true;
}

bool
case_plan_again(struct sequel *q, struct store *store, struct error *err)
{
	const struct kase *k = &q->kase;
	struct saying s = {
		.telling = { .word = CASE_AGAIN,
		    .mention = k->resolver.email != NULL ? k->resolver.email
							 : holder_or_owner(k),
		    .is_whole = true },
		.guard = while_resolved,
		.at_us = k->confirm_us,
	};

	if (k->confirm_us == 0)
		return true;
	s.step = mem_printf("%d again", k->round);
	return put(q, &s, store, err);
}

bool
case_plan_snooze(struct sequel *q, struct store *store, struct error *err)
{
	const struct kase *k = &q->kase;
	struct saying s = {
		.telling = { .word = CASE_REMINDER,
		    .mention = holder_or_owner(k) },
		.guard = until_resolved,
		.step = mem_printf("%d snooze", k->round),
		.at_us = k->snoozed_us,
	};

	return put(q, &s, store, err);
}

bool
case_say(struct sequel *q, const struct case_telling *telling,
    struct store *store, struct error *err)
{
	struct saying s = { .telling = *telling };

	return put(q, &s, store, err);
}

int64_t
case_deadline_us(const struct sequel *q, const struct kase *k, int64_t from_us)
{
	const struct route *route = decide_route(q->decider, k->route);

	/* A route that is gone by now: as long as it was the first time. */
	if (route == NULL || route->rule.deadline.kind == SPAN_NONE)
		return from_us + (k->deadline_us - kase_opened_us(k));
	return workdays_after(&decide_config(q->decider)->working_hours,
	    from_us, &route->rule.deadline);
}

/* ---- What is not to be said any more */

/* What a step is of: the word behind the round. */
static bool
is_step(const struct notice *n, const char *word)
{
	const char *space = n->step == NULL ? NULL : strchr(n->step, ' ');

	return space != NULL && strncmp(space + 1, word, strlen(word)) == 0;
}

static const char *
why_not(const struct kase *k, const struct notice *n)
{
	if (strstr(n->guard, case_state_name(k->state)) == NULL)
		return case_state_name(k->state);
	if (k->snoozed_us > 0 && n->not_before_us < k->snoozed_us &&
	    is_step(n, "remind"))
		return "snoozed";
	/* Another one is planned. */
	if (is_step(n, "snooze") && n->not_before_us != k->snoozed_us)
		return "snoozed";
	return NULL;
}

static char *
said_anew(const struct sequel *q, const struct notice *n)
{
	const struct kase *k = &q->kase;
	bool escalates = is_step(n, "escalate");
	cJSON *before = cJSON_Parse(n->body);
	struct case_telling telling = {
		.word = is_step(n, "again") ? CASE_AGAIN
			: escalates         ? CASE_ESCALATION
					    : CASE_REMINDER,
		.is_whole = escalates || is_step(n, "again"),
		.mention = escalates || is_step(n, "again")
			       ? json_string(before, "mention")
			       : holder_or_owner(k),
	};
	char *body = decide_case_notice(q->decider, q->r, &telling);

	cJSON_Delete(before);
	return body;
}

static bool
settle_one(
    struct sequel *q, struct notice *n, struct store *store, struct error *err)
{
	const char *why = why_not(&q->kase, n);
	char *body;

	if (why != NULL) {
		n->state = NOTICE_DROPPED;
		free(n->why);
		n->why = mem_printf("the case was %s", why);
		return store_set_notice(store, n, err);
	}
	/* What may have arrived is looked for by its words. */
	if (n->state != NOTICE_WAITING)
		return true;
	body = said_anew(q, n);
	if (strcmp(body, n->body) == 0) {
		free(body);
		return true;
	}
	free(n->body);
	n->body = body;
	return store_set_notice(store, n, err);
}

bool
case_settle(struct sequel *q, struct store *store, struct error *err)
{
	struct notice *rows;
	size_t n;
	bool ok = store_case_notices(store, q->kase.id, &rows, &n, err);

	for (size_t i = 0; i < n; i++) {
		ok = ok && settle_one(q, &rows[i], store, err);
		notice_release(&rows[i]);
	}
	free(rows);
	return ok;
}
