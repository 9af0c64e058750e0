/* SPDX-License-Identifier: ISC */
/*
 * link.h - the connection to Slack that is always there.
 *
 *	            apps.connections.open      hello
 *	(nothing) -------------------> coming -------> current
 *	    ^        ticket, connect      |               | warning,
 *	    |                             | failed        | refresh_requested:
 *	    +--- a growing while ---------+               | another one comes
 *	                                          leaving <
 *
 * Slack ends each connection after some hours and says so before; then the next
 * one is opened first and the old one is left once the new one has said hello,
 * so that there is always one to take a click.  What came over a connection is
 * acknowledged over that same one.
 */
#ifndef SLACK_LINK_H
#define SLACK_LINK_H

#include <loopbell/plugin.h>

#include "notifiers/slack/asks.h"
#include "notifiers/slack/envelope.h"
#include "notifiers/slack/socket.h"

/* One connection of the link's; 0 is none.  No two ever have the same. */
struct link_end {
	struct socket *socket;
	unsigned number;
	bool was_useful; /* something came over it */
	int64_t hello_ms;
};

struct link {
	struct lb_host *host;
	struct lws_context *lws;
	struct asks *asks;
	/* Something to act on came over that connection. */
	void (*payload)(void *arg, unsigned from, const struct envelope *e);
	void *arg;

	struct link_end current, coming, leaving;
	unsigned last_number;
	bool is_asking;
	bool is_stopping;
	int n_failures; /* in a row: no hello came                      */
	int n_short;    /* in a row: it did not last                    */
	int n_crowded;  /* in a row: too many connections               */
	int n_foreign;  /* of others that listen with the same token    */
	int64_t not_before_ms;
	lws_sorted_usec_list_t retry, hello, leave;
};

/* host, lws, asks, payload and arg are set, all else is zero. */
void link_start(struct link *link);
/* Says goodbye on what is open; nothing is opened any more. */
void link_stop(struct link *link);

/* Sends text over that connection; where it is gone, nobody. */
void link_send(struct link *link, unsigned to, const char *text, size_t n);

/* How long to wait after so many failures in a row; chance, from 0 to 99, keeps
 * many from coming back at the same moment.  In ms. */
int64_t link_delay_ms(int n_failures, int chance);

#endif
