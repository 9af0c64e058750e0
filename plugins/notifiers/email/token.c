/* SPDX-License-Identifier: ISC */
/* token.c - the access token of XOAUTH2, from a file or a command. */
#include "token.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/clock.h"
#include "sdk/mem.h"

enum { TOKEN_MAX = 16384, KEEP_S = 300 };

extern char **environ;

/* All there is until the end, the limit or the deadline. */
static bool
read_all(int fd, struct buf *out, int64_t deadline_ms, struct error *err)
{
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int64_t left = deadline_ms - clock_ms();
		ssize_t n;

		if (left <= 0 || poll(&wait, 1, (int)left) == 0)
			return error_set(err, "gives no answer in time");
		n = read(fd, buf_room(out, 4096), 4096);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, "%s", strerror(errno));
		if (n == 0)
			return true;
		out->size += (size_t)n;
		buf_end(out);
		if (out->size > TOKEN_MAX)
			return error_set(err, "gives more than a token");
	}
}

static bool
start(const char *const *command, int *fd, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int ends[2], why;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	why = posix_spawnp(pid, command[0], &actions, NULL,
	    (char *const *)(uintptr_t)command, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*fd = ends[0];
	if (why == 0)
		return true;
	close(ends[0]);
	errno = why;
	return false;
}

static bool
ask_command(struct token *token, struct buf *out, struct error *err)
{
	const char *name = token->command[0];
	int status = 0, fd;
	pid_t pid;
	bool ok;

	if (!start(token->command, &fd, &pid))
		return error_set(
		    err, "token_command: %s: %s", name, strerror(errno));
	ok = read_all(fd, out, clock_ms() + token->timeout_ms, err);
	close(fd);
	if (!ok)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!ok)
		return error_in(err, "token_command: %s", name);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_set(err, "token_command: %s failed", name);
	return true;
}

static bool
read_file(const char *path, struct buf *out, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return error_set(
		    err, "token_file: %s: %s", path, strerror(errno));
	ok = read_all(fd, out, clock_ms() + 1000, err) ||
	     error_in(err, "token_file: %s", path);
	close(fd);
	return ok;
}

/* A token is printable ASCII (RFC 6750 2.1): a line break or a control
 * character in it would end what it stands in. */
static bool
take(struct token *token, struct buf *out, struct error *err)
{
	const char *s = buf_str(out) + strspn(buf_str(out), " \t\r\n");
	size_t n = strcspn(s, " \t\r\n");

	for (size_t i = 0; i < n; i++)
		if (s[i] < '!' || s[i] > '~')
			n = 0;
	if (n == 0 || s[n + strspn(s + n, " \t\r\n")] != '\0')
		return error_set(err, "%s does not hold one access token",
		    token->file ? token->file : "what token_command printed");
	token_forget(token);
	token->value = mem_copy(s, n);
	token->asked = (time_t)(clock_ms() / 1000);
	return true;
}

const char *
token_get(struct token *token, struct error *err)
{
	struct buf out = BUF_INIT;
	bool ok;

	if (!token->file && token->value &&
	    clock_ms() / 1000 - token->asked < KEEP_S)
		return token->value;
	ok = (token->file ? read_file(token->file, &out, err)
			  : ask_command(token, &out, err)) &&
	     take(token, &out, err);
	if (out.data)
		explicit_bzero(out.data, out.size);
	buf_release(&out);
	return ok ? token->value : NULL;
}

void
token_forget(struct token *token)
{
	if (token->value)
		explicit_bzero(token->value, strlen(token->value));
	free(token->value);
	token->value = NULL;
}
