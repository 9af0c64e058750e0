/* SPDX-License-Identifier: ISC */
/* linger.c - connections that were answered before all was read. */
#include "web/linger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sdk/mem.h"

#define PLACES 64
#define PATIENCE_MS 2000
#define MOST_BYTES ((size_t)16 << 20)

struct lingerer {
	struct lingers *all;
	struct lingerer *prev, *next;
	uv_poll_t poll;
	uv_timer_t timer;
	int fd, n_handles;
	size_t left;
};

void
lingers_init(struct lingers *l, uv_loop_t *loop)
{
	*l = (struct lingers){ .loop = loop };
}

static void
on_closed(uv_handle_t *handle)
{
	struct lingerer *one = handle->data;

	if (--one->n_handles > 0)
		return;
	close(one->fd);
	free(one);
}

static void
finish(struct lingerer *one)
{
	if (one->prev != NULL)
		one->prev->next = one->next;
	else
		one->all->list = one->next;
	if (one->next != NULL)
		one->next->prev = one->prev;
	one->all->n--;
	uv_close((uv_handle_t *)&one->poll, on_closed);
	uv_close((uv_handle_t *)&one->timer, on_closed);
}

static void
on_patience_over(uv_timer_t *timer)
{
	finish(timer->data);
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
	struct lingerer *one = poll->data;
	char thrown_away[16384];
	ssize_t n = status == 0
			? recv(one->fd, thrown_away, sizeof(thrown_away), 0)
			: 0;

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || (size_t)n >= one->left) {
		finish(one);
		return;
	}
	one->left -= (size_t)n;
}

void
lingers_add(struct lingers *l, int fd)
{
	struct lingerer *one;

	fd = l->n < PLACES ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
	if (fd < 0)
		return;
	shutdown(fd, SHUT_WR);
	one = mem_new(1, sizeof(*one));
	*one = (struct lingerer){ .all = l,
		.fd = fd,
		.left = MOST_BYTES,
		.n_handles = 2,
		.next = l->list };
	if (uv_poll_init(l->loop, &one->poll, fd) != 0) {
		close(fd);
		free(one);
		return;
	}
	if (l->list != NULL)
		l->list->prev = one;
	l->list = one;
	l->n++;
	uv_timer_init(l->loop, &one->timer);
	one->poll.data = one->timer.data = one;
	uv_poll_start(&one->poll, UV_READABLE, on_readable);
	uv_timer_start(&one->timer, on_patience_over, PATIENCE_MS, 0);
}

void
lingers_close(struct lingers *l)
{
	while (l->list != NULL)
		finish(l->list);
}
