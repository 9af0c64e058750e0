/* SPDX-License-Identifier: ISC */
/* slack_rules.h - Slack's rules, held against any message, for tests. */
#ifndef TESTS_SLACK_RULES_H
#define TESTS_SLACK_RULES_H

#include <cjson/cJSON.h>
#include <stddef.h>

/* Fails the test unless Slack would take the message, and nothing in it but a
 * user's ID is a mention. */
void rules_check(const cJSON *message);

/* s again and again until it has at least size bytes; to be freed. */
char *rules_repeat(const char *s, size_t size);

/* The first block of that type; NULL: there is none. */
const cJSON *rules_block(const cJSON *message, const char *type);

/* The elements of the line of facts and links; NULL: there is none. */
const cJSON *rules_line(const cJSON *message);

/* What is written small at the end, each on a line; to be freed. */
char *rules_small(const cJSON *message);

#endif
