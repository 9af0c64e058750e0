/* SPDX-License-Identifier: ISC */
/*
 * ingest.c - from a provider's line to the store.
 *
 * Items wait in a queue; the head goes to the writer once its account is
 * known, and the items behind it follow in order.
 */
#include "core/ingest_parts.h"

#include "core/clock.h"
#include "core/log.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Items a stream holds before its provider has to wait. */
#define FULL 2000
#define ROOM 500
/* The same for what they take in memory: comments may be long. */
#define FULL_BYTES ((size_t)16 << 20)
#define ROOM_BYTES ((size_t)4 << 20)

static void free_item(struct item *item);

/* It no longer counts. */
static void
leave(struct item *item)
{
	item->in->n--;
	item->in->n_bytes -= item->n_bytes;
}

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
ingest_share(struct ingest *in, const char *identity)
{
	in->identity = mem_string(identity);
}

void
ingest_free(struct ingest *in)
{
	free(in->provider);
	free(in->identity);
	free(in->last_refusal);
	free(in);
}

bool
ingest_is_full(const struct ingest *in)
{
	return in->n >= FULL || in->n_bytes >= FULL_BYTES;
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
		leave(item);
		if (item->kind == ITEM_MARK)
			item->stored(item->arg, false);
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
free_item(struct item *item)
{
	sequel_reset(&item->sequel);
	if (item->kind == ITEM_RESPONSE)
		response_release(&item->response);
	response_release(&item->told);
	free(item->text);
	free(item->why);
	free(item);
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

static const char *
remark_on(const struct notice *n)
{
	if (n->state == NOTICE_DROPPED)
		return " (not sent any more)";
	if (n->state == NOTICE_DEAD)
		return n->tries == 0 ? " (nobody known)" : " (dead)";
	if (n->edits[0] != '\0')
		return " (edited)";
	return n->fold != NULL ? " (folded)" : "";
}

/* What is meant for later is told when it comes. */
static void
put_targets(const struct item *item, struct buf *out)
{
	const char *before = " → ";

	for (size_t i = 0; i < item->sequel.n_notices; i++) {
		const struct notice *n = &item->sequel.notices[i];

		if (n->step != NULL)
			continue;
		buf_printf(out, "%s%s %s%s", before, n->notifier, n->target,
		    remark_on(n));
		before = ", ";
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

	for (size_t i = 0; i < item->sequel.n_notices; i++) {
		const struct notice *n = &item->sequel.notices[i];

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
	if (item->sequel.n_notices > 0 ||
	    (item->put == PUT_NEW &&
		item->response.answered_us >= in->since_us))
		tell(item);
}

/* A response the store refuses is not lost with the cursor behind it. */
static void
keep_aside(const struct item *item)
{
	struct buf raw = BUF_INIT;

	json_print(&raw,
	    item->told.json != NULL ? item->told.json : item->response.json);
	ingest_refused(
	    item->in, buf_str(&raw), "the store refuses it (see the log)");
	buf_release(&raw);
	item->in->has_set_aside = true;
}

/* A mark's turn has come.  False: what was set aside before it is written
 * behind it, so it goes there, too. */
static bool
reach(struct item *item, bool is_done)
{
	struct ingest *in = item->in;

	if (is_done && in->has_set_aside && !in->is_stopped) {
		in->has_set_aside = false;
		in->n_writing++;
		writer_add(in->world->writer, &item->change);
		return false;
	}
	item->stored(item->arg, is_done && !in->has_lost);
	in->has_lost = false;
	return true;
}

static void
after(struct change *change, bool is_done)
{
	struct item *item = (struct item *)change;
	struct ingest *in = item->in;

	in->n_writing--;
	if (item->kind == ITEM_MARK && !reach(item, is_done))
		return;
	leave(item);
	if (is_done) {
		count(item);
		wake_dispatch(item);
	} else if (item->kind == ITEM_RESPONSE && !in->is_stopped) {
		keep_aside(item);
	} else if (item->kind != ITEM_MARK) {
		in->has_lost = true;
	}
	free_item(item);
	if (in->n == 0 ||
	    (in->was_full && in->n <= ROOM && in->n_bytes <= ROOM_BYTES)) {
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
	leave(item);
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
add_item(struct ingest *in, enum kind kind, size_t n_bytes)
{
	struct item *item = mem_new(1, sizeof(*item));

	item->change = (struct change){
		.apply = ingest_apply,
		.after = after,
		.can_wait = true,
	};
	item->in = in;
	item->kind = kind;
	item->n_bytes = n_bytes + sizeof(*item);
	*in->last = item;
	in->last = &item->next;
	in->n++;
	in->n_bytes += item->n_bytes;
	in->was_full |= ingest_is_full(in);
	return item;
}

void
ingest_cursor(struct ingest *in, const char *cursor)
{
	struct item *item;

	if (in->is_stopped)
		return;
	item = add_item(in, ITEM_CURSOR, strlen(cursor));
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
	item = add_item(in, ITEM_REFUSED, raw == NULL ? 0 : strlen(raw));
	item->text = mem_string(raw == NULL ? "" : raw);
	item->why = mem_string(why);
	item->is_ready = true;
	advance(in);
}

void
ingest_mark(struct ingest *in, bool is_patient,
    void (*stored)(void *arg, bool is_stored), void *arg)
{
	struct item *item;

	if (in->is_stopped) {
		stored(arg, false);
		return;
	}
	item = add_item(in, ITEM_MARK, 0);
	item->change.can_wait = is_patient;
	item->stored = stored;
	item->arg = arg;
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

/* About what a tree takes in memory: its texts, and what malloc() adds. */
static size_t
size_of(const cJSON *json)
{
	size_t n = 0;
	const cJSON *item;

	for (item = json; item != NULL; item = item->next) {
		n += sizeof(*item) + 48 + size_of(item->child);
		if (item->valuestring != NULL)
			n += strlen(item->valuestring);
	}
	return n;
}

void
ingest_response(struct ingest *in, cJSON *response)
{
	const char *whose = in->identity != NULL ? in->identity : in->provider;
	size_t n_bytes = size_of(response); /* before texts are cut */
	struct buf raw = BUF_INIT;
	struct response r;
	struct item *item;
	struct error err;

	if (in->is_stopped) {
		cJSON_Delete(response);
		return;
	}
	if (!response_init(&r, whose, response, clock_now_us(), &err)) {
		json_print(&raw, r.json);
		ingest_refused(in, buf_str(&raw), err.text);
		response_release(&r);
		buf_release(&raw);
		return;
	}
	item = add_item(in, ITEM_RESPONSE, n_bytes);
	item->response = r;
	lookup_ask(in->world->lookup, &item->response, on_account, item);
}
