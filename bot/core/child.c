/* SPDX-License-Identifier: ISC */
/*
 * child.c - a process of ours, and the lines we exchange with it.
 *
 *	start --> running --exit--> draining --end of both pipes--> gone
 *
 * A child's descriptors may be held open by what it started; its whole group
 * is killed at its exit, and draining ends after DRAIN_MS all the same.
 */
#include "core/child.h"

#include <signal.h>
#include <unistd.h>

#include "core/log.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define DRAIN_MS 500
#define LOG_LINE_MAX 2000
#define LOG_LINES_PER_S 200

extern char **environ;

struct child {
	uv_loop_t *loop;
	uv_process_t process;
	uv_pipe_t to, from, words; /* lines to it, from it; standard error */
	uv_timer_t timer;          /* grace, then draining */
	struct child_events events;
	void *arg;
	char *name, *why;
	enum child_line lines;
	struct buf in, log, last_words;
	struct child_end end;
	uint64_t log_second;
	int n_logged;
	int n_handles; /* open ones: freed at 0 */
	bool from_ended, words_ended, has_exited, is_paused, is_deaf;
	bool is_closing;
	bool is_taking; /* lines of `in` are being handed out */
};

/* What a child may see of our environment: nothing that could be a secret. */
static const char *const passed_on[] = { "PATH", "HOME", "LANG", "LC_ALL",
	"LC_CTYPE", "TZ", "TZDIR", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
	"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY",
	"all_proxy", "ALL_PROXY", "LOOPBELL_DEBUG", "LOOPBELL_BIN_DIR",
	"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", NULL };

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

static void
maybe_finish(struct child *c)
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
	c->from_ended = true;
	maybe_finish(c);
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
	uv_timer_start(&c->timer, on_drained, DRAIN_MS, 0);
	maybe_finish(c);
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
	maybe_finish(c);
}

static void
on_grace_over(uv_timer_t *timer)
{
	child_kill(timer->data, "it did not end when asked to");
}

static void
on_line_closed(uv_timer_t *timer)
{
	child_kill(timer->data, "it closed its line but did not end");
}

void
child_stop(struct child *c, unsigned grace_ms)
{
	static const char stop[] = "{\"op\":\"stop\"}\n";

	if (c->has_exited || c->is_deaf)
		return;
	if (c->lines == CHILD_NO_LINES)
		kill(c->process.pid, SIGTERM);
	else
		child_send(c, stop, sizeof(stop) - 1);
	uv_timer_start(&c->timer, on_grace_over, grace_ms, 0);
}

/* ---- Lines from it */

static void
take_line(struct child *c, const char *line, size_t n)
{
	cJSON *json = NULL;

	if (utf8_is_valid(line, n))
		json = cJSON_ParseWithLength(line, n);
	if (cJSON_IsObject(json)) {
		c->events.line(c->arg, json);
		return;
	}
	cJSON_Delete(json);
	child_kill(c, "it sent a line that is not a JSON object");
}

static void
take_lines(struct child *c)
{
	char *start = c->in.data, *end = c->in.data + c->in.size, *newline;

	c->is_taking = true;
	while (
	    !c->is_deaf && !c->is_paused && start < end &&
	    (newline = memchr(start, '\n', (size_t)(end - start))) != NULL) {
		take_line(c, start, (size_t)(newline - start));
		start = newline + 1;
	}
	c->is_taking = false;
	buf_drop(&c->in, (size_t)(start - c->in.data));
	if (c->in.size > CHILD_LINE_MAX && !c->is_paused)
		child_kill(c, "it sent a line longer than 4 MiB");
}

static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct child *c = handle->data;

	(void)suggested;
	buf->base = buf_room(&c->in, 65536);
	buf->len = 65536;
}

static void
on_lines(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct child *c = stream->data;

	(void)buf;
	if (n > 0) {
		c->in.size += (size_t)n;
		buf_end(&c->in);
		take_lines(c);
		return;
	}
	if (n == 0)
		return;
	uv_read_stop(stream);
	c->from_ended = true;
	if (!c->has_exited)
		uv_timer_start(&c->timer, on_line_closed, DRAIN_MS, 0);
	maybe_finish(c);
}

void
child_pause(struct child *c)
{
	if (c->is_paused || c->is_deaf || c->is_closing)
		return;
	c->is_paused = true;
	uv_read_stop((uv_stream_t *)&c->from);
}

void
child_resume(struct child *c)
{
	if (!c->is_paused)
		return;
	c->is_paused = false;
	if (c->in.size > 0 && !c->is_taking)
		take_lines(c);
	if (!c->is_paused && !c->is_deaf && !c->from_ended)
		uv_read_start((uv_stream_t *)&c->from, on_room, on_lines);
	maybe_finish(c);
}

/* ---- What it writes to standard error */

static bool
may_log(struct child *c)
{
	uint64_t second = uv_now(c->loop) / 1000;

	if (second != c->log_second) {
		if (c->n_logged > LOG_LINES_PER_S)
			log_line(LOG_WARNING, c->name,
			    "%d lines on its standard error were left out",
			    c->n_logged - LOG_LINES_PER_S);
		c->log_second = second;
		c->n_logged = 0;
	}
	return ++c->n_logged <= LOG_LINES_PER_S;
}

static void
take_words(struct child *c, const char *line, size_t n)
{
	if (n == 0)
		return;
	buf_reset(&c->last_words);
	utf8_clean(&c->last_words, line, n < LOG_LINE_MAX ? n : LOG_LINE_MAX);
	if (!may_log(c))
		return;
	/* A program of ours has put its own name before what it says. */
	if (c->lines == CHILD_NO_LINES)
		log_line(LOG_ERROR, NULL, "%s", buf_str(&c->last_words));
	else
		log_line(LOG_INFO, c->name, "%s", buf_str(&c->last_words));
}

static void
on_words_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct child *c = handle->data;

	(void)suggested;
	buf->base = buf_room(&c->log, 4096);
	buf->len = 4096;
}

static void
on_words(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct child *c = stream->data;
	char *newline;

	(void)buf;
	if (n > 0) {
		c->log.size += (size_t)n;
		buf_end(&c->log);
	}
	while (c->log.size > 0 &&
	       (newline = memchr(c->log.data, '\n', c->log.size)) != NULL) {
		take_words(c, c->log.data, (size_t)(newline - c->log.data));
		buf_drop(&c->log, (size_t)(newline - c->log.data) + 1);
	}
	if (c->log.size > LOG_LINE_MAX || n < 0) {
		take_words(c, buf_str(&c->log), c->log.size);
		buf_reset(&c->log);
	}
	if (n < 0) {
		uv_read_stop(stream);
		c->words_ended = true;
		maybe_finish(c);
	}
}

/* ---- Lines to it */

struct sending {
	uv_write_t request;
	char *bytes;
};

static void
on_sent(uv_write_t *request, int status)
{
	struct sending *s = (struct sending *)request;

	(void)status; /* its end will be seen where we read */
	free(s->bytes);
	free(s);
}

void
child_send(struct child *c, const char *line, size_t n)
{
	uv_stream_t *to =
	    (uv_stream_t *)(c->lines == CHILD_LINES_ON_STDIO ? &c->to
							     : &c->from);
	uv_buf_t all = uv_buf_init((char *)(uintptr_t)line, (unsigned)n), rest;
	struct sending *s;
	int sent;

	if (c->has_exited || c->is_deaf || c->is_closing)
		return;
	sent = uv_try_write(to, &all, 1);
	if (sent == (int)n || (sent < 0 && sent != UV_EAGAIN))
		return;
	if (sent < 0)
		sent = 0;
	s = mem_new(1, sizeof(*s));
	s->bytes = mem_copy(line + sent, n - (size_t)sent);
	rest = uv_buf_init(s->bytes, (unsigned)(n - (size_t)sent));
	if (uv_write(&s->request, to, &rest, 1, on_sent) != 0)
		on_sent(&s->request, -1);
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

/* The process could not be started: nobody hears of its end. */
static void
nobody_hears(void *arg, const struct child_end *end)
{
	(void)arg;
	(void)end;
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
	uv_read_start((uv_stream_t *)&c->words, on_words_room, on_words);
	if (spec->lines != CHILD_NO_LINES)
		uv_read_start((uv_stream_t *)&c->from, on_room, on_lines);
	return c;
}
