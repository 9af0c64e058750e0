/* SPDX-License-Identifier: ISC */
/*
 * server.h - a sink's connections on loopback, in one thread.
 *
 * It prints its port, takes orders as lines of standard input, answers each
 * with "ok" and ends with it.  What is in a client's `out` is sent, but not
 * before `answer_us`; until then it is asked nothing more.
 */
#ifndef PROOF_SERVER_H
#define PROOF_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

struct client {
	int fd; /* -1: this place is free */
	struct buf in, out;
	int64_t answer_us; /* CLOCK_MONOTONIC; 0: at once */
	bool is_last;      /* hang up when all of out is sent */
	bool is_hanging;   /* never answered, until the orders change */
	int step;          /* the protocol's own */
};

struct server {
	void *arg;
	/* A client connected; may be NULL. */
	void (*greet)(void *arg, struct client *client);
	/* More is in `in`: take one message off it and answer, or return
	 * false where none is there as a whole. */
	bool (*take)(void *arg, struct client *client);
	/* A line of standard input. */
	void (*order)(void *arg, const char *line);
	/* Ten times a second, whatever comes. */
	void (*rest)(void *arg);
};

/* Serves until standard input ends. */
void server_run(const struct server *server);

#endif
