/* SPDX-License-Identifier: ISC */
/*
 * core.h - the bot: one thread, one loop, that makes every decision and writes
 * the store.
 *
 * Ends by SIGTERM or SIGINT within ten seconds, with what was in hand finished
 * or put back; reads its configuration anew by SIGHUP (reload.h).  Being killed
 * is the same as a crash, and the start after it is the normal one.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "store/store.h"

struct core_options {
	const char *config; /* path */
	/* End when nothing is left to do: every provider has brought what
	 * there was, every notice was sent or cannot be. */
	bool once;
	/* Where figures go at the end; NULL: nowhere. */
	struct store_totals *totals;
	/* A request of imports.h: run for this alone, with directories, but
	 * without any other provider and without notifiers; NULL: the bot.
	 * tell() hears its answer, and then how far it is. */
	const cJSON *import;
	void (*tell)(void *arg, const cJSON *answer);
	void *tell_arg;
};

/* Runs until it is told to end.  An exit code (commands/command.h); what is
 * wrong was printed. */
int core_run(const struct core_options *options);

#endif
