/* SPDX-License-Identifier: ISC */
/*
 * ingest_apply.c - what becomes of a response in the store: itself, a case,
 * notices.
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

/* Was it news when it came in: complete, and not from before `since`? */
static bool
is_announced(const struct item *item, bool was_complete)
{
	const struct response *r = &item->response;

	if (!r->complete || r->answered_us < item->in->since_us)
		return false;
	return item->put == PUT_NEW ||
	       (item->put == PUT_CHANGED && !was_complete);
}

static bool
put_case(struct item *item, struct store *store, struct error *err)
{
	const struct response *r = &item->response;
	const struct route *route = item->plan.case_route;
	int64_t now_us = clock_now_us();
	struct kase k = {
		.account = r->account == NULL ? NULL : r->account->id,
		.route = route->name,
		.owner = item->plan.owner,
		.opened_us = now_us,
		.deadline_us = now_us + route->case_deadline_s * US_PER_S,
	};
	struct action opened = {
		.at_us = now_us,
		.name = "open",
		.subject = k.id,
		.who = "loopbell",
		.source = "route",
		.text = route->name,
	};

	id_make(k.id, now_us);
	id_make(opened.id, now_us);
	memcpy(k.response, r->id, ID_SIZE);
	return store_put_case(store, &k, err) &&
	       store_put_action(store, &opened, err);
}

static struct notice *
add_notice(struct item *item)
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
	struct notice *n = add_notice(item);

	n->made_us = n->not_before_us = clock_now_us();
	id_make(n->id, n->made_us);
	memcpy(n->response, item->response.id, ID_SIZE);
	n->route = mem_string(planned->route->name);
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

/* The notice that stands for several: one that waits takes this one in, else
 * it is made now. */
static bool
fold(struct item *item, const struct planned *planned, struct store *store,
    struct error *err)
{
	const struct route *route = planned->route;
	struct notice *n = add_notice(item);
	struct buf text = BUF_INIT;
	cJSON *members;
	bool found, ok;

	if (!store_folding(store, route->name, planned->send->to,
		planned->target, n, &found, err))
		return false;
	if (!found) {
		item->n_notices--;
		n = notice_of(item, planned);
		n->not_before_us += route->fold_within_s * US_PER_S;
	}
	members = n->fold == NULL ? cJSON_CreateArray() : cJSON_Parse(n->fold);
	cJSON_AddItemToArray(members, decide_fold_member(&item->response));
	json_print(&text, members);
	free(n->fold);
	n->fold = buf_take(&text);
	free(n->body);
	n->body = decide_fold(
	    item->in->world->decider, route, planned->send, members);
	cJSON_Delete(members);
	ok = found ? store_set_notice(store, n, err)
		   : store_put_notice(store, n, err);
	return ok;
}

static bool
is_over(const struct planned *planned, struct store *store, bool *over,
    struct error *err)
{
	const struct route *route = planned->route;
	int64_t n;

	*over = false;
	if (!planned->may_fold || route->fold_over == 0 ||
	    planned->target == NULL)
		return true;
	if (!store_count_made(store, route->name, planned->send->to,
		planned->target,
		clock_now_us() - route->fold_within_s * US_PER_S, &n, err))
		return false;
	*over = n >= route->fold_over;
	return true;
}

static bool
put_notices(struct item *item, struct store *store, struct error *err)
{
	for (size_t i = 0; i < item->plan.n_notices; i++) {
		const struct planned *planned = &item->plan.notices[i];
		bool over;

		if (!is_over(planned, store, &over, err))
			return false;
		if (over ? !fold(item, planned, store, err)
			 : !store_put_notice(
			       store, notice_of(item, planned), err))
			return false;
	}
	return true;
}

static bool
apply_response(struct item *item, struct store *store, struct error *err)
{
	struct response *r = &item->response;
	bool was_complete = false;

	ingest_release_notices(item); /* of an attempt that was rolled back */
	if (r->account != NULL &&
	    !store_put_account(store, r->account, clock_now_us(), err))
		return false;
	if (!store_put_response(
		store, r, clock_now_us(), &item->put, &was_complete, err))
		return false;
	if (!is_announced(item, was_complete))
		return true;
	decide(item->in->world->decider, r, &item->plan);
	if (item->plan.case_route != NULL && !put_case(item, store, err))
		return false;
	return put_notices(item, store, err);
}

bool
ingest_apply(struct change *change, struct store *store, struct error *err)
{
	struct item *item = (struct item *)change;
	const char *provider = item->in->provider;

	switch (item->kind) {
	case ITEM_RESPONSE:
		return apply_response(item, store, err);
	case ITEM_CURSOR:
		return store_put_cursor(
		    store, provider, item->text, clock_now_us(), err);
	case ITEM_REFUSED:
		return store_put_refused(store, provider, item->text,
		    item->why, clock_now_us(), err);
	case ITEM_MARK:
		break; /* that it is its turn is all it wants */
	}
	return true;
}
