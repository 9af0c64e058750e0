/* SPDX-License-Identifier: ISC */
/* child_fixture.h - a process and all that is heard of it. */
#ifndef TESTS_UNIT_CHILD_FIXTURE_H
#define TESTS_UNIT_CHILD_FIXTURE_H

#include "core/child.h"
#include "core/child_parts.h"
#include "loop_fixture.h"
#include "sdk/json.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

struct heard {
	uv_loop_t loop;
	struct child *child;
	struct buf lines; /* each printed anew, with a newline */
	int n_lines, n_gone;
	int exit_code, signal;
	char why[128], last_words[LOG_LINES_PER_S * 16];
	int pause_at; /* the line after which it is paused; 0: none */
	int kill_at;
	unsigned line_takes_us; /* 0: no time */
	struct caught caught;
	char *log;
	bool is_forgotten;
};

static inline void
on_line(void *arg, cJSON *line)
{
	struct heard *h = arg;

	assert_int_equal(h->n_gone, 0);
	h->n_lines++;
	if (h->lines.size < 100000) {
		json_print(&h->lines, line);
		buf_putc(&h->lines, '\n');
	}
	cJSON_Delete(line);
	if (h->line_takes_us > 0)
		usleep(h->line_takes_us);
	if (h->n_lines == h->pause_at)
		child_pause(h->child);
	if (h->n_lines == h->kill_at)
		child_kill(h->child, "enough");
}

static inline void
on_gone(void *arg, const struct child_end *end)
{
	struct heard *h = arg;

	h->n_gone++;
	h->exit_code = end->exit_code;
	h->signal = end->signal;
	snprintf(
	    h->why, sizeof(h->why), "%s", end->why == NULL ? "" : end->why);
	snprintf(h->last_words, sizeof(h->last_words), "%s", end->last_words);
}

static const struct child_events events = { on_line, on_gone };

static inline int
begin(void **state)
{
	struct heard *h = mem_new(1, sizeof(*h));

	uv_loop_init(&h->loop);
	catch_begin(&h->caught);
	*state = h;
	return 0;
}

static inline int
end(void **state)
{
	struct heard *h = *state;

	if (h->log == NULL)
		free(catch_end(&h->caught));
	if (h->child != NULL && h->n_gone == 0 && !h->is_forgotten)
		child_forget(h->child);
	end_loop(&h->loop);
	buf_release(&h->lines);
	free(h->log);
	free(h);
	return 0;
}

static inline bool
start_argv(struct heard *h, char *const argv[], enum child_line lines)
{
	struct child_spec spec = { "kid", argv, lines };
	struct error err;

	h->child = child_start(&h->loop, &spec, &events, h, &err);
	return h->child != NULL;
}

static inline void
start_on(struct heard *h, const char *script, enum child_line lines)
{
	char *argv[] = { (char *)(uintptr_t) "/bin/sh",
		(char *)(uintptr_t) "-c", (char *)(uintptr_t)script, NULL };

	assert_true(start_argv(h, argv, lines));
}

static inline void
start(struct heard *h, const char *script)
{
	start_on(h, script, CHILD_LINES_ON_STDIO);
}

static inline bool
is_gone(void *arg)
{
	return ((struct heard *)arg)->n_gone > 0;
}

static inline bool
has_a_line(void *arg)
{
	return ((struct heard *)arg)->n_lines > 0;
}

/* Until it is gone; then the loop must be empty, and it is told of once. */
static inline void
wait_gone(struct heard *h)
{
	UNTIL(&h->loop, is_gone, h);
	uv_run(&h->loop, UV_RUN_DEFAULT);
	assert_int_equal(h->n_gone, 1);
	h->log = catch_end(&h->caught);
}

static inline void
run(struct heard *h, const char *script)
{
	start(h, script);
	wait_gone(h);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
