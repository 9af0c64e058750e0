/* SPDX-License-Identifier: ISC */
/*
 * case_begin.c - an answer that asks for a case: whose it is, and whether its
 * account has one already.
 */
#include <strings.h>

#include "core/case_flow.h"
#include "core/cases.h"
#include "core/clock.h"
#include "sdk/mem.h"

/* A deputy may be away, too; two who stand in for each other may both be. */
#define DEPUTIES_MAX 5

/* ---- Whose it is */

static const char *
deputy_by_settings(
    const struct config *config, const char *who, int64_t now_us)
{
	int64_t today_us = clock_midnight_us(now_us);

	for (size_t i = 0; i < config->n_absent; i++) {
		const struct absent *a = &config->absent[i];

		if (strcasecmp(a->who, who) == 0 && a->from_us <= today_us &&
		    today_us <= a->until_us)
			return a->deputy;
	}
	return NULL;
}

/* Takes *who over; it becomes who stands in for them. */
static bool
find_deputy(const struct config *config, char **who, struct store *store,
    struct error *err)
{
	int64_t now_us = clock_now_us();

	for (int i = 0; *who != NULL && i < DEPUTIES_MAX; i++) {
		const char *by_settings =
		    deputy_by_settings(config, *who, now_us);
		char *deputy;

		if (!store_deputy(store, *who, now_us, &deputy, err))
			return false;
		if (deputy == NULL && by_settings != NULL)
			deputy = mem_string(by_settings);
		if (deputy == NULL)
			return true;
		free(*who);
		*who = deputy;
	}
	return true;
}

/* ---- The case */

static bool
log_event_of(const struct sequel *q, const char *name, const char *text,
    struct store *store, struct error *err)
{
	char id[ID_SIZE];
	struct action a = {
		.id = id,
		.at_us = clock_now_us(),
		.name = name,
		.subject = q->kase.id,
		.who = "loopbell",
		.source = "route",
		.text = text,
	};

	id_make(id, a.at_us);
	return store_put_action(store, &a, err);
}

static bool
open_case(struct sequel *q, const struct route *route, char *owner,
    struct store *store, struct error *err)
{
	const struct response *r = q->r;
	struct kase *k = &q->kase;

	*k = (struct kase){
		.state = CASE_OPEN,
		.round = 1,
		.account =
		    mem_string(r->account == NULL ? NULL : r->account->id),
		.company = mem_string(response_company(r)),
		.score = r->score,
		.route = mem_string(route->name),
		.owner = owner,
		.opened_us = clock_now_us(),
	};
	k->changed_us = k->opened_us;
	k->deadline_us = case_deadline_us(q, k, k->opened_us);
	id_make(k->id, k->opened_us);
	memcpy(k->response, r->id, ID_SIZE);
	q->context.kase = k;
	return store_put_case(store, k, err) &&
	       log_event_of(q, "open", route->name, store, err);
}

/* The account has an open case: the answer is one more in it. */
static bool
join_case(struct sequel *q, struct store *store, struct error *err)
{
	struct kase *k = &q->kase;
	int64_t now_us = clock_now_us();

	q->context.kase = k;
	k->n_members++;
	if (q->r->score >= 0 && (k->score < 0 || q->r->score < k->score)) {
		k->score = q->r->score;
		if (!store_set_case(store, k, err))
			return false;
	}
	return store_join_case(store, k->id, q->r->id, now_us, err) &&
	       log_event_of(q, "join", q->r->id, store, err);
}

static bool
reopen_case(struct sequel *q, struct store *store, struct error *err)
{
	struct kase *k = &q->kase;
	struct case_deed deed = { .action = CASE_REOPEN,
		.now_us = clock_now_us() };
	const char *why;

	deed.deadline_us = case_deadline_us(q, k, deed.now_us);
	return case_do(k, &deed, &why) && store_set_case(store, k, err) &&
	       case_settle(q, store, err) &&
	       log_event_of(
		   q, "reopen", "the answer was corrected", store, err);
}

static bool
find_account_case(
    struct sequel *q, bool *found, struct store *store, struct error *err)
{
	const struct account *account = q->r->account;

	*found = false;
	return account == NULL || account->id == NULL ||
	       store_case_of_account(store, account->id, &q->kase, found, err);
}

bool
case_begin(
    struct sequel *q, bool *begins, struct store *store, struct error *err)
{
	char *owner = NULL;
	const struct route *route = decide_case(q->decider, q->r, &owner);
	bool joins = false, has_one = q->context.kase != NULL, ok = true;

	*begins = false;
	if (route != NULL && has_one) {
		*begins = q->kase.state >= CASE_RESOLVED;
		ok = !*begins || reopen_case(q, store, err);
	} else if (route != NULL) {
		ok = find_account_case(q, &joins, store, err);
		*begins = ok && !joins;
		if (ok && joins)
			ok = join_case(q, store, err);
		else if (ok && find_deputy(decide_config(q->decider), &owner,
				   store, err)) {
			ok = open_case(q, route, owner, store, err);
			owner = NULL;
		} else {
			ok = false;
		}
	}
	free(owner);
	return ok;
}
