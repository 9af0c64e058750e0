/* SPDX-License-Identifier: ISC */
/* lines.c - JSON lines on one blocking descriptor. */
#include "host/lines.h"

#include <errno.h>
#include <poll.h>
#include <sysexits.h>
#include <unistd.h>

#include "sdk/json.h"

/* One read or write; more than this waiting to be sent is sent. */
#define CHUNK ((size_t)64 << 10)

void
lines_init(struct lines *l, int fd)
{
	*l = (struct lines){ .fd = fd };
}

void
lines_release(struct lines *l)
{
	buf_release(&l->in);
	buf_release(&l->out);
}

/* Whether a read would not block.  What cannot be polled is read, and then
 * says itself what is wrong with it. */
static bool
is_readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

static enum lines_status
fill(struct lines *l, bool wait, struct error *err)
{
	ssize_t n;

	if (!wait && !is_readable(l->fd))
		return LINES_NONE;
	buf_room(&l->in, CHUNK);
	buf_end(&l->in);
	do
		n = read(l->fd, l->in.data + l->in.size, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		error_set(
		    err, "cannot read from the core: %s", strerror(errno));
		return LINES_BROKEN;
	}
	l->in.size += (size_t)n;
	buf_end(&l->in);
	l->is_closed = l->is_closed || n == 0;
	return n == 0 ? LINES_END : LINES_LINE;
}

static enum lines_status
parse(struct lines *l, size_t length, cJSON **line, struct error *err)
{
	char *text = l->in.data;

	l->n_used = length + 1;
	text[length] = '\0';
	*line = cJSON_ParseWithOpts(text, NULL, true);
	/* A NUL inside would hide what follows it. */
	if (cJSON_IsObject(*line) && strlen(text) == length)
		return LINES_LINE;
	cJSON_Delete(*line);
	*line = NULL;
	error_set(err, "the core sent what is no JSON object: %.80s", text);
	return LINES_BROKEN;
}

enum lines_status
lines_next(struct lines *l, bool wait, cJSON **line, struct error *err)
{
	size_t n_seen = 0;

	buf_drop(&l->in, l->n_used);
	l->n_used = 0;
	for (;;) {
		const char *end = l->in.size == n_seen
				      ? NULL
				      : memchr(l->in.data + n_seen, '\n',
					    l->in.size - n_seen);
		enum lines_status status;

		if (end != NULL && end < l->in.data + LINES_LONGEST)
			return parse(l, (size_t)(end - l->in.data), line, err);
		n_seen = l->in.size;
		if (n_seen >= LINES_LONGEST) {
			error_set(err,
			    "the core sent a line longer than %zu bytes",
			    LINES_LONGEST);
			return LINES_BROKEN;
		}
		status = fill(l, wait, err);
		if (status != LINES_LINE)
			return status;
	}
}

/* A write failed: nobody is there any more, or this process is of no use. */
static void
give_up(struct lines *l)
{
	l->is_closed = errno == EPIPE || errno == ECONNRESET;
	if (l->is_closed)
		return;
	fprintf(stderr, "cannot write to the core: %s\n", strerror(errno));
	_exit(EX_IOERR);
}

void
lines_flush(struct lines *l)
{
	const char *p = l->out.data;
	size_t left = l->out.size;

	while (left > 0 && !l->is_closed) {
		ssize_t n = write(l->fd, p, left);

		if (n < 0 && errno != EINTR)
			give_up(l);
		if (n > 0) {
			p += n;
			left -= (size_t)n;
		}
	}
	buf_reset(&l->out);
}

bool
lines_send(struct lines *l, cJSON *object)
{
	size_t before = l->out.size;

	json_print(&l->out, object);
	buf_putc(&l->out, '\n');
	cJSON_Delete(object);
	if (l->out.size - before > LINES_LONGEST) {
		buf_cut(&l->out, before);
		return false;
	}
	if (l->out.size >= CHUNK)
		lines_flush(l);
	return true;
}
