/* SPDX-License-Identifier: ISC */
/*
 * slack_world.h - the slack plugin between a host that records and a Slack on
 * loopback (tests/fake/slack.py), for its tests.
 */
#ifndef TESTS_SLACK_WORLD_H
#define TESTS_SLACK_WORLD_H

#include <cjson/cJSON.h>

#include "fake/server.h"
#include "fake_host.h"
#include "sdk/http.h"

/* A notice with a quote, for the public channel the bot is in. */
extern const struct lb_notice world_notice;

struct world {
	struct fake_server server;
	struct http *http;
	struct lb_host *host;
	void *plugin;
	cJSON *log; /* of the last world_log() */
};

/* cmocka fixtures: the group's server, and for each test a Slack without
 * messages and an open plugin with a token. */
int world_start(void **state);
int world_stop(void **state);
int world_set_up(void **state);
int world_tear_down(void **state);

/* Opens the plugin anew with a webhook: its path at the server. */
void world_use_webhook(struct world *w, const char *path);
/* Opens the plugin anew with that app token, too. */
void world_use_app_token(struct world *w, const char *token);
/* Opens the plugin anew: nothing is remembered. */
void world_restart(struct world *w);

/* Speaks to the server's control: the answer, to be deleted. */
cJSON *world_get(struct world *w, const char *path);
void world_post(struct world *w, const char *path, const char *body);
/* What the next calls of a method get: a JSON array (tests/fake/slack.py). */
void world_plan(struct world *w, const char *method, const char *answers);

/* The calls of a method since the test began; NULL: of any. */
int world_calls(struct world *w, const char *method);
/* The nth call's request ("form" or "json" in it), from 0; valid until the
 * next world_ call.  Fails the test when there is none. */
const cJSON *world_call(struct world *w, const char *method, int n);
/* An argument of that call's form; NULL: not there. */
const char *world_argument(
    struct world *w, const char *method, int n, const char *name);
int world_messages(struct world *w);

/* The plugin's deliver() and find(), with a host that forgot what was before. */
enum lb_result world_deliver(struct world *w, const struct lb_notice *n);
/* See world_deliver(). */
enum lb_result world_find(struct world *w, const struct lb_notice *n);

#endif
