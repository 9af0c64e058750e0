/* SPDX-License-Identifier: ISC */
/*
 * ingest_fixture.h - what a stream of answers needs: two routes, a directory
 * that does as told, and a second pair of eyes that sees what is committed.
 */
#ifndef TESTS_UNIT_INGEST_FIXTURE_H
#define TESTS_UNIT_INGEST_FIXTURE_H

#include <signal.h>
#include <sqlite3.h>

#include "core/ingest.h"
#include "core/ingest_parts.h"
#include "core_fixture.h"
#include "decide/condition.h"
#include "sdk/json.h"

#define FOLD_OVER 2
#define FOLD_S 600
#define CASE_S 172800

struct river {
	struct core_fixture *c;
	sqlite3 *eyes;
	struct lookup *lookup;
	struct instance directory;
	struct config config; /* of the routes */
	struct decider *decider;
	struct ingest_world world;
	struct buf told; /* "slack:#praise " for each on_notice() */
	/* What was committed when on_notice() was first called. */
	int64_t seen_responses, seen_notices, seen_cases;
};

/* ---- The second pair of eyes */

static inline char *
look(struct river *r, const char *sql)
{
	sqlite3_stmt *stmt;
	char *text = NULL;

	if (sqlite3_prepare_v2(r->eyes, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(r->eyes));
	if (sqlite3_step(stmt) == SQLITE_ROW)
		text = mem_string((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return text;
}

static inline int64_t
count_in(struct river *r, const char *from)
{
	char *sql = mem_printf("SELECT count(*) FROM %s", from);
	char *text = look(r, sql);
	int64_t n = strtoll(text, NULL, 10);

	free(text);
	free(sql);
	return n;
}

/* expected NULL: no such row, or nothing in it. */
static inline void
assert_seen(struct river *r, const char *sql, const char *expected)
{
	char *text = look(r, sql);

	if (expected == NULL)
		assert_null(text);
	else
		assert_string_equal(
		    text == NULL ? "(nothing)" : text, expected);
	free(text);
}

static inline void
assert_cursor(struct river *r, const char *expected)
{
	assert_seen(r, "SELECT cursor FROM cursors", expected);
}

/* From now on the store refuses what is put into that table. */
static inline void
refuse_in(struct river *r, const char *table)
{
	char *sql =
	    mem_printf("CREATE TRIGGER refuse BEFORE INSERT ON %s BEGIN "
		       "SELECT RAISE(ABORT, 'no'); END",
		table);

	assert_int_equal(
	    sqlite3_exec(r->eyes, sql, NULL, NULL, NULL), SQLITE_OK);
	free(sql);
}

/* ---- The routes */

static inline void
begin_route(struct route *route, const char *name, const char *category)
{
	cJSON *value = cJSON_CreateString(category);
	struct error err = { "" };

	*route = (struct route){
		.name = mem_string(name),
		.language = mem_string("da"),
		.when = mem_new(1, sizeof(void *)),
		.n_when = 1,
		.send = mem_new(2, sizeof(struct send)),
		.fold_over = FOLD_OVER,
		.fold_within_s = FOLD_S,
	};
	route->when[0] = condition_new("category", value, &err);
	assert_non_null(route->when[0]);
	cJSON_Delete(value);
}

static inline void
add_send(struct route *route, const char *to, const char *target)
{
	struct send *send = &route->send[route->n_send++];

	send->to = mem_string(to);
	send->target = mem_string(target);
}

static inline void
free_route(struct route *route)
{
	for (size_t i = 0; i < route->n_send; i++) {
		free(route->send[i].to);
		free(route->send[i].target);
	}
	condition_free(route->when[0]);
	free(route->when);
	free(route->send);
	free(route->name);
	free(route->language);
}

/* Promoters are praised, detractors rescued, with a case and a mail to who
 * owns the account. */
static inline void
make_decider(struct river *r, const char *default_owner)
{
	struct problems problems = PROBLEMS_INIT;

	r->config.default_owner = mem_string(default_owner);
	r->config.routes = mem_new(2, sizeof(struct route));
	r->config.n_routes = 2;
	begin_route(&r->config.routes[0], "celebrate", "promoter");
	add_send(&r->config.routes[0], "slack", "#praise");
	begin_route(&r->config.routes[1], "escalate", "detractor");
	add_send(&r->config.routes[1], "slack", "#rescue");
	add_send(&r->config.routes[1], "mail", "owner");
	r->config.routes[1].rule.deadline =
	    (struct span){ SPAN_TIME, CASE_S, false };
	r->decider = decider_new(&r->config, SRCDIR "/config", &problems);
	if (r->decider == NULL)
		fail_msg("%s", problems.list[0].text);
	problems_release(&problems);
}

static inline void
free_decider(struct river *r)
{
	decider_free(r->decider);
	for (size_t i = 0; i < r->config.n_routes; i++)
		free_route(&r->config.routes[i]);
	free(r->config.routes);
	free(r->config.default_owner);
}

/* ---- The world */

static inline void
on_notice(void *arg, const char *notifier, const char *target,
    int64_t priority, int64_t not_before_us)
{
	struct river *r = arg;

	(void)priority;
	assert_true(not_before_us >= NOW_US);
	if (r->told.size == 0) {
		r->seen_responses = count_in(r, "responses");
		r->seen_notices = count_in(r, "notices");
		r->seen_cases = count_in(r, "cases");
	}
	buf_printf(&r->told, "%s:%s ", notifier, target);
}

static inline void
assert_told(struct river *r, const char *expected)
{
	assert_string_equal(
	    r->told.size == 0 ? "" : buf_str(&r->told), expected);
}

static inline struct river *
river_begin(const char *default_owner)
{
	struct river *r = mem_new(1, sizeof(*r));

	r->c = core_begin();
	assert_int_equal(sqlite3_open(r->c->f->path, &r->eyes), SQLITE_OK);
	r->directory = a_puppet(r->c, "directory", ROLE_DIRECTORY);
	r->lookup = lookup_new(&r->c->world);
	make_decider(r, default_owner);
	r->world = (struct ingest_world){
		.writer = r->c->writer,
		.lookup = r->lookup,
		.decider = r->decider,
		.on_notice = on_notice,
		.arg = r,
	};
	return r;
}

/* Nothing is under way any more; the lookup is freed. */
static inline void
river_end(struct river *r)
{
	sqlite3_close(r->eyes);
	core_end(r->c);
	free_decider(r);
	free_puppet(&r->directory);
	buf_release(&r->told);
	free(r);
}

/* ---- The directory */

static inline bool
is_directory_up(void *arg)
{
	struct river *r = arg;

	return worker_state(lookup_worker(r->lookup, 0)) == WORKER_IDLE;
}

static inline void
open_directory(struct river *r, const char *way)
{
	tell_puppet(r->c, "directory", "lookup", way);
	lookup_add(r->lookup, &r->c->config, &r->directory);
	UNTIL(&r->c->loop, is_directory_up, r);
}

/* It answers nothing (SIGSTOP), until it goes on (SIGCONT). */
static inline void
signal_directory(struct river *r, int signal)
{
	int pid = worker_health(lookup_worker(r->lookup, 0)).pid;

	assert_true(pid > 0);
	assert_int_equal(kill(pid, signal), 0);
}

/* Long enough for everything that could happen now. */
static inline void
turn(struct river *r)
{
	for (int i = 0; i < 20; i++) {
		uv_run(&r->c->loop, UV_RUN_NOWAIT);
		writer_flush(r->c->writer);
	}
}

#endif
