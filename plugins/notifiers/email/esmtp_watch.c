/* SPDX-License-Identifier: ISC */
/* esmtp_watch.c - an eye on a libesmtp session. */
#include "esmtp_watch.h"

#include <errno.h>
#include <libesmtp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { FD_MAX = 256 };

/* What the signal handler may touch. */
static volatile sig_atomic_t alarm_fd = -1, alarm_rang;
static sigset_t mask_before;

static void
set_alarm(int after_ms, int again_ms)
{
	struct itimerval timer = {
		.it_value = { after_ms / 1000, after_ms % 1000 * 1000 },
		.it_interval = { again_ms / 1000, again_ms % 1000 * 1000 },
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

/* shutdown() may be called in a handler (signal-safety(7)). */
static void
on_alarm(int number)
{
	int saved = errno;

	(void)number;
	alarm_rang = 1;
	if (alarm_fd >= 0)
		shutdown(alarm_fd, SHUT_RDWR);
	errno = saved;
}

static void
forget(struct esmtp_watch *watch)
{
	*watch = (struct esmtp_watch){
		.server = watch->server, .tls = watch->tls, .fd = -1
	};
	watch->tls->is_injected = false;
	watch->tls->verify_error = X509_V_OK;
}

/* connect() in libesmtp has no time-out, and its descriptor is not ours to
 * make one; a signal that does not restart calls ends it.  It rings again, as
 * the first may come between two addresses of the server.  The resolver is not
 * ended by it, but has time-outs of its own (resolv.conf(5)); where those are
 * longer than the core waits, the core ends this process, and the mail of
 * which nothing went out is sent again with the same Message-ID. */
void
esmtp_watch_start(struct esmtp_watch *watch)
{
	struct sigaction action = { .sa_handler = on_alarm };
	sigset_t set;

	forget(watch);
	alarm_fd = -1;
	alarm_rang = 0;
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, &mask_before);
	set_alarm(watch->server->timeout_ms, 100);
}

void
esmtp_watch_stop(struct esmtp_watch *watch)
{
	set_alarm(0, 0);
	alarm_fd = -1;
	/* The handler stays: a signal on its way must not end the process. */
	sigprocmask(SIG_SETMASK, &mask_before, NULL);
	watch->is_late = alarm_rang != 0;
}

/* libesmtp keeps its descriptor to itself: look for the socket whose peer has
 * the server's port.  This process has no other. */
static int
find_socket(int port)
{
	for (int fd = 0; fd < FD_MAX; fd++) {
		struct sockaddr_storage peer;
		socklen_t n = sizeof(peer);
		int theirs = 0;

		if (getpeername(fd, (struct sockaddr *)&peer, &n) != 0)
			continue;
		if (peer.ss_family == AF_INET)
			theirs = ((struct sockaddr_in *)&peer)->sin_port;
		else if (peer.ss_family == AF_INET6)
			theirs = ((struct sockaddr_in6 *)&peer)->sin6_port;
		if (ntohs((uint16_t)theirs) == port)
			return fd;
	}
	return -1;
}

static void
set_no_delay(const struct esmtp_watch *watch, int on)
{
	if (watch->fd >= 0)
		setsockopt(
		    watch->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/* Where the server's first address takes no mail libesmtp goes on to the next:
 * what was true of one connection is not of the other. */
static void
on_connect(struct esmtp_watch *watch)
{
	int timeout_ms = watch->server->timeout_ms;

	forget(watch);
	watch->is_connected = true;
	watch->fd = find_socket(watch->server->port);
	alarm_rang = 0;
	alarm_fd = watch->fd;
	set_alarm(timeout_ms * SERVER_TIMEOUTS, 100);
}

static bool
starts(const char *bytes, size_t n, const char *prefix)
{
	size_t k = strlen(prefix);

	return n >= k && memcmp(bytes, prefix, k) == 0;
}

static void
cut(const struct esmtp_watch *watch)
{
	if (watch->fd >= 0)
		shutdown(watch->fd, SHUT_RDWR);
}

bool
esmtp_watch_is_cut(const struct esmtp_watch *watch)
{
	struct pollfd p = { .fd = watch->fd };

	return poll(&p, 1, 0) == 1 && (p.revents & (POLLERR | POLLHUP)) != 0;
}

/* The watch sees a command before the server does. */
static void
on_write(struct esmtp_watch *watch, const char *bytes, size_t n)
{
	const struct server *server = watch->server;
	bool is_mail = starts(bytes, n, "MAIL FROM:");

	watch->is_starttls_sent = starts(bytes, n, "STARTTLS\r\n");
	watch->is_mail_sent = watch->is_mail_sent || is_mail;
	if (starts(bytes, n, "QUIT"))
		watch->is_over = true; /* what went before decides */
	if (starts(bytes, n, "AUTH "))
		watch->is_signing_in = true;
	if ((is_mail || watch->is_signing_in) && !watch->is_encrypted &&
	    !server->is_plain) {
		cut(watch);
	} else if (is_mail && server->user && !watch->is_signed_in) {
		if (!watch->is_sign_in_refused)
			snprintf(watch->text, sizeof(watch->text),
			    "it offers no way to sign in that we know");
		watch->is_sign_in_refused = true;
		cut(watch);
	}
}

/* Takes the code and the words of the last line. */
static void
take_reply(struct esmtp_watch *watch, const char *bytes, size_t n)
{
	const char *line = bytes, *end = bytes + n, *next;

	while ((next = memchr(line, '\n', (size_t)(end - line))) &&
	       next + 1 < end)
		line = next + 1;
	if (watch->is_over || end - line < 4 || line[3] != ' ')
		return;
	watch->code =
	    (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
	snprintf(watch->text, sizeof(watch->text), "%.*s",
	    (int)(end - line - 4), line + 4);
}

/* Nagle's algorithm and the server's delayed ACK cost 40 ms a mail with DATA;
 * with BDAT, at Postfix, it is turning Nagle off that costs them. */
static void
take_extensions(struct esmtp_watch *watch, const char *bytes, size_t n)
{
	if (watch->is_mail_sent || watch->code != 250)
		return;
	watch->has_chunking = memmem(bytes, n, "CHUNKING\r\n", 10) != NULL;
	set_no_delay(watch, !watch->has_chunking);
}

static void
on_read(struct esmtp_watch *watch, const char *bytes, size_t n)
{
	const char *end = memchr(bytes, '\n', n);

	if (watch->is_starttls_sent && end && end + 1 < bytes + n)
		watch->tls->is_injected = true;
	watch->is_starttls_sent = false;
	take_reply(watch, bytes, n);
	take_extensions(watch, bytes, n);
	if (watch->is_signing_in && watch->code != 334) {
		watch->is_signing_in = false;
		watch->is_signed_in = watch->code == 235;
		watch->is_sign_in_refused = watch->code >= 400;
	}
}

void
esmtp_watch_bytes(const char *bytes, int n, int writing, void *arg)
{
	if (n <= 0)
		return;
	if (writing == 1)
		on_write(arg, bytes, (size_t)n);
	else if (writing == 0)
		on_read(arg, bytes, (size_t)n);
}

/* Says yes or no to libesmtp's question; where it asks about certificates,
 * OpenSSL has answered already (esmtp_tls.c). */
static void
answer(int event, va_list ap)
{
	if (event == SMTP_EV_WEAK_CIPHER ||
	    event == SMTP_EV_INVALID_PEER_CERTIFICATE) {
		(void)va_arg(ap, long);
		*va_arg(ap, int *) = 0;
	} else {
		*va_arg(ap, int *) = event == SMTP_EV_WRONG_PEER_CERTIFICATE ||
				     event == SMTP_EV_NO_CLIENT_CERTIFICATE;
	}
}

void
esmtp_watch_event(smtp_session_t session, int event, void *arg, ...)
{
	struct esmtp_watch *watch = arg;
	va_list ap;

	(void)session;
	va_start(ap, arg);
	switch (event) {
	case SMTP_EV_CONNECT:
		on_connect(watch);
		break;
	case SMTP_EV_STARTTLS_OK:
		watch->is_encrypted = true;
		break;
	case SMTP_EV_MESSAGESENT:
		watch->is_final = true;
		break;
	case SMTP_EV_EXTNA_STARTTLS:
		watch->has_no_starttls = true;
		break;
	case SMTP_EV_WEAK_CIPHER:
	case SMTP_EV_INVALID_PEER_CERTIFICATE:
	case SMTP_EV_NO_PEER_CERTIFICATE:
	case SMTP_EV_WRONG_PEER_CERTIFICATE:
	case SMTP_EV_NO_CLIENT_CERTIFICATE:
	case SMTP_EV_EXTNA_DSN:
	case SMTP_EV_SYNTAXWARNING:
		answer(event, ap);
		break;
	}
	va_end(ap);
}
