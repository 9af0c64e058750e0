/* SPDX-License-Identifier: ISC */
/* paths.c - where the program's own files are. */
#include "paths.h"

#include <limits.h>
#include <stdbool.h>
#include <unistd.h>

#include "sdk/mem.h"

static struct {
	bool found;
	char *share, *plugins, *host, *web, *self;
} paths;

/* Where a program of this build lies that runs from somewhere else, such as
 * a test: the tests name the folder. */
static char *
own_folder(void)
{
	const char *told = getenv("LOOPBELL_BIN_DIR");
	char exe[PATH_MAX];
	ssize_t n;
	char *slash;

	if (told != NULL && *told != '\0')
		return mem_string(told);
	n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n <= 0)
		return mem_string(BINDIR);
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	return mem_copy(exe, (size_t)(slash - exe));
}

static void
find(void)
{
	char *folder = own_folder();

	paths.found = true;
	paths.self = mem_printf("%s/loopbell", folder);
	paths.share = mem_printf("%s/share", folder);
	if (access(paths.share, R_OK) == 0) {
		paths.plugins = mem_printf("%s/../plugins/.libs", folder);
		paths.host = mem_printf("%s/loopbell-host", folder);
		paths.web = mem_printf("%s/loopbell-web", folder);
	} else {
		free(paths.share);
		paths.share = mem_string(PKGDATADIR);
		paths.plugins = mem_string(PLUGINDIR);
		paths.host = mem_string(PKGLIBEXECDIR "/loopbell-host");
		paths.web = mem_string(PKGLIBEXECDIR "/loopbell-web");
	}
	free(folder);
}

const char *
paths_share(void)
{
	if (!paths.found)
		find();
	return paths.share;
}

const char *
paths_plugins(void)
{
	if (!paths.found)
		find();
	return paths.plugins;
}

const char *
paths_host(void)
{
	if (!paths.found)
		find();
	return paths.host;
}

const char *
paths_web(void)
{
	if (!paths.found)
		find();
	return paths.web;
}

const char *
paths_self(void)
{
	if (!paths.found)
		find();
	return paths.self;
}
