/* SPDX-License-Identifier: ISC */
/*
 * core_fixture.h - a loop, a store, a writer, a clock that stands, and puppets
 * (puppet.py) to be the processes.
 */
#ifndef TESTS_CORE_FIXTURE_H
#define TESTS_CORE_FIXTURE_H

#include "core/clock.h"
#include "core/worker.h"
#include "core/writer.h"
#include "loop_fixture.h"
#include "store_fixture.h"
#include <signal.h>

struct core_fixture {
	struct fixture *f;
	uv_loop_t loop;
	struct world world;
	struct writer *writer;
	struct config config; /* never freed: it has an owner too many */
	struct caught caught;
	char *log;
	int64_t now_us;
	bool is_idle;
};

static inline void
on_idle(void *arg)
{
	((struct core_fixture *)arg)->is_idle = true;
}

static inline struct core_fixture *
core_begin(void)
{
	struct core_fixture *c = mem_new(1, sizeof(*c));
	void *f;

	make_store(&f);
	c->f = f;
	c->now_us = NOW_US;
	clock_set(&c->now_us);
	uv_loop_init(&c->loop);
	c->world = (struct world){
		.loop = &c->loop, .company = "Nordlys", .language = "da"
	};
	c->config.n_refs = 1000;
	c->writer = writer_new(&c->loop, c->f->s, on_idle, c);
	catch_begin(&c->caught);
	return c;
}

/* What was logged so far; the fixture's. */
static inline const char *
core_log(struct core_fixture *c)
{
	if (c->log == NULL)
		c->log = catch_end(&c->caught);
	return c->log;
}

static inline void
core_end(struct core_fixture *c)
{
	void *f = c->f;

	writer_flush(c->writer);
	writer_free(c->writer);
	end_loop(&c->loop);
	core_log(c);
	free(c->log);
	clock_set(NULL);
	end_store(&f);
	free(c);
}

/* A puppet of that name. */
static inline struct instance
a_puppet(struct core_fixture *c, const char *name, enum role role)
{
	struct instance i = {
		.name = mem_string(name),
		.role = role,
		.command = mem_new(5, sizeof(char *)),
		.settings = cJSON_CreateObject(),
		.deadline_s = 60,
		.every_s = 60,
		.max_age_s = 3600,
		.cache_s = 600,
	};

	i.command[0] = mem_string("python3");
	i.command[1] = mem_string(SRCDIR "/tests/unit/puppet.py");
	i.command[2] = mem_string(c->f->folder);
	i.command[3] = mem_string(name);
	return i;
}

static inline void
free_puppet(struct instance *i)
{
	for (char **arg = i->command; *arg != NULL; arg++)
		free(*arg);
	free(i->command);
	free(i->name);
	cJSON_Delete(i->settings);
}

/* Tells a puppet what to do: lines of ways, one a request of that kind. */
static inline void
tell_puppet(
    struct core_fixture *c, const char *name, const char *op, const char *ways)
{
	char *path = mem_printf("%s/%s.%s", c->f->folder, name, op);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(ways, f);
	fputc('\n', f);
	assert_int_equal(fclose(f), 0);
	free(path);
}

/* What it was asked so far, a line each; the caller frees it. */
static inline char *
asked_of(struct core_fixture *c, const char *name)
{
	char *path = mem_printf("%s/%s.log", c->f->folder, name);
	FILE *f = fopen(path, "r");
	struct buf text = BUF_INIT;

	free(path);
	if (f == NULL)
		return mem_string("");
	text.size = fread(buf_room(&text, 65536), 1, 65535, f);
	buf_end(&text);
	fclose(f);
	return buf_take(&text);
}

static inline void
assert_asked(struct core_fixture *c, const char *name, const char *expected)
{
	char *asked = asked_of(c, name);

	assert_string_equal(asked, expected);
	free(asked);
}

static inline int
count_asked(struct core_fixture *c, const char *name, const char *what)
{
	char *asked = asked_of(c, name);
	int n = count_of(asked, what);

	free(asked);
	return n;
}

#endif
