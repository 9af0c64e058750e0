/* SPDX-License-Identifier: ISC */
/*
 * ingest.c - from a provider's line to the store.
 *
 * Items wait in a queue; the head goes to the writer once its account is
 * known, and the items behind it follow in order.
 */
#include "core/ingest.h"

#include <inttypes.h>

#include "core/clock.h"
#include "core/log.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Items a stream holds before its provider has to wait. */
#define FULL 2000
#define ROOM 500

enum kind { ITEM_RESPONSE, ITEM_CURSOR, ITEM_REFUSED };

struct item {
	struct change change; /* first: the writer's */
	struct ingest *in;
	struct item *next;
	enum kind kind;
	bool is_ready;
	struct response response;
	char *text, *why; /* cursor; refused: raw text and reason */
	/* What applying made of a response, for what follows the commit. */
	enum put put;
	struct plan plan;
	struct notice *notices;
	size_t n_notices;
};

struct ingest {
	const struct ingest_world *world;
	char *provider;
	int64_t since_us;
	void (*room)(void *arg);
	void *arg;
	struct item *first, **last;
	size_t n; /* queued here or in the writer */
	size_t n_writing;
	bool was_full, is_stopped;
	struct ingest_counts counts;
	char *last_refusal;
};

static void free_item(struct item *item);

struct ingest *
ingest_new(const struct ingest_world *world, const char *provider,
    int64_t since_us, void (*room)(void *arg), void *arg)
{
	struct ingest *in = mem_new(1, sizeof(*in));

	in->world = world;
	in->provider = mem_string(provider);
	in->since_us = since_us;
	in->room = room;
	in->arg = arg;
	in->last = &in->first;
	in->last_refusal = mem_string("");
	return in;
}

void
ingest_free(struct ingest *in)
{
	free(in->provider);
	free(in->last_refusal);
	free(in);
}

bool
ingest_is_full(const struct ingest *in)
{
	return in->n >= FULL;
}

bool
ingest_is_empty(const struct ingest *in)
{
	return in->is_stopped ? in->n_writing == 0 : in->n == 0;
}

/* What waits for nobody is freed now, what is being looked up when that
 * ends. */
void
ingest_stop(struct ingest *in)
{
	struct item **at = &in->first;

	in->is_stopped = true;
	while (*at != NULL) {
		struct item *item = *at;

		if (!item->is_ready) {
			at = &item->next;
			continue;
		}
		*at = item->next;
		in->n--;
		free_item(item);
	}
	in->last = at;
}

struct ingest_counts
ingest_counts(const struct ingest *in)
{
	struct ingest_counts counts = in->counts;

	counts.last_refusal = in->last_refusal;
	return counts;
}

static void
release_notices(struct item *item)
{
	for (size_t i = 0; i < item->n_notices; i++)
		notice_release(&item->notices[i]);
	free(item->notices);
	item->notices = NULL;
	item->n_notices = 0;
	plan_release(&item->plan);
	item->plan = (struct plan){ 0 };
}

static void
free_item(struct item *item)
{
	release_notices(item);
	if (item->kind == ITEM_RESPONSE)
		response_release(&item->response);
	free(item->text);
	free(item->why);
	free(item);
}

/* ---- Applying: inside the transaction, perhaps more than once */

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

	release_notices(item); /* of an attempt that was rolled back */
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

static bool
apply(struct change *change, struct store *store, struct error *err)
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
	}
	return true;
}

/* ---- After the commit */

static enum log_event
event_of(enum category category)
{
	switch (category) {
	case PROMOTER:
		return EVENT_PROMOTER;
	case PASSIVE:
		return EVENT_PASSIVE;
	case DETRACTOR:
		return EVENT_DETRACTOR;
	case CATEGORY_NONE:
		break;
	}
	return EVENT_OTHER;
}

static void
put_targets(const struct item *item, struct buf *out)
{
	for (size_t i = 0; i < item->n_notices; i++) {
		const struct notice *n = &item->notices[i];

		buf_printf(out, "%s%s %s%s", i == 0 ? " → " : ", ",
		    n->notifier, n->target,
		    n->state == NOTICE_DEAD ? " (nobody known)"
		    : n->fold != NULL       ? " (folded)"
					    : "");
	}
}

/* What people watching want to see: who, how much, what follows. */
static void
tell(const struct item *item)
{
	const struct response *r = &item->response;
	const char *company = response_company(r);
	struct buf line = BUF_INIT;

	if (r->score >= 0)
		buf_printf(&line, "%2d ", r->score);
	else
		buf_puts(&line, " - ");
	buf_printf(&line, "%s", company == NULL ? "(unknown)" : company);
	put_targets(item, &line);
	if (item->put == PUT_CHANGED)
		buf_puts(&line, " (changed)");
	log_event(
	    event_of(r->category), item->in->provider, "%s", buf_str(&line));
	buf_release(&line);
}

static void
wake_dispatch(const struct item *item)
{
	const struct ingest_world *world = item->in->world;

	for (size_t i = 0; i < item->n_notices; i++) {
		const struct notice *n = &item->notices[i];

		if (n->state == NOTICE_WAITING)
			world->on_notice(world->arg, n->notifier, n->target,
			    n->priority, n->not_before_us);
	}
}

static void
count(struct item *item)
{
	struct ingest *in = item->in;

	if (item->kind == ITEM_REFUSED) {
		in->counts.n_refused++;
		free(in->last_refusal);
		in->last_refusal = mem_string(item->why);
	}
	if (item->kind != ITEM_RESPONSE)
		return;
	in->counts.n_responses++;
	in->counts.n_new += item->put == PUT_NEW;
	in->counts.n_changed += item->put == PUT_CHANGED;
	if (item->n_notices > 0 ||
	    (item->put == PUT_NEW &&
		item->response.answered_us >= in->since_us))
		tell(item);
}

/* A response the store refuses is not lost with the cursor behind it. */
static void
keep_aside(const struct item *item)
{
	struct buf raw = BUF_INIT;

	json_print(&raw, item->response.json);
	ingest_refused(
	    item->in, buf_str(&raw), "the store refuses it (see the log)");
	buf_release(&raw);
}

static void
after(struct change *change, bool is_done)
{
	struct item *item = (struct item *)change;
	struct ingest *in = item->in;

	in->n--;
	in->n_writing--;
	if (is_done) {
		count(item);
		wake_dispatch(item);
	} else if (item->kind == ITEM_RESPONSE && !in->is_stopped) {
		keep_aside(item);
	}
	free_item(item);
	if (in->n == 0 || (in->was_full && in->n <= ROOM)) {
		in->was_full = false;
		in->room(in->arg);
	}
}

/* ---- The queue */

static void
forget(struct ingest *in, struct item *item)
{
	struct item **at = &in->first;

	while (*at != item)
		at = &(*at)->next;
	*at = item->next;
	if (*at == NULL)
		in->last = at;
	in->n--;
	free_item(item);
}

static void
advance(struct ingest *in)
{
	while (in->first != NULL && in->first->is_ready) {
		struct item *item = in->first;

		in->first = item->next;
		if (in->first == NULL)
			in->last = &in->first;
		in->n_writing++;
		writer_add(in->world->writer, &item->change);
	}
}

static struct item *
add_item(struct ingest *in, enum kind kind)
{
	struct item *item = mem_new(1, sizeof(*item));

	item->change = (struct change){
		.apply = apply,
		.after = after,
		.can_wait = true,
	};
	item->in = in;
	item->kind = kind;
	*in->last = item;
	in->last = &item->next;
	in->n++;
	in->was_full |= in->n >= FULL;
	return item;
}

void
ingest_cursor(struct ingest *in, const char *cursor)
{
	struct item *item;

	if (in->is_stopped)
		return;
	item = add_item(in, ITEM_CURSOR);
	item->text = mem_string(cursor);
	item->is_ready = true;
	advance(in);
}

void
ingest_refused(struct ingest *in, const char *raw, const char *why)
{
	struct item *item;

	if (in->is_stopped)
		return;
	item = add_item(in, ITEM_REFUSED);
	item->text = mem_string(raw == NULL ? "" : raw);
	item->why = mem_string(why);
	item->is_ready = true;
	advance(in);
}

static void
on_account(void *arg, struct account *account)
{
	struct item *item = arg;

	item->response.account = account;
	if (item->in->is_stopped) {
		forget(item->in, item);
		return;
	}
	decide_drivers(item->in->world->decider, &item->response);
	item->is_ready = true;
	advance(item->in);
}

void
ingest_response(struct ingest *in, cJSON *response)
{
	struct buf raw = BUF_INIT;
	struct response r;
	struct item *item;
	struct error err;

	if (in->is_stopped) {
		cJSON_Delete(response);
		return;
	}
	if (!response_init(&r, in->provider, response, clock_now_us(), &err)) {
		json_print(&raw, r.json);
		ingest_refused(in, buf_str(&raw), err.text);
		response_release(&r);
		buf_release(&raw);
		return;
	}
	item = add_item(in, ITEM_RESPONSE);
	item->response = r;
	lookup_ask(in->world->lookup, &item->response, on_account, item);
}
