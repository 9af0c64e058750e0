/* SPDX-License-Identifier: ISC */
/*
 * control.h - the Unix socket by which the command line talks to the core.
 *
 * One connection, one request (a JSON object on a line), one answer (the
 * same), closed.  An answer has "ok"; where it is false, "why" says why.  Only
 * the user the core runs as, and root, may connect (mode 0600).
 */
#ifndef CORE_CONTROL_H
#define CORE_CONTROL_H

#include <cjson/cJSON.h>
#include <uv.h>

#include "sdk/error.h"

struct control;

/* Answers a request; the answer is the caller's.  who: the name of the user
 * who asks. */
typedef cJSON *control_fn(void *arg, const cJSON *request, const char *who);

/* NULL: err says why; somebody else answers there, for example. */
struct control *control_new(uv_loop_t *loop, const char *path,
    control_fn *answer, void *arg, struct error *err);
/* Closes all, removes the socket; freed when the loop has run. */
void control_free(struct control *c);

enum control_result {
	CONTROL_ANSWERED,
	CONTROL_NOBODY, /* nothing listens there */
	CONTROL_FAILED, /* err says why          */
};
/* For the command line: asks and waits, at most ten seconds. */
enum control_result control_ask(
    const char *path, const cJSON *request, cJSON **answer, struct error *err);

/* {"ok":false,"why":…} */
cJSON *control_refusal(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

#endif
