/* SPDX-License-Identifier: ISC */
/* queue.c - looking into the outbox and changing it by hand. */
#include "core/queue.h"

#include <inttypes.h>

#include "core/clock.h"
#include "core/control.h"
#include "core/queue_parts.h"
#include "sdk/json.h"

#define LIST_MAX 10000

static cJSON *answer_list(struct store *s, const cJSON *r, const char *who);
static cJSON *answer_show(struct store *s, const cJSON *r, const char *who);
static cJSON *answer_refused(struct store *s, const cJSON *r, const char *who);
static cJSON *answer_retry(struct store *s, const cJSON *r, const char *who);
static cJSON *answer_drop(struct store *s, const cJSON *r, const char *who);

static const struct request {
	const char *op;
	bool changes;
	cJSON *(*answer)(struct store *s, const cJSON *r, const char *who);
} requests[] = {
	/* clang-format off */
	{ "queue", false, answer_list },
	{ "show",  false, answer_show },
	{ "refused", false, answer_refused },
	{ "export", false, queue_export },
	{ "retry", true,  answer_retry },
	{ "drop",  true,  answer_drop },
	/* clang-format on */
};

static const struct request *
request_by_op(const char *op)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (strcmp(requests[i].op, op) == 0)
			return &requests[i];
	return NULL;
}

bool
queue_knows(const char *op, bool *changes)
{
	const struct request *r = request_by_op(op);

	*changes = r != NULL && r->changes;
	return r != NULL;
}

cJSON *
queue_answer(struct store *store, const cJSON *request, const char *who)
{
	const struct request *r = request_by_op(json_string(request, "op"));

	return r->answer(store, request, who);
}

cJSON *
queue_fine(void)
{
	cJSON *o = cJSON_CreateObject();

	json_put_bool(o, "ok", true);
	return o;
}

/* ---- Looking */

cJSON *
queue_notice_json(const struct notice *n)
{
	cJSON *o = cJSON_CreateObject();

	json_put_string(o, "id", n->id);
	json_put_string(o, "state", notice_state_name(n->state));
	json_put_string(o, "notifier", n->notifier);
	json_put_string(o, "target", n->target);
	json_put_string(o, "route", n->route);
	json_put_string(o, "response", *n->response ? n->response : NULL);
	json_put_integer(o, "tries", n->tries);
	json_put_integer(o, "made_us", n->made_us);
	/* An edit that is held has no time of its own. */
	if (n->not_before_us != NOTICE_HELD)
		json_put_integer(o, "not_before_us", n->not_before_us);
	json_put_string(o, "edits", *n->edits ? n->edits : NULL);
	json_put_string(o, "why", n->why);
	json_put_string(o, "receipt", n->receipt);
	json_put_bool(o, "maybe_twice", n->maybe_twice);
	return o;
}

static void
add_notice(void *arg, const struct notice *n)
{
	cJSON_AddItemToArray(arg, queue_notice_json(n));
}

/* How many a request wants to see at most. */
static int64_t
max_of(const cJSON *request)
{
	int64_t max = json_integer(request, "max", 100);

	if (max < 1)
		return 1;
	return max < LIST_MAX ? max : LIST_MAX;
}

bool
queue_state_of(const cJSON *request, int *state, struct error *err)
{
	const char *name = json_string(request, "state");
	enum notice_state s;

	*state = -1;
	if (name == NULL)
		return true;
	if (!notice_state_by_name(name, &s))
		return error_set(err,
		    "there is no state \"%s\": waiting, sending, unknown, "
		    "done, dead and dropped are",
		    name);
	*state = (int)s;
	return true;
}

static cJSON *
answer_list(struct store *s, const cJSON *request, const char *who)
{
	cJSON *answer;
	struct error err;
	int state;

	(void)who;
	if (!queue_state_of(request, &state, &err))
		return control_refusal("%s", err.text);
	answer = queue_fine();
	if (queue_put_queues(answer, s, &err) &&
	    store_notices(s, state, max_of(request), add_notice,
		json_put_array(answer, "notices"), &err))
		return answer;
	cJSON_Delete(answer);
	return control_refusal("%s", err.text);
}

static cJSON *
answer_show(struct store *s, const cJSON *request, const char *who)
{
	const char *id = json_string(request, "id");
	struct notice n = { .state = NOTICE_WAITING };
	cJSON *answer, *one;
	struct error err;
	bool found = false;

	(void)who;
	if (id == NULL || !store_notice(s, id, &n, &found, &err))
		return control_refusal("%s", id == NULL ? "which?" : err.text);
	if (!found)
		return control_refusal("there is no notice %s", id);
	answer = queue_fine();
	one = queue_notice_json(&n);
	cJSON_AddItemToObject(one, "body", cJSON_Parse(n.body));
	cJSON_AddItemToObject(answer, "notice", one);
	notice_release(&n);
	return answer;
}

static void
add_refused(void *arg, const char *provider, const char *why, int64_t at_us)
{
	cJSON *o = cJSON_CreateObject();

	json_put_string(o, "provider", provider);
	json_put_string(o, "why", why);
	json_put_integer(o, "at_us", at_us);
	cJSON_AddItemToArray(arg, o);
}

static cJSON *
answer_refused(struct store *s, const cJSON *request, const char *who)
{
	cJSON *answer = queue_fine();
	struct error err;

	(void)who;
	if (store_refused(s, max_of(request), add_refused,
		json_put_array(answer, "refused"), &err))
		return answer;
	cJSON_Delete(answer);
	return control_refusal("%s", err.text);
}

/* ---- Changing */

/* What is done to the notices a request names. */
struct work {
	struct store *store;
	const char *op, *who;
	cJSON *ids; /* the ones to change */
	bool picks; /* by state: those that cannot be changed are left */
	int64_t n;
};

/* False: it cannot be done to this one, and why says so. */
static bool
change_one(const struct work *w, struct notice *n, struct error *why)
{
	bool retries = strcmp(w->op, "retry") == 0;

	if (n->state == NOTICE_SENDING)
		return error_set(why, "%s is being sent this moment", n->id);
	if (retries && n->state == NOTICE_DONE)
		return error_set(why, "%s was delivered already", n->id);
	if (retries && strcmp(n->target, "owner") == 0)
		return error_set(why,
		    "%s is for the owner of an account nobody owns: there is "
		    "no address to send it to",
		    n->id);
	if (!retries && n->state == NOTICE_DONE)
		return error_set(
		    why, "%s was delivered: it cannot be dropped", n->id);
	if (!retries) {
		n->state = NOTICE_DROPPED;
		return true;
	}
	if (n->state != NOTICE_UNKNOWN)
		n->state = NOTICE_WAITING;
	n->tries = 0;
	n->deaths = 0;
	n->not_before_us = clock_now_us();
	return true;
}

static bool
write_one(const struct work *w, const struct notice *n, struct error *err)
{
	char id[ID_SIZE];
	struct action a = {
		.id = id,
		.at_us = clock_now_us(),
		.name = w->op,
		.subject = n->id,
		.who = w->who,
		.source = "command",
	};

	id_make(id, a.at_us);
	return store_set_notice(w->store, n, err) &&
	       store_put_action(w->store, &a, err);
}

static bool
do_one(struct work *w, const char *id, struct error *err)
{
	struct notice n = { .state = NOTICE_WAITING };
	bool found = false, ok;

	if (!store_notice(w->store, id, &n, &found, err))
		return false;
	if (!found)
		return error_set(err, "there is no notice %s", id);
	ok = change_one(w, &n, err);
	if (!ok && w->picks) {
		notice_release(&n);
		return true; /* it is not one of those that are meant */
	}
	ok = ok && write_one(w, &n, err);
	notice_release(&n);
	w->n += ok;
	return ok;
}

static void
add_id(void *arg, const struct notice *n)
{
	cJSON_AddItemToArray(arg, cJSON_CreateString(n->id));
}

/* The ids a request names, or those of all notices in the state it names. */
static bool
find_ids(struct work *w, const cJSON *request, struct error *err)
{
	const cJSON *ids = json_member(request, "ids");
	int state;

	if (cJSON_IsArray(ids)) {
		w->ids = cJSON_Duplicate(ids, true);
		return true;
	}
	if (!queue_state_of(request, &state, err))
		return false;
	if (state < 0)
		return error_set(
		    err, "name notices by id, or all in a state by --state");
	w->picks = true;
	w->ids = cJSON_CreateArray();
	return store_notices(w->store, state, INT64_MAX, add_id, w->ids, err);
}

/* Naming it twice does it once. */
static bool
came_before(const cJSON *ids, const cJSON *id)
{
	const cJSON *other = ids->child;

	while (other != id && strcmp(other->valuestring, id->valuestring) != 0)
		other = other->next;
	return other != id;
}

static bool
do_all(struct work *w, struct error *err)
{
	const cJSON *id;

	cJSON_ArrayForEach(id, w->ids)
	{
		if (!cJSON_IsString(id))
			return error_set(err, "an id is a string");
		if (!w->picks && came_before(w->ids, id))
			continue;
		if (!do_one(w, id->valuestring, err))
			return false;
	}
	return true;
}

/* All or nothing. */
static cJSON *
answer_change(struct work *w, const cJSON *request)
{
	cJSON *answer;
	struct error err;
	bool ok;

	if (!find_ids(w, request, &err)) {
		cJSON_Delete(w->ids);
		return control_refusal("%s", err.text);
	}
	ok = store_begin(w->store, &err);
	if (ok && !do_all(w, &err)) {
		store_rollback(w->store);
		ok = false;
	}
	ok = ok && store_commit(w->store, &err);
	cJSON_Delete(w->ids);
	if (!ok)
		return control_refusal("%s", err.text);
	answer = queue_fine();
	json_put_integer(answer, "n", w->n);
	return answer;
}

static cJSON *
answer_retry(struct store *s, const cJSON *request, const char *who)
{
	struct work w = { .store = s, .op = "retry", .who = who };

	return answer_change(&w, request);
}

static cJSON *
answer_drop(struct store *s, const cJSON *request, const char *who)
{
	struct work w = { .store = s, .op = "drop", .who = who };

	return answer_change(&w, request);
}
