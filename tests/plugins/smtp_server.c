/* SPDX-License-Identifier: ISC */
/* smtp_server.c - tests/fake/smtp.py for the tests of the email plugin. */
#include "smtp_server.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/mem.h"
#include "test.h"

static int
run(const char *const *argv)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status;
}

char *
smtp_folder_new(void)
{
	char *folder = mem_string("/tmp/loopbell-smtp-XXXXXX");
	const char *certificates[] = { "sh",
		SRCDIR "/tests/fake/certificates.sh", folder, NULL };
	const char *python[] = { "python3", "-c", "import ssl", NULL };

	assert_non_null(mkdtemp(folder));
	if (run(python) == 0 && run(certificates) == 0)
		return folder;
	smtp_folder_free(folder);
	return NULL;
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void
smtp_folder_free(char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(folder);
}

static void
forget(const char *folder)
{
	static const char *const names[] = { "smtp.log", "smtp.mail" };

	for (size_t i = 0; i < N_OF(names); i++) {
		char *path = mem_printf("%s/%s", folder, names[i]);

		unlink(path);
		free(path);
	}
}

static void
become_server(const char *folder, const char *how, int in, int out)
{
	const char *argv[32] = { "python3", SRCDIR "/tests/fake/smtp.py",
		folder };
	char *rest = mem_string(how), *word;
	size_t n = 3;

	while (n < N_OF(argv) - 1 && (word = strsep(&rest, "|")))
		if (*word != '\0')
			argv[n++] = word;
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

struct smtp_server
smtp_server_start(const char *folder, const char *how)
{
	struct smtp_server server = { .folder = folder };
	int ends[2], life[2];
	FILE *f;

	forget(folder);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(pipe2(life, O_CLOEXEC), 0);
	server.pid = fork();
	if (server.pid == 0)
		become_server(folder, how, life[0], ends[1]);
	close(ends[1]);
	close(life[0]);
	server.life = life[1];
	f = fdopen(ends[0], "r");
	assert_int_equal(fscanf(f, "%d", &server.port), 1);
	fclose(f);
	return server;
}

void
smtp_server_stop(struct smtp_server *server)
{
	close(server->life);
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}

char *
smtp_file(const char *folder, const char *name)
{
	char *path = mem_printf("%s/%s", folder, name);
	struct buf out = BUF_INIT;
	FILE *f = fopen(path, "rb");
	size_t n = 1;

	while (f && n > 0) {
		n = fread(buf_room(&out, 65536), 1, 65536, f);
		out.size += n;
		buf_end(&out);
	}
	if (f)
		fclose(f);
	free(path);
	return buf_take(&out);
}
