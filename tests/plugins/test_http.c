/* SPDX-License-Identifier: ISC */
/*
 * test_http.c - requests against a server that behaves in every bad way
 * (tests/fake/web.py).
 */
#include "sdk/http.h"

#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <time.h>
#include <unistd.h>

#include "fake/server.h"
#include "sdk/form.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

struct world {
	struct fake_server server;
	struct http *http;
	struct http_response response;
	struct error err;
};

static int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	*state = w;
	w->http = http_new(NULL);
	return fake_server_start(&w->server, "web.py", NULL, NULL) ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	http_release(&w->response);
	http_free(w->http);
	fake_server_stop(&w->server);
	free(w);
	return 0;
}

static bool
send_to(struct world *w, const char *path, struct http_request request)
{
	char *url = mem_printf("http://127.0.0.1:%d%s", w->server.port, path);
	bool good;

	request.url = url;
	http_release(&w->response);
	w->err.text[0] = '\0';
	good = http_send(w->http, &request, &w->response, &w->err);
	free(url);
	return good;
}

static bool
get(struct world *w, const char *path)
{
	return send_to(w, path, (struct http_request){ .timeout_ms = 5000 });
}

static int
count_of(struct world *w, const char *name)
{
	cJSON *counts;
	int n;

	assert_true(get(w, "/counts"));
	counts = cJSON_Parse(buf_str(&w->response.body));
	n = (int)json_integer(counts, name, 0);
	cJSON_Delete(counts);
	return n;
}

static void
send__post_with_headers__arrives_as_it_is(void **state)
{
	static const char *const headers[] = { "X-One: 1",
		"Authorization: Bearer b", NULL };
	struct world *w = *state;
	const cJSON *seen;
	cJSON *echo;

	assert_true(send_to(w, "/echo?q=1",
	    (struct http_request){ .method = "POST",
		.headers = headers,
		.content_type = "text/x",
		.body = "a\0b",
		.body_size = 3 }));
	assert_int_equal(w->response.outcome, HTTP_ANSWERED);
	assert_int_equal(w->response.status, 200);
	assert_string_equal(http_header(w->http, "x-colour"), "blue");
	assert_null(http_header(w->http, "x-none"));
	/* Python's server tells the time of its clock, which is ours. */
	assert_in_range(http_date(w->http), time(NULL) - 60, time(NULL) + 60);
	echo = cJSON_Parse(w->response.body.data);
	assert_string_equal(json_string(echo, "method"), "POST");
	assert_string_equal(json_string(echo, "path"), "/echo?q=1");
	seen = json_member(echo, "headers");
	assert_string_equal(json_string(seen, "x-one"), "1");
	assert_string_equal(json_string(seen, "authorization"), "Bearer b");
	assert_string_equal(json_string(seen, "content-type"), "text/x");
	assert_string_equal(json_string(seen, "content-length"), "3");
	assert_null(json_string(seen, "expect"));
	cJSON_Delete(echo);
}

static void
date__nothing_was_sent__is_not_known(void **state)
{
	struct http *http = http_new(NULL);

	(void)state;
	assert_int_equal(http_date(http), -1);
	http_free(http);
}

static void
send__methods__are_the_ones_asked_for(void **state)
{
	struct world *w = *state;

	assert_true(get(w, "/echo"));
	assert_non_null(strstr(w->response.body.data, "\"method\": \"GET\""));
	assert_true(send_to(w, "/echo",
	    (struct http_request){
		.method = "PUT", .body = "x", .body_size = 1 }));
	assert_non_null(strstr(w->response.body.data, "\"method\": \"PUT\""));
	assert_true(
	    send_to(w, "/echo", (struct http_request){ .method = "HEAD" }));
	assert_int_equal(w->response.body.size, 0);
}

static void
send__header_with_line_break__is_not_sent(void **state)
{
	static const char *const headers[] = { "X-One: 1\r\nX-Two: 2", NULL };
	struct world *w = *state;
	int before = count_of(w, "echo");

	assert_false(
	    send_to(w, "/echo", (struct http_request){ .headers = headers }));
	assert_int_equal(w->response.outcome, HTTP_NOT_SENT);
	assert_non_null(strstr(w->err.text, "line break"));
	assert_int_equal(count_of(w, "echo"), before);
}

static void
send__any_status__is_an_answer(void **state)
{
	static const int statuses[] = { 200, 201, 400, 404, 500, 503 };
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(statuses); i++) {
		char *path = mem_printf("/status/%d", statuses[i]);

		assert_true(get(w, path));
		assert_int_equal(w->response.status, statuses[i]);
		assert_int_equal(w->response.retry_after_s, 0);
		free(path);
	}
}

static void
send__too_many_requests__tells_how_long_to_wait(void **state)
{
	struct world *w = *state;

	assert_true(get(w, "/later"));
	assert_int_equal(w->response.status, 429);
	assert_int_equal(w->response.retry_after_s, 7);
}

static void
send__redirect__is_not_followed(void **state)
{
	struct world *w = *state;
	int before = count_of(w, "echo");

	assert_true(get(w, "/redirect"));
	assert_int_equal(w->response.status, 302);
	assert_int_equal(count_of(w, "echo"), before);
}

static void
send__compressed_body__is_plain(void **state)
{
	struct world *w = *state;

	assert_true(get(w, "/gzip"));
	assert_string_equal(w->response.body.data, "plain text");
}

static void
send__failure_after_sending__is_unknown(void **state)
{
	static const struct {
		const char *path, *why;
	} cases[] = {
		{ "/hang",
		    "no answer from 127.0.0.1: no answer within 0.3 s" },
		{ "/close", "no answer from 127.0.0.1: it closed the "
			    "connection without an answer" },
		{ "/half", "no answer from 127.0.0.1: the connection broke in "
			   "the middle of the answer" },
		{ "/big", "no answer from 127.0.0.1: its answer is longer "
			  "than 16 MiB" },
		{ "/chunked", "no answer from 127.0.0.1: its answer is longer "
			      "than 16 MiB" },
		{ "/bomb", "no answer from 127.0.0.1: its answer is longer "
			   "than 16 MiB" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		int ms = i == 0 ? 300 : 20000;

		assert_false(send_to(w, cases[i].path,
		    (struct http_request){ .timeout_ms = ms }));
		assert_string_equal(w->err.text, cases[i].why);
		assert_int_equal(w->response.outcome, HTTP_UNKNOWN);
		assert_true(w->response.body.size <= HTTP_MAX_BODY);
	}
}

/* A port where nobody listens: bound, and not listening. */
static int
closed_port(int *fd)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof(a);

	*fd = socket(AF_INET, SOCK_STREAM, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(*fd, (struct sockaddr *)&a, sizeof(a)), 0);
	getsockname(*fd, (struct sockaddr *)&a, &size);
	return ntohs(a.sin_port);
}

static void
send__nobody_listens__is_not_sent_for_certain(void **state)
{
	struct world *w = *state;
	int fd, open_port = w->server.port;

	w->server.port = closed_port(&fd);
	assert_false(get(w, "/services/secret"));
	assert_int_equal(w->response.outcome, HTTP_NOT_SENT);
	assert_string_equal(
	    w->err.text, "cannot reach 127.0.0.1: connection refused");
	w->server.port = open_port;
	close(fd);
}

static void
send__connection_is_not_accepted_in_time__is_not_sent(void **state)
{
	struct world *w = *state;
	int open_port = w->server.port, fd, full[8];
	struct sockaddr_in a = { .sin_family = AF_INET };

	/* A full backlog: the handshake never ends. */
	w->server.port = closed_port(&fd);
	assert_int_equal(listen(fd, 0), 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((uint16_t)w->server.port);
	for (size_t i = 0; i < N_OF(full); i++) {
		full[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(full[i], (struct sockaddr *)&a, sizeof(a));
	}
	assert_false(
	    send_to(w, "/", (struct http_request){ .timeout_ms = 300 }));
	assert_int_equal(w->response.outcome, HTTP_NOT_SENT);
	assert_string_equal(
	    w->err.text, "cannot reach 127.0.0.1: no answer within 0.3 s");
	for (size_t i = 0; i < N_OF(full); i++)
		close(full[i]);
	close(fd);
	w->server.port = open_port;
}

static void
send__address_that_is_none__is_not_sent(void **state)
{
	static const struct {
		const char *url, *why;
	} cases[] = {
		{ "ftp://127.0.0.1/x",
		    "cannot reach 127.0.0.1: its address is neither http nor "
		    "https" },
		{ "file:///etc/passwd",
		    "cannot reach the server: its address is neither http "
		    "nor https" },
		{ "http://", "cannot reach the server: its address is not a "
			     "URL" },
		{ "http://no-such-host.invalid/secret",
		    "cannot reach no-such-host.invalid: there is no such "
		    "host, or the name server does not answer" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct http_request r = { .url = cases[i].url,
			.timeout_ms = 5000 };

		http_release(&w->response);
		assert_false(http_send(w->http, &r, &w->response, &w->err));
		assert_int_equal(w->response.outcome, HTTP_NOT_SENT);
		assert_string_equal(w->err.text, cases[i].why);
	}
}

/* libcurl repeats a request by itself on a new connection when the old one
 * turns out to be dead. */
static void
send__kept_connection_dies__only_what_may_repeat_arrives_twice(void **state)
{
	struct world *w = *state;
	struct http_request post = { .method = "POST",
		.body = "x",
		.body_size = 1,
		.timeout_ms = 5000 };

	assert_true(send_to(w, "/dead", post));
	assert_true(send_to(w, "/dead", post));
	assert_int_equal(count_of(w, "dead"), 3);
	post.once = true;
	assert_true(get(w, "/echo"));
	assert_true(send_to(w, "/dead", post));
	assert_true(send_to(w, "/dead", post));
	assert_int_equal(count_of(w, "dead"), 5);
}

static void
send__again__uses_the_same_connection(void **state)
{
	struct world *w = *state;
	cJSON *first, *second;

	assert_true(get(w, "/echo"));
	first = cJSON_Parse(w->response.body.data);
	assert_true(get(w, "/echo"));
	second = cJSON_Parse(w->response.body.data);
	assert_int_equal(
	    json_integer(first, "port", 1), json_integer(second, "port", 2));
	cJSON_Delete(first);
	cJSON_Delete(second);
}

/* What is on this machine stays there, whatever the environment says. */
static void
send__proxy_in_the_environment__is_not_asked_for_this_machine(void **state)
{
	struct world *w = *state;

	unsetenv("no_proxy");
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	assert_true(get(w, "/echo"));
	http_release(&w->response);
	assert_false(http_send(w->http,
	    &(struct http_request){ .url = "http://elsewhere.example/" },
	    &w->response, &w->err));
	assert_int_equal(w->response.outcome, HTTP_NOT_SENT);
	unsetenv("http_proxy");
}

static void
send__user_name_in_the_address__is_not_sent(void **state)
{
	struct world *w = *state;
	struct http_request r = { .url = "http://127.0.0.1:1@127.0.0.2:9/x" };

	http_release(&w->response);
	assert_false(http_send(w->http, &r, &w->response, &w->err));
	assert_int_equal(w->response.outcome, HTTP_NOT_SENT);
	assert_non_null(strstr(w->err.text, "holds a user name"));
}

static void
is_private__addresses__are_sorted(void **state)
{
	static const struct {
		const char *url;
		bool is_private;
	} cases[] = {
		{ "https://slack.com/api/", true },
		{ "HTTPS://slack.com", true },
		{ "http://127.0.0.1:8080/x", true },
		{ "http://127.1.2.3/", true },
		{ "http://LOCALHOST/", true },
		{ "http://[::1]:1/", true },
		{ "http://slack.com/api/", false },
		{ "http://localhost.evil.example/", false },
		{ "http://127.0.0.1.evil.example/", false },
		{ "http://127.0.0.1:80@evil.example/", false },
		{ "http://127.0.0.1\\@evil.example/", false },
		{ "https://user@slack.com/", false },
		{ "http://128.0.0.1/", false },
		{ "http://[::2]/", false },
		{ "https://", false },
		{ "https://a b/", false },
		{ "https://a\r\nb/", false },
		{ "ftp://127.0.0.1/", false },
		{ "127.0.0.1", false },
		{ "", false },
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		err.text[0] = '\0';
		if (http_is_private(cases[i].url, &err) != cases[i].is_private)
			fail_msg("%s: %s", cases[i].url, err.text);
		assert_true(cases[i].is_private == (*err.text == '\0'));
		assert_null(strstr(err.text, "evil"));
	}
}

static void
form__pairs__are_encoded(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	form_add(&b, "a", "1 2");
	form_add(&b, "none", NULL);
	form_add(&b, "b&c", "=&+%\r\n\xc3\xa6~");
	form_add(&b, "empty", "");
	assert_string_equal(
	    buf_str(&b), "a=1+2&b%26c=%3D%26%2B%25%0D%0A%C3%A6%7E&empty=");
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(send__post_with_headers__arrives_as_it_is),
		cmocka_unit_test(date__nothing_was_sent__is_not_known),
		cmocka_unit_test(send__methods__are_the_ones_asked_for),
		cmocka_unit_test(send__header_with_line_break__is_not_sent),
		cmocka_unit_test(send__any_status__is_an_answer),
		cmocka_unit_test(
		    send__too_many_requests__tells_how_long_to_wait),
		cmocka_unit_test(send__redirect__is_not_followed),
		cmocka_unit_test(send__compressed_body__is_plain),
		cmocka_unit_test(send__failure_after_sending__is_unknown),
		cmocka_unit_test(
		    send__nobody_listens__is_not_sent_for_certain),
		cmocka_unit_test(
		    send__connection_is_not_accepted_in_time__is_not_sent),
		cmocka_unit_test(send__address_that_is_none__is_not_sent),
		cmocka_unit_test(
		    send__kept_connection_dies__only_what_may_repeat_arrives_twice),
		cmocka_unit_test(send__again__uses_the_same_connection),
		cmocka_unit_test(
		    send__proxy_in_the_environment__is_not_asked_for_this_machine),
		cmocka_unit_test(send__user_name_in_the_address__is_not_sent),
		cmocka_unit_test(is_private__addresses__are_sorted),
		cmocka_unit_test(form__pairs__are_encoded),
	};
	struct fake_server server;

	if (!fake_server_start(&server, "web.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
