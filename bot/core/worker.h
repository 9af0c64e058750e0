/* SPDX-License-Identifier: ISC */
/*
 * worker.h - one instance, and the process that plays it while it lives.
 *
 *	          .------------ restart, at once or after 2 s … 60 s <---.
 *	          v                                                       |
 *	off --> starting --ready--> idle --request--> busy --result--.    |
 *	          |                  ^ |               |             |    |
 *	          | failed           | '--quiet-.      '--died, late-|----'
 *	          v                  '----------|--------------------'
 *	        broken <--- exit 78             v
 *	                                       off  (a notifier, until needed)
 *
 * Invariants: at most one request is under way, and it ends with exactly one
 * call of `result`, whatever the process does.  A worker survives its
 * processes; a configuration error (exit 78) is not tried again.
 */
#ifndef CORE_WORKER_H
#define CORE_WORKER_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "config/config.h"

enum result {
	RESULT_DONE,
	RESULT_RETRY,   /* after_s, why            */
	RESULT_REJECT,  /* why                     */
	RESULT_UNKNOWN, /* why                     */
	RESULT_DIED,    /* the process did, or was ended for hanging: why */
	RESULT_UNSENT,  /* no process has seen it; ask again when one can */
};

struct outcome {
	enum result result;
	int64_t after_s;
	const char *why;     /* never NULL ("") */
	const char *receipt; /* NULL: none */
	bool is_denied;      /* a reject: who sent it is not proved */
};

enum worker_state {
	WORKER_OFF,
	WORKER_STARTING,
	WORKER_IDLE,
	WORKER_BUSY,
	WORKER_RESTING, /* waits before the next start */
	WORKER_BROKEN,  /* settings are wrong, says its process */
	WORKER_ENDED,   /* worker_stop() was called */
};

struct worker_events {
	/* A line that belongs to the request (response, refused, cursor,
	 * account); the callee owns it.  NULL: none are expected. */
	void (*line)(void *arg, const char *op, cJSON *line);
	/* The request has ended. */
	void (*result)(void *arg, const struct outcome *outcome);
	/* It can take a request, or has become broken: look at the state. */
	void (*changed)(void *arg);
};

/* What every process is told at its start; the caller's. */
struct world {
	uv_loop_t *loop;
	const char *company, *language, *timezone, *ca_file;
	bool is_patient; /* no deadlines, no pings: for a debugger */
};

struct worker;

/* Does not start a process: worker_start() does, or the first request.  The
 * worker holds a reference to the configuration its instance is of. */
struct worker *worker_new(const struct world *world, struct config *config,
    const struct instance *instance, const struct worker_events *events,
    void *arg);
/* Its process hears what people do: it has the role listener, says `act` unasked
 * (events.line), is never sent a request, and ends only by worker_stop().  Right
 * after worker_new(). */
void worker_listen(struct worker *w);
/* Says something that is no request; nothing where no process is there. */
void worker_say(struct worker *w, const cJSON *line);
/* Not from within one of its events.  A process that is still there is killed
 * and no event comes any more. */
void worker_free(struct worker *w);

/* Starts its process where it is off; otherwise does nothing. */
void worker_start(struct worker *w);
/* Asks the process to end within grace_ms; no restart.  What it has in hand it
 * may finish; what it does not is RESULT_UNKNOWN. */
void worker_stop(struct worker *w, unsigned grace_ms);
bool worker_is_gone(const struct worker *w);

/* Sends a request; only when worker_can_take().  members is the JSON text that
 * follows `"op":…,"job":…,` without the closing brace, or "".  A notifier that
 * is off is started first. */
void worker_request(
    struct worker *w, const char *op, const char *members, int64_t timeout_s);
bool worker_can_take(const struct worker *w);

/* Makes its process wait with what it writes, and go on. */
void worker_pause(struct worker *w);
void worker_resume(struct worker *w);

/* The instance's name. */
const char *worker_name(const struct worker *w);
enum worker_state worker_state(const struct worker *w);
const char *worker_state_name(enum worker_state state);
/* Can it answer this kind of request ("find")?  Known once it has started. */
bool worker_can(const struct worker *w, const char *op);
/* Does its plugin play that role ("listener")?  Known then, too. */
bool worker_plays(const struct worker *w, const char *role);

/* It is broken, or its processes die before they can do anything: it is not
 * worth waiting for. */
bool worker_is_failing(const struct worker *w);

/* For status: its process id (0: none), how often a process ended
 * unexpectedly, and the last thing that went wrong ("": nothing) and when. */
struct worker_health {
	enum worker_state state;
	int pid;
	int64_t n_deaths, n_warnings;
	int n_failed_starts; /* processes in a row that did nothing yet */
	const char *trouble;
	int64_t trouble_us;
};
struct worker_health worker_health(const struct worker *w);
/* Notes trouble seen by others (a poll that failed); "" clears it. */
void worker_trouble(struct worker *w, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
