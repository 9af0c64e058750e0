/* SPDX-License-Identifier: ISC */
/*
 * who.h - the e-mail address and the name behind Slack's ID of a person.
 *
 * users.info, asked beside all else and once for all who want to know; what is
 * known is remembered.
 */
#ifndef SLACK_WHO_H
#define SLACK_WHO_H

#include "notifiers/slack/asks.h"
#include "notifiers/slack/cache.h"

struct who {
	struct lb_host *host;
	struct asks *asks;
	/* A question was answered, or not in time. */
	void (*told)(void *arg, const char *id, bool has_failed);
	void *arg;

	struct lookup *lookups;     /* under way */
	struct cache emails, names; /* by Slack's ID */
	bool has_warned;            /* that somebody's address is not told */
};

enum who_answer {
	WHO_KNOWN,
	WHO_ASKED,  /* told() is called later */
	WHO_FAILED, /* too much is asked already */
};

/* host, asks, told and arg are set, all else is zero. */
enum who_answer who_ask(struct who *who, const char *id);
/* NULL: not known, or there is none.  Valid until the next who_ask(). */
const char *who_email(const struct who *who, const char *id);
/* The same, of the name that Slack shows. */
const char *who_name(const struct who *who, const char *id);

/* What is under way is forgotten: no answer to it may come any more. */
void who_release(struct who *who);

#endif
