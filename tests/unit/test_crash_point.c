/* SPDX-License-Identifier: ISC */
/* test_crash_point.c - a test build dies where it is told to, others never. */
#include "crash_point.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "test.h"

static const char
    *self; /* argv[0]: under valgrind that is not /proc/self/exe */

/* This program again, with the environment: how it ended. */
static int
run(const char *what, const char *at, const char *log)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(null, STDERR_FILENO);
		setenv("LOOPBELL_CRASH_AT", at, 1);
		if (log != NULL)
			setenv("LOOPBELL_CRASH_LOG", log, 1);
		execl(self, self, what, (char *)NULL);
		_exit(99);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* What the program does when it is run again: three passes of two points. */
static int
pass(const char *what)
{
	const bool writes = strcmp(what, "write") == 0;
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (writes)
		crash_point_writes("in-checkpoint");
	for (int i = 0; i < 3; i++) {
		crash_point("before-commit");
		if (pwrite64(fd, "x", 1, 0) != 1)
			return 98;
		crash_point("after-ack");
	}
	crash_point_writes_end();
	return pwrite64(fd, "x", 1, 0) == 1 ? 0 : 98;
}

static void
crash_point__of_the_environment__ends_the_process_on_that_pass(void **state)
{
	/* clang-format off */
	static const struct {
		const char *what, *at;
		int ends;
	} cases[] = {
		{ "pass", "", 0 },
		{ "pass", "before-commit:1", -SIGKILL },
		{ "pass", "before-commit:3", -SIGKILL },
		{ "pass", "before-commit:4", 0 },
		{ "pass", "after-ack:3,after-mark:1", -SIGKILL },
		{ "pass", "after-mark:1,after-ack:3", -SIGKILL },
		{ "pass", "host-after-request:1", 0 },
		{ "pass", "in-checkpoint:1", 0 },
		{ "write", "in-checkpoint:1", -SIGKILL },
		{ "write", "in-checkpoint:3", -SIGKILL },
		{ "write", "in-checkpoint:4", 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    run(cases[i].what, cases[i].at, NULL), cases[i].ends);
}

static void
crash_point__misspelt__is_said_at_the_start(void **state)
{
	static const char *const wrong[] = { "before_commit:1",
		"before-commit", "before-commit:", "before-commit:0",
		"before-commit:x", "before-commit:1x", "before-commit:-1",
		"before-commi:1", "before-commit:1 ", ",", ":1",
		"after-ack:9,nonsense:1" };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(run("pass", wrong[i], NULL), EX_CONFIG);
}

static void
crash_point__in_the_log__happens_once(void **state)
{
	char folder[] = "/tmp/loopbell-XXXXXX";
	char *log;

	(void)state;
	assert_non_null(mkdtemp(folder));
	log = mem_printf("%s/log", folder);
	assert_int_equal(run("pass", "after-ack:2", log), -SIGKILL);
	assert_int_equal(run("pass", "after-ack:2", log), 0);
	assert_int_equal(run("pass", "after-ack:1", log), -SIGKILL);
	assert_int_equal(run("pass", "after-ack:1,after-ack:2", log), 0);
	assert_int_equal(run("pass", "before-commit:2", log), -SIGKILL);
	assert_int_equal(
	    run("pass", "after-ack:2", "/nowhere/log"), EX_CONFIG);
	unlink(log);
	rmdir(folder);
	free(log);
}

static void
programs__of_a_normal_build__know_nothing_of_it(void **state)
{
	static const char *const programs[] = { "loopbell", "loopbell-host" };
	static const char word[] = "LOOPBELL_CRASH";

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *path = mem_printf("%s/bot/%s", BUILDDIR, programs[i]);
		FILE *file = fopen(path, "rb");
		char *bytes = mem_new(1, 1 << 25);
		size_t n;

		assert_non_null(file);
		n = fread(bytes, 1, 1 << 25, file);
		assert_in_range(n, 10000, (1 << 25) - 1);
		assert_null(memmem(bytes, n, word, sizeof(word) - 1));
		fclose(file);
		free(bytes);
		free(path);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		cmocka_unit_test(crash_point__of_the_environment__ends_the_process_on_that_pass),
		cmocka_unit_test(crash_point__misspelt__is_said_at_the_start),
		cmocka_unit_test(crash_point__in_the_log__happens_once),
		cmocka_unit_test(programs__of_a_normal_build__know_nothing_of_it),
		/* clang-format on */
	};

	self = argv[0];
	if (argc > 1)
		return pass(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
