/* SPDX-License-Identifier: ISC */
/*
 * poster.h - sends responses over HTTP as the senders of webhooks do: over
 * connections that are kept, one request in flight on each, and again what
 * was not answered with 2xx.
 */
#ifndef PROOF_POSTER_H
#define PROOF_POSTER_H

#include <poll.h>

#include "proof/load.h"

enum { POSTER_MAX = 128 };

struct post {
	int fd; /* -1: not connected */
	bool is_busy;
	uint32_t number;  /* in flight */
	int64_t until_us; /* how long its answer is waited for */
	struct buf in, out;
};

struct poster {
	struct load *load;
	int port;
	const char *path, *header; /* header: a line of its own, or "" */
	int64_t retry_us, timeout_us;
	int n_posts;
	struct post posts[POSTER_MAX];
};

/* Connects nowhere yet. */
void poster_init(struct poster *poster);
void poster_release(struct poster *poster);
/* Gives what is due to posts that are free, and fills in what to wait for: one
 * entry a post.  How long to wait at most, in milliseconds. */
int poster_prepare(struct poster *poster, struct pollfd *fds);
/* After poll(): sends, reads and judges. */
void poster_go_on(struct poster *poster, const struct pollfd *fds);

#endif
