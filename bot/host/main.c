/* SPDX-License-Identifier: ISC */
/*
 * main.c - loopbell-host PLUGIN.so: one plugin in a process of its own.
 *
 * The core starts it with descriptor 3 as the line between them, on which it
 * speaks plugins/PROTOCOL.md.
 */
#include <sysexits.h>

#include "host/host.h"
#include "host/load.h"
#include "host/protect.h"

#define CORE_FD 3

static int
serve(const char *path)
{
	struct lb_plugin plugin;
	struct lb_host host;
	struct error err;
	int code;

	if (load_plugin(path, &plugin, &err)) {
		host_init(&host, CORE_FD, &plugin);
		code = host_serve(&host);
	} else {
		host_init(&host, CORE_FD, NULL);
		code = host_serve_failure(&host, err.text);
	}
	host_release(&host);
	return code;
}

int
main(int argc, char **argv)
{
	struct error err;

	if (argc != 2) {
		fprintf(stderr,
		    "usage: loopbell-host PLUGIN.so\n"
		    "Started by loopbell, with descriptor 3 as the "
		    "line between them.\n");
		return EX_USAGE;
	}
	if (!protect_streams(CORE_FD, &err)) {
		fprintf(stderr, "loopbell-host: %s\n", err.text);
		return EX_USAGE;
	}
	protect_process();
	return serve(argv[1]);
}
