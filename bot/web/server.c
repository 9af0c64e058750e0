/* SPDX-License-Identifier: ISC */
/* server.c - libmicrohttpd on its epoll descriptor, inside our loop. */
#include "web/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "sdk/utf8.h"
#include "web/listen.h"
#include "web/request.h"
#include "web/web.h"

/* What a connection may hold of a request before its body. */
#define MEMORY_BYTES ((size_t)32768)
/* Descriptors that are no connections. */
#define OTHER_DESCRIPTORS 256

/* TLS 1.2 and 1.3 as GnuTLS thinks fit. */
static const char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

/* ---- The loop */

static void on_soon(uv_idle_t *soon);
static void on_timer(uv_timer_t *timer);

/* Not by a timer of 0 ms: libuv 1.44 runs one that is started in its own
 * callback again at once, and nothing else any more. */
static void
run_soon(struct server *s)
{
	if (s->daemon != NULL)
		uv_idle_start(&s->soon, on_soon);
}

static void
run(struct server *s)
{
	MHD_UNSIGNED_LONG_LONG ms;
	bool has_work;

	if (s->daemon == NULL)
		return;
	s->runs_again = false;
	MHD_run(s->daemon);
	/* Work may be left that no descriptor will tell of; and where all
	 * places were taken, it listens again only when it is next run. */
	has_work = MHD_get_timeout(s->daemon, &ms) == MHD_YES;
	/* With TLS it says so for as long as half a handshake is all there
	 * is: then it has to wait a little. */
	if (has_work && s->web->settings.certificate != NULL && ms == 0)
		ms = 1;
	if (s->runs_again || (has_work && ms == 0))
		run_soon(s);
	else if (has_work)
		uv_timer_start(&s->timer, on_timer, ms, 0);
	else
		uv_timer_stop(&s->timer);
}

static void
on_soon(uv_idle_t *soon)
{
	uv_idle_stop(soon);
	run(soon->data);
}

static void
on_timer(uv_timer_t *timer)
{
	run(timer->data);
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	run(poll->data);
}

/* ---- Connections */

/* One peer may have half of all places, a proxy that speaks for many all. */
static enum MHD_Result
on_knock(void *arg, const struct sockaddr *address, socklen_t size)
{
	struct web *w = arg;
	struct peer peer = peer_of_socket(address);
	size_t most = (w->settings.max_connections + 1) / 2;

	(void)size;
	if (proxies_have(&w->settings.proxies, &peer) ||
	    conns_of_peer(&w->conns, &peer) < most)
		return MHD_YES;
	web_refused(w, REFUSED_PLACES, &peer);
	return MHD_NO;
}

static struct conn *
conn_new(struct web *w, struct MHD_Connection *mhd)
{
	struct conn *conn = mem_new(1, sizeof(*conn));

	conn->mhd = mhd;
	conn->fd =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)
		->connect_fd;
	conn->peer = peer_of_socket(
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
		->client_addr);
	w->tally.n_connections++;
	conns_add(&w->conns, conn);
	return conn;
}

/* The last place is taken: who does nothing with his makes room. */
static void
make_room(struct web *w)
{
	struct conn *idle = conns_longest_idle(&w->conns);

	if (w->conns.n >= w->settings.max_connections && idle != NULL &&
	    idle->had_request)
		server_cut(idle);
}

static void
on_connection(void *arg, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	struct web *w = arg;
	struct conn *conn = *context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = conn_new(w, mhd);
		make_room(w);
		web_watch(w);
		return;
	}
	if (conn == NULL)
		return;
	if (conn->lingers && !w->is_stopping)
		lingers_add(&w->lingers, conn->fd);
	conns_remove(&w->conns, conn);
	free(conn);
	*context = NULL;
	w->server.runs_again = true;
	web_look_for_end(w);
}

void
server_resume(struct server *s, struct conn *conn)
{
	MHD_resume_connection(conn->mhd);
	/* Without threads it has no descriptor that would tell of it. */
	run_soon(s);
}

void
server_cut(struct conn *conn)
{
	shutdown(conn->fd, SHUT_RDWR);
}

static void
on_late(void *arg, struct conn *conn)
{
	struct web *w = arg;

	if (conn->phase == CONN_WAITING && conn->request != NULL) {
		request_give_up(conn->request, REFUSED_LATE);
		return;
	}
	if (conn->phase != CONN_IDLE) {
		w->tally.n_cut++;
		web_refused(w, REFUSED_SLOW, &conn->peer);
	}
	server_cut(conn);
}

/* Who has closed one way only still wants an answer; but a request that is
 * not whole will never be. */
static void
look_at(struct conn *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLRDHUP };
	int unread = 0;

	if (c->phase == CONN_WRITING || poll(&p, 1, 0) != 1)
		return;
	if (c->phase == CONN_WAITING) {
		if (c->request != NULL && (p.revents & (POLLHUP | POLLERR)))
			request_gone(c->request);
		return;
	}
	if (ioctl(c->fd, FIONREAD, &unread) == 0 && unread == 0)
		server_cut(c);
}

void
server_look_for_gone(struct server *s)
{
	struct conn *next;

	for (struct conn *c = s->web->conns.head; c != NULL; c = next) {
		next = c->next;
		look_at(c);
	}
}

/* ---- Requests */

static struct conn *
conn_of(struct MHD_Connection *mhd)
{
	return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	    ->socket_context;
}

static void *
on_line(void *arg, const char *uri, struct MHD_Connection *mhd)
{
	return request_begin(arg, conn_of(mhd), uri);
}

static enum MHD_Result
on_step(void *arg, struct MHD_Connection *mhd, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **context)
{
	const struct step step = { mhd, method, version, data, size };

	(void)arg;
	(void)url; /* decoded: we go by what was sent */
	return *context == NULL ? MHD_NO : request_step(*context, &step);
}

static void
on_end(void *arg, struct MHD_Connection *mhd, void **context,
    enum MHD_RequestTerminationCode how)
{
	struct web *w = arg;
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_HTTP_STATUS);

	(void)how;
	if (info != NULL)
		tally_answer(&w->tally, info->http_status);
	if (*context != NULL)
		request_end(*context);
	*context = NULL;
}

/* ---- Beginning and end */

static void __attribute__((format(printf, 2, 0)))
on_complaint(void *arg, const char *fmt, va_list ap)
{
	struct server *s = arg;

	/* Once we serve, it says nothing that our own log does not. */
	if (s->daemon != NULL)
		return;
	buf_reset(&s->complaint);
	buf_vprintf(&s->complaint, fmt, ap);
	while (s->complaint.size > 0 &&
	       strchr("\n. ", s->complaint.data[s->complaint.size - 1]))
		buf_cut(&s->complaint, s->complaint.size - 1);
}

static void
raise_limit(unsigned max_connections)
{
	rlim_t need = max_connections + OTHER_DESCRIPTORS;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= need)
		return;
	limit.rlim_cur = limit.rlim_max < need ? limit.rlim_max : need;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static bool
start_daemon(struct server *s, struct web *w)
{
	const bool has_tls = w->settings.certificate != NULL;
	const struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, w->settings.certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, w->settings.key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0,
		    (void *)(uintptr_t)priorities },
		{ MHD_OPTION_END, 0, NULL },
	};

	/* Its own timeout starts anew with every byte: conn.c has ours. */
	s->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
					 MHD_USE_ERROR_LOG |
					 (has_tls ? MHD_USE_TLS : 0),
	    0, on_knock, w, on_step, w, MHD_OPTION_EXTERNAL_LOGGER,
	    on_complaint, s, MHD_OPTION_LISTEN_SOCKET, s->fd,
	    MHD_OPTION_CONNECTION_LIMIT, w->settings.max_connections,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY_BYTES,
	    MHD_OPTION_URI_LOG_CALLBACK, on_line, w,
	    MHD_OPTION_NOTIFY_COMPLETED, on_end, w,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, w,
	    MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY,
	    has_tls ? tls : tls + 3, MHD_OPTION_END);
	return s->daemon != NULL;
}

static void
watch_daemon(struct server *s)
{
	uv_loop_t *loop = &s->web->loop;
	const union MHD_DaemonInfo *info =
	    MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	uv_timer_init(loop, &s->timer);
	uv_idle_init(loop, &s->soon);
	uv_poll_init(loop, &s->poll, info->epoll_fd);
	s->timer.data = s->soon.data = s->poll.data = s;
	uv_poll_start(&s->poll, UV_READABLE, on_ready);
	run(s);
}

/* The address is ours already, so it is not the settings: the machine lacks
 * memory or descriptors, which the next process may get. */
static void
end_for_want(const struct server *s)
{
	fprintf(stderr, "cannot serve HTTP: %s\n", buf_str(&s->complaint));
	exit(EX_OSERR);
}

bool
server_start(
    struct server *s, struct web *web, struct buf *real, struct error *err)
{
	const char *certificate = web->settings.certificate;

	*s = (struct server){ .web = web };
	raise_limit(web->settings.max_connections);
	s->fd = listen_open(web->settings.listen, real, err);
	if (s->fd < 0)
		return false;
	conns_init(&web->conns, &web->loop, web->settings.deadline_s * 1000,
	    on_late, web);
	errno = 0;
	if (start_daemon(s, web)) {
		watch_daemon(s);
		return true;
	}
	if (certificate == NULL || errno == ENOMEM)
		end_for_want(s);
	return error_set(err,
	    "certificate and key cannot be used; they have to be PEM text "
	    "(`openssl x509 -text -in FILE` reads it), the certificate before "
	    "those that signed it, and belong together: %s",
	    buf_str(&s->complaint));
}

void
server_close_door(struct server *s)
{
	if (s->daemon == NULL || s->fd < 0)
		return;
	MHD_quiesce_daemon(s->daemon);
	close(s->fd);
	s->fd = -1;
}

void
server_stop(struct server *s)
{
	struct MHD_Daemon *daemon = s->daemon;

	buf_release(&s->complaint);
	if (daemon == NULL)
		return;
	server_close_door(s);
	MHD_run(daemon);
	s->daemon = NULL;
	uv_poll_stop(&s->poll);
	MHD_stop_daemon(daemon);
	uv_close((uv_handle_t *)&s->poll, NULL);
	uv_close((uv_handle_t *)&s->timer, NULL);
	uv_close((uv_handle_t *)&s->soon, NULL);
	conns_close(&s->web->conns);
}
