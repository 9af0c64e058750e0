/* SPDX-License-Identifier: ISC */
/* ask.h - asking the running bot, or its store where it does not run. */
#ifndef COMMANDS_ASK_H
#define COMMANDS_ASK_H

#include <cjson/cJSON.h>

#include "config/config.h"

/* The configuration, as the user gave it (NULL: where it always is).  NULL:
 * what is wrong was printed; leave with EXIT_CONFIG. */
struct config *ask_open(const char *given);

/* Asks what core/control.h describes.  Where no bot runs, requests of
 * core/queue.h and core/case_ask.h are answered from its store.  The answer, perhaps a refusal, is
 * the caller's. */
cJSON *ask_once(const struct config *config, const cJSON *request);

/* 0, or 1 where it is a refusal: then why was printed. */
int ask_verdict(const cJSON *answer);

/* All three in one.  *answer is the caller's, or NULL.  An exit code. */
int ask(const char *config, const cJSON *request, cJSON **answer);

/* An answer as it would have come over the socket: only there are integers
 * numbers that can be read (sdk/json.h).  Takes it over. */
cJSON *ask_as_sent(cJSON *answer);

/* Prints for programs: indented, on standard output. */
void ask_print_json(const cJSON *answer);

#endif
