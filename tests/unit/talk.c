/* SPDX-License-Identifier: ISC */
/* talk.c - a process under test that speaks in JSON lines. */
#include "talk.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

#define PATIENCE_MS 30000

static void
become(int fd, int line, int err, const char *const argv[])
{
	if (fd == 3)
		dup2(open("/dev/null", O_RDONLY), 0);
	else
		dup2(line, 1);
	dup2(line, fd);
	dup2(err, 2);
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

void
talk_start(struct talk *t, int fd, const char *const argv[])
{
	int line[2], err[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, line), 0);
	assert_int_equal(pipe(err), 0);
	/* Above 3, so that dup2() there neither hits nor keeps them. */
	for (int i = 0; i < 2; i++) {
		int old_line = line[i], old_err = err[i];

		line[i] = fcntl(old_line, F_DUPFD_CLOEXEC, 10);
		err[i] = fcntl(old_err, F_DUPFD_CLOEXEC, 10);
		close(old_line);
		close(old_err);
	}
	t->pid = fork();
	assert_true(t->pid >= 0);
	if (t->pid == 0)
		become(fd, line[1], err[1], argv);
	close(line[1]);
	close(err[1]);
	t->fd = line[0];
	t->err_fd = err[0];
	t->in = (struct buf)BUF_INIT;
}

void
talk_say(struct talk *t, const char *text)
{
	struct buf line = BUF_INIT;
	size_t sent = 0;

	buf_printf(&line, "%s\n", text);
	while (sent < line.size) {
		ssize_t n = send(
		    t->fd, line.data + sent, line.size - sent, MSG_NOSIGNAL);

		/* It may end before it has read all. */
		if (n <= 0)
			break;
		sent += (size_t)n;
	}
	buf_release(&line);
}

/* Adds what there is to read; false: nothing more will come. */
static bool
read_more(int fd, struct buf *out)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	buf_room(out, 65536);
	buf_end(out);
	n = read(fd, out->data + out->size, 65536);
	if (n <= 0)
		return false;
	out->size += (size_t)n;
	buf_end(out);
	return true;
}

cJSON *
talk_hear(struct talk *t)
{
	size_t seen = 0;
	cJSON *line;
	char *end;

	for (;;) {
		end = t->in.size == seen
			  ? NULL
			  : memchr(t->in.data + seen, '\n', t->in.size - seen);
		if (end != NULL)
			break;
		seen = t->in.size;
		if (!read_more(t->fd, &t->in))
			return NULL;
	}
	*end = '\0';
	line = cJSON_Parse(t->in.data);
	if (line == NULL)
		fail_msg("not JSON: %.200s", t->in.data);
	buf_drop(&t->in, (size_t)(end - t->in.data) + 1);
	return line;
}

void
talk_expect(struct talk *t, const char *say, const char *hear)
{
	cJSON *wanted = cJSON_Parse(hear), *got;
	char *text;

	if (say != NULL)
		talk_say(t, say);
	got = talk_hear(t);
	text = cJSON_PrintUnformatted(got);
	if (wanted == NULL || !cJSON_Compare(got, wanted, true))
		fail_msg("to %s\n  came     %s\n  expected %s",
		    say != NULL ? say : "(nothing)",
		    text != NULL ? text : "the end", hear);
	free(text);
	cJSON_Delete(got);
	cJSON_Delete(wanted);
}

int
talk_end(struct talk *t, struct buf *err)
{
	struct buf unwanted = BUF_INIT;
	int status;

	shutdown(t->fd, SHUT_WR);
	while (read_more(t->fd, &unwanted))
		;
	close(t->fd);
	while (read_more(t->err_fd, err != NULL ? err : &unwanted))
		;
	close(t->err_fd);
	assert_int_equal(waitpid(t->pid, &status, 0), t->pid);
	buf_release(&unwanted);
	buf_release(&t->in);
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : 1000 + WTERMSIG(status);
}

int
talk_kill(struct talk *t)
{
	kill(t->pid, SIGKILL);
	return talk_end(t, NULL);
}
