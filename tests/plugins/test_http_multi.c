/* SPDX-License-Identifier: ISC */
/*
 * test_http_multi.c - several requests at a time, against a server that behaves
 * in every bad way (tests/fake/web.py).
 */
#include "sdk/http_multi.h"

#include <poll.h>

#include "fake/server.h"
#include "sdk/mem.h"
#include "test.h"

struct world {
	struct fake_server server;
	struct http_multi *m;
};

/* What one came to. */
struct heard {
	int n;
	enum http_outcome outcome;
	int status;
	struct buf body;
	struct error err;
	struct world *again; /* asks once more from within */
};

static int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	*state = w;
	w->m = http_multi_new(NULL);
	return fake_server_start(&w->server, "web.py", NULL, NULL) ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	http_multi_free(w->m);
	fake_server_stop(&w->server);
	free(w);
	return 0;
}

static void send_to(
    struct world *w, const char *path, int timeout_ms, struct heard *heard);

static void
hear(void *arg, const struct http_response *response, const struct error *err)
{
	struct heard *h = arg;

	h->n++;
	h->outcome = response->outcome;
	h->status = response->status;
	buf_reset(&h->body);
	buf_puts(&h->body, buf_str(&response->body));
	h->err = *err;
	if (h->again != NULL)
		send_to(h->again, "/echo", 5000, h);
	h->again = NULL;
}

static void
send_to(struct world *w, const char *path, int timeout_ms, struct heard *heard)
{
	char *url = mem_printf("http://127.0.0.1:%d%s", w->server.port, path);
	struct http_request request = { .url = url, .timeout_ms = timeout_ms };

	http_multi_send(w->m, &request, hear, heard);
	free(url);
}

/* As its owner does, until nothing is on its way. */
static void
run(struct world *w)
{
	while (http_multi_count(w->m) > 0) {
		struct pollfd fd = { .fd = http_multi_fd(w->m),
			.events = POLLIN };
		int64_t ms = http_multi_wait_ms(w->m);

		assert_true(ms < 60000);
		poll(&fd, 1, ms < 0 ? 30000 : (int)ms);
		http_multi_step(w->m);
	}
}

static void
send__thirty_at_a_time__each_is_answered(void **state)
{
	struct world *w = *state;
	struct heard heard[30];

	memset(heard, 0, sizeof(heard));
	for (int i = 0; i < 30; i++)
		send_to(w, "/echo", 5000, &heard[i]);
	assert_int_equal(http_multi_count(w->m), 30);
	assert_int_equal(heard[0].n, 0);
	run(w);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(heard[i].n, 1);
		assert_int_equal(heard[i].outcome, HTTP_ANSWERED);
		assert_int_equal(heard[i].status, 200);
		buf_release(&heard[i].body);
	}
}

static void
send__one_hangs__the_others_do_not_wait(void **state)
{
	struct world *w = *state;
	struct heard slow = { 0 }, quick = { 0 };

	send_to(w, "/hang", 300, &slow);
	send_to(w, "/echo", 5000, &quick);
	while (quick.n == 0) {
		struct pollfd fd = { .fd = http_multi_fd(w->m),
			.events = POLLIN };

		poll(&fd, 1, (int)http_multi_wait_ms(w->m));
		http_multi_step(w->m);
	}
	assert_int_equal(slow.n, 0);
	run(w);
	assert_int_equal(slow.n, 1);
	assert_int_equal(slow.outcome, HTTP_UNKNOWN);
	assert_non_null(strstr(slow.err.text, "no answer within 0.3 s"));
	buf_release(&quick.body);
	buf_release(&slow.body);
}

static void
send__cannot_be_made_or_reached__said_later(void **state)
{
	static const char *const bad[] = { "ftp://127.0.0.1/", "http://",
		"http://user@127.0.0.1/", "http://127.0.0.1:1/" };
	struct world *w = *state;
	struct heard heard[5];
	const char *headers[] = { "A: b\r\nC: d", NULL };
	struct http_request request = { .url = "http://127.0.0.1:1/",
		.headers = headers };

	memset(heard, 0, sizeof(heard));
	for (int i = 0; i < 4; i++)
		http_multi_send(w->m,
		    &(struct http_request){
			.url = bad[i], .timeout_ms = 5000 },
		    hear, &heard[i]);
	http_multi_send(w->m, &request, hear, &heard[4]);
	assert_int_equal(heard[4].n, 0);
	run(w);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(heard[i].n, 1);
		assert_int_equal(heard[i].outcome, HTTP_NOT_SENT);
		assert_true(strlen(heard[i].err.text) > 0);
		buf_release(&heard[i].body);
	}
}

static void
send__from_within_an_answer__is_answered_too(void **state)
{
	struct world *w = *state;
	struct heard heard = { .again = w };

	send_to(w, "/echo", 5000, &heard);
	run(w);
	assert_int_equal(heard.n, 2);
	buf_release(&heard.body);
}

static void
free__on_their_way__nobody_is_told(void **state)
{
	struct world *w = *state;
	struct heard heard = { 0 };

	for (int i = 0; i < 5; i++)
		send_to(w, "/hang", 5000, &heard);
	http_multi_step(w->m);
	http_multi_free(w->m);
	assert_int_equal(heard.n, 0);
	w->m = http_multi_new(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(send__thirty_at_a_time__each_is_answered),
		cmocka_unit_test(send__one_hangs__the_others_do_not_wait),
		cmocka_unit_test(send__cannot_be_made_or_reached__said_later),
		cmocka_unit_test(send__from_within_an_answer__is_answered_too),
		cmocka_unit_test(free__on_their_way__nobody_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
