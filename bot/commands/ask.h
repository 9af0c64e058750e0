/* SPDX-License-Identifier: ISC */
/* ask.h - asking the running bot, or its store where it does not run. */
#ifndef COMMANDS_ASK_H
#define COMMANDS_ASK_H

#include <cjson/cJSON.h>

/* Asks what core/control.h describes.  config is as the user gave it, or NULL.
 * Where no bot runs, requests of core/queue.h are answered from its store.
 * *answer is the caller's, or NULL; what is wrong was printed.  An exit code. */
int ask(const char *config, const cJSON *request, cJSON **answer);

/* Prints for programs: indented, on standard output. */
void ask_print_json(const cJSON *answer);

#endif
