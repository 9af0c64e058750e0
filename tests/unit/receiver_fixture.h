/* SPDX-License-Identifier: ISC */
/* receiver_fixture.h - a receiver, a puppet to be its plugin, and requests
 * whose answers are noted. */
#ifndef TESTS_UNIT_RECEIVER_FIXTURE_H
#define TESTS_UNIT_RECEIVER_FIXTURE_H

#include "core/receiver.h"
#include "ingest_fixture.h"

struct receiving {
	struct river *r;
	struct instance wootric;
	struct receiver *receiver;
	struct buf answers; /* "a:200 b:503 " in the order they came */
	int n_answers, n_wanted;
	int64_t after_s; /* of the last answer */
	char text[128];
	int64_t seen; /* answers in the store when the last came */
};

struct sent {
	struct pushed pushed;
	struct receiving *of;
	char *name;
};

#define ANSWER(id)                                                         \
	"{\"op\":\"response\",\"response\":{\"survey\":\"s\",\"id\":\"" id \
	"\",\"answered_us\":1795163400000000,\"scale\":\"nps_0_10\","      \
	"\"score\":9}}"

static inline void
on_answer(struct pushed *p, const struct reply *reply)
{
	struct sent *sent = (struct sent *)p;
	struct receiving *o = sent->of;

	buf_printf(&o->answers, "%s:%d ", sent->name, reply->status);
	snprintf(o->text, sizeof(o->text), "%s", reply->text);
	o->after_s = reply->after_s;
	o->seen = count_in(o->r, "responses");
	o->n_answers++;
	cJSON_Delete(p->request);
	free(sent->name);
	free(sent);
}

/* A request to that path; what the puppet does with it: the way, or as told
 * by its file (NULL). */
static inline struct sent *
a_request(struct receiving *o, const char *name, const char *way)
{
	struct sent *sent = mem_new(1, sizeof(*sent));

	sent->of = o;
	sent->name = mem_string(name);
	sent->pushed.answer = on_answer;
	sent->pushed.size = 100;
	sent->pushed.request = cJSON_CreateObject();
	json_put_string(sent->pushed.request, "path", name);
	json_put_string(sent->pushed.request, "peer", "192.0.2.7");
	if (way != NULL)
		cJSON_AddItemToArray(
		    json_put_array(sent->pushed.request, "do"),
		    cJSON_CreateString(way));
	return sent;
}

static inline void
push(struct receiving *o, const char *name, const char *way)
{
	receiver_take(o->receiver, &a_request(o, name, way)->pushed);
}

static inline void
open_receiver(struct receiving *o)
{
	o->receiver = receiver_new(
	    &o->r->c->world, &o->r->world, &o->r->c->config, &o->wootric, 0);
}

static inline int
begin_unsettled(void **state)
{
	struct receiving *o = mem_new(1, sizeof(*o));

	o->r = river_begin("cx@nordlys.example");
	o->wootric = a_puppet(o->r->c, "wootric", ROLE_PROVIDER);
	open_receiver(o);
	*state = o;
	return 0;
}

static inline int
begin(void **state)
{
	begin_unsettled(state);
	receiver_settle(((struct receiving *)*state)->receiver, true);
	return 0;
}

/* Of an instance that is told to be the same as another. */
static inline int
begin_shared(void **state)
{
	struct receiving *o = mem_new(1, sizeof(*o));

	o->r = river_begin("cx@nordlys.example");
	o->wootric = a_puppet(o->r->c, "wootric", ROLE_PROVIDER);
	o->wootric.is_shared = true;
	o->wootric.same_as = (char *)(uintptr_t) "poller";
	open_receiver(o);
	receiver_settle(o->receiver, true);
	*state = o;
	return 0;
}

static inline void
on_poll_room(void *arg)
{
	(void)arg;
}

static inline bool
is_gone(void *arg)
{
	return receiver_is_gone(((struct receiving *)arg)->receiver);
}

static inline int
end(void **state)
{
	struct receiving *o = *state;

	receiver_stop(o->receiver, 50);
	UNTIL(&o->r->c->loop, is_gone, o);
	receiver_free(o->receiver);
	lookup_free(o->r->lookup);
	river_end(o->r);
	free_puppet(&o->wootric);
	buf_release(&o->answers);
	free(o);
	return 0;
}

static inline bool
are_answered(void *arg)
{
	struct receiving *o = arg;

	return o->n_answers >= o->n_wanted;
}

/* Until so many are answered, in all. */
static inline void
wait_answers(struct receiving *o, int n)
{
	o->n_wanted = n;
	UNTIL(&o->r->c->loop, are_answered, o);
}

static inline void
assert_answers(struct receiving *o, const char *expected)
{
	assert_string_equal(buf_str(&o->answers), expected);
}

static inline bool
is_in_hand(void *arg)
{
	struct receiving *o = arg;

	return receiver_status(o->receiver).health.state == WORKER_BUSY;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
#define UNSETTLED(name) \
	cmocka_unit_test_setup_teardown(name, begin_unsettled, end)

#define SHARED(name) cmocka_unit_test_setup_teardown(name, begin_shared, end)

#endif
