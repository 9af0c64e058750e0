/* SPDX-License-Identifier: ISC */
/*
 * case_ask.h - what the command line asks of cases, over the socket or of the
 * store itself where no bot runs.
 *
 *	{"op":"cases","who":ADDRESS,"overdue":true,"all":true,"max":100}
 *	{"op":"case","subject":"12"}
 *	{"op":"act","name":"claim","subject":"12","as":ADDRESS,"as_name":…,
 *	 "text":…,"fields":{…}}
 *	{"op":"absences"}
 *	{"op":"absent","who":ADDRESS,"deputy":ADDRESS,"from":DAY,"to":DAY,"as":…}
 *	{"op":"present","id":ID,"as":…}
 */
#ifndef CORE_CASE_ASK_H
#define CORE_CASE_ASK_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "decide/decide.h"
#include "store/store.h"

/* Is it one of these?  *changes: it writes the store. */
bool case_asks(const char *op, bool *changes);

/* The answer, the caller's; outside a transaction.  user: the name of the user
 * of this machine who asks.  The process's zone is the configuration's. */
cJSON *case_reply(struct store *store, const struct decider *d,
    const cJSON *request, const char *user);

#endif
