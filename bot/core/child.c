/* SPDX-License-Identifier: ISC */
/*
 * child.c - a process of ours, and the lines we exchange with it.
 *
 *	start --> running --exit--> draining --end of both pipes--> gone
 *
 * A child's descriptors may be held open by what it started; its whole group
 * is killed at its exit, and draining ends after DRAIN_MS all the same.
 */
#include "core/child_parts.h"

#include <signal.h>
#include <unistd.h>

#include "crash_point.h"
#include "sdk/mem.h"

extern char **environ;

/* What a child may see of our environment: nothing that could be a secret. */
static const char *const passed_on[] = { "PATH", "HOME", "LANG", "LC_ALL",
	"LC_CTYPE", "TZ", "TZDIR", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
	"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY",
	"all_proxy", "ALL_PROXY", "LOOPBELL_DEBUG", "LOOPBELL_BIN_DIR",
	CRASH_POINT_VARIABLES "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
	NULL };

static bool
is_passed_on(const char *variable)
{
	for (const char *const *name = passed_on; *name != NULL; name++) {
		size_t n = strlen(*name);

		if (strncmp(variable, *name, n) == 0 && variable[n] == '=')
			return true;
	}
	return false;
}

static char **
environment(enum child_line lines)
{
	size_t n = 0, kept = 0;
	char **env;

	while (environ[n] != NULL)
		n++;
	env = mem_new(n + 1, sizeof(*env));
	for (size_t i = 0; i < n; i++)
		/* What is our own program may need what the file names. */
		if (lines == CHILD_NO_LINES || is_passed_on(environ[i]))
			env[kept++] = environ[i];
	return env;
}

void
child_end_text(const struct child_end *end, struct buf *out)
{
	if (end->why != NULL)
		buf_printf(out, "was ended: %s", end->why);
	else if (end->signal != 0)
		buf_printf(out, "was ended by signal %d (%s)", end->signal,
		    strsignal(end->signal));
	else
		buf_printf(out, "ended with exit code %d", end->exit_code);
	if (*end->last_words != '\0')
		buf_printf(out, "; its last words: %s", end->last_words);
}

int
child_pid(const struct child *c)
{
	return c->process.pid;
}

/* ---- The end */

static void
on_closed(uv_handle_t *handle)
{
	struct child *c = handle->data;

	if (--c->n_handles > 0)
		return;
	buf_release(&c->in);
	buf_release(&c->log);
	buf_release(&c->last_words);
	free(c->name);
	free(c->why);
	free(c);
}

static void
close_handle(uv_handle_t *handle)
{
	if (handle->data != NULL && !uv_is_closing(handle))
		uv_close(handle, on_closed);
}

static void
finish(struct child *c)
{
	if (c->is_closing)
		return;
	c->is_closing = true;
	c->end.why = c->why;
	c->end.last_words = buf_str(&c->last_words);
	c->events.gone(c->arg, &c->end);
	close_handle((uv_handle_t *)&c->process);
	close_handle((uv_handle_t *)&c->to);
	close_handle((uv_handle_t *)&c->from);
	close_handle((uv_handle_t *)&c->words);
	close_handle((uv_handle_t *)&c->timer);
}

void
child_maybe_finish(struct child *c)
{
	if (c->has_exited && c->words_ended && (c->from_ended || c->is_deaf) &&
	    !c->is_paused)
		finish(c);
}

static void
on_drained(uv_timer_t *timer)
{
	struct child *c = timer->data;

	c->words_ended = true;
	/* While it is paused it is we who do not read. */
	c->from_ended = !c->is_paused;
	child_maybe_finish(c);
}

void
child_drain(struct child *c)
{
	/* The loop's own clock stood still while lines were taken. */
	uv_update_time(c->loop);
	uv_timer_start(&c->timer, on_drained, DRAIN_MS, 0);
}

static void
kill_group(const struct child *c)
{
	/* It made the group itself, before exec; a child that could not even
	 * do that is killed alone. */
	if (kill(-c->process.pid, SIGKILL) != 0)
		kill(c->process.pid, SIGKILL);
}

static void
on_exit_of_child(uv_process_t *process, int64_t code, int by_signal)
{
	struct child *c = process->data;

	c->has_exited = true;
	c->end.exit_code = by_signal != 0 ? -1 : (int)code;
	c->end.signal = by_signal;
	kill(-process->pid, SIGKILL); /* what it left behind */
	child_drain(c);
	child_maybe_finish(c);
}

void
child_kill(struct child *c, const char *why)
{
	if (c->is_closing || c->is_deaf)
		return;
	c->is_deaf = true;
	c->is_paused = false;
	if (c->why == NULL && !c->has_exited)
		c->why = mem_string(why);
	uv_read_stop((uv_stream_t *)&c->from);
	if (!c->has_exited)
		kill_group(c);
	child_maybe_finish(c);
}

static void
on_grace_over(uv_timer_t *timer)
{
	child_kill(timer->data, "it did not end when asked to");
}

void
child_on_line_closed(uv_timer_t *timer)
{
	child_kill(timer->data, "it closed its line but did not end");
}

void
child_stop(struct child *c, unsigned grace_ms)
{
	static const char stop[] = "{\"op\":\"stop\"}\n";

	if (c->has_exited || c->is_deaf)
		return;
	c->is_stopping = true;
	if (c->lines == CHILD_NO_LINES)
		kill(c->process.pid, SIGTERM);
	else
		child_send(c, stop, sizeof(stop) - 1);
	uv_timer_start(&c->timer, on_grace_over, grace_ms, 0);
}

/* ---- The start */

static void
open_handle(struct child *c, uv_handle_t *handle)
{
	handle->data = c;
	c->n_handles++;
}

/* The containers for descriptors 0 to 3 of the new process. */
static void
wire_up(struct child *c, uv_stdio_container_t stdio[4], int words_fd)
{
	const uv_stdio_flags both =
	    UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE;

	for (int i = 0; i < 4; i++)
		stdio[i].flags = UV_IGNORE;
	for (int i = 1; i < 3; i++) {
		stdio[i].flags = UV_INHERIT_FD;
		stdio[i].data.fd = words_fd;
	}
	if (c->lines == CHILD_LINES_ON_3) {
		stdio[3].flags = both;
		stdio[3].data.stream = (uv_stream_t *)&c->from;
	} else if (c->lines == CHILD_LINES_ON_STDIO) {
		stdio[0].flags = UV_CREATE_PIPE | UV_READABLE_PIPE;
		stdio[0].data.stream = (uv_stream_t *)&c->to;
		stdio[1].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
		stdio[1].data.stream = (uv_stream_t *)&c->from;
	}
}

static int
spawn(struct child *c, char *const *argv, int words_fd)
{
	uv_stdio_container_t stdio[4];
	char **env = environment(c->lines);
	uv_process_options_t options = {
		.exit_cb = on_exit_of_child,
		.file = argv[0],
		.args = (char **)(uintptr_t)argv,
		.env = env,
		.flags = UV_PROCESS_DETACHED, /* setsid() */
		.stdio_count = c->lines == CHILD_LINES_ON_3 ? 4 : 3,
		.stdio = stdio,
	};
	int rc;

	wire_up(c, stdio, words_fd);
	rc = uv_spawn(c->loop, &c->process, &options);
	free(env);
	return rc;
}

static void
init_handles(struct child *c, int words_fd)
{
	uv_timer_init(c->loop, &c->timer);
	uv_pipe_init(c->loop, &c->to, 0);
	uv_pipe_init(c->loop, &c->from, 0);
	uv_pipe_init(c->loop, &c->words, 0);
	open_handle(c, (uv_handle_t *)&c->timer);
	open_handle(c, (uv_handle_t *)&c->to);
	open_handle(c, (uv_handle_t *)&c->from);
	open_handle(c, (uv_handle_t *)&c->words);
	open_handle(c, (uv_handle_t *)&c->process);
	uv_pipe_open(&c->words, words_fd);
}

static void
no_line(void *arg, cJSON *line)
{
	(void)arg;
	cJSON_Delete(line);
}

/* The process could not be started, or its owner goes before it. */
static void
nobody_hears(void *arg, const struct child_end *end)
{
	(void)arg;
	(void)end;
}

void
child_forget(struct child *c)
{
	c->events = (struct child_events){ no_line, nobody_hears };
	child_kill(c, "nobody needs it");
	finish(c);
}

struct child *
child_start(uv_loop_t *loop, const struct child_spec *spec,
    const struct child_events *events, void *arg, struct error *err)
{
	uv_file words[2];
	struct child *c;
	int rc = uv_pipe(words, UV_NONBLOCK_PIPE, 0);

	if (rc != 0) {
		error_set(err, "cannot make a pipe: %s", uv_strerror(rc));
		return NULL;
	}
	c = mem_new(1, sizeof(*c));
	c->loop = loop;
	c->events = *events;
	c->arg = arg;
	c->name = mem_string(spec->name);
	c->lines = spec->lines;
	c->from_ended = spec->lines == CHILD_NO_LINES;
	init_handles(c, words[0]);
	rc = spawn(c, spec->argv, words[1]);
	close(words[1]);
	if (rc != 0) {
		error_set(err, "cannot start %s: %s", spec->argv[0],
		    uv_strerror(rc));
		c->events.gone = nobody_hears;
		finish(c);
		return NULL;
	}
	child_listen(c);
	return c;
}
