/* SPDX-License-Identifier: ISC */
/* test_link.c - the lines between loopbell-web and the core. */
#include "web/link.h"

#include <sys/socket.h>

#include "loop_fixture.h"
#include "sdk/json.h"

struct world {
	uv_loop_t loop;
	struct link link;
	int core;
	struct buf ops, why;
	int n_ends;
};

static void
on_line(void *arg, const cJSON *line)
{
	struct world *w = arg;

	buf_printf(&w->ops, "%s ", json_string(line, "op"));
}

static void
on_end(void *arg, const char *why)
{
	struct world *w = arg;

	w->n_ends++;
	buf_puts(&w->why, why == NULL ? "closed" : why);
}

static void
begin(struct world *w)
{
	struct link_events events = { w, on_line, on_end };
	struct error err;
	int fds[2];

	*w = (struct world){ .n_ends = 0 };
	uv_loop_init(&w->loop);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	w->core = fds[0];
	assert_true(link_open(&w->link, &w->loop, fds[1], &events, &err));
}

static void
end(struct world *w)
{
	link_close(&w->link);
	end_loop(&w->loop);
	link_release(&w->link);
	if (w->core >= 0)
		close(w->core);
	buf_release(&w->ops);
	buf_release(&w->why);
}

static void
say(struct world *w, const char *text, size_t n)
{
	assert_int_equal(write(w->core, text, n), (ssize_t)n);
}

static bool
has_ended(void *arg)
{
	return ((struct world *)arg)->n_ends > 0;
}

static bool
has_heard_three(void *arg)
{
	return ((struct world *)arg)->ops.size >= 6;
}

static void
lines__in_any_pieces__each_once(void **state)
{
	static const char all[] =
	    "{\"op\":\"a\"}\n{\"op\":\"b\"}\n{\"op\":\"c\"}\n";
	struct world w;

	(void)state;
	for (size_t cut = 0; cut < sizeof(all); cut += 3) {
		begin(&w);
		say(&w, all, cut);
		uv_run(&w.loop, UV_RUN_NOWAIT);
		say(&w, all + cut, sizeof(all) - 1 - cut);
		UNTIL(&w.loop, has_heard_three, &w);
		assert_string_equal(buf_str(&w.ops), "a b c ");
		assert_int_equal(w.n_ends, 0);
		end(&w);
	}
}

static void
lines__the_core_closes__is_said_once(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	say(&w, "{\"op\":\"a\"}\n{\"op\"", 16);
	close(w.core);
	w.core = -1;
	UNTIL(&w.loop, has_ended, &w);
	assert_string_equal(buf_str(&w.ops), "a ");
	assert_string_equal(buf_str(&w.why), "closed");
	link_send(&w.link, cJSON_CreateObject());
	link_flush(&w.link);
	uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_int_equal(w.n_ends, 1);
	end(&w);
}

static void
lines__what_is_none__ends_it(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
		{ "\n", 1 },
		{ "[]\n", 3 },
		{ "{\"op\":\"a\"} x\n", 13 },
		{ "{\"op\":\"a\"}\0\n", 12 },
		{ "{\"op\":\n", 7 },
	};
	struct world w;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		begin(&w);
		say(&w, cases[i].text, cases[i].n);
		UNTIL(&w.loop, has_ended, &w);
		assert_string_equal(
		    buf_str(&w.why), "the core sent what is no JSON object");
		end(&w);
	}
}

static void
lines__endless__ends_it(void **state)
{
	static char chunk[65536];
	struct world w;

	(void)state;
	memset(chunk, ' ', sizeof(chunk));
	begin(&w);
	while (w.n_ends == 0) {
		say(&w, chunk, sizeof(chunk));
		uv_run(&w.loop, UV_RUN_NOWAIT);
	}
	assert_string_equal(
	    buf_str(&w.why), "the core sent a line longer than 4 MiB");
	end(&w);
}

/* ---- To a core that does not read */

struct reading {
	struct world *w;
	size_t n, wanted;
};

static bool
has_read_all(void *arg)
{
	struct reading *r = arg;
	char chunk[65536];
	ssize_t n;

	while ((n = recv(r->w->core, chunk, sizeof(chunk), MSG_DONTWAIT)) > 0)
		r->n += (size_t)n;
	return r->n == r->wanted;
}

static void
send__nobody_reads__waits_and_all_arrives(void **state)
{
	struct world w;
	struct reading r = { &w, 0, 0 };

	(void)state;
	begin(&w);
	for (int i = 0; i < 20000; i++) {
		buf_printf(link_out(&w.link),
		    "{\"op\":\"request\",\"n\":%d,"
		    "\"body\":\"%0200d\"}\n",
		    i, i);
		if (i % 1000 == 0)
			link_flush(&w.link);
	}
	uv_run(&w.loop, UV_RUN_NOWAIT);
	r.wanted = link_backlog(&w.link);
	assert_true(r.wanted > 1000000);
	/* what was in the socket already is not in the backlog */
	r.wanted = 0;
	for (int i = 0; i < 20000; i++)
		r.wanted += (size_t)snprintf(NULL, 0,
		    "{\"op\":\"request\",\"n\":%d,\"body\":\"%0200d\"}\n", i,
		    i);
	UNTIL(&w.loop, has_read_all, &r);
	uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_int_equal(link_backlog(&w.link), 0);
	end(&w);
}

static void
nothing(uv_timer_t *timer)
{
	(void)timer;
}

static void
close__nobody_has_read_yet__all_arrives_first(void **state)
{
	struct world w;
	struct reading r = { &w, 0, 1 << 20 };
	uv_timer_t timer;

	(void)state;
	begin(&w);
	for (int i = 0; i < 1 << 20; i++)
		buf_putc(link_out(&w.link), i % 64 == 63 ? '\n' : '{');
	uv_timer_init(&w.loop, &timer);
	uv_timer_start(&timer, nothing, 1, 1);
	link_flush(&w.link);
	buf_puts(link_out(&w.link), "last\n");
	r.wanted += strlen("last\n");
	link_close(&w.link);
	UNTIL(&w.loop, has_read_all, &r);
	uv_close((uv_handle_t *)&timer, NULL);
	end_loop(&w.loop);
	link_release(&w.link);
	close(w.core);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines__in_any_pieces__each_once),
		cmocka_unit_test(lines__the_core_closes__is_said_once),
		cmocka_unit_test(lines__what_is_none__ends_it),
		cmocka_unit_test(lines__endless__ends_it),
		cmocka_unit_test(send__nobody_reads__waits_and_all_arrives),
		cmocka_unit_test(
		    close__nobody_has_read_yet__all_arrives_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
