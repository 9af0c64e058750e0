/* SPDX-License-Identifier: ISC */
/* protect.c - the process around a plugin, before any of its code runs. */
#include "host/protect.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

bool
protect_streams(int fd, struct error *err)
{
	int null;

	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return error_set(err,
		    "descriptor %d: %s: this program is started by loopbell",
		    fd, strerror(errno));
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	return true;
}

#ifdef __linux__

void
protect_process(void)
{
	pid_t parent = getppid();

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have died before it would have been told. */
	if (getppid() != parent)
		_exit(EX_OK);
	if (getenv("LOOPBELL_DEBUG") == NULL)
		prctl(PR_SET_DUMPABLE, 0);
}

#else

void
protect_process(void)
{
}

#endif
