/* SPDX-License-Identifier: ISC */
/*
 * posts.c - webhooks as fast as they are answered.
 *
 *	posts web PROGRAM CONNECTIONS REQUESTS	loopbell-web, the core faked
 *	posts bare CONNECTIONS REQUESTS		libmicrohttpd alone
 *	posts port PORT CONNECTIONS REQUESTS	whatever listens there
 *
 * Prints requests a second, and the median and the 99th percentile of their
 * time in us.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"

#define BODY_BYTES 600
#define MOST INT64_C(100000000)

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- The load */

struct poster {
	int fd;
	int64_t began_us;
	struct buf in;
};

struct load {
	struct poster *posters;
	struct buf request;
	int64_t *times_us;
	int64_t n, n_begun, n_done;
	int epoll;
};

static void
begin_post(struct load *l, struct poster *p)
{
	if (l->n_begun == l->n)
		return;
	l->n_begun++;
	p->began_us = now_us();
	if (write(p->fd, l->request.data, l->request.size) !=
	    (ssize_t)l->request.size)
		die("write");
}

/* All answers end with the end of an object and a newline. */
static void
take_answer(struct load *l, struct poster *p)
{
	ssize_t n;

	buf_room(&p->in, 4096);
	n = read(p->fd, p->in.data + p->in.size, 4096);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0)
		die("the server has closed");
	p->in.size += (size_t)n;
	buf_end(&p->in);
	if (p->in.data[p->in.size - 1] != '\n' ||
	    p->in.data[p->in.size - 2] != '}')
		return;
	if (strncmp(p->in.data, "HTTP/1.1 200", 12) != 0)
		die("no 200");
	buf_reset(&p->in);
	l->times_us[l->n_done++] = now_us() - p->began_us;
	begin_post(l, p);
}

static void
open_poster(struct load *l, struct poster *p, const struct sockaddr_in *to)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = p };

	p->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(p->fd, (const struct sockaddr *)to, sizeof(*to)) != 0)
		die("connect");
	fcntl(p->fd, F_SETFL, O_NONBLOCK);
	epoll_ctl(l->epoll, EPOLL_CTL_ADD, p->fd, &event);
}

static void
make_request(struct buf *request)
{
	buf_printf(request,
	    "POST /in/bench HTTP/1.1\r\nHost: bench\r\n"
	    "Content-Type: application/json\r\n"
	    "User-Agent: bench\r\nAccept: */*\r\n"
	    "Content-Length: %d\r\n\r\n",
	    BODY_BYTES);
	for (int i = 0; i < BODY_BYTES; i++)
		buf_putc(request, 'x');
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
run_load(int port, int64_t n_posters, int64_t n)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct load l = { .n = n, .epoll = epoll_create1(0) };
	struct epoll_event events[64];
	int64_t began_us;

	l.posters = mem_new((size_t)n_posters, sizeof(*l.posters));
	l.times_us = mem_new((size_t)n, sizeof(*l.times_us));
	make_request(&l.request);
	for (int64_t i = 0; i < n_posters; i++)
		open_poster(&l, &l.posters[i], &to);
	began_us = now_us();
	for (int64_t i = 0; i < n_posters; i++)
		begin_post(&l, &l.posters[i]);
	while (l.n_done < n) {
		int found = epoll_wait(l.epoll, events, 64, 10000);

		if (found <= 0)
			die("nothing was answered for ten seconds");
		for (int i = 0; i < found; i++)
			take_answer(&l, events[i].data.ptr);
	}
	began_us = now_us() - began_us;
	qsort(l.times_us, (size_t)n, sizeof(*l.times_us), by_time);
	printf("%.0f %lld %lld\n", (double)n * 1e6 / (double)began_us,
	    (long long)l.times_us[n / 2], (long long)l.times_us[n * 99 / 100]);
}

/* ---- libmicrohttpd alone */

static enum MHD_Result
on_bare(void *arg, struct MHD_Connection *mhd, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **context)
{
	static char body[] = "{\"ok\":true,\"message\":\"stored\"}\n";
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)arg, (void)url, (void)method, (void)version, (void)data;
	if (*context == NULL || *size > 0) {
		*context = body;
		*size = 0;
		return MHD_YES;
	}
	response = MHD_create_response_from_buffer(
	    sizeof(body) - 1, body, MHD_RESPMEM_PERSISTENT);
	result = MHD_queue_response(mhd, 200, response);
	MHD_destroy_response(response);
	return result;
}

static int
start_bare(pid_t *pid)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL,
	    NULL, on_bare, NULL, MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_END);
	int port;

	if (daemon == NULL)
		die("MHD_start_daemon");
	port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	*pid = fork();
	while (*pid == 0)
		MHD_run_wait(daemon, -1);
	return port;
}

/* ---- loopbell-web, and a core that stores nothing */

static void
answer_all(int fd)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	ssize_t n;

	for (;;) {
		char *line, *newline;

		buf_room(&in, 1 << 20);
		n = read(fd, in.data + in.size, 1 << 20);
		if (n <= 0)
			_exit(0);
		in.size += (size_t)n;
		buf_end(&in);
		line = in.data;
		while ((newline = strchr(line, '\n')) != NULL) {
			const char *id = strstr(line, "\"id\":");

			if (id != NULL && id < newline)
				buf_printf(&out,
				    "{\"op\":\"answer\",\"id\":%.*s,"
				    "\"status\":200,\"text\":\"stored\"}\n",
				    (int)strspn(id + 5, "0123456789"), id + 5);
			line = newline + 1;
		}
		buf_drop(&in, (size_t)(line - in.data));
		if (write(fd, buf_str(&out), out.size) < 0)
			_exit(0);
		buf_reset(&out);
	}
}

static void
become(const char *program, int fd)
{
	char *argv[] = { mem_string(program), NULL };

	dup2(fd, 3);
	execv(program, argv);
	die(program);
}

/* The port that the program says it listens on. */
static int
told_port(int fd)
{
	static const char serve[] =
	    "{\"op\":\"serve\",\"listen\":\"127.0.0.1:0\","
	    "\"max_connections\":4096,\"requests_per_second\":0}\n";
	char line[256] = "";
	cJSON *said;
	const char *port;
	int64_t number = 0;

	if (write(fd, serve, sizeof(serve) - 1) < 0 ||
	    read(fd, line, sizeof(line) - 1) <= 0)
		die("loopbell-web");
	said = cJSON_Parse(line);
	port = json_string(said, "address");
	if (port == NULL ||
	    !number_read(strrchr(port, ':') + 1, 1, 65535, &number))
		die(line);
	cJSON_Delete(said);
	return (int)number;
}

static int
start_web(const char *program, pid_t *pid)
{
	int fds[2], port;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
		die("socketpair");
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	*pid = fork();
	if (*pid == 0)
		become(program, fds[1]);
	close(fds[1]);
	port = told_port(fds[0]);
	if (fork() == 0) {
		answer_all(fds[0]);
		_exit(0);
	}
	close(fds[0]);
	return port;
}

static int64_t
number(const char *text)
{
	int64_t value;

	if (!number_read(text, 1, MOST, &value))
		die(text);
	return value;
}

int
main(int argc, char **argv)
{
	pid_t pid = 0;
	int port = 0;

	if (argc == 5 && strcmp(argv[1], "web") == 0)
		port = start_web(argv[2], &pid);
	else if (argc == 4 && strcmp(argv[1], "bare") == 0)
		port = start_bare(&pid);
	else if (argc == 5 && strcmp(argv[1], "port") == 0)
		port = (int)number(argv[2]);
	else
		die("posts web PROGRAM | bare | port PORT, then how many "
		    "connections and requests");
	run_load(port, number(argv[argc - 2]), number(argv[argc - 1]));
	if (pid > 0)
		kill(pid, SIGKILL);
	fflush(stdout);
	_exit(0); /* what it holds goes with it */
}
