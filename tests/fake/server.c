/* SPDX-License-Identifier: ISC */
/* server.c - a server on loopback for the time of a test. */
#include "fake/server.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "sdk/number.h"

static void
run(int input, int output, char *const *argv)
{
	if (dup2(input, 0) >= 0 && dup2(output, 1) >= 0)
		execv(argv[0], argv);
	_exit(127);
}

/* The first line; false: the script ended before it. */
static bool
read_port(int fd, int *port)
{
	char line[16];
	size_t n = 0;
	int64_t value;

	while (n < sizeof(line) - 1 && read(fd, line + n, 1) == 1 &&
	       line[n] != '\n')
		n++;
	line[n] = '\0';
	if (!number_read(line, 1, 65535, &value))
		return false;
	*port = (int)value;
	return true;
}

static bool
start(struct fake_server *server, char *const *argv)
{
	int in[2], out[2];
	bool good;

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		abort();
	server->pid = fork();
	if (server->pid == 0)
		run(in[0], out[1], argv);
	close(in[0]);
	close(out[1]);
	server->input = in[1];
	good = server->pid > 0 && read_port(out[0], &server->port);
	close(out[0]);
	return good;
}

bool
fake_server_start(struct fake_server *server, const char *script,
    const char *first, const char *second)
{
	char *path = mem_printf("%s/tests/fake/%s", SRCDIR, script);
	char python[] = PYTHON3, flags[] = "-uB";
	char *one = mem_string(first), *two = mem_string(second);
	char *argv[] = { python, flags, path, one, two, NULL };
	bool good = *python != '\0' && start(server, argv);

	if (!good)
		fprintf(stderr,
		    *python ? "%s does not run here\n"
			    : "%s needs python3, which is missing here\n",
		    script);
	free(path);
	free(one);
	free(two);
	return good;
}

void
fake_server_stop(struct fake_server *server)
{
	close(server->input);
	waitpid(server->pid, NULL, 0);
}
