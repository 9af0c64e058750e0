/* SPDX-License-Identifier: ISC */
/*
 * setup.h - what the core asks before and beside the jobs.
 *
 * Each answers one line of the core (plugins/PROTOCOL.md) on the host's lines.
 */
#ifndef HOST_SETUP_H
#define HOST_SETUP_H

#include "host/host.h"

/* `described`: the plugin's name, roles and options. */
void setup_describe(struct lb_host *host, const cJSON *line);

/* `checked`: all that is wrong with the settings; no input or output. */
void setup_check(struct lb_host *host, const cJSON *line);

/* Opens the instance: `done`, and a listener then listens until it is stopped;
 * or `failed`, and the host ends with 78. */
void setup_start(struct lb_host *host, const cJSON *line);

/* Whether it would work: log lines, then `done` or `failed`. */
void setup_probe(struct lb_host *host, const cJSON *line);

#endif
