/* SPDX-License-Identifier: ISC */
/*
 * ingest_apply.c - what becomes of an item of a stream in the store.
 */
#include "core/ingest_parts.h"

#include "core/case_flow.h"
#include "core/clock.h"

/* Is it news now: complete for the first time, and not from before `since`? */
static bool
is_announced(const struct item *item)
{
	const struct response *r = &item->response;

	if (!r->complete || r->answered_us < item->in->since_us)
		return false;
	return item->put == PUT_NEW ||
	       (item->put == PUT_CHANGED && !item->was_complete);
}

/* Were people told of it, and should hear that it is different now? */
static bool
is_revised(const struct item *item)
{
	return item->put == PUT_CHANGED && item->was_complete &&
	       item->response.answered_us >= item->in->since_us;
}

static bool
announce(struct item *item, struct store *store, struct error *err)
{
	struct sequel *q = &item->sequel;
	bool begins;

	if (!sequel_look(q, item->put != PUT_NEW, store, err) ||
	    !case_begin(q, &begins, store, err))
		return false;
	decide(q->decider, q->r, &q->plan);
	for (size_t i = 0; i < q->plan.n_notices; i++)
		if (!sequel_put(q, &q->plan.notices[i], store, err))
			return false;
	return !begins || case_plan(q, store, err);
}

/* What this provider told is kept as it was told: another attempt begins with
 * it again. */
static bool
put_shared(struct item *item, struct store *store, struct error *err)
{
	struct put_result result = { PUT_NEW, false };
	struct telling telling = { &item->told, item->in->provider };

	if (item->told.json == NULL)
		item->told = item->response;
	else
		response_release(&item->response);
	if (!store_put_shared(store, &telling, clock_now_us(), &item->response,
		&result, err))
		return false;
	item->put = result.put;
	item->was_complete = result.was_complete;
	return true;
}

static bool
apply_response(struct item *item, struct store *store, struct error *err)
{
	struct response *r = &item->response;
	bool ok;

	sequel_reset(&item->sequel); /* of an attempt that was rolled back */
	item->sequel.decider = item->in->world->decider;
	item->sequel.r = r;
	item->sequel.source = item->in->provider;
	if (r->account != NULL &&
	    !store_put_account(store, r->account, clock_now_us(), err))
		return false;
	ok = item->in->identity != NULL
		 ? put_shared(item, store, err)
		 : store_put_response(store, r, clock_now_us(), &item->put,
		       &item->was_complete, err);
	if (!ok)
		return false;
	if (is_announced(item))
		return announce(item, store, err);
	return !is_revised(item) || sequel_revise(&item->sequel, store, err);
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
