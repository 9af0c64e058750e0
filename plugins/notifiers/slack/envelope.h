/* SPDX-License-Identifier: ISC */
/*
 * envelope.h - what comes over a Socket Mode connection, read.
 *
 * docs.slack.dev/apis/events-api/using-socket-mode.  Nothing that is missing,
 * of another kind, or new is an error: it is ENVELOPE_NONE, or a payload that
 * nobody knows what to do with, which is acknowledged all the same.
 */
#ifndef SLACK_ENVELOPE_H
#define SLACK_ENVELOPE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "sdk/buf.h"

/* Of one message; Slack's own are far smaller. */
#define ENVELOPE_LONGEST ((size_t)4 << 20)
/* Of an id: it goes back as it came. */
#define ENVELOPE_LONGEST_ID 200

enum envelope_type {
	ENVELOPE_NONE,       /* nothing to act on, nothing to acknowledge */
	ENVELOPE_HELLO,      /* the connection is there: n_connections    */
	ENVELOPE_DISCONNECT, /* Slack is about to end it: reason          */
	ENVELOPE_PAYLOAD,    /* to be acknowledged: id, kind, payload     */
};

/* All point into json. */
struct envelope {
	enum envelope_type type;
	cJSON *json;
	const char *id;
	const char *kind;     /* interactive, slash_commands, events_api … */
	const cJSON *payload; /* an object; NULL: there is none           */
	bool takes_payload;   /* the acknowledgement may carry an answer  */
	const char *reason;   /* "" where Slack did not say               */
	int n_connections;    /* 0: Slack did not say                     */
	int lasts_s;          /* about; 0: Slack did not say              */
};

/* Reads n bytes of text.  envelope_release() either way. */
void envelope_read(struct envelope *e, const char *text, size_t n);
void envelope_release(struct envelope *e);

/* Adds the acknowledgement of that id, with the payload where it is not NULL
 * (which stays the caller's). */
void envelope_acknowledge(
    struct buf *out, const char *id, const cJSON *payload);

#endif
