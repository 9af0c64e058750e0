/* SPDX-License-Identifier: ISC */
/*
 * host.h - one plugin, one instance, one line to the core.
 *
 * calls.c is what the plugin calls, jobs.c what the core asks; both work on
 * the struct below.  A plugin that breaks a rule of the contract is not
 * believed: host_bug() notes the sentence, and the job's result says it.
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <loopbell/plugin.h>

#include "host/lines.h"
#include "host/options.h"

/* What a callback may call, beside lb_log() and the four that say why. */
enum host_may {
	HOST_EMIT = 1,
	HOST_RECEIPT = 2,
	HOST_FOUND = 4,
	HOST_ACT = 8,
	HOST_CURSOR = 16,
	HOST_DENY = 32,
};

enum host_role {
	HOST_IDLE, /* not started */
	HOST_PROVIDER,
	HOST_DIRECTORY,
	HOST_NOTIFIER,
	HOST_LISTENER,
};

enum host_said {
	SAID_NOTHING,
	SAID_FAIL,
	SAID_RETRY,
	SAID_REJECT,
	SAID_UNKNOWN,
};

struct lb_host {
	struct lines lines;
	const struct lb_plugin *plugin;
	struct options options; /* of the started instance */
	void *state;            /* what open() returned */
	enum host_role role;
	char *instance, *company, *language, *ca_file;
	int64_t since_us; /* 0: everything */

	int64_t job;          /* at hand; 0: none */
	const char *callback; /* that runs for it; NULL: none */
	unsigned may;         /* of enum host_may */
	enum host_said said;
	struct buf why, bug;
	int after_s;
	bool is_denied;
	char *receipt;
	cJSON *found; /* the account of this callback; NULL: none */
	struct options *complaints; /* where lb_fail() adds, in check() */

	char *answer; /* the last of lb_act() */
	bool is_stopping;
	int exit_code;
};

/* Most bytes of a sentence. */
#define HOST_LONGEST_TEXT ((size_t)8 << 10)

/* A callback of the plugin begins, and ends.  What was said before is
 * forgotten; what it said stays to be read. */
void host_begin(struct lb_host *host, const char *callback, unsigned may);
void host_end(struct lb_host *host);

/* Why the last callback failed; a sentence about the plugin where it did not
 * say.  Valid until the next callback. */
const char *host_why(struct lb_host *host);
/* The name of the function it said so with. */
const char *host_said(const struct lb_host *host);

/* Sends what ends the job at hand.  host_send() deletes line. */
void host_send(struct lb_host *host, cJSON *line);
void host_send_failed(struct lb_host *host, const char *why);

/* An answer to the job at hand: the caller adds members, then sends it. */
cJSON *host_answer(const struct lb_host *host, const char *op);
/* Adds a text of the plugin's, cleaned and cut to so many bytes. */
void host_put_cut(
    cJSON *object, const char *name, const char *text, size_t max);

/* The plugin broke the contract; the first sentence of a job is kept. */
void host_bug(struct lb_host *host, const char *fmt, ...) LB_PRINTF(2, 3);

/* Handles ping and stop, and the end of the line; false: the line is of
 * another kind.  jobs.c's table and a listener's steps both use it. */
bool host_aside(struct lb_host *host, const cJSON *line);

/* The core broke the protocol: says so on standard error and ends. */
_Noreturn void host_quarrel(const char *fmt, ...) LB_PRINTF(1, 2);

/* Answers the core's lines until it stops or closes; closes the plugin.  The
 * exit code: 0, or 78 where the instance cannot start. */
int host_serve(struct lb_host *host);

/* Instead, where there is no plugin: answers the first line with `failed` and
 * the sentence.  78. */
int host_serve_failure(struct lb_host *host, const char *why);

/* fd is where the lines are; plugin may be NULL (host_serve_failure()). */
void host_init(struct lb_host *host, int fd, const struct lb_plugin *plugin);
void host_release(struct lb_host *host);

#endif
