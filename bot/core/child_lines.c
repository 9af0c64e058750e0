/* SPDX-License-Identifier: ISC */
/*
 * child_lines.c - the lines a child and we exchange, and its last words.
 */
#include "core/child_parts.h"

#include "core/log.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define LOG_LINE_MAX 2000

static const char too_long[] = "it sent a line longer than 4 MiB";

/* ---- Lines from it */

/* The whole line is one value; NULL: it is not. */
static cJSON *
parse(const char *line, size_t n)
{
	const char *end = line;
	cJSON *json;

	if (!utf8_is_valid(line, n))
		return NULL;
	json = cJSON_ParseWithLengthOpts(line, n, &end, false);
	while (end < line + n && strchr(" \t\r", *end) != NULL)
		end++;
	if (json == NULL || end == line + n)
		return json;
	cJSON_Delete(json);
	return NULL;
}

static void
take_line(struct child *c, const char *line, size_t n)
{
	cJSON *json;

	if (n > CHILD_LINE_MAX) {
		child_kill(c, too_long);
		return;
	}
	json = parse(line, n);
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
		child_kill(c, too_long);
}

static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct child *c = handle->data;

	(void)suggested;
	buf->base = buf_room(&c->in, 65536);
	buf->len = 65536;
}

/* What it wrote before its end is read as quickly as its lines are taken, not
 * as the clock runs. */
static void
go_on_draining(struct child *c, size_t n)
{
	if (!c->has_exited || c->is_closing)
		return;
	c->n_drained += n;
	if (c->n_drained <= DRAIN_MAX_BYTES)
		child_drain(c);
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
		go_on_draining(c, (size_t)n);
		return;
	}
	if (n == 0)
		return;
	uv_read_stop(stream);
	c->from_ended = true;
	if (!c->has_exited && !c->is_stopping)
		uv_timer_start(&c->timer, child_on_line_closed, DRAIN_MS, 0);
	child_maybe_finish(c);
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
	go_on_draining(c, 0);
	if (!c->is_paused && !c->is_deaf && !c->from_ended)
		uv_read_start((uv_stream_t *)&c->from, on_room, on_lines);
	child_maybe_finish(c);
}

/* ---- What it writes to standard error */

static void
take_words(struct child *c, const char *line, size_t n)
{
	if (n == 0)
		return;
	buf_reset(&c->last_words);
	utf8_clean(&c->last_words, line, n < LOG_LINE_MAX ? n : LOG_LINE_MAX);
	if (!log_may(&c->log_limit, c->name, (int64_t)uv_now(c->loop)))
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
		log_left_out(&c->log_limit, c->name);
		c->words_ended = true;
		child_maybe_finish(c);
	}
}

/* ---- Lines to it */

struct sending {
	uv_write_t request;
	struct child *child;
	char *bytes;
};

/* Its end will be seen where we read; anything else has lost a line of ours,
 * and who waits for the answer would wait in vain. */
static void
on_write_failed(struct child *c, int code)
{
	if (code != UV_EPIPE && code != UV_ECONNRESET && code != UV_ECANCELED)
		child_kill(c, "it could not be written to");
}

static void
on_sent(uv_write_t *request, int status)
{
	struct sending *s = (struct sending *)request;

	if (status < 0)
		on_write_failed(s->child, status);
	free(s->bytes);
	free(s);
}

static uv_stream_t *
stream_to(struct child *c)
{
	return (uv_stream_t *)(c->lines == CHILD_LINES_ON_STDIO ? &c->to
								: &c->from);
}

size_t
child_backlog(const struct child *c)
{
	return uv_stream_get_write_queue_size(
	    c->lines == CHILD_LINES_ON_STDIO ? (const uv_stream_t *)&c->to
					     : (const uv_stream_t *)&c->from);
}

void
child_send(struct child *c, const char *line, size_t n)
{
	uv_stream_t *to = stream_to(c);
	uv_buf_t all = uv_buf_init((char *)(uintptr_t)line, (unsigned)n), rest;
	struct sending *s;
	int sent;

	if (c->has_exited || c->is_deaf || c->is_closing)
		return;
	sent = uv_try_write(to, &all, 1);
	if (sent == (int)n)
		return;
	if (sent < 0 && sent != UV_EAGAIN) {
		on_write_failed(c, sent);
		return;
	}
	if (sent < 0)
		sent = 0;
	s = mem_new(1, sizeof(*s));
	s->child = c;
	s->bytes = mem_copy(line + sent, n - (size_t)sent);
	rest = uv_buf_init(s->bytes, (unsigned)(n - (size_t)sent));
	if (uv_write(&s->request, to, &rest, 1, on_sent) != 0)
		on_sent(&s->request, -1);
}

/* ---- Both */

void
child_listen(struct child *c)
{
	uv_read_start((uv_stream_t *)&c->words, on_words_room, on_words);
	if (c->lines != CHILD_NO_LINES)
		uv_read_start((uv_stream_t *)&c->from, on_room, on_lines);
}
