/* SPDX-License-Identifier: ISC */
/* test_provider.c - polled in time, with the cursor that is stored, and not
 * before all is. */
#include "core/provider.h"

#include "ingest_fixture.h"

struct polling {
	struct river *r;
	struct instance wootric;
	struct provider_world world;
	struct provider *p;
	int n_changed;
	const char *wanted; /* is_asked(): for this many lines */
	int n_wanted;
};

static void
on_changed(void *arg)
{
	((struct polling *)arg)->n_changed++;
}

static int
begin(void **state)
{
	struct polling *p = mem_new(1, sizeof(*p));

	p->r = river_begin("cx@nordlys.example");
	p->wootric = a_puppet(p->r->c, "wootric", ROLE_PROVIDER);
	p->wootric.since_us = NOW_US - 86400 * S_US;
	p->world = (struct provider_world){
		.world = &p->r->c->world,
		.ingest = &p->r->world,
		.store = p->r->c->f->s,
		.changed = on_changed,
		.arg = p,
	};
	*state = p;
	return 0;
}

static void
open_provider(struct polling *p)
{
	struct error err = { "" };

	p->p = provider_new(&p->world, &p->r->c->config, &p->wootric, &err);
	if (p->p == NULL)
		fail_msg("%s", err.text);
}

static bool
is_gone(void *arg)
{
	return provider_is_gone(((struct polling *)arg)->p);
}

static void
close_provider(struct polling *p)
{
	provider_stop(p->p, 50);
	UNTIL(&p->r->c->loop, is_gone, p);
	provider_free(p->p);
	p->p = NULL;
}

static int
end(void **state)
{
	struct polling *p = *state;

	if (p->p != NULL)
		close_provider(p);
	lookup_free(p->r->lookup);
	river_end(p->r);
	free_puppet(&p->wootric);
	free(p);
	return 0;
}

/* ---- What is waited for */

static bool
is_asked(void *arg)
{
	struct polling *p = arg;

	return count_asked(p->r->c, "wootric", p->wanted) >= p->n_wanted;
}

static void
wait_asked(struct polling *p, const char *what, int n)
{
	p->wanted = what;
	p->n_wanted = n;
	UNTIL(&p->r->c->loop, is_asked, p);
}

static bool
is_polled(void *arg)
{
	return provider_status(((struct polling *)arg)->p).last_poll_us != 0;
}

static bool
has_trouble(void *arg)
{
	struct provider_status s = provider_status(((struct polling *)arg)->p);

	return *s.health.trouble != '\0' && s.next_poll_us != 0;
}

static bool
is_quiet(void *arg)
{
	struct polling *p = arg;
	bool is_stuck;

	return provider_is_idle(p->p, &is_stuck);
}

/* Until its timer polls again, in ms; -1: it does not. */
struct due {
	const struct provider *p;
	int64_t ms;
};

static void
note_due(uv_handle_t *handle, void *arg)
{
	struct due *due = arg;

	if (handle->type == UV_TIMER && handle->data == due->p &&
	    uv_is_active(handle))
		due->ms = (int64_t)uv_timer_get_due_in((uv_timer_t *)handle);
}

static void
assert_polls_in(struct polling *p, int64_t s)
{
	struct due due = { p->p, -1 };

	uv_walk(&p->r->c->loop, note_due, &due);
	assert_true(due.ms <= s * 1000 && due.ms > s * 1000 - UNTIL_MS);
	assert_int_equal(
	    provider_status(p->p).next_poll_us, p->r->c->now_us + s * S_US);
}

static void
assert_polls_never(struct polling *p)
{
	struct due due = { p->p, -1 };

	uv_walk(&p->r->c->loop, note_due, &due);
	assert_int_equal(due.ms, -1);
}

static void
put_cursor(struct polling *p, const char *cursor)
{
	struct fixture *f = p->r->c->f;

	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_cursor(f->s, "wootric", cursor, NOW_US, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

#define ANSWER(id)                                                         \
	"{\"op\":\"response\",\"response\":{\"survey\":\"s\",\"id\":\"" id \
	"\",\"answered_us\":1795163400000000,\"scale\":\"nps_0_10\","      \
	"\"score\""                                                        \
	":9,\"email\":\"bo@x.example\"}}"
#define CURSOR(c) "{\"op\":\"cursor\",\"cursor\":\"" c "\"}"
#define REFUSED "{\"op\":\"refused\",\"raw\":\"1;2\",\"why\":\"no date\"}"

/* ---- Polling */

static void
poll__nothing_stored__is_handed_no_cursor_and_brings_all(void **state)
{
	struct polling *p = *state;

	tell_puppet(p->r->c, "wootric", "poll",
	    "lines [" ANSWER("a") "," REFUSED
				  "," ANSWER("b") "," CURSOR("c1") "]");
	open_provider(p);
	UNTIL(&p->r->c->loop, is_quiet, p);
	assert_asked(p->r->c, "wootric", "start\npoll\n");
	assert_cursor(p->r, "c1");
	assert_told(p->r, "slack:#praise slack:#praise ");
	assert_seen(p->r, "SELECT raw || why FROM refused", "1;2no date");
	assert_int_equal(provider_status(p->p).counts.n_new, 2);
	assert_int_equal(provider_status(p->p).counts.n_refused, 1);
	assert_int_equal(provider_status(p->p).last_poll_us, NOW_US);
	assert_string_equal(provider_status(p->p).health.trouble, "");
	assert_true(p->n_changed > 0);
	assert_polls_in(p, 60);
}

static void
poll__a_cursor_is_stored__is_handed_that_to_the_byte(void **state)
{
	struct polling *p = *state;

	put_cursor(p, "æ \"q\" \\ {\\u0041} 7");
	open_provider(p);
	wait_asked(p, "poll ", 1);
	assert_asked(
	    p->r->c, "wootric", "start\npoll æ \"q\" \\ {\\u0041} 7\n");
}

static void
poll__each_after_the_other__is_handed_the_cursor_of_the_one_before(
    void **state)
{
	struct polling *p = *state;

	tell_puppet(p->r->c, "wootric", "poll", "lines [" CURSOR("c1") "]");
	p->wootric.every_s = 0;
	open_provider(p);
	wait_asked(p, "poll c1", 3);
	assert_int_equal(
	    count_asked(p->r->c, "wootric", "start\npoll\npoll c1\n"), 1);
}

static void
poll__not_all_is_stored__comes_only_then(void **state)
{
	struct polling *p = *state;

	open_directory(p->r, "account {\"id\":\"7\"}");
	signal_directory(p->r, SIGSTOP);
	tell_puppet(p->r->c, "wootric", "poll",
	    "lines [" ANSWER("a") "," CURSOR("c1") "]");
	p->wootric.every_s = 0;
	open_provider(p);
	UNTIL(&p->r->c->loop, is_polled, p);
	turn(p->r);
	assert_false(is_quiet(p));
	assert_int_equal(provider_status(p->p).next_poll_us, NOW_US);
	assert_asked(p->r->c, "wootric", "start\npoll\n");
	assert_cursor(p->r, NULL);
	signal_directory(p->r, SIGCONT);
	wait_asked(p, "poll c1", 1);
	assert_int_equal(count_in(p->r, "responses"), 1);
	assert_int_equal(
	    count_asked(p->r->c, "wootric", "start\npoll\npoll c1\n"), 1);
}

/* Some lines wait in the pipe, and so does the end of the poll. */
static void
poll__brings_more_than_can_be_looked_up__is_not_read_until_there_is_room(
    void **state)
{
	enum { MANY = 2100 };
	struct polling *p = *state;
	struct buf lines = BUF_INIT;

	open_directory(p->r, "account {\"id\":\"7\"}");
	signal_directory(p->r, SIGSTOP);
	buf_puts(&lines, "lines [");
	for (int i = 0; i < MANY; i++)
		buf_printf(&lines, "%s" ANSWER("%d"), i == 0 ? "" : ",", i);
	buf_puts(&lines, "]");
	tell_puppet(p->r->c, "wootric", "poll", buf_str(&lines));
	buf_release(&lines);
	open_provider(p);
	wait_asked(p, "poll", 1);
	/* Half a second is long for a pipe. */
	assert_false(comes_true_in(&p->r->c->loop, 500, is_polled, p));
	signal_directory(p->r, SIGCONT);
	UNTIL(&p->r->c->loop, is_polled, p);
	UNTIL(&p->r->c->loop, is_quiet, p);
	assert_int_equal(count_in(p->r, "responses"), MANY);
}

static void
poll__dies_in_the_middle__what_came_is_stored_and_is_where_it_goes_on(
    void **state)
{
	struct polling *p = *state;

	tell_puppet(p->r->c, "wootric", "poll",
	    "part [" ANSWER("a") "," CURSOR("c1") "," ANSWER("b") "]");
	open_provider(p);
	while (count_in(p->r, "responses") < 2)
		uv_run(&p->r->c->loop, UV_RUN_ONCE);
	assert_cursor(p->r, "c1");
	assert_int_equal(kill(provider_status(p->p).health.pid, SIGKILL), 0);
	UNTIL(&p->r->c->loop, has_trouble, p);
	assert_int_equal(provider_status(p->p).last_poll_us, 0);
	assert_false(is_quiet(p));
	close_provider(p);
	open_provider(p);
	wait_asked(p, "poll c1", 1);
}

/* ---- Failing */

static void
retry__with_after_s__comes_again_then(void **state)
{
	struct polling *p = *state;
	bool is_stuck;

	tell_puppet(p->r->c, "wootric", "poll", "retry 777");
	open_provider(p);
	UNTIL(&p->r->c->loop, has_trouble, p);
	assert_string_equal(
	    provider_status(p->p).health.trouble, "poll: not now");
	assert_polls_in(p, 777);
	assert_false(provider_is_idle(p->p, &is_stuck));
	assert_false(is_stuck);
}

static void
retry__then_done__trouble_is_forgotten(void **state)
{
	struct polling *p = *state;

	tell_puppet(p->r->c, "wootric", "poll", "retry 1\ndone");
	open_provider(p);
	UNTIL(&p->r->c->loop, has_trouble, p);
	UNTIL(&p->r->c->loop, is_quiet, p);
	assert_string_equal(provider_status(p->p).health.trouble, "");
	assert_asked(p->r->c, "wootric", "start\npoll\npoll\n");
	assert_polls_in(p, 60);
}

static void
retry__says_not_when__comes_again_soon(void **state)
{
	struct polling *p = *state;
	int64_t after_us;

	tell_puppet(p->r->c, "wootric", "poll", "retry");
	open_provider(p);
	UNTIL(&p->r->c->loop, has_trouble, p);
	after_us = provider_status(p->p).next_poll_us - NOW_US;
	assert_true(after_us >= 4 * S_US && after_us <= 6 * S_US);
}

static void
reject__any__comes_again_in_15_minutes_and_shows(void **state)
{
	struct polling *p = *state;
	bool is_stuck;

	tell_puppet(p->r->c, "wootric", "poll", "reject the key is refused");
	open_provider(p);
	UNTIL(&p->r->c->loop, has_trouble, p);
	assert_string_equal(provider_status(p->p).name, "wootric");
	assert_string_equal(
	    provider_status(p->p).health.trouble, "poll: the key is refused");
	assert_int_equal(provider_status(p->p).health.trouble_us, NOW_US);
	assert_polls_in(p, 900);
	assert_true(provider_is_idle(p->p, &is_stuck));
	assert_true(is_stuck);
	assert_non_null(strstr(core_log(p->r->c), "again in 900 s"));
}

static void
start__settings_are_wrong__is_stuck_and_never_polled(void **state)
{
	struct polling *p = *state;
	bool is_stuck;

	tell_puppet(p->r->c, "wootric", "start", "exit 78");
	open_provider(p);
	UNTIL(&p->r->c->loop, is_quiet, p);
	assert_true(provider_is_idle(p->p, &is_stuck) && is_stuck);
	assert_int_equal(provider_status(p->p).health.state, WORKER_BROKEN);
	assert_asked(p->r->c, "wootric", "start\n");
}

/* ---- Stopping */

static void
stop__while_polling__is_gone_and_what_came_is_stored(void **state)
{
	static const char *const stops[] = { "", "ignore" };

	for (size_t i = 0; i < N_OF(stops); i++) {
		struct polling *p;

		if (i > 0)
			begin(state);
		p = *state;
		tell_puppet(p->r->c, "wootric", "poll",
		    "part [" ANSWER("a") "," CURSOR("c1") "]");
		tell_puppet(p->r->c, "wootric", "stop", stops[i]);
		p->wootric.every_s = 0;
		open_provider(p);
		wait_asked(p, "poll", 1);
		while (count_in(p->r, "cursors WHERE cursor = 'c1'") == 0)
			uv_run(&p->r->c->loop, UV_RUN_ONCE);
		provider_stop(p->p, 50);
		assert_true(provider_is_stopping(p->p));
		assert_false(provider_is_gone(p->p));
		UNTIL(&p->r->c->loop, is_gone, p);
		assert_polls_never(p);
		close_provider(p);
		assert_asked(p->r->c, "wootric", "start\npoll\n");
		assert_int_equal(count_in(p->r, "responses"), 1);
		if (i + 1 < N_OF(stops))
			end(state);
	}
}

static void
stop__what_it_brought_waits__is_gone_when_that_is_stored(void **state)
{
	struct polling *p = *state;

	open_directory(p->r, "account {\"id\":\"7\"}");
	signal_directory(p->r, SIGSTOP);
	tell_puppet(p->r->c, "wootric", "poll",
	    "lines [" ANSWER("a") "," CURSOR("c1") "]");
	open_provider(p);
	UNTIL(&p->r->c->loop, is_polled, p);
	provider_stop(p->p, 50);
	while (provider_status(p->p).health.pid != 0)
		uv_run(&p->r->c->loop, UV_RUN_ONCE);
	turn(p->r);
	assert_false(provider_is_gone(p->p));
	signal_directory(p->r, SIGCONT);
	UNTIL(&p->r->c->loop, is_gone, p);
	assert_cursor(p->r, "c1");
	assert_int_equal(count_in(p->r, "responses"), 1);
}

static void
abandon__what_it_brought_waits__is_told_again_by_the_next(void **state)
{
	struct polling *p = *state;
	struct river *r = p->r;

	open_directory(r, "account {\"id\":\"7\"}");
	signal_directory(r, SIGSTOP);
	tell_puppet(r->c, "wootric", "poll",
	    "lines [" ANSWER("a") "," CURSOR("c1") "]");
	open_provider(p);
	UNTIL(&r->c->loop, is_polled, p);
	provider_abandon(p->p);
	provider_stop(p->p, 50);
	UNTIL(&r->c->loop, is_gone, p);
	assert_cursor(r, NULL);
	assert_int_equal(count_in(r, "responses"), 0);
	lookup_free(r->lookup);
	close_provider(p);
	r->lookup = r->world.lookup = lookup_new(&r->c->world);
	open_provider(p);
	UNTIL(&r->c->loop, is_quiet, p);
	assert_asked(r->c, "wootric", "start\npoll\nstart\npoll\n");
	assert_cursor(r, "c1");
	assert_told(r, "slack:#praise ");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(poll__nothing_stored__is_handed_no_cursor_and_brings_all),
		CASE(poll__a_cursor_is_stored__is_handed_that_to_the_byte),
		CASE(
		    poll__each_after_the_other__is_handed_the_cursor_of_the_one_before),
		CASE(poll__not_all_is_stored__comes_only_then),
		CASE(
		    poll__brings_more_than_can_be_looked_up__is_not_read_until_there_is_room),
		CASE(
		    poll__dies_in_the_middle__what_came_is_stored_and_is_where_it_goes_on),
		CASE(retry__with_after_s__comes_again_then),
		CASE(retry__then_done__trouble_is_forgotten),
		CASE(retry__says_not_when__comes_again_soon),
		CASE(reject__any__comes_again_in_15_minutes_and_shows),
		CASE(start__settings_are_wrong__is_stuck_and_never_polled),
		CASE(stop__while_polling__is_gone_and_what_came_is_stored),
		CASE(stop__what_it_brought_waits__is_gone_when_that_is_stored),
		CASE(
		    abandon__what_it_brought_waits__is_told_again_by_the_next),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
