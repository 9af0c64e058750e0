/* SPDX-License-Identifier: ISC */
/*
 * ingest_notices.c - what a response asks for, in the outbox: notices, alone
 * or folded into one, and a case.
 */
#include "core/ingest_parts.h"

#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

void
ingest_release_notices(struct item *item)
{
	for (size_t i = 0; i < item->n_notices; i++)
		notice_release(&item->notices[i]);
	free(item->notices);
	item->notices = NULL;
	item->n_notices = 0;
	plan_release(&item->plan);
	item->plan = (struct plan){ 0 };
}

bool
ingest_put_case(struct item *item, struct store *store, struct error *err)
{
	const struct response *r = &item->response;
	const struct route *route = item->plan.case_route;
	int64_t now_us = clock_now_us();
	bool ok;
	char id[ID_SIZE];
	struct kase k = {
		.account =
		    mem_string(r->account == NULL ? NULL : r->account->id),
		.route = mem_string(route->name),
		.owner = mem_string(item->plan.owner),
		.opened_us = now_us,
		.deadline_us = now_us + route->rule.deadline.n * US_PER_S,
	};
	struct action opened = {
		.id = id,
		.at_us = now_us,
		.name = "open",
		.subject = k.id,
		.who = "loopbell",
		.source = "route",
		.text = route->name,
	};

	id_make(k.id, now_us);
	id_make(id, now_us);
	memcpy(k.response, r->id, ID_SIZE);
	ok = store_put_case(store, &k, err) &&
	     store_put_action(store, &opened, err);
	kase_release(&k);
	return ok;
}

struct notice *
ingest_add_notice(struct item *item)
{
	struct notice *n;

	item->notices =
	    mem_resize(item->notices, item->n_notices + 1, sizeof(*n));
	n = &item->notices[item->n_notices++];
	*n = (struct notice){ .state = NOTICE_WAITING };
	return n;
}

static struct notice *
notice_of(struct item *item, const struct planned *planned)
{
	struct notice *n = ingest_add_notice(item);
	const struct route *route = planned->route;

	n->made_us = n->not_before_us = clock_now_us();
	if (item->response.comment == NULL)
		n->not_before_us += route->wait_for_comment_s * US_PER_S;
	id_make(n->id, n->made_us);
	memcpy(n->response, item->response.id, ID_SIZE);
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
ingest_set_fold(struct notice *n, const cJSON *members, char *body)
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
fold(struct item *item, const struct planned *planned, struct store *store,
    struct error *err)
{
	const struct route *route = planned->route;
	struct notice *n = ingest_add_notice(item);
	cJSON *members;
	bool found;

	if (!store_folding(store, route->name, planned->send->to,
		planned->target, n, &found, err))
		return false;
	if (!found) {
		item->n_notices--;
		n = notice_of(item, planned);
		n->not_before_us =
		    n->made_us + route->fold_within_s * US_PER_S;
	}
	members = n->fold == NULL ? cJSON_CreateArray() : cJSON_Parse(n->fold);
	decide_fold_add(members, &item->response);
	ingest_set_fold(n, members,
	    decide_fold(
		item->in->world->decider, route, planned->send, members));
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
ingest_put_notice(struct item *item, const struct planned *planned,
    struct store *store, struct error *err)
{
	bool over;

	if (!is_over(planned, store, &over, err))
		return false;
	return over ? fold(item, planned, store, err)
		    : store_put_notice(store, notice_of(item, planned), err);
}
