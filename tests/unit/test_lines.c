/* SPDX-License-Identifier: ISC */
/* test_lines.c - JSON lines on a descriptor, in any pieces. */
#include "host/lines.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sdk/json.h"
#include "test.h"

struct pair {
	struct lines lines;
	int other;
};

static int
open_pair(void **state)
{
	static struct pair p;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
		return -1;
	lines_init(&p.lines, fd[0]);
	p.other = fd[1];
	*state = &p;
	return 0;
}

static int
close_pair(void **state)
{
	struct pair *p = *state;

	close(p->lines.fd);
	if (p->other >= 0)
		close(p->other);
	lines_release(&p->lines);
	return 0;
}

static void
put(struct pair *p, const char *bytes, size_t n)
{
	assert_int_equal(write(p->other, bytes, n), n);
}

/* The next line's "n", or the status where there is none, negative. */
static int
next(struct pair *p, bool wait)
{
	struct error err;
	cJSON *line = NULL;
	enum lines_status status = lines_next(&p->lines, wait, &line, &err);
	int n = (int)json_integer(line, "n", -100);

	cJSON_Delete(line);
	return status == LINES_LINE ? n : -(int)status;
}

static void
next__two_lines_in_pieces__both_and_then_none(void **state)
{
	struct pair *p = *state;

	assert_int_equal(next(p, false), -LINES_NONE);
	put(p, "{\"n\"", 4);
	assert_int_equal(next(p, false), -LINES_NONE);
	put(p, ":1}\n{\"n\":2}\n{", 13);
	assert_int_equal(next(p, true), 1);
	assert_int_equal(next(p, false), 2);
	assert_int_equal(next(p, false), -LINES_NONE);
	put(p, "\"n\":3}\n", 7);
	assert_int_equal(next(p, true), 3);
}

static void
next__other_side_closes__the_lines_and_then_the_end(void **state)
{
	struct pair *p = *state;

	put(p, "{\"n\":1}\n{\"half", 14);
	close(p->other);
	p->other = -1;
	assert_int_equal(next(p, true), 1);
	assert_int_equal(next(p, true), -LINES_END);
	assert_int_equal(next(p, false), -LINES_END);
}

static void
next__not_an_object__broken(void **state)
{
	static const struct {
		const char *line;
		size_t n;
	} cases[] = { { "\n", 1 }, { "x\n", 2 }, { "[]\n", 3 }, { "{}}\n", 4 },
		{ "{\"a\":1}\0x\n", 10 }, { "\"a\"\n", 4 }, { "{\n", 2 } };
	struct pair *p = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		put(p, cases[i].line, cases[i].n);
		assert_int_equal(next(p, true), -LINES_BROKEN);
	}
	/* The next line is not hurt by the ones before. */
	put(p, "{\"n\":1}\n", 8);
	assert_int_equal(next(p, true), 1);
}

struct flood {
	int fd;
	size_t n;
	bool has_end;
};

/* n bytes in all, the last of them a newline if it has an end. */
static void *
flood(void *arg)
{
	const struct flood *f = arg;
	struct buf text = BUF_INIT;
	size_t at = 0;

	buf_puts(&text, "{\"n\":5,\"x\":\"");
	while (text.size < f->n - 3)
		buf_putc(&text, 'x');
	buf_puts(&text, f->has_end ? "\"}\n" : "xxx");
	while (at < text.size) {
		ssize_t n =
		    send(f->fd, text.data + at, text.size - at, MSG_NOSIGNAL);

		if (n <= 0)
			break;
		at += (size_t)n;
	}
	buf_release(&text);
	return NULL;
}

static int
next_of_flood(struct pair *p, size_t size, bool has_end)
{
	struct flood f = { p->other, size, has_end };
	pthread_t thread;
	int n;

	assert_int_equal(pthread_create(&thread, NULL, flood, &f), 0);
	n = next(p, true);
	/* What is left of it must not keep the writer waiting. */
	shutdown(p->lines.fd, SHUT_RD);
	pthread_join(thread, NULL);
	return n;
}

static void
next__as_long_as_a_line_may_be__is_read(void **state)
{
	assert_int_equal(next_of_flood(*state, LINES_LONGEST, true), 5);
}

static void
next__one_byte_longer__broken(void **state)
{
	assert_int_equal(
	    next_of_flood(*state, LINES_LONGEST + 1, true), -LINES_BROKEN);
}

static void
next__a_flood_without_end__broken(void **state)
{
	assert_int_equal(
	    next_of_flood(*state, LINES_LONGEST * 2, false), -LINES_BROKEN);
}

static cJSON *
object_with(size_t n)
{
	cJSON *o = cJSON_CreateObject();
	struct buf text = BUF_INIT;

	while (text.size < n)
		buf_putc(&text, 'x');
	json_put_string(o, "x", buf_str(&text));
	buf_release(&text);
	return o;
}

static void
send__small_lines__wait_for_the_flush(void **state)
{
	struct pair *p = *state;
	char got[64];

	assert_true(lines_send(&p->lines, object_with(1)));
	assert_int_equal(recv(p->other, got, sizeof(got), MSG_DONTWAIT), -1);
	assert_true(lines_send(&p->lines, object_with(2)));
	lines_flush(&p->lines);
	assert_int_equal(recv(p->other, got, sizeof(got), MSG_DONTWAIT), 21);
	assert_memory_equal(got, "{\"x\":\"x\"}\n{\"x\":\"xx\"}\n", 21);
}

static void
send__longer_than_a_line_may_be__false_and_nothing_sent(void **state)
{
	struct pair *p = *state;
	char got[64];

	assert_true(lines_send(&p->lines, object_with(1)));
	assert_false(lines_send(&p->lines, object_with(LINES_LONGEST)));
	lines_flush(&p->lines);
	assert_int_equal(recv(p->other, got, sizeof(got), MSG_DONTWAIT), 10);
}

static void
send__nobody_is_there__goes_nowhere(void **state)
{
	struct pair *p = *state;

	signal(SIGPIPE, SIG_IGN);
	close(p->other);
	p->other = -1;
	for (int i = 0; i < 3; i++) {
		assert_true(lines_send(&p->lines, object_with(100000)));
		lines_flush(&p->lines);
	}
	assert_int_equal(p->lines.out.size, 0);
}

#define ON_PAIR(test) \
	cmocka_unit_test_setup_teardown(test, open_pair, close_pair)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_PAIR(next__two_lines_in_pieces__both_and_then_none),
		ON_PAIR(next__other_side_closes__the_lines_and_then_the_end),
		ON_PAIR(next__not_an_object__broken),
		ON_PAIR(next__as_long_as_a_line_may_be__is_read),
		ON_PAIR(next__one_byte_longer__broken),
		ON_PAIR(next__a_flood_without_end__broken),
		ON_PAIR(send__small_lines__wait_for_the_flush),
		ON_PAIR(
		    send__longer_than_a_line_may_be__false_and_nothing_sent),
		ON_PAIR(send__nobody_is_there__goes_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
