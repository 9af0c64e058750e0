/* SPDX-License-Identifier: ISC */
/*
 * errors.h - what each of Slack's error codes means for a notice.
 *
 * The table holds every code documented for the methods this plugin calls, and
 * the words an incoming webhook answers with.
 */
#ifndef SLACK_ERRORS_H
#define SLACK_ERRORS_H

enum slack_class {
	SLACK_OK,        /* done, or done before                          */
	SLACK_RATE,      /* too fast: again after Retry-After             */
	SLACK_BACKOFF,   /* nothing happened, for certain: again later    */
	SLACK_AMBIGUOUS, /* it may have happened                          */
	SLACK_QUOTA,     /* the workspace's quota: again in hours         */
	SLACK_BAD_TOKEN, /* nothing works until there is another token    */
	SLACK_BAD_APP,   /* the app may not do this until somebody lets it */
	SLACK_SHUT_OUT,  /* the place takes it once somebody lets the bot in */
	SLACK_BAD_TARGET,  /* the place is wrong, closed or gone            */
	SLACK_NO_THREAD,   /* no answers to that message: again without it  */
	SLACK_BAD_PAYLOAD, /* the message as it is: again as plain text     */
	SLACK_NO_EDIT,     /* that message cannot be changed (any more)     */
	SLACK_GONE,        /* that message does not exist (any more)        */
	SLACK_UNLISTED,    /* not in the table: again later                 */
};

struct slack_error {
	const char *code;
	enum slack_class class;
	const char *advice; /* what a person is to do; NULL: nothing */
};

/* The row of a code; of a code that is not in the table, a row of the class
 * SLACK_UNLISTED.  Never NULL. */
const struct slack_error *errors_find(const char *code);

#endif
