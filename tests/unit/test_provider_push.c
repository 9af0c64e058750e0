/* SPDX-License-Identifier: ISC */
/* test_provider_push.c - what a provider can decides who plays it: a process
 * that polls, one that is pushed to, or both. */
#include "core/provider.h"

#include "ingest_fixture.h"

struct both {
	struct river *r;
	struct instance wootric;
	struct provider_world world;
	struct provider *p;
	struct buf answers;
	int n_answers, n_wanted;
};

struct sent {
	struct pushed pushed;
	struct both *of;
};

static void
on_changed(void *arg)
{
	(void)arg;
}

static int
begin(void **state)
{
	struct both *b = mem_new(1, sizeof(*b));

	b->r = river_begin("cx@nordlys.example");
	b->wootric = a_puppet(b->r->c, "wootric", ROLE_PROVIDER);
	b->wootric.since_us = NOW_US;
	b->world = (struct provider_world){
		.world = &b->r->c->world,
		.ingest = &b->r->world,
		.store = b->r->c->f->s,
		.changed = on_changed,
		.arg = b,
	};
	*state = b;
	return 0;
}

static void
open_provider(struct both *b, const char *can)
{
	struct error err = { "" };

	tell_puppet(b->r->c, "wootric", "can", can);
	b->p = provider_new(&b->world, &b->r->c->config, &b->wootric, &err);
	if (b->p == NULL)
		fail_msg("%s", err.text);
}

static bool
is_gone(void *arg)
{
	return provider_is_gone(((struct both *)arg)->p);
}

static void
close_provider(struct both *b)
{
	provider_stop(b->p, 50);
	UNTIL(&b->r->c->loop, is_gone, b);
	provider_free(b->p);
	b->p = NULL;
}

static int
end(void **state)
{
	struct both *b = *state;

	if (b->p != NULL)
		close_provider(b);
	lookup_free(b->r->lookup);
	river_end(b->r);
	free_puppet(&b->wootric);
	buf_release(&b->answers);
	free(b);
	return 0;
}

static void
on_answer(struct pushed *p, const struct reply *reply)
{
	struct both *b = ((struct sent *)p)->of;

	buf_printf(&b->answers, "%d ", reply->status);
	b->n_answers++;
	cJSON_Delete(p->request);
	free(p);
}

static void
push(struct both *b, const char *way)
{
	struct sent *sent = mem_new(1, sizeof(*sent));

	sent->of = b;
	sent->pushed.answer = on_answer;
	sent->pushed.request = cJSON_CreateObject();
	json_put_string(sent->pushed.request, "path", "x");
	cJSON_AddItemToArray(json_put_array(sent->pushed.request, "do"),
	    cJSON_CreateString(way));
	provider_take(b->p, &sent->pushed);
}

static bool
are_answered(void *arg)
{
	struct both *b = arg;

	return b->n_answers >= b->n_wanted;
}

static void
wait_answers(struct both *b, int n, const char *expected)
{
	b->n_wanted = n;
	UNTIL(&b->r->c->loop, are_answered, b);
	assert_string_equal(buf_str(&b->answers), expected);
}

static bool
is_polling(void *arg)
{
	struct provider_status s = provider_status(((struct both *)arg)->p);

	return s.health.state == WORKER_BUSY;
}

static bool
is_receiving(void *arg)
{
	struct provider_status s = provider_status(((struct both *)arg)->p);

	return s.receiver.health.state == WORKER_BUSY;
}

static bool
is_alone(void *arg)
{
	struct provider_status s = provider_status(((struct both *)arg)->p);

	return s.is_pushed && s.health.pid == 0 &&
	       s.receiver.health.state == WORKER_IDLE;
}

#define ANSWER                                                           \
	"{\"op\":\"response\",\"response\":{\"survey\":\"s\",\"id\":\"1" \
	"\",\"answered_us\":1795163400000000,\"scale\":\"nps_0_10\","    \
	"\"score\":9}}"

static void
only_pushed_to__has_one_process_and_is_never_polled(void **state)
{
	struct both *b = *state;
	bool is_stuck;

	open_provider(b, "receive");
	UNTIL(&b->r->c->loop, is_alone, b);
	push(b, "lines [" ANSWER "]");
	wait_answers(b, 1, "200 ");
	assert_int_equal(count_in(b->r, "responses"), 1);
	assert_int_equal(count_asked(b->r->c, "wootric", "poll"), 0);
	assert_int_equal(provider_status(b->p).next_poll_us, 0);
	/* A run that ends by itself does not wait for it. */
	assert_true(provider_is_idle(b->p, &is_stuck));
	assert_false(is_stuck);
}

static void
both__the_poll_hangs__what_is_pushed_is_not_delayed(void **state)
{
	struct both *b = *state;
	struct provider_status s;

	tell_puppet(b->r->c, "wootric", "poll", "hang");
	open_provider(b, "poll\nreceive");
	UNTIL(&b->r->c->loop, is_polling, b);
	push(b, "lines [" ANSWER "]");
	wait_answers(b, 1, "200 ");
	s = provider_status(b->p);
	assert_false(s.is_pushed);
	assert_int_equal(s.health.state, WORKER_BUSY);
	assert_int_not_equal(s.health.pid, s.receiver.health.pid);
	assert_int_equal(s.counts.n_new, 0);
	assert_int_equal(s.receiver.counts.n_new, 1);
}

static void
only_polled__404(void **state)
{
	static const char *const cans[] = { "poll", "", "probe\nfind" };

	for (size_t i = 0; i < N_OF(cans); i++) {
		struct both *b;

		if (i > 0)
			begin(state);
		b = *state;
		tell_puppet(b->r->c, "wootric", "poll", "hang");
		open_provider(b, cans[i]);
		push(b, "done");
		wait_answers(b, 1, "404 ");
		assert_false(provider_status(b->p).receiver.can_receive);
		UNTIL(&b->r->c->loop, is_polling, b);
		if (i + 1 < N_OF(cans))
			end(state);
	}
}

static void
pushed_to_before_it_has_started__is_answered_once_it_has(void **state)
{
	struct both *b = *state;

	open_provider(b, "receive");
	push(b, "done");
	push(b, "reject no");
	assert_int_equal(b->n_answers, 0);
	wait_answers(b, 2, "200 400 ");
}

static void
cannot_start__503_and_not_only_after_a_while(void **state)
{
	static const char *const ways[] = { "exit 78", "die" };

	for (size_t i = 0; i < N_OF(ways); i++) {
		struct both *b;

		if (i > 0)
			begin(state);
		b = *state;
		tell_puppet(b->r->c, "wootric", "start", ways[i]);
		open_provider(b, "receive");
		push(b, "done");
		wait_answers(b, 1, "503 ");
		push(b, "done");
		wait_answers(b, 2, "503 503 ");
		if (i + 1 < N_OF(ways))
			end(state);
	}
}

static void
stop__both_are_at_work__both_go(void **state)
{
	struct both *b = *state;

	tell_puppet(b->r->c, "wootric", "poll", "hang");
	open_provider(b, "poll\nreceive");
	UNTIL(&b->r->c->loop, is_polling, b);
	push(b, "hang");
	UNTIL(&b->r->c->loop, is_receiving, b);
	provider_stop(b->p, 50);
	assert_false(provider_is_gone(b->p));
	push(b, "done");
	wait_answers(b, 1, "503 ");
	UNTIL(&b->r->c->loop, is_gone, b);
	wait_answers(b, 2, "503 503 ");
	provider_free(b->p);
	b->p = NULL;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(only_pushed_to__has_one_process_and_is_never_polled),
		CASE(both__the_poll_hangs__what_is_pushed_is_not_delayed),
		CASE(only_polled__404),
		CASE(pushed_to_before_it_has_started__is_answered_once_it_has),
		CASE(cannot_start__503_and_not_only_after_a_while),
		CASE(stop__both_are_at_work__both_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
