/* SPDX-License-Identifier: ISC */
/* server.c - see server.h. */
#include "proof/server.h"

#include <arpa/inet.h>
#include <err.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proof/record.h"

enum { N_CLIENTS = 256, LISTENER = N_CLIENTS, INPUT, N_FDS };
enum { CHUNK = 65536, REST_MS = 100 };

struct loop {
	const struct server *server;
	struct pollfd fds[N_FDS];
	struct client clients[N_CLIENTS];
	struct buf orders;
	int64_t rested_us;
};

static int
listen_on_loopback(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) != 0 ||
	    listen(fd, N_CLIENTS) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		err(1, "listening");
	printf("%d\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

static void
drop(struct client *client)
{
	close(client->fd);
	buf_release(&client->in);
	buf_release(&client->out);
	*client = (struct client){ .fd = -1 };
}

/* Sends what may be sent by now. */
static void
send_out(struct client *client)
{
	ssize_t n;

	if (client->answer_us > record_now_us())
		return;
	client->answer_us = 0;
	if (client->out.size > 0) {
		n = send(client->fd, client->out.data, client->out.size,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0)
			buf_drop(&client->out, (size_t)n);
	}
	if (client->out.size == 0 && client->is_last)
		drop(client);
}

/* One message after the other, as long as answers may go out. */
static void
take_all(const struct server *server, struct client *client)
{
	while (client->fd >= 0 && !client->is_last && !client->is_hanging &&
	       client->answer_us == 0 && server->take(server->arg, client))
		send_out(client);
	if (client->fd >= 0)
		send_out(client);
}

static void
accept_one(struct loop *loop)
{
	int fd = accept4(
	    loop->fds[LISTENER].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	int one = 1, i = 0;

	while (i < N_CLIENTS && loop->clients[i].fd >= 0)
		i++;
	if (fd < 0 || i == N_CLIENTS) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	loop->clients[i].fd = fd;
	if (loop->server->greet != NULL)
		loop->server->greet(loop->server->arg, &loop->clients[i]);
	take_all(loop->server, &loop->clients[i]);
}

static void
read_more(struct loop *loop, struct client *client)
{
	ssize_t n = read(client->fd, buf_room(&client->in, CHUNK), CHUNK);

	if (n <= 0) {
		drop(client);
		return;
	}
	client->in.size += (size_t)n;
	buf_end(&client->in);
	take_all(loop->server, client);
}

/* Those that hung are let go: their time is over. */
static void
obey(struct loop *loop, const char *line)
{
	loop->server->order(loop->server->arg, line);
	for (int i = 0; i < N_CLIENTS; i++)
		if (loop->clients[i].is_hanging)
			drop(&loop->clients[i]);
	puts("ok");
	fflush(stdout);
}

/* False: the end of standard input. */
static bool
read_orders(struct loop *loop)
{
	struct buf *orders = &loop->orders;
	ssize_t n = read(STDIN_FILENO, buf_room(orders, CHUNK), CHUNK);
	char *end;

	if (n <= 0)
		return false;
	orders->size += (size_t)n;
	buf_end(orders);
	while ((end = strchr(orders->data, '\n')) != NULL) {
		*end = '\0';
		obey(loop, orders->data);
		buf_drop(orders, (size_t)(end + 1 - orders->data));
	}
	return true;
}

/* What poll() is to look for, and for how long at most. */
static int
prepare(struct loop *loop)
{
	int64_t now_us = record_now_us(), until_us = now_us + REST_MS * 1000;

	for (int i = 0; i < N_CLIENTS; i++) {
		const struct client *c = &loop->clients[i];
		bool is_due = c->answer_us <= now_us;

		loop->fds[i] =
		    (struct pollfd){ .fd = c->fd, .events = POLLIN };
		if (c->fd >= 0 && c->out.size > 0 && is_due)
			loop->fds[i].events |= POLLOUT;
		if (c->fd >= 0 && !is_due && c->answer_us < until_us)
			until_us = c->answer_us;
	}
	return (int)((until_us - now_us + 999) / 1000);
}

static void
rest_now_and_then(struct loop *loop)
{
	int64_t now_us = record_now_us();

	if (now_us - loop->rested_us < REST_MS * 1000)
		return;
	loop->server->rest(loop->server->arg);
	loop->rested_us = now_us;
}

static void
serve(struct loop *loop, int i)
{
	struct client *client = &loop->clients[i];

	if (loop->fds[i].revents & (POLLIN | POLLHUP | POLLERR))
		read_more(loop, client);
	else if (client->answer_us != 0 || client->out.size > 0) {
		send_out(client);
		if (client->fd >= 0 && client->answer_us == 0)
			take_all(loop->server, client);
	}
}

void
server_run(const struct server *server)
{
	static struct loop loop;
	bool goes_on = true;

	loop.server = server;
	for (int i = 0; i < N_CLIENTS; i++)
		loop.clients[i].fd = -1;
	loop.fds[INPUT] =
	    (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	loop.fds[LISTENER] =
	    (struct pollfd){ .fd = listen_on_loopback(), .events = POLLIN };
	while (goes_on) {
		poll(loop.fds, N_FDS, prepare(&loop));
		rest_now_and_then(&loop);
		if (loop.fds[LISTENER].revents != 0)
			accept_one(&loop);
		for (int i = 0; i < N_CLIENTS; i++)
			if (loop.fds[i].fd >= 0)
				serve(&loop, i);
		if (loop.fds[INPUT].revents != 0)
			goes_on = read_orders(&loop);
	}
	for (int i = 0; i < N_CLIENTS; i++)
		if (loop.clients[i].fd >= 0)
			drop(&loop.clients[i]);
	close(loop.fds[LISTENER].fd);
	buf_release(&loop.orders);
}
