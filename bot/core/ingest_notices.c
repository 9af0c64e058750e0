/* SPDX-License-Identifier: ISC */
/*
 * ingest_notices.c - what a response asks for, in the outbox: notices, alone
 * or folded into one, with what the store knows beside it.
 */
#include "core/sequel.h"

#include <strings.h>

#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* How far back an account's story goes, and how much of it is read. */
#define STORY_US (2 * INT64_C(366) * 24 * 3600 * US_PER_S)
#define STORY_MAX 50

void
sequel_reset(struct sequel *q)
{
	for (size_t i = 0; i < q->n_notices; i++)
		notice_release(&q->notices[i]);
	free(q->notices);
	plan_release(&q->plan);
	kase_release(&q->kase);
	free(q->context.thanked.email);
	free(q->context.thanked.name);
	if (q->r != NULL) {
		q->r->correction = NULL;
		q->r->context = NULL;
	}
	*q = (struct sequel){
		.decider = q->decider, .r = q->r, .source = q->source
	};
}

/* ---- What the store knows beside the answer */

struct looking {
	const struct response *r;
	struct story *story;
	bool is_same_person; /* the previous is theirs */
};

static bool
is_same_person(const struct response *r, const char *email)
{
	return r->email != NULL && email != NULL &&
	       strcasecmp(r->email, email) == 0;
}

/* Newest first. */
static void
on_telltale(void *arg, const struct telltale *t)
{
	struct looking *l = arg;
	struct story *story = l->story;
	bool is_theirs = is_same_person(l->r, t->email);
	enum category category = CATEGORY_NONE;

	category_by_name(t->category, &category);
	if (category == DETRACTOR &&
	    t->answered_us >
		l->r->answered_us - STORY_DAYS * 24 * 3600 * US_PER_S)
		story->n_detractors++;
	if (category == CATEGORY_NONE || l->is_same_person ||
	    (story->has_previous && !is_theirs))
		return;
	story->has_previous = true;
	story->previous = category;
	story->previous_score = t->score;
	l->is_same_person = is_theirs;
}

static bool
look_at_story(struct sequel *q, struct store *store, struct error *err)
{
	const struct response *r = q->r;
	struct looking l = { r, &q->context.story, false };

	q->context.story.n_detractors = r->category == DETRACTOR;
	q->context.story.previous_score = -1;
	return r->account == NULL || r->account->id == NULL ||
	       store_telltales(store,
		   &(struct telltale_filter){ .account = r->account->id,
		       .but = r->id,
		       .from_us = r->answered_us - STORY_US,
		       .until_us = r->answered_us,
		       .max = STORY_MAX },
		   on_telltale, &l, err);
}

bool
sequel_look(
    struct sequel *q, bool is_known, struct store *store, struct error *err)
{
	struct context *context = &q->context;
	bool has_case = false;

	q->r->context = context;
	if (!look_at_story(q, store, err))
		return false;
	if (!is_known)
		return true;
	if (!store_case_of(store, q->r->id, &q->kase, &has_case, err) ||
	    !store_last_action(store, q->r->id, "thank", &context->thanked,
		&context->thanked_us, err))
		return false;
	context->kase = has_case ? &q->kase : NULL;
	return true;
}

/* ---- Notices */

struct notice *
sequel_add(struct sequel *q)
{
	struct notice *n;

	q->notices = mem_resize(q->notices, q->n_notices + 1, sizeof(*n));
	n = &q->notices[q->n_notices++];
	*n = (struct notice){ .state = NOTICE_WAITING };
	return n;
}

static struct notice *
notice_of(struct sequel *q, const struct planned *planned)
{
	struct notice *n = sequel_add(q);
	const struct route *route = planned->route;

	n->made_us = n->not_before_us = clock_now_us();
	if (q->r->comment == NULL)
		n->not_before_us += route->wait_for_comment_s * US_PER_S;
	id_make(n->id, n->made_us);
	memcpy(n->response, q->r->id, ID_SIZE);
	n->route = mem_string(route->name);
	n->notifier = mem_string(planned->send->to);
	n->target = mem_string(
	    planned->target == NULL ? planned->send->target : planned->target);
	n->body = mem_string(planned->body);
	n->priority = planned->priority;
	if (planned->target == NULL) {
		n->state = NOTICE_DEAD;
		n->why = mem_string("nobody is known to own this account, and "
				    "the configuration has no default_owner");
	}
	return n;
}

void
sequel_set_fold(struct notice *n, const cJSON *members, char *body)
{
	struct buf text = BUF_INIT;

	json_print(&text, members);
	free(n->fold);
	n->fold = buf_take(&text);
	free(n->body);
	n->body = body;
}

/* The notice that stands for several: one that waits takes this one in, else
 * it is made now. */
static bool
fold(struct sequel *q, const struct planned *planned, struct store *store,
    struct error *err)
{
	const struct route *route = planned->route;
	struct notice *n = sequel_add(q);
	cJSON *members;
	bool found;

	if (!store_folding(store, route->name, planned->send->to,
		planned->target, n, &found, err))
		return false;
	if (!found) {
		q->n_notices--;
		n = notice_of(q, planned);
		n->not_before_us =
		    n->made_us + route->fold_within_s * US_PER_S;
	}
	members = n->fold == NULL ? cJSON_CreateArray() : cJSON_Parse(n->fold);
	decide_fold_add(members, q->r);
	sequel_set_fold(n, members,
	    decide_fold(q->decider, route, planned->send, members));
	cJSON_Delete(members);
	return found ? store_set_notice(store, n, err)
		     : store_put_notice(store, n, err);
}

static bool
is_over(const struct planned *planned, struct store *store, bool *over,
    struct error *err)
{
	const struct route *route = planned->route;

	*over = false;
	if (!planned->may_fold || route->fold_over == 0 ||
	    planned->target == NULL)
		return true;
	return store_has_made(store,
	    &(struct made){
		.route = route->name,
		.notifier = planned->send->to,
		.target = planned->target,
		.since_us = clock_now_us() - route->fold_within_s * US_PER_S,
		.max = route->fold_over,
	    },
	    over, err);
}

bool
sequel_put(struct sequel *q, const struct planned *planned,
    struct store *store, struct error *err)
{
	bool over;

	if (!is_over(planned, store, &over, err))
		return false;
	return over ? fold(q, planned, store, err)
		    : store_put_notice(store, notice_of(q, planned), err);
}
