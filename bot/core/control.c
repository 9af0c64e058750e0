/* SPDX-License-Identifier: ISC */
/* control.c - the Unix socket by which the command line talks to the core. */
#include "core/control.h"

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define REQUEST_MAX (64u << 10)
#define ANSWER_MAX (64u << 20)
#define WAIT_S 10
#define N_PEERS_MAX 32

struct control {
	uv_pipe_t listener;
	control_fn *answer;
	void *arg;
	char *path;
	struct peer *peers;
	int n_peers;
	bool is_full; /* one waits until a peer has gone */
};

struct peer {
	uv_pipe_t pipe;
	uv_write_t write;
	uv_timer_t timer;
	struct control *control; /* NULL: it is gone */
	struct peer *next;
	struct buf in, out;
	int n_open;
};

cJSON *
control_refusal(const char *fmt, ...)
{
	cJSON *o = cJSON_CreateObject();
	struct buf why = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&why, fmt, ap);
	va_end(ap);
	json_put_bool(o, "ok", false);
	json_put_string(o, "why", buf_str(&why));
	buf_release(&why);
	return o;
}

/* ---- The core's side */

static void on_peer(uv_stream_t *listener, int status);

static void
unlist(struct peer *p)
{
	struct control *c = p->control;
	struct peer **at = &c->peers;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	c->n_peers--;
	if (c->is_full) {
		c->is_full = false;
		on_peer((uv_stream_t *)&c->listener, 0);
	}
}

static void
on_peer_closed(uv_handle_t *handle)
{
	struct peer *p = handle->data;

	if (--p->n_open > 0)
		return;
	if (p->control != NULL)
		unlist(p);
	buf_release(&p->in);
	buf_release(&p->out);
	free(p);
}

static void
hang_up(struct peer *p)
{
	if (uv_is_closing((uv_handle_t *)&p->pipe))
		return;
	uv_close((uv_handle_t *)&p->pipe, on_peer_closed);
	uv_close((uv_handle_t *)&p->timer, on_peer_closed);
}

static void
on_late(uv_timer_t *timer)
{
	hang_up(timer->data);
}

static void
on_answered(uv_write_t *write, int status)
{
	(void)status;
	hang_up(write->data);
}

/* The name of the user at the other end. */
static void
who_asks(struct peer *p, char *name, size_t size)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);
	const struct passwd *pw = NULL;
	uv_os_fd_t fd;

	if (uv_fileno((uv_handle_t *)&p->pipe, &fd) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0) {
		snprintf(name, size, "unknown");
		return;
	}
	pw = getpwuid(peer.uid);
	if (pw != NULL)
		snprintf(name, size, "%s", pw->pw_name);
	else
		snprintf(name, size, "uid %u", (unsigned)peer.uid);
}

static cJSON *
answer_to(struct peer *p, size_t n)
{
	cJSON *request = cJSON_ParseWithLength(p->in.data, n), *answer;
	char who[64];

	who_asks(p, who, sizeof(who));
	answer = cJSON_IsObject(request)
		     ? p->control->answer(p->control->arg, request, who)
		     : control_refusal("the request is not a JSON object");
	cJSON_Delete(request);
	return answer;
}

static void
reply(struct peer *p, cJSON *answer)
{
	uv_buf_t buf;

	json_print(&p->out, answer);
	buf_putc(&p->out, '\n');
	cJSON_Delete(answer);
	buf = uv_buf_init(p->out.data, (unsigned)p->out.size);
	p->write.data = p;
	if (uv_write(
		&p->write, (uv_stream_t *)&p->pipe, &buf, 1, on_answered) != 0)
		hang_up(p);
}

static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct peer *p = handle->data;

	(void)suggested;
	buf->base = buf_room(&p->in, 4096);
	buf->len = 4096;
}

static void
on_bytes(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct peer *p = stream->data;
	char *newline;

	(void)buf;
	if (n < 0) {
		hang_up(p);
		return;
	}
	p->in.size += (size_t)n;
	buf_end(&p->in);
	newline = memchr(p->in.data, '\n', p->in.size);
	if (newline == NULL && p->in.size <= REQUEST_MAX)
		return;
	uv_read_stop(stream);
	if (newline != NULL)
		reply(p, answer_to(p, (size_t)(newline - p->in.data)));
	else
		reply(p, control_refusal("the request is longer than 64 KiB"));
}

/* libuv takes no more peers in before this one is accepted. */
static void
on_peer(uv_stream_t *listener, int status)
{
	struct control *c = listener->data;
	struct peer *p;

	if (status != 0)
		return;
	c->is_full = c->n_peers == N_PEERS_MAX;
	if (c->is_full)
		return;
	p = mem_new(1, sizeof(*p));
	p->control = c;
	p->n_open = 2;
	c->n_peers++;
	p->next = c->peers;
	c->peers = p;
	uv_pipe_init(listener->loop, &p->pipe, 0);
	uv_timer_init(listener->loop, &p->timer);
	p->pipe.data = p->timer.data = p;
	if (uv_accept(listener, (uv_stream_t *)&p->pipe) != 0) {
		hang_up(p);
		return;
	}
	uv_timer_start(&p->timer, on_late, WAIT_S * 1000, 0);
	uv_read_start((uv_stream_t *)&p->pipe, on_room, on_bytes);
}

static bool
address_of(const char *path, struct sockaddr_un *address, struct error *err)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address->sun_path))
		return error_set(err,
		    "%s: is too long for a socket: at most %zu characters; "
		    "set socket: in the configuration",
		    path, sizeof(address->sun_path) - 1);
	memcpy(address->sun_path, path, strlen(path));
	return true;
}

/* A socket connected to the path, or -1 with errno. */
static int
connect_to(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), why;

	while (fd >= 0) {
		if (connect(fd, (const struct sockaddr *)address,
			sizeof(*address)) == 0)
			return fd;
		if (errno == EINTR)
			continue;
		why = errno;
		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

/* A socket nobody answers at was left by a core that was killed.  Linux says
 * of a file as well that nobody answers there: that one stays. */
static bool
make_way(const char *path, struct error *err)
{
	struct sockaddr_un address;
	struct stat st;
	int fd;

	if (!address_of(path, &address, err))
		return false;
	if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode))
		return error_set(err,
		    "%s: is there and is not a socket: move it away, or set "
		    "socket: in the configuration",
		    path);
	fd = connect_to(&address);
	if (fd >= 0) {
		close(fd);
		return error_set(err,
		    "%s: loopbell is already running on this socket", path);
	}
	if (errno == ECONNREFUSED)
		unlink(path);
	return true;
}

static void
on_listener_closed(uv_handle_t *handle)
{
	struct control *c = handle->data;

	free(c->path);
	free(c);
}

struct control *
control_new(uv_loop_t *loop, const char *path, control_fn *fn, void *arg,
    struct error *err)
{
	struct control *c;
	mode_t old;
	int rc;

	if (!make_way(path, err))
		return NULL;
	c = mem_new(1, sizeof(*c));
	c->answer = fn;
	c->arg = arg;
	c->path = mem_string(path);
	uv_pipe_init(loop, &c->listener, 0);
	c->listener.data = c;
	old = umask(0177);
	rc = uv_pipe_bind(&c->listener, path);
	umask(old);
	if (rc == 0)
		rc = uv_listen((uv_stream_t *)&c->listener, 16, on_peer);
	if (rc != 0) {
		error_set(err, "%s: cannot make the socket: %s", path,
		    uv_strerror(rc));
		uv_close((uv_handle_t *)&c->listener, on_listener_closed);
		return NULL;
	}
	return c;
}

void
control_free(struct control *c)
{
	if (c == NULL)
		return;
	for (struct peer *p = c->peers; p != NULL; p = p->next) {
		p->control = NULL;
		hang_up(p);
	}
	unlink(c->path);
	uv_close((uv_handle_t *)&c->listener, on_listener_closed);
}

/* ---- The command line's side */

/* A signal is for whoever waits, not for what is asked. */
static bool
send_all(int fd, const char *p, size_t size)
{
	while (size > 0) {
		ssize_t n = send(fd, p, size, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return false;
		p += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

static ssize_t
receive(int fd, char *p, size_t size)
{
	ssize_t n;

	do
		n = recv(fd, p, size, 0);
	while (n < 0 && errno == EINTR);
	return n;
}

static bool
send_request(int fd, const cJSON *request, struct error *err)
{
	struct buf line = BUF_INIT;
	bool ok;

	json_print(&line, request);
	buf_putc(&line, '\n');
	if (line.size > REQUEST_MAX)
		ok = error_set(err,
		    "the request is longer than %u KiB: ask in parts",
		    REQUEST_MAX >> 10);
	else
		ok = send_all(fd, line.data, line.size) ||
		     error_set(err, "cannot ask: %s", strerror(errno));
	buf_release(&line);
	return ok;
}

static bool
read_answer(int fd, cJSON **reply, struct error *err)
{
	struct buf in = BUF_INIT;
	ssize_t n;

	do {
		n = receive(fd, buf_room(&in, 65536), 65536);
		if (n > 0)
			in.size += (size_t)n;
		buf_end(&in);
	} while (
	    n > 0 && in.size < ANSWER_MAX && in.data[in.size - 1] != '\n');
	*reply = cJSON_Parse(buf_str(&in));
	buf_release(&in);
	if (*reply != NULL)
		return true;
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return error_set(
		    err, "loopbell did not answer in %d s", WAIT_S);
	return error_set(err, "loopbell ended before it had answered");
}

enum control_result
control_ask(
    const char *path, const cJSON *request, cJSON **reply, struct error *err)
{
	const struct timeval wait = { .tv_sec = WAIT_S };
	struct sockaddr_un address;
	enum control_result result = CONTROL_FAILED;
	int fd;

	if (!address_of(path, &address, err))
		return CONTROL_FAILED;
	fd = connect_to(&address);
	if (fd < 0 && (errno == ENOENT || errno == ECONNREFUSED))
		return CONTROL_NOBODY;
	if (fd < 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		return CONTROL_FAILED;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (send_request(fd, request, err) && read_answer(fd, reply, err))
		result = CONTROL_ANSWERED;
	close(fd);
	return result;
}
