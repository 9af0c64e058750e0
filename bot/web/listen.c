/* SPDX-License-Identifier: ISC */
/* listen.c - the socket that is listened on. */
#include "web/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "sdk/number.h"

#define BACKLOG 1024

/* What to do, by what went wrong. */
static const struct {
	int code;
	const char *advice;
} advices[] = {
	{ EADDRINUSE, "another program listens there: end it (`ss -ltnp` "
		      "shows which), or choose another port" },
	{ EADDRNOTAVAIL, "no interface of this machine has that address: "
			 "choose 127.0.0.1, or one that `ip address` shows" },
	{ EACCES, "ports below 1024 need a permission: choose one above, or "
		  "give the service CAP_NET_BIND_SERVICE" },
};

static const char *
advice(int code)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(*advices); i++)
		if (advices[i].code == code)
			return advices[i].advice;
	return "choose another";
}

/* Parts "[::1]:8080"; the host is the caller's, NULL: it is no address. */
static char *
take_apart(const char *address, const char **port)
{
	const char *colon = strrchr(address, ':');
	size_t n = colon == NULL ? 0 : (size_t)(colon - address);
	int64_t number;

	if (n == 0 || !number_read(colon + 1, 0, 65535, &number))
		return NULL;
	*port = colon + 1;
	if (address[0] == '[' && address[n - 1] == ']')
		return n < 3 ? NULL : mem_copy(address + 1, n - 2);
	/* "::1:8080" could be an address without a port. */
	if (memchr(address, ':', n) != NULL)
		return NULL;
	return mem_copy(address, n);
}

static struct addrinfo *
look_up(const char *address, struct error *err)
{
	const struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	const char *port;
	char *host = take_apart(address, &port);
	int rc;

	if (host == NULL) {
		error_set(err,
		    "listen: \"%s\" is no address and port, such as "
		    "127.0.0.1:8080 or [::1]:8080",
		    address);
		return NULL;
	}
	rc = getaddrinfo(host, port, &hints, &found);
	if (rc != 0)
		error_set(err,
		    "listen: %s: %s: choose an address, such as "
		    "127.0.0.1:8080",
		    address, gai_strerror(rc));
	free(host);
	return rc == 0 ? found : NULL;
}

static bool
bind_to(int fd, const struct addrinfo *at)
{
	const int on = 1, off = 0;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* [::] is everything, whatever the system's own opinion. */
	if (at->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	return bind(fd, at->ai_addr, at->ai_addrlen) == 0 &&
	       listen(fd, BACKLOG) == 0;
}

static void
print_address(int fd, struct buf *real)
{
	struct sockaddr_storage address;
	socklen_t n = sizeof(address);
	char host[INET6_ADDRSTRLEN + 16] = "?", port[8] = "?";

	if (getsockname(fd, (struct sockaddr *)&address, &n) == 0)
		getnameinfo((struct sockaddr *)&address, n, host, sizeof(host),
		    port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	buf_printf(
	    real, strchr(host, ':') == NULL ? "%s:%s" : "[%s]:%s", host, port);
}

int
listen_open(const char *address, struct buf *real, struct error *err)
{
	struct addrinfo *at = look_up(address, err);
	int fd;

	if (at == NULL)
		return -1;
	fd = socket(at->ai_family,
	    at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
	if (fd < 0 || !bind_to(fd, at)) {
		int code = errno;

		error_set(err, "cannot listen on %s: %s: %s", address,
		    strerror(code), advice(code));
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(at);
	if (fd >= 0)
		print_address(fd, real);
	return fd;
}
