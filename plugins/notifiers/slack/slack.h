/* SPDX-License-Identifier: ISC */
/*
 * slack.h - one instance of the slack plugin, and how its parts hang together.
 *
 *	plugin.c	options, open and close
 *	deliver.c	a notice becomes a message	-> blocks, places, people
 *	owner.c		who does not see that he is mentioned
 *	find.c		was it posted already?		-> places
 *	probe.c		would it work?
 *	webhook.c	the same with an incoming webhook in place of a token
 *	api.c		one call of the Web API		-> errors
 *
 * and, in a process of its own, those that nothing in may block:
 *
 *	listen.c	the loop: what there is to wait for
 *	link.c		the connection to Slack		-> socket
 *	acting.c	what somebody did is done	-> deed, dialog, reply
 *	who.c		who that was
 *	asks.c		a call of the Web API that nobody waits for
 */
#ifndef SLACK_SLACK_H
#define SLACK_SLACK_H

#include <loopbell/plugin.h>

#include "notifiers/slack/cache.h"
#include "sdk/http.h"

struct slack_settings {
	const char *token;
	const char *app_token; /* NULL: nobody listens */
	const char *webhook;
	const char *api;
	int timeout;
};

struct slack {
	struct lb_host *host;
	const struct slack_settings *settings;
	struct http *http;
	struct cache people;  /* e-mail address: user ID, or nobody */
	struct cache places;  /* channel name: channel ID           */
	struct cache members; /* "channel/user": who is in a channel */
	struct cache missed;  /* notices find() did not see once   */
	struct cache read;    /* notices find() looks for: where it is */
	int64_t ahead_s; /* our clock before Slack's, by the last answer */
};

/* The callbacks of plugin.h.  state is a struct slack. */
enum lb_result deliver_notice(void *state, const struct lb_notice *notice);
/* Was it posted?  By the notice's id in the message's metadata. */
enum lb_result find_notice(void *state, const struct lb_notice *notice);
bool probe_slack(void *state);
/* What a person does who has no app token that works, as the end of a
 * sentence. */
#define SLACK_APP_TOKEN_ADVICE                                             \
	"make one at https://api.slack.com/apps under Basic Information, " \
	"App-Level Tokens, with the scope connections:write, and switch "  \
	"Socket Mode on"

/* Socket Mode, until the core ends it; waits for that where there is no
 * app_token. */
void listen_slack(void *state);

/* The three for an instance that has a webhook.  Nothing can be found again
 * through a webhook: LB_UNKNOWN always. */
enum lb_result webhook_deliver(
    struct slack *slack, const struct lb_notice *notice);
enum lb_result webhook_find(struct slack *slack);
bool webhook_probe(struct slack *slack);

#endif
