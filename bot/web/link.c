/* SPDX-License-Identifier: ISC */
/* link.c - the JSON lines between this program and the core. */
#include "web/link.h"

#include <unistd.h>

#include "sdk/json.h"

#define LINE_MAX_BYTES ((size_t)4 << 20)
#define CHUNK ((size_t)64 << 10)

/* ---- Lines from the core */

static void
end(struct link *l, const char *why)
{
	if (l->is_closed)
		return;
	l->is_closed = true;
	uv_read_stop((uv_stream_t *)&l->pipe);
	l->events.end(l->events.arg, why);
}

static void
take_line(struct link *l, char *line, size_t n)
{
	cJSON *object;

	line[n] = '\0';
	/* A NUL inside would hide what follows it. */
	object =
	    strlen(line) == n ? cJSON_ParseWithOpts(line, NULL, true) : NULL;
	if (cJSON_IsObject(object))
		l->events.line(l->events.arg, object);
	else
		end(l, "the core sent what is no JSON object");
	cJSON_Delete(object);
}

static void
take_lines(struct link *l)
{
	size_t at = 0;
	char *newline;

	while (!l->is_closed && at < l->in.size &&
	       (newline = memchr(l->in.data + at, '\n', l->in.size - at)) !=
		   NULL) {
		take_line(
		    l, l->in.data + at, (size_t)(newline - l->in.data) - at);
		at = (size_t)(newline - l->in.data) + 1;
	}
	buf_drop(&l->in, at);
	if (l->in.size > LINE_MAX_BYTES)
		end(l, "the core sent a line longer than 4 MiB");
}

static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	struct link *l = handle->data;

	(void)suggested;
	*room = uv_buf_init(buf_room(&l->in, CHUNK), CHUNK);
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
	struct link *l = stream->data;

	(void)room;
	if (n < 0) {
		end(l, NULL);
		return;
	}
	l->in.size += (size_t)n;
	buf_end(&l->in);
	take_lines(l);
}

/* ---- Lines to the core */

static void
on_written(uv_write_t *request, int status)
{
	struct link *l = request->data;

	l->is_writing = false;
	buf_reset(&l->writing);
	if (status == 0)
		link_flush(l);
	else if (!l->is_ending)
		end(l, NULL);
	if (l->is_ending && !l->is_writing)
		uv_close((uv_handle_t *)&l->pipe, NULL);
}

/* The rest, when there is room again. */
static void
write_later(struct link *l)
{
	struct buf empty = l->writing;
	uv_buf_t rest;

	l->writing = l->out;
	l->out = empty;
	buf_reset(&l->out);
	rest = uv_buf_init(l->writing.data, (unsigned)l->writing.size);
	l->request.data = l;
	l->is_writing = uv_write(&l->request, (uv_stream_t *)&l->pipe, &rest,
			    1, on_written) == 0;
}

void
link_flush(struct link *l)
{
	uv_buf_t all;
	int n;

	if (l->is_writing || l->out.size == 0)
		return;
	if (l->is_closed) {
		buf_reset(&l->out);
		return;
	}
	all = uv_buf_init(l->out.data, (unsigned)l->out.size);
	n = uv_try_write((uv_stream_t *)&l->pipe, &all, 1);
	if (n < 0 && n != UV_EAGAIN)
		buf_reset(&l->out); /* its end will be read */
	if (n > 0)
		buf_drop(&l->out, (size_t)n);
	if (l->out.size > 0)
		write_later(l);
}

static void
on_turn(uv_prepare_t *flush)
{
	link_flush(flush->data);
}

struct buf *
link_out(struct link *l)
{
	return &l->out;
}

void
link_send(struct link *l, cJSON *object)
{
	json_print(&l->out, object);
	buf_putc(&l->out, '\n');
	cJSON_Delete(object);
}

size_t
link_backlog(const struct link *l)
{
	return l->out.size + l->writing.size;
}

/* ---- Beginning and end */

bool
link_open(struct link *l, uv_loop_t *loop, int fd,
    const struct link_events *events, struct error *err)
{
	int rc;

	*l = (struct link){ .events = *events };
	uv_pipe_init(loop, &l->pipe, 0);
	uv_prepare_init(loop, &l->flush);
	l->pipe.data = l->flush.data = l;
	rc = uv_pipe_open(&l->pipe, fd);
	if (rc == 0)
		rc = uv_read_start((uv_stream_t *)&l->pipe, on_room, on_read);
	if (rc != 0)
		return error_set(err,
		    "descriptor %d: %s: this program is started by loopbell",
		    fd, uv_strerror(rc));
	uv_prepare_start(&l->flush, on_turn);
	uv_unref((uv_handle_t *)&l->flush);
	return true;
}

void
link_close(struct link *l)
{
	uv_close((uv_handle_t *)&l->flush, NULL);
	uv_read_stop((uv_stream_t *)&l->pipe);
	link_flush(l);
	l->is_ending = true;
	if (!l->is_writing)
		uv_close((uv_handle_t *)&l->pipe, NULL);
}

void
link_release(struct link *l)
{
	buf_release(&l->in);
	buf_release(&l->out);
	buf_release(&l->writing);
}
