/* SPDX-License-Identifier: ISC */
/* worker_fixture.h - a worker, its process, and what it told. */
#ifndef TESTS_UNIT_WORKER_FIXTURE_H
#define TESTS_UNIT_WORKER_FIXTURE_H

#include "core/worker.h"
#include "core/worker_parts.h"
#include "core_fixture.h"

struct world_of_one {
	struct core_fixture *c;
	struct instance instance;
	struct worker *w;
	int n_results, n_lines, n_changed;
	enum result result;
	int64_t after_s;
	char why[256], receipt[64];
};

static inline void
on_line(void *arg, const char *op, cJSON *line)
{
	struct world_of_one *o = arg;

	(void)op;
	o->n_lines++;
	cJSON_Delete(line);
}

static inline void
on_result(void *arg, const struct outcome *outcome)
{
	struct world_of_one *o = arg;

	o->n_results++;
	o->result = outcome->result;
	o->after_s = outcome->after_s;
	snprintf(o->why, sizeof(o->why), "%s", outcome->why);
	snprintf(o->receipt, sizeof(o->receipt), "%s",
	    outcome->receipt == NULL ? "" : outcome->receipt);
}

static inline void
on_changed(void *arg)
{
	((struct world_of_one *)arg)->n_changed++;
}

static inline int
begin_as(void **state, enum role role)
{
	static const struct worker_events events = { on_line, on_result,
		on_changed };
	struct world_of_one *o = mem_new(1, sizeof(*o));

	o->c = core_begin();
	o->instance = a_puppet(o->c, "pup", role);
	o->w =
	    worker_new(&o->c->world, &o->c->config, &o->instance, &events, o);
	*state = o;
	return 0;
}

static inline int
begin(void **state)
{
	return begin_as(state, ROLE_NOTIFIER);
}

static inline int
begin_directory(void **state)
{
	return begin_as(state, ROLE_DIRECTORY);
}

static inline int
end(void **state)
{
	struct world_of_one *o = *state;

	worker_free(o->w);
	core_end(o->c);
	free_puppet(&o->instance);
	free(o);
	return 0;
}

static inline bool
has_result(void *arg)
{
	return ((struct world_of_one *)arg)->n_results > 0;
}

static inline bool
is_idle(void *arg)
{
	return worker_state(((struct world_of_one *)arg)->w) == WORKER_IDLE;
}

static inline bool
is_gone(void *arg)
{
	return worker_is_gone(((struct world_of_one *)arg)->w);
}

static inline bool
is_resting(void *arg)
{
	return worker_state(((struct world_of_one *)arg)->w) == WORKER_RESTING;
}

static inline bool
is_broken(void *arg)
{
	return worker_state(((struct world_of_one *)arg)->w) == WORKER_BROKEN;
}

/* The state's clock is over now. */
static inline void
hasten(struct world_of_one *o)
{
	assert_true(uv_is_active((uv_handle_t *)&o->w->timer));
	uv_timer_start(&o->w->timer, o->w->timer.timer_cb, 0, 0);
	uv_run(&o->c->loop, UV_RUN_NOWAIT);
}

static inline void
ask(struct world_of_one *o, int64_t timeout_s)
{
	o->n_results = 0;
	worker_request(
	    o->w, "deliver", "\"notice\":{\"id\":\"N\"}", timeout_s);
	UNTIL(&o->c->loop, has_result, o);
}

static inline void
stop(struct world_of_one *o)
{
	worker_stop(o->w, 5000);
	UNTIL(&o->c->loop, is_gone, o);
	assert_int_equal(worker_state(o->w), WORKER_ENDED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
#define DIRECTORY(name) \
	cmocka_unit_test_setup_teardown(name, begin_directory, end)

#endif
