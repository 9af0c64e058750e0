/* SPDX-License-Identifier: ISC */
/*
 * sink.c - an HTTP server that says yes to everything, as fast as it can.
 *
 * It prints its port, then serves until its standard input ends, and prints
 * how many requests it took and the seconds from the first to the last.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sdk/buf.h"

enum { N_CLIENTS = 64, LISTENER = 0, INPUT = 1, FIRST = 2, CHUNK = 65536 };

/* What Slack says to any call that is made here. */
static const char answer[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: application/json; charset=utf-8\r\n"
    "Content-Length: 84\r\n\r\n"
    "{\"ok\":true,\"channel\":\"C0BENCH00\",\"ts\":\"1763629502.000200\","
    "\"user\":{\"id\":\"U0BENCH0\"}}\n";

struct sink {
	struct pollfd fds[FIRST + N_CLIENTS];
	struct buf in[FIRST + N_CLIENTS];
	unsigned long n;
	double first_s, last_s;
};

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int
listen_on_loopback(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) != 0 ||
	    listen(fd, N_CLIENTS) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
		perror("sink");
		exit(1);
	}
	printf("%d\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

static void
take_client(struct sink *s)
{
	int fd = accept(s->fds[LISTENER].fd, NULL, NULL), one = 1;

	for (int i = FIRST; i < FIRST + N_CLIENTS; i++) {
		if (s->fds[i].fd >= 0)
			continue;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		s->fds[i] = (struct pollfd){ .fd = fd, .events = POLLIN };
		return;
	}
	close(fd);
}

static void
drop_client(struct sink *s, int i)
{
	close(s->fds[i].fd);
	s->fds[i].fd = -1;
	buf_release(&s->in[i]);
}

/* The bytes of the first request, 0 while it is not there as a whole. */
static size_t
request_size(const struct buf *in)
{
	static const char name[] = "\r\ncontent-length:";
	const char *end = strstr(buf_str(in), "\r\n\r\n");
	size_t size;

	if (end == NULL)
		return 0;
	size = (size_t)(end + 4 - in->data);
	for (const char *p = in->data; p < end; p++) {
		if (strncasecmp(p, name, sizeof(name) - 1) != 0)
			continue;
		size += strtoul(p + sizeof(name) - 1, NULL, 10);
		break;
	}
	return size <= in->size ? size : 0;
}

static bool
answer_all(struct sink *s, int i)
{
	size_t size;

	while ((size = request_size(&s->in[i])) > 0) {
		buf_drop(&s->in[i], size);
		s->last_s = now_s();
		if (s->n++ == 0)
			s->first_s = s->last_s;
		if (send(s->fds[i].fd, answer, sizeof(answer) - 1,
			MSG_NOSIGNAL) != (ssize_t)sizeof(answer) - 1)
			return false;
	}
	return true;
}

static void
serve(struct sink *s, int i)
{
	ssize_t n = read(s->fds[i].fd, buf_room(&s->in[i], CHUNK), CHUNK);

	if (n > 0) {
		s->in[i].size += (size_t)n;
		buf_end(&s->in[i]);
	}
	if (n <= 0 || !answer_all(s, i))
		drop_client(s, i);
}

int
main(void)
{
	struct sink s = { .n = 0 };

	for (int i = FIRST; i < FIRST + N_CLIENTS; i++)
		s.fds[i].fd = -1;
	s.fds[INPUT] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	s.fds[LISTENER] =
	    (struct pollfd){ .fd = listen_on_loopback(), .events = POLLIN };
	while (poll(s.fds, FIRST + N_CLIENTS, -1) > 0 &&
	       s.fds[INPUT].revents == 0) {
		if (s.fds[LISTENER].revents != 0)
			take_client(&s);
		for (int i = FIRST; i < FIRST + N_CLIENTS; i++)
			if (s.fds[i].fd >= 0 && s.fds[i].revents != 0)
				serve(&s, i);
	}
	printf("%lu %.6f\n", s.n, s.last_s - s.first_s);
	for (int i = FIRST; i < FIRST + N_CLIENTS; i++)
		if (s.fds[i].fd >= 0)
			drop_client(&s, i);
	close(s.fds[LISTENER].fd);
	return 0;
}
