/* SPDX-License-Identifier: ISC */
/*
 * acting.h - what somebody did in Slack is done, and acknowledged.
 *
 *	payload -> deed -> who is it? -> lb_act() -> acknowledgement
 *	                (users.info)                -> private answer
 *
 * Slack waits three seconds for the acknowledgement, and shows a warning beside
 * the button when none comes.  That is right where an action was not kept; so
 * there is one only after lb_act() said that it is, or that it never will be.
 * A dialog is acknowledged first and opened then, as its trigger is good for
 * three seconds only: nothing has been done yet.
 */
#ifndef SLACK_ACTING_H
#define SLACK_ACTING_H

#include "notifiers/slack/asks.h"
#include "notifiers/slack/envelope.h"
#include "notifiers/slack/flood.h"
#include "notifiers/slack/who.h"

struct acting {
	struct lb_host *host;
	struct asks *asks;
	/* Sends an acknowledgement back to where its envelope came from. */
	void (*send)(void *arg, unsigned to, const char *text, size_t n);
	void *arg;

	struct doing *first, **last; /* on their way, in order */
	size_t n_doing;
	struct doing *dialogs; /* being opened, in any order */
	struct who who;
	char bot[48]; /* our own; "": not known yet */
	struct flood flood;
};

/* host, asks, send and arg are set, all else is zero. */
void acting_start(struct acting *a);
void acting_release(struct acting *a);

/* Something came, from the connection of that number. */
void acting_take(struct acting *a, unsigned from, const struct envelope *e);

#endif
