/* SPDX-License-Identifier: ISC */
/*
 * reply.h - what one person is told privately.
 *
 * The core's sentences are plain text and may hold what a customer wrote, so
 * they stand in rich_text, where nothing is markup.
 */
#ifndef SLACK_REPLY_H
#define SLACK_REPLY_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/* A message that only who acted sees: the answer to a command, and what is
 * posted to a response_url.  Shortened where it is too long for Slack, and says
 * so in the language.  The caller deletes it. */
cJSON *reply_message(const char *text, const char *language);

/* The same, with each e-mail address in it a link that opens a mail to it: for
 * answers that hold nobody's words but ours. */
cJSON *reply_with_addresses(const char *text, const char *language);

/* May an answer be posted there?  A response_url comes with a payload, so it
 * has to be Slack's own (https, below slack.com or slack-gov.com), or on the
 * machine that api: says, with its scheme and port. */
bool reply_may_go_to(const char *url, const char *api);
/* The same of the address of a connection: wss, or ws where api: is http. */
bool reply_may_connect_to(const char *url, const char *api);

#endif
