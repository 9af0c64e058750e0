/* SPDX-License-Identifier: ISC */
/* core_parts.h - what core.c, importing.c, reload.c and status.c share. */
#ifndef CORE_CORE_PARTS_H
#define CORE_CORE_PARTS_H

#include "core/child.h"
#include "core/control.h"
#include "core/core.h"
#include "core/dispatch.h"
#include "core/imports.h"
#include "core/provider.h"
#include "core/space.h"
#include "core/web.h"

struct core {
	const struct core_options *options;
	uv_loop_t loop;
	struct config *config; /* a reference */
	struct decider *decider;
	struct store *store;
	struct writer *writer;
	struct lookup *lookup;
	struct dispatch *dispatch;
	struct control *control;
	struct imports *imports;
	struct world world; /* of the configuration */
	struct ingest_world ingest;
	struct provider_world providing;
	struct import_world import;
	int64_t importing; /* the import that this core runs for */
	struct provider **providers;
	size_t n_providers;
	struct web_world serving;
	struct web *web;        /* NULL: nothing is to be listened for */
	struct links_key links; /* of what is sent by mail */
	struct space space;
	struct buf health; /* the document, believed for a moment */
	uint64_t health_until_ms;
	uv_signal_t on_term, on_int, on_hup;
	uv_timer_t tick; /* while ending, or in a run that ends */
	int64_t started_us;
	uint64_t stop_by_ms; /* uv_now(): nobody is waited for longer */
	bool is_stopping, is_settling;
	bool has_let_go; /* while stopping: web is gone, the rest may go */
	bool has_settle_trouble; /* was said */
	struct child *checking;  /* the new configuration; NULL: none is */
	bool check_again;        /* another SIGHUP came meanwhile */
	int64_t reloaded_us;
	char *reload_trouble; /* NULL: the last reload was fine */
};

/* Fills world from the configuration. */
void core_set_world(struct core *c);
bool core_add_provider(
    struct core *c, const struct instance *instance, struct error *err);

/* Begins to read the configuration anew. */
void core_reload(struct core *c);
/* Starts the providers that are missing, frees those that have gone.  True:
 * all that should be there are. */
bool core_sync_providers(struct core *c);
/* Calls core_sync_providers() until it is true. */
void core_settle(struct core *c);

/* In a core that runs for one import: begins it; tells how far it is.  False: it
 * is over, or was refused. */
bool core_begin_import(struct core *c);
bool core_watch_import(struct core *c);

/* ---- serving.c: what web needs of the core. */
void core_set_serving(struct core *c);
/* The key of the links in mails: the store's, or a new one.  False: the store
 * failed. */
bool core_load_links(struct core *c, struct error *err);
/* Starts web where it should be, and ends it where it should not, or should be
 * another.  True: it is as it should be. */
bool core_sync_web(struct core *c);
/* Web changes with the configuration: it ends, and core_sync_web() follows. */
void core_reload_web(struct core *c, const struct config *new);
/* Says, once an instance, where to push to it. */
void core_say_addresses(struct core *c);
/* Why nothing that is pushed could be kept now; NULL: it could. */
const char *core_why_not(struct core *c);

/* The answer to {"op":"status"}. */
cJSON *core_status(struct core *c);
/* Adds to each queue of an answer to {"op":"queue"} how its notifier is. */
void core_put_notifiers(const struct core *c, cJSON *answer);

#endif
