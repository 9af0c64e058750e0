/* SPDX-License-Identifier: ISC */
/* receiver.c - one provider instance, and what is pushed to it. */
#include "core/receiver.h"

#include <inttypes.h>

#include "core/clock.h"
#include "core/log.h"
#include "crash_point.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* What waits in line at most: a sender that is told to come back has lost
 * nothing. */
#define QUEUE_MAX 1000
#define QUEUE_BYTES ((size_t)16 << 20)
/* What a sender is asked to wait where the plugin did not say. */
#define AGAIN_S 5
#define LEAST_PATIENCE_US 1000
/* Refusals are told of in the log so often. */
#define SAY_EVERY_MS 10000

struct receiver {
	const struct world *world;
	const struct instance *instance;
	struct worker *worker;
	struct ingest *ingest;
	const struct writer *writer;
	struct pushed *first, **last, *in_hand;
	size_t n, n_bytes;
	int64_t n_emitted;  /* of the request in hand */
	int64_t n_unstored; /* requests that wait for their commit */
	uint64_t since_ns;  /* the first of them does */
	bool is_settled, can_receive, is_stopping;
	uint64_t quiet_until_ms;       /* no refusal is logged before */
	int64_t n_unsaid;              /* of them */
	struct receiver_status status; /* what is counted */
	char *last_refusal;
};

static void hand_on(struct receiver *r);

static const struct reply stored = { 200, "stored", 0 };
static const struct reply nothing = { 200, "there was no answer in it", 0 };
static const struct reply lost = { 503, "it could not be stored", AGAIN_S };
static const struct reply no_room = { 503, "too many are waiting", 1 };
static const struct reply not_it = { 404, "nothing can be pushed to it", 0 };
static const struct reply ending = { 503, "it is being ended", AGAIN_S };
static const struct reply failed = { 503, "its plugin failed", AGAIN_S };
static const struct reply over = { 503, "it took too long", AGAIN_S };

/* ---- Answers */

/* Any stranger can cause these: a line now and then, with how many. */
static void
note_refusal(
    struct receiver *r, const struct pushed *p, const struct reply *reply)
{
	const char *peer = json_string(p->request, "peer");
	uint64_t now_ms = uv_now(r->world->loop);

	free(r->last_refusal);
	r->last_refusal = mem_string(reply->text);
	r->n_unsaid++;
	if (now_ms < r->quiet_until_ms)
		return;
	log_line(LOG_WARNING, r->instance->name,
	    "refused what was pushed by %s (%d): %s (the last of %" PRId64 ")",
	    peer == NULL ? "somebody" : peer, reply->status, reply->text,
	    r->n_unsaid);
	r->n_unsaid = 0;
	r->quiet_until_ms = now_ms + SAY_EVERY_MS;
}

static void
answer(struct pushed *p, const struct reply *reply)
{
	struct receiver *r = p->receiver;

	switch (reply->status) {
	case 200:
		r->status.n_received++;
		r->status.last_us = clock_now_us();
		break;
	case 400:
		r->status.n_rejected++;
		note_refusal(r, p, reply);
		break;
	case 401:
		r->status.n_denied++;
		note_refusal(r, p, reply);
		break;
	case 503:
		r->status.n_failed++;
		break;
	}
	p->answer(p, reply);
}

static struct pushed *
take_first(struct receiver *r)
{
	struct pushed *p = r->first;

	r->first = p->next;
	if (r->first == NULL)
		r->last = &r->first;
	r->n--;
	r->n_bytes -= p->size;
	return p;
}

static void
answer_all(struct receiver *r, const struct reply *reply)
{
	while (r->first != NULL)
		answer(take_first(r), reply);
}

void
receiver_refuse_all(struct receiver *r)
{
	answer_all(r, &failed);
}

/* ---- What its process says */

static void
on_line(void *arg, const char *op, cJSON *line)
{
	struct receiver *r = arg;
	const char *why;

	r->n_emitted++;
	if (strcmp(op, "response") == 0) {
		cJSON *response =
		    cJSON_DetachItemFromObjectCaseSensitive(line, op);

		crash_point("after-receive");
		ingest_response(r->ingest,
		    response == NULL ? cJSON_CreateObject() : response);
	} else if (strcmp(op, "refused") == 0) {
		why = json_string(line, "why");
		ingest_refused(r->ingest, json_string(line, "raw"),
		    why == NULL ? "no reason was given" : why);
	} else {
		r->n_emitted--;
	}
	/* A cursor is the poll's, and would overtake it from here. */
	cJSON_Delete(line);
	if (ingest_is_full(r->ingest))
		worker_pause(r->worker);
}

static void
on_stored(void *arg, bool is_stored)
{
	struct pushed *p = arg;

	p->receiver->n_unstored--;
	answer(p, is_stored ? &stored : &lost);
}

/* While others follow, their commit is shared: the last of them hurries; and
 * nobody waits for company longer than a commit takes. */
static bool
is_patient(struct receiver *r)
{
	uint64_t now_ns = uv_hrtime();
	int64_t commit_us = writer_commit_us(r->writer);

	if (r->n_unstored++ == 0)
		r->since_ns = now_ns;
	if (commit_us < LEAST_PATIENCE_US)
		commit_us = LEAST_PATIENCE_US;
	return r->first != NULL &&
	       (int64_t)((now_ns - r->since_ns) / 1000) < commit_us;
}

static void
done(struct receiver *r, struct pushed *p)
{
	worker_trouble(r->worker, "%s", "");
	if (r->n_emitted == 0)
		answer(p, &nothing);
	else
		ingest_mark(r->ingest, is_patient(r), on_stored, p);
}

static void
refused(struct receiver *r, struct pushed *p, const struct outcome *outcome)
{
	const char *why = *outcome->why == '\0' ? "refused" : outcome->why;

	worker_trouble(r->worker, "%s", "");
	answer(p, &(struct reply){ outcome->is_denied ? 401 : 400, why, 0 });
}

static void
put_off(struct receiver *r, struct pushed *p, const struct outcome *outcome)
{
	worker_trouble(r->worker, "receive: %s", outcome->why);
	answer(p, &(struct reply){ 503, "not now",
		      outcome->after_s > 0 ? outcome->after_s : AGAIN_S });
}

/* No process has seen it: it stays the first. */
static void
put_back(struct receiver *r, struct pushed *p)
{
	p->next = r->first;
	if (r->first == NULL)
		r->last = &p->next;
	r->first = p;
	r->n++;
	r->n_bytes += p->size;
}

static void
on_result(void *arg, const struct outcome *outcome)
{
	struct receiver *r = arg;
	struct pushed *p = r->in_hand;

	r->in_hand = NULL;
	switch (outcome->result) {
	case RESULT_DONE:
		done(r, p);
		break;
	case RESULT_REJECT:
		refused(r, p, outcome);
		break;
	case RESULT_RETRY:
		put_off(r, p, outcome);
		break;
	case RESULT_UNSENT:
		if (r->is_stopping)
			answer(p, &ending);
		else
			put_back(r, p);
		break;
	case RESULT_DIED:
	case RESULT_UNKNOWN:
		answer(p, r->is_stopping ? &ending : &failed);
		break;
	}
	hand_on(r);
}

static void
on_changed(void *arg)
{
	struct receiver *r = arg;

	if (worker_is_failing(r->worker))
		answer_all(r, &failed);
	hand_on(r);
}

static void
on_room(void *arg)
{
	struct receiver *r = arg;

	worker_resume(r->worker);
	hand_on(r);
}

/* ---- The line */

static void
hand(struct receiver *r, struct pushed *p)
{
	struct buf members = BUF_INIT;

	r->in_hand = p;
	r->n_emitted = 0;
	buf_puts(&members, "\"request\":");
	json_print(&members, p->request);
	worker_request(
	    r->worker, "receive", buf_str(&members), r->instance->deadline_s);
	buf_release(&members);
}

static void
hand_on(struct receiver *r)
{
	while (r->first != NULL && r->first->is_over)
		answer(take_first(r), &over);
	if (r->first == NULL || r->in_hand != NULL || r->is_stopping ||
	    !r->can_receive || !worker_can_take(r->worker) ||
	    ingest_is_full(r->ingest))
		return;
	hand(r, take_first(r));
}

/* Why it cannot be taken; NULL: it can. */
static const struct reply *
obstacle(const struct receiver *r, const struct pushed *p)
{
	if (r->is_stopping)
		return &ending;
	if (r->is_settled && !r->can_receive)
		return &not_it;
	if (r->can_receive && worker_is_failing(r->worker))
		return &failed;
	if (r->n >= QUEUE_MAX || r->n_bytes + p->size > QUEUE_BYTES)
		return &no_room;
	return NULL;
}

void
receiver_take(struct receiver *r, struct pushed *p)
{
	const struct reply *why_not = obstacle(r, p);

	p->receiver = r;
	p->next = NULL;
	if (why_not != NULL) {
		answer(p, why_not);
		return;
	}
	*r->last = p;
	r->last = &p->next;
	r->n++;
	r->n_bytes += p->size;
	hand_on(r);
}

void
receiver_settle(struct receiver *r, bool can_receive)
{
	if (r->is_settled || r->is_stopping)
		return;
	r->is_settled = true;
	r->can_receive = can_receive;
	if (can_receive)
		worker_start(r->worker);
	else
		answer_all(r, &not_it);
}

/* ---- Beginning and end */

struct receiver *
receiver_new(const struct world *world, const struct ingest_world *ingest,
    struct config *config, const struct instance *instance, int64_t since_us)
{
	static const struct worker_events events = { on_line, on_result,
		on_changed };
	struct receiver *r = mem_new(1, sizeof(*r));

	r->world = world;
	r->instance = instance;
	r->writer = ingest->writer;
	r->last = &r->first;
	r->last_refusal = mem_string("");
	r->ingest = ingest_new(ingest, instance->name, since_us, on_room, r);
	if (instance->is_shared)
		ingest_share(r->ingest, instance->same_as != NULL
					    ? instance->same_as
					    : instance->name);
	r->worker = worker_new(world, config, instance, &events, r);
	return r;
}

void
receiver_stop(struct receiver *r, unsigned grace_ms)
{
	r->is_stopping = true;
	answer_all(r, &ending);
	worker_stop(r->worker, grace_ms);
}

void
receiver_abandon(struct receiver *r)
{
	ingest_stop(r->ingest);
}

bool
receiver_is_gone(const struct receiver *r)
{
	return worker_is_gone(r->worker) && ingest_is_empty(r->ingest);
}

void
receiver_free(struct receiver *r)
{
	answer_all(r, &ending);
	if (r->in_hand != NULL)
		answer(r->in_hand, &ending);
	ingest_free(r->ingest);
	worker_free(r->worker);
	free(r->last_refusal);
	free(r);
}

struct receiver_status
receiver_status(const struct receiver *r)
{
	struct receiver_status status = r->status;

	status.is_settled = r->is_settled;
	status.can_receive = r->can_receive;
	status.health = worker_health(r->worker);
	status.counts = ingest_counts(r->ingest);
	status.n_queued = r->n;
	status.last_refusal = r->last_refusal;
	return status;
}
