/* SPDX-License-Identifier: ISC */
/*
 * export.h - Qualtrics gives answers as files that it makes on request: ask for
 * one, look now and then whether it is there, fetch it.
 */
#ifndef QUALTRICS_EXPORT_H
#define QUALTRICS_EXPORT_H

#include "sdk/rest.h"

struct export;

/* For one survey; its id and rest stay the caller's.  wait_s: how long one call
 * waits for a file at most.  Never NULL. */
struct export *export_new(
    struct lb_host *host, struct rest *rest, const char *survey, int wait_s);
void export_free(struct export *e);

struct exported {
	cJSON *document;  /* the caller's */
	char *token;      /* the caller's: to go on from here; NULL: none */
	int64_t began_us; /* UTC: what was recorded then may be in it, what
			     came later is not */
};

/* The file for a request, a body in JSON.  LB_RETRY also where it is not there
 * yet: the same request later waits for the same file.  Not LB_DONE: why is
 * said, and *out is empty. */
enum lb_result export_run(
    struct export *e, const char *request, struct exported *out);

/* Lets a second go by; a test puts its own here. */
extern void (*export_pause)(void);

#endif
