/* SPDX-License-Identifier: ISC */
/* poster.c - see poster.h. */
#include "proof/poster.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proof/message.h"

enum { CHUNK = 65536, LONGEST_MS = 100, RETRY_AFTER_MAX_S = 10 };

void
poster_init(struct poster *poster)
{
	for (int i = 0; i < POSTER_MAX; i++)
		poster->posts[i].fd = -1;
}

static void
hang_up(struct post *post)
{
	if (post->fd >= 0)
		close(post->fd);
	post->fd = -1;
	post->is_busy = false;
	buf_release(&post->in);
	buf_release(&post->out);
}

void
poster_release(struct poster *poster)
{
	for (int i = 0; i < POSTER_MAX; i++)
		hang_up(&poster->posts[i]);
}

static void
cut_off(struct poster *poster, struct post *post)
{
	if (post->is_busy)
		load_again(
		    poster->load, post->number, "cut", poster->retry_us);
	hang_up(post);
}

/* Does not wait: on loopback a connection is there at once or refused. */
static bool
connect_to(struct poster *poster, struct post *post)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)poster->port) };
	int one = 1;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	post->fd =
	    socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (post->fd < 0)
		return false;
	setsockopt(post->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return connect(post->fd, (struct sockaddr *)&at, sizeof(at)) == 0 ||
	       errno == EINPROGRESS;
}

static void
put_request(const struct poster *poster, struct post *post)
{
	struct buf body = BUF_INIT;

	load_put_json(poster->load, &body, post->number);
	buf_printf(&post->out,
	    "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
	    poster->path, poster->port, poster->header, body.size, body.data);
	buf_release(&body);
}

/* Sends what the socket takes. */
static void
send_some(struct poster *poster, struct post *post)
{
	ssize_t n = send(post->fd, post->out.data, post->out.size,
	    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n >= 0)
		buf_drop(&post->out, (size_t)n);
	else if (errno != EAGAIN && errno != ENOTCONN)
		cut_off(poster, post);
}

static void
begin(struct poster *poster, struct post *post)
{
	post->is_busy = true;
	post->until_us = record_now_us() + poster->timeout_us;
	if (post->fd < 0 && !connect_to(poster, post)) {
		cut_off(poster, post);
		return;
	}
	put_request(poster, post);
	send_some(poster, post);
}

/* Where the bot is away, one try at a time is enough to see it come back. */
int
poster_prepare(struct poster *poster, struct pollfd *fds)
{
	int64_t wait_us, now_us = record_now_us();

	for (int i = 0; i < poster->n_posts; i++) {
		struct post *post = &poster->posts[i];

		if (post->is_busy && now_us > post->until_us)
			cut_off(poster, post);
		if (!post->is_busy && load_next(poster->load, &post->number))
			begin(poster, post);
		fds[i] = (struct pollfd){ .fd = post->fd, .events = POLLIN };
		if (post->out.size > 0)
			fds[i].events |= POLLOUT;
	}
	wait_us = load_wait_us(poster->load);
	for (int i = 0; i < poster->n_posts; i++)
		if (!poster->posts[i].is_busy && wait_us < LONGEST_MS * 1000)
			return (int)((wait_us + 999) / 1000);
	return LONGEST_MS;
}

static void
judge(struct poster *poster, struct post *post)
{
	int status = message_status(&post->in);
	int64_t after_s = message_number(&post->in, "Retry-After", 0);

	post->is_busy = false;
	if (after_s > RETRY_AFTER_MAX_S)
		after_s = RETRY_AFTER_MAX_S;
	if (status >= 200 && status < 300)
		load_acked(poster->load, post->number);
	else if (status == 429 || status >= 500)
		load_again(poster->load, post->number, "busy",
		    after_s > 0 ? after_s * 1000000 : poster->retry_us);
	else
		load_refused(poster->load, post->number);
}

static void
read_some(struct poster *poster, struct post *post)
{
	ssize_t n =
	    recv(post->fd, buf_room(&post->in, CHUNK), CHUNK, MSG_DONTWAIT);
	size_t size;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		cut_off(poster, post);
		return;
	}
	post->in.size += (size_t)n;
	buf_end(&post->in);
	size = message_size(&post->in);
	if (size == 0 || !post->is_busy)
		return;
	judge(poster, post);
	buf_drop(&post->in, size);
}

void
poster_go_on(struct poster *poster, const struct pollfd *fds)
{
	for (int i = 0; i < poster->n_posts; i++) {
		struct post *post = &poster->posts[i];

		if (fds[i].fd != post->fd || post->fd < 0)
			continue;
		if (fds[i].revents & (POLLIN | POLLHUP | POLLERR))
			read_some(poster, post);
		else if (fds[i].revents & POLLOUT)
			send_some(poster, post);
	}
}
