/* SPDX-License-Identifier: ISC */
/*
 * server.h - a server on loopback, written in Python, for the time of a test.
 *
 * The script prints its port on a line of its own when it listens, and ends
 * when its standard input does: so it never outlives the test.
 */
#ifndef TESTS_FAKE_SERVER_H
#define TESTS_FAKE_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct fake_server {
	pid_t pid;
	int input;
	int port;
};

/* Starts tests/fake/SCRIPT with up to two arguments (NULL: none).  False: this
 * machine cannot run it, and why is on standard error; the test exits 77. */
bool fake_server_start(struct fake_server *server, const char *script,
    const char *first, const char *second);
void fake_server_stop(struct fake_server *server);

#endif
