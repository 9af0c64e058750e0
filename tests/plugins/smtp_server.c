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

static struct {
	char *folder;
	pid_t pid;
	FILE *to, *from; /* it ends when to is closed, however the test ends */
} fake;

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

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void
become_server(int in, int out)
{
	const char *argv[] = { "python3", SRCDIR "/tests/fake/smtp.py",
		fake.folder, NULL };

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void
start_program(void)
{
	int in[2], out[2];

	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	fake.pid = fork();
	if (fake.pid == 0)
		become_server(in[0], out[1]);
	close(in[0]);
	close(out[1]);
	fake.to = fdopen(in[1], "w");
	fake.from = fdopen(out[0], "r");
}

bool
smtp_open(void)
{
	const char *certificates[] = { "sh",
		SRCDIR "/tests/fake/certificates.sh", NULL, NULL };
	const char *python[] = { "python3", "-c", "import ssl", NULL };

	fake.folder = mem_string("/tmp/loopbell-smtp-XXXXXX");
	certificates[2] = fake.folder;
	assert_non_null(mkdtemp(fake.folder));
	if (run(python) == 0 && run(certificates) == 0) {
		start_program();
		return true;
	}
	smtp_close();
	return false;
}

void
smtp_close(void)
{
	if (fake.to) {
		fclose(fake.to);
		fclose(fake.from);
		waitpid(fake.pid, NULL, 0);
	}
	nftw(fake.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(fake.folder);
}

const char *
smtp_folder(void)
{
	return fake.folder;
}

int
smtp_start(const char *how)
{
	char line[64] = "";
	int port = 0;

	fprintf(fake.to, "%s\n", how);
	fflush(fake.to);
	assert_non_null(fgets(line, sizeof(line), fake.from));
	assert_int_equal(sscanf(line, "%d", &port), 1);
	return port;
}

void
smtp_stop(void)
{
	char line[64] = "";

	fputs("stop\n", fake.to);
	fflush(fake.to);
	assert_non_null(fgets(line, sizeof(line), fake.from));
	assert_string_equal(line, "stopped\n");
}

char *
smtp_file(const char *name)
{
	char *path = mem_printf("%s/%s", fake.folder, name);
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
