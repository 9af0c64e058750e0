/* SPDX-License-Identifier: ISC */
/*
 * deed.h - what somebody did in Slack, read from what Slack tells about it.
 *
 * The payloads of docs.slack.dev/interactivity and of slash commands, the same
 * over Socket Mode and over HTTP.  Every member may be missing, of another kind
 * or far too long: such a payload is no deed, and nothing else happens.
 *
 * A button of a message carries what it is about in its value; a menu has no
 * value of its own, so there it stands in the block's id (buttons.h).
 */
#ifndef SLACK_DEED_H
#define SLACK_DEED_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Before every name of ours: "loopbell:claim". */
#define DEED_PREFIX "loopbell:"
#define DEED_LONGEST_SUBJECT 200
/* What somebody wrote; Slack's own limit of an input is 3000. */
#define DEED_LONGEST_TEXT 3000

enum deed_type {
	DEED_NONE, /* nothing of ours */
	DEED_ASK,  /* a dialog is to be opened: name, subject, trigger */
	DEED_ACT,  /* the core is to do it                             */
};

/* What is not there is NULL.  All are the deed's own. */
struct deed {
	enum deed_type type;
	char *id;      /* the same deed told again has the same          */
	char *name;    /* claim, resolve, …                              */
	char *subject; /* what it is about                               */
	char *text;
	char *field, *value; /* one more thing that was said: "for", "4h" */
	char *colleague;     /* Slack's ID of who was chosen: field "to" */
	char *author;        /* Slack's ID of who wrote what was reacted to */
	char *user, *user_name; /* who did it: Slack's ID, and a name     */
	char *trigger;          /* opens a dialog, for 3 s                */
	char *answer_url;       /* where a private answer goes            */
	char *channel;          /* where it was done                      */
	bool is_dialog;         /* a dialog was submitted                 */
	bool is_silent;         /* nobody waits for an answer             */
};

/* Reads a payload of that kind of envelope: interactive, slash_commands or
 * events_api.  payload may be NULL.  deed_release() either way. */
void deed_read(struct deed *deed, const char *kind, const cJSON *payload);
void deed_release(struct deed *deed);

/* The one rule for Slack's own IDs: capital letters and digits, not too many. */
bool deed_is_id(const char *id);

#endif
