/* SPDX-License-Identifier: ISC */
/* test_head.c - which heads of requests are refused, and what is handed on. */
#include "web/head.h"

#include "test.h"

/* A head as it would be sent: "POST /uri HTTP/1.1\nName:value\n...".  What is
 * between name and value is as it is written: one colon. */
struct made {
	struct head head;
	char text[16384];
};

static void
make(struct made *m, const char *text)
{
	char *line, *next = m->text, *space;

	assert_true(strlen(text) < sizeof(m->text));
	memcpy(m->text, text, strlen(text) + 1);
	m->head.size = strlen(text);
	m->head.n_fields = 0;
	m->head.has_more = false;
	line = strsep(&next, "\n");
	m->head.method = strsep(&line, " ");
	space = strrchr(line, ' ');
	*space = '\0';
	m->head.uri = line;
	m->head.version = space + 1;
	while (next != NULL && (line = strsep(&next, "\n")) != NULL &&
	       *line != '\0') {
		const char *name = strsep(&line, ":");
		struct field f = { name, line, strlen(name), strlen(line) };

		head_add(&m->head, &f);
	}
}

#define H "HTTP/1.1\nhost:x\n"

static void
judge__each_form__as_rfc_9112_wants_it(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		enum refusal why;
	} cases[] = {
		{ "GET / " H, REFUSED_NOT },
		{ "POST /in/x?a=%20b " H "Content-Length:5\n", REFUSED_NOT },
		{ "POST /in/x " H "Content-Length:0\n", REFUSED_NOT },
		{ "POST /in/x " H "content-LENGTH:5\nContent-Length:5\n", REFUSED_NOT },
		{ "POST /in/x " H "Transfer-Encoding:chunked\n", REFUSED_NOT },
		{ "POST /in/x " H "Transfer-Encoding:Chunked\n", REFUSED_NOT },
		{ "GET / HTTP/1.0\n", REFUSED_NOT },
		{ "GET / HTTP/1.1\nx:y\n", REFUSED_HOST },
		{ "GET / " H "Host:x\n", REFUSED_HOST },
		{ "GET / HTTP/1.0\nHost:x\nHost:y\n", REFUSED_HOST },
		{ "GET x " H, REFUSED_MALFORMED },
		{ "GET http://x/ " H, REFUSED_MALFORMED },
		{ "GET * " H, REFUSED_MALFORMED },
		{ "GET /a b " H, REFUSED_MALFORMED },
		{ "GET /a\tb " H, REFUSED_MALFORMED },
		{ "GET /\x7f " H, REFUSED_MALFORMED },
		{ "GET /\xc3\xa6 " H, REFUSED_MALFORMED },
		{ "G\"T / " H, REFUSED_MALFORMED },
		{ "GET / " H "Content-Length :5\n", REFUSED_MALFORMED },
		{ "GET / " H " x:5\n", REFUSED_MALFORMED },
		{ "GET / " H "x\ty:5\n", REFUSED_MALFORMED },
		{ "GET / " H "x(y:5\n", REFUSED_MALFORMED },
		{ "GET / " H ":5\n", REFUSED_MALFORMED },
		{ "POST / " H "Content-Length:5\nTransfer-Encoding:chunked\n", REFUSED_FRAMING },
		{ "POST / " H "Transfer-Encoding:chunked\nContent-Length:5\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:5\nContent-Length:6\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:5\nContent-Length:05\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:5, 5\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:+5\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:-5\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:0x5\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:\n", REFUSED_FRAMING },
		{ "POST / " H "Content-Length:5 \n", REFUSED_FRAMING },
		{ "POST / " H "Transfer-Encoding:gzip\n", REFUSED_FRAMING },
		{ "POST / " H "Transfer-Encoding:gzip, chunked\n", REFUSED_FRAMING },
		{ "POST / " H "Transfer-Encoding:xchunked\n", REFUSED_FRAMING },
		{ "POST / " H "Transfer-Encoding:chunked \n", REFUSED_FRAMING },
		{ "POST / " H "Transfer-Encoding:\n", REFUSED_FRAMING },
		{ "POST / " H "Transfer-Encoding:chunked\nTransfer-Encoding:chunked\n", REFUSED_FRAMING },
		{ "POST / HTTP/1.0\nTransfer-Encoding:chunked\n", REFUSED_FRAMING },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct made m;

		make(&m, cases[i].text);
		if (head_judge(&m.head) != cases[i].why)
			fail_msg(
			    "%s: %d", cases[i].text, (int)head_judge(&m.head));
	}
}

static void
judge__sizes__by_the_limits(void **state)
{
	struct made m;
	char uri[HEAD_MAX_URI + 2];
	const struct field f = { "x", "y", 1, 1 };

	(void)state;
	memset(uri, '/', sizeof(uri));
	uri[sizeof(uri) - 1] = '\0';
	make(&m, "GET / " H);
	m.head.uri = uri;
	assert_int_equal(head_judge(&m.head), REFUSED_URI);
	uri[HEAD_MAX_URI] = '\0';
	assert_int_equal(head_judge(&m.head), REFUSED_NOT);
	m.head.size = HEAD_MAX_BYTES;
	assert_int_equal(head_judge(&m.head), REFUSED_NOT);
	m.head.size++;
	assert_int_equal(head_judge(&m.head), REFUSED_HEADER);
	make(&m, "GET / " H);
	while (m.head.n_fields < HEAD_MAX_FIELDS)
		head_add(&m.head, &f);
	assert_int_equal(head_judge(&m.head), REFUSED_NOT);
	head_add(&m.head, &f);
	assert_int_equal(head_judge(&m.head), REFUSED_HEADER);
}

static void
body__each_header__its_length(void **state)
{
	static const struct {
		const char *text;
		uint64_t length;
	} cases[] = {
		{ "POST / " H, HEAD_SILENT },
		{ "POST / " H "Content-Length:0\n", 0 },
		{ "POST / " H "Content-Length:1048576\n", HEAD_MAX_BODY },
		{ "POST / " H "Content-Length:0000000000000000000000007\n",
		    7 },
		{ "POST / " H "Transfer-Encoding:chunked\n", HEAD_CHUNKED },
	};
	struct made m;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		make(&m, cases[i].text);
		assert_true(head_body(&m.head) == cases[i].length);
	}
	make(&m, "POST / " H "Content-Length:99999999999999999999999999\n");
	assert_true(head_body(&m.head) > HEAD_MAX_BODY);
	assert_true(head_body(&m.head) < HEAD_SILENT);
}

static void
print__each_header__what_the_core_may_see(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "GET / HTTP/1.0\n", "{}" },
		{ "GET / " H, "{\"host\":\"x\"}" },
		{ "GET / " H "X-Sig:a\nx-SIG:b\n", "{\"host\":\"x\",\"x-sig\":\"a, b\"}" },
		{ "GET / " H "X:\n", "{\"host\":\"x\",\"x\":\"\"}" },
		{ "GET / " H "X:\xc3\xa6\"\\\n", "{\"host\":\"x\",\"x\":\"\xc3\xa6\\\"\\\\\"}" },
		/* not UTF-8: left out, alone or among others */
		{ "GET / " H "X:a\xff\n", "{\"host\":\"x\"}" },
		{ "GET / " H "X:a\xff\nx:b\n", "{\"host\":\"x\",\"x\":\"b\"}" },
		/* controls and tricks go */
		{ "GET / " H "X:a\x01\xe2\x80\xae" "b\n", "{\"host\":\"x\",\"x\":\"ab\"}" },
		/* what concerns the connection */
		{ "GET / " H "Connection:keep-alive, X-Secret\nX-Secret:1\nX-Secrets:2\n", "{\"host\":\"x\",\"x-secrets\":\"2\"}" },
		{ "GET / " H "Connection:a\nConnection: ,b\nA:1\nB:2\nC:3\n", "{\"host\":\"x\",\"c\":\"3\"}" },
		{ "GET / " H "TE:trailers\nTrailer:x\nUpgrade:h2c\nKeep-Alive:3\nProxy-Connection:x\nProxy-Authorization:x\nTransfer-Encoding:chunked\nExpect:100-continue\n", "{\"host\":\"x\"}" },
	};
	/* clang-format on */
	struct buf out = BUF_INIT;
	struct made m;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		make(&m, cases[i].text);
		buf_reset(&out);
		head_print(&out, &m.head);
		assert_string_equal(buf_str(&out), cases[i].json);
	}
	buf_release(&out);
}

static void
print__many_fields__the_first_64(void **state)
{
	struct made m;
	struct buf text = BUF_INIT, out = BUF_INIT;

	(void)state;
	buf_puts(&text, "GET / HTTP/1.1\n");
	for (int i = 0; i < HEAD_MAX_FIELDS; i++)
		buf_printf(&text, "X%d:%d\n", i, i);
	make(&m, buf_str(&text));
	head_print(&out, &m.head);
	assert_non_null(strstr(buf_str(&out), "\"x63\":\"63\"}"));
	assert_null(strstr(buf_str(&out), "x64"));
	buf_release(&out);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judge__each_form__as_rfc_9112_wants_it),
		cmocka_unit_test(judge__sizes__by_the_limits),
		cmocka_unit_test(body__each_header__its_length),
		cmocka_unit_test(print__each_header__what_the_core_may_see),
		cmocka_unit_test(print__many_fields__the_first_64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
