/* SPDX-License-Identifier: ISC */
/* case_act.c - somebody does something about a case. */
#include "core/case_act.h"

#include <strings.h>

#include "core/case_flow.h"
#include "core/case_parts.h"
#include "core/cases.h"
#include "core/clock.h"
#include "crash_point.h"
#include "decide/workdays.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/utf8.h"

/* Two who press the same button at once meant the same. */
#define AT_ONCE_US (10 * 60 * US_PER_S)
#define DEFAULT_SNOOZE "1d"

void
case_result_release(struct case_result *result)
{
	for (size_t i = 0; i < result->n_notices; i++)
		notice_release(&result->notices[i]);
	free(result->notices);
	free(result->answer);
	*result = (struct case_result){ .answer = NULL };
}

/* ---- Who may */

bool
case_may_act(const struct config *config, const char *email)
{
	const char *at = email == NULL ? NULL : strrchr(email, '@');

	if (at == NULL || at == email)
		return false;
	if (config->may_act == NULL)
		return true;
	for (char **domain = config->may_act; *domain != NULL; domain++)
		if (strcasecmp(*domain, at + 1) == 0)
			return true;
	return false;
}

static char *
domains_of(const struct config *config)
{
	struct buf all = BUF_INIT;

	for (char **d = config->may_act; d != NULL && *d != NULL; d++)
		buf_printf(&all, "%s%s", all.size > 0 ? ", " : "", *d);
	return all.size == 0 ? NULL : buf_take(&all);
}

/* ---- Which case */

bool
case_find(struct store *store, const char *subject, struct kase *k,
    bool *found, struct error *err)
{
	int64_t number;

	*k = (struct kase){ 0 };
	*found = false;
	if (subject == NULL)
		return true;
	if (number_read(subject + (*subject == '#'), 1, INT32_MAX, &number))
		return store_case_by_number(store, number, k, found, err);
	if (!store_case(store, subject, k, found, err))
		return false;
	if (!*found && !store_case_of_notice(store, subject, k, found, err))
		return false;
	return *found || store_case_of(store, subject, k, found, err);
}

/* ---- Answers */

void
acting_answer(struct acting *a, const char *key)
{
	free(a->result->answer);
	a->result->answer =
	    decide_answer(a->d, a->request->in_english, key, a->words);
}

bool
acting_refuse(struct acting *a, const char *key)
{
	acting_answer(a, key);
	return true;
}

void
acting_put_time(struct acting *a, const char *name, int64_t us)
{
	char text[CLOCK_TEXT_SIZE];

	if (us > 0)
		json_put_string(a->words, name, clock_text(us, text));
}

void
acting_put_ago(struct acting *a, int64_t us)
{
	char *ago =
	    decide_duration(a->d, a->request->in_english, a->now_us - us);

	json_put_string(a->words, "ago", ago);
	free(ago);
}

static void
put_case_words(struct acting *a, const struct kase *k)
{
	char number[32];

	snprintf(number, sizeof(number), "%lld", (long long)k->number);
	json_put_string(a->words, "number", number);
	json_put_string(a->words, "company", k->company);
	json_put_string(a->words, "holder", person_name(&k->holder));
	acting_put_time(a, "deadline", k->deadline_us);
	acting_put_time(a, "snoozed", k->snoozed_us);
	acting_put_time(a, "since", k->claimed_us);
	acting_put_time(a, "resolved", k->resolved_us);
}

/* Somebody else was there before: who, and how much. */
static bool
refuse_by_state(struct acting *a, const struct kase *k, const char *why)
{
	bool is_claimed = strcmp(why, "claimed") == 0;
	const struct person *other = is_claimed ? &k->holder : &k->resolver;
	int64_t when_us = is_claimed ? k->claimed_us : k->resolved_us;

	put_case_words(a, k);
	json_put_string(a->words, "other", person_name(other));
	if (!is_claimed && strcmp(why, "resolved") != 0)
		return acting_refuse(a, why);
	if (a->now_us - when_us > AT_ONCE_US ||
	    !case_action_is(
		a->request->name, is_claimed ? CASE_CLAIM : CASE_RESOLVE))
		return acting_refuse(a, why);
	acting_put_ago(a, when_us);
	return acting_refuse(
	    a, is_claimed ? "claimed_before" : "resolved_before");
}

/* ---- What is asked for */

static const char *
field(const struct acting *a, const char *name)
{
	const char *text = json_string(a->request->fields, name);

	return text == NULL || *text == '\0' ? NULL : text;
}

/* What the action needs beside who does it; false: *why is the key of what is
 * missing. */
static bool
read_deed(struct acting *a, struct case_deed *deed, const char **why)
{
	const struct working_hours *hours =
	    &decide_config(a->d)->working_hours;
	const char *until = field(a, "for"), *reached = field(a, "reached");
	struct span span;

	deed->who = a->request->who;
	deed->text = a->text;
	deed->now_us = a->now_us;
	deed->to = (struct person){ (char *)(uintptr_t)field(a, "to"),
		(char *)(uintptr_t)field(a, "name") };
	if (reached != NULL)
		deed->reached = strcmp(reached, "yes") == 0  ? REACHED_YES
				: strcmp(reached, "no") == 0 ? REACHED_NO
							     : REACHED_UNKNOWN;
	*why = deed->action == CASE_NOTE ? "no_text" : "no_note";
	if ((deed->action == CASE_NOTE || deed->action == CASE_RESOLVE) &&
	    a->text == NULL)
		return false;
	*why = "no_person";
	if (deed->action == CASE_ASSIGN && !acting_is_address(deed->to.email))
		return false;
	*why = "no_time";
	if (!span_read(until == NULL ? DEFAULT_SNOOZE : until, &span) ||
	    span.is_before)
		return deed->action != CASE_SNOOZE;
	deed->until_us = workdays_after(hours, a->now_us, &span);
	return true;
}

/* ---- What follows */

void
acting_take(struct acting *a, struct sequel *q)
{
	struct case_result *r = a->result;

	if (q->n_notices == 0)
		return;
	r->notices = mem_resize(
	    r->notices, r->n_notices + q->n_notices, sizeof(*r->notices));
	memcpy(&r->notices[r->n_notices], q->notices,
	    q->n_notices * sizeof(*q->notices));
	r->n_notices += q->n_notices;
	free(q->notices);
	q->notices = NULL;
	q->n_notices = 0;
}

/* One answer's messages say how its case is now; NULL: how it is without. */
bool
acting_retell(struct acting *a, const char *response, const struct kase *k,
    bool is_quiet)
{
	struct response r;
	char *provider = NULL;
	struct sequel q = { .decider = a->d, .r = &r };
	bool ok = store_response(
	    a->store, response, a->now_us, &r, &provider, a->err);

	q.source = provider;
	ok = ok && sequel_look(&q, true, a->store, a->err);
	if (ok && k != NULL)
		q.context.kase = k;
	ok = ok && sequel_retell(&q, is_quiet, a->store, a->err);
	acting_take(a, &q);
	sequel_reset(&q);
	response_release(&r);
	free(provider);
	return ok;
}

static bool
retell_all(struct acting *a, const struct kase *k, bool is_quiet)
{
	char(*ids)[ID_SIZE];
	size_t n;
	bool ok = store_case_members(a->store, k->id, &ids, &n, a->err);

	for (size_t i = 0; ok && i < n; i++)
		ok = acting_retell(a, ids[i], k, is_quiet);
	free(ids);
	return ok;
}

/* What each action leads to, beside messages that change. */
static const struct {
	bool (*plan)(struct sequel *q, struct store *store, struct error *err);
	bool is_said; /* in the threads: word */
	enum case_word word;
} sequels[N_CASE_ACTIONS] = {
	[CASE_ASSIGN] = { NULL, true, CASE_ASSIGNED },
	[CASE_SNOOZE] = { case_plan_snooze, false, CASE_REMINDER },
	[CASE_NOTE] = { NULL, true, CASE_NOTED },
	[CASE_RESOLVE] = { case_plan_again, true, CASE_DONE },
	[CASE_REOPEN] = { case_plan, true, CASE_REOPENED },
};

static bool
follow(struct acting *a, struct sequel *q, const struct case_deed *deed)
{
	const struct kase *k = &q->kase;
	enum case_action action = deed->action;
	struct case_telling telling = {
		.word = sequels[action].word,
		.who = &a->request->who,
		.text = a->text,
		.mention = action == CASE_ASSIGN   ? k->holder.email
			   : action == CASE_REOPEN ? k->owner
						   : NULL,
	};

	if (!case_settle(q, a->store, a->err) ||
	    (sequels[action].plan != NULL &&
		!sequels[action].plan(q, a->store, a->err)))
		return false;
	if (!retell_all(a, k, action != CASE_CLAIM))
		return false;
	return !sequels[action].is_said ||
	       case_say(q, &telling, a->store, a->err);
}

/* What follows is said of the answer that opened it. */
static bool
follow_case(struct acting *a, struct kase *k, const struct case_deed *deed)
{
	struct response r;
	char *provider = NULL;
	struct sequel q = { .decider = a->d, .r = &r, .kase = *k };
	bool ok = store_response(
	    a->store, k->response, a->now_us, &r, &provider, a->err);

	r.context = &q.context;
	q.context.kase = &q.kase;
	ok = ok && follow(a, &q, deed);
	*k = q.kase;
	q.kase = (struct kase){ 0 };
	acting_take(a, &q);
	sequel_reset(&q);
	response_release(&r);
	free(provider);
	return ok;
}

static int64_t
confirm_us_of(const struct acting *a, const struct kase *k)
{
	const struct route *route = decide_route(a->d, k->route);

	return route == NULL || route->rule.confirm_s == 0
		   ? 0
		   : a->now_us + route->rule.confirm_s * US_PER_S;
}

/* ---- All of it */

static bool
do_it(struct acting *a, struct kase *k, enum case_action action)
{
	struct sequel plain = { .decider = a->d };
	struct case_deed deed = { .action = action };
	const char *why;

	if (!read_deed(a, &deed, &why))
		return acting_refuse(a, why);
	deed.confirm_us = confirm_us_of(a, k);
	deed.deadline_us = case_deadline_us(&plain, k, a->now_us);
	if (!case_do(k, &deed, &why))
		return refuse_by_state(a, k, why);
	if (!store_set_case(a->store, k, a->err) || !follow_case(a, k, &deed))
		return false;
	crash_point("in-action");
	put_case_words(a, k);
	acting_answer(a, a->request->name);
	a->result->is_done = true;
	return acting_log(a, k->id);
}

static bool
act_on_case(struct acting *a, enum case_action action)
{
	struct kase k;
	bool found, ok;

	if (!case_find(a->store, a->request->subject, &k, &found, a->err))
		return false;
	ok = found ? do_it(a, &k, action) : acting_refuse(a, "no_case");
	kase_release(&k);
	return ok;
}

static bool
act(struct acting *a)
{
	const char *name = a->request->name;
	enum case_action action;

	json_put_string(a->words, "action", name);
	json_put_string(a->words, "who", a->request->who.email);
	/* Who reacts asks for nothing and is told nothing. */
	if (strcmp(name, "react") == 0)
		return acting_react(a);
	if (!acting_is_address(a->request->who.email))
		return acting_refuse(a, "nobody");
	if (!case_may_act(decide_config(a->d), a->request->who.email)) {
		char *domains = domains_of(decide_config(a->d));

		json_put_string(a->words, "domains", domains);
		free(domains);
		return acting_refuse(a, "may_not");
	}
	if (strcmp(name, "thank") == 0)
		return acting_thank(a);
	if (strcmp(name, "feedback") == 0)
		return acting_feedback(a);
	if (!case_action_by_name(name, &action))
		return acting_refuse(a, "no_action");
	return act_on_case(a, action);
}

bool
case_act(const struct decider *d, const struct case_request *request,
    struct case_result *result, struct store *store, struct error *err)
{
	struct acting a = {
		.d = d,
		.request = request,
		.result = result,
		.store = store,
		.err = err,
		.now_us = clock_now_us(),
	};
	bool ok;

	*result = (struct case_result){ .answer = NULL };
	if (!acting_begin(&a, &result->is_known))
		return false;
	ok = result->is_known || act(&a);
	acting_end(&a);
	return ok;
}
