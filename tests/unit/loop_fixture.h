/* SPDX-License-Identifier: ISC */
/* loop_fixture.h - a real loop, run until something has happened. */
#ifndef TESTS_LOOP_FIXTURE_H
#define TESTS_LOOP_FIXTURE_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "sdk/buf.h"
#include "sdk/mem.h"
#include "test.h"

/* Whoever waits longer waits for nothing; only a test that fails sees it. */
#define UNTIL_MS 60000

static inline void
no_longer(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

/* Runs the loop until is_so(arg); false: it did not come to that in time. */
static inline bool
comes_true_in(
    uv_loop_t *loop, uint64_t ms, bool (*is_so)(void *arg), void *arg)
{
	bool is_late = false;
	uv_timer_t timer;

	uv_timer_init(loop, &timer);
	timer.data = &is_late;
	uv_timer_start(&timer, no_longer, ms, 0);
	while (!is_late && !is_so(arg))
		uv_run(loop, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(loop, UV_RUN_NOWAIT);
	return !is_late;
}

static inline bool
comes_true(uv_loop_t *loop, bool (*is_so)(void *arg), void *arg)
{
	return comes_true_in(loop, UNTIL_MS, is_so, arg);
}

#define UNTIL(loop, is_so, arg)                                           \
	do {                                                              \
		if (!comes_true(loop, is_so, arg))                        \
			fail_msg("%s:%d: %s did not come true", __FILE__, \
			    __LINE__, #is_so);                            \
	} while (0)

/* Everything was closed, and nothing is left open. */
static inline void
end_loop(uv_loop_t *loop)
{
	uv_run(loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(loop), 0);
}

/* Catches what is written to standard error. */
struct caught {
	int saved, file;
	char path[32];
};

static inline void
catch_begin(struct caught *c)
{
	snprintf(c->path, sizeof(c->path), "/tmp/loopbell-log-XXXXXX");
	c->file = mkostemp(c->path, O_CLOEXEC);
	assert_true(c->file >= 0);
	unlink(c->path);
	c->saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	assert_true(dup2(c->file, STDERR_FILENO) >= 0);
}

/* What was written; the caller frees it. */
static inline char *
catch_end(struct caught *c)
{
	struct buf text = BUF_INIT;
	off_t size = lseek(c->file, 0, SEEK_END);

	assert_true(dup2(c->saved, STDERR_FILENO) >= 0);
	close(c->saved);
	assert_int_equal(
	    pread(c->file, buf_room(&text, (size_t)size + 1), (size_t)size, 0),
	    size);
	text.size += (size_t)size;
	buf_end(&text);
	close(c->file);
	return buf_take(&text);
}

static inline int
count_of(const char *text, const char *what)
{
	int n = 0;

	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

#endif
