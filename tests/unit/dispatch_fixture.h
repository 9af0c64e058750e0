/* SPDX-License-Identifier: ISC */
/* dispatch_fixture.h - a store of notices, and a notifier that does as told. */
#ifndef TESTS_UNIT_DISPATCH_FIXTURE_H
#define TESTS_UNIT_DISPATCH_FIXTURE_H

#include "core/dispatch.h"
#include "core/dispatch_parts.h"
#include "core/worker_parts.h"
#include "core_fixture.h"

struct outbox {
	struct core_fixture *c;
	struct dispatch *d;
	struct instance slack;
	int n_made;
	char last[ID_SIZE];
	enum notice_state wanted;
	int64_t n_wanted;
};

static inline void
open_dispatch(struct outbox *o)
{
	struct error err;

	o->d = dispatch_new(&o->c->world, o->c->f->s, o->c->writer);
	dispatch_add(o->d, &o->c->config, &o->slack);
	assert_true(dispatch_load(o->d, &err));
}

static inline int
begin(void **state)
{
	struct outbox *o = mem_new(1, sizeof(*o));

	o->c = core_begin();
	o->slack = a_puppet(o->c, "slack", ROLE_NOTIFIER);
	*state = o;
	return 0;
}

static inline bool
is_gone(void *arg)
{
	struct outbox *o = arg;

	return dispatch_is_gone(o->d) && writer_backlog(o->c->writer) == 0;
}

static inline void
stop(struct outbox *o, unsigned grace_ms)
{
	dispatch_stop(o->d, grace_ms);
	UNTIL(&o->c->loop, is_gone, o);
}

static inline int
end(void **state)
{
	struct outbox *o = *state;

	if (o->d != NULL)
		dispatch_free(o->d);
	core_end(o->c);
	free_puppet(&o->slack);
	free(o);
	return 0;
}

/* A notice in the store; ids are N01, N02 … in the order they are made. */
static inline void
put_as(struct outbox *o, const char *target, int64_t priority,
    const char *body, enum notice_state state, int64_t not_before_us)
{
	struct notice n = a_notice(target, priority, not_before_us);

	snprintf(n.id, sizeof(n.id), "N%025d", ++o->n_made);
	memcpy(o->last, n.id, ID_SIZE);
	n.body = (char *)(uintptr_t)body;
	n.state = state;
	OK(o->c->f, store_begin(o->c->f->s, &o->c->f->err));
	OK(o->c->f, store_put_notice(o->c->f->s, &n, &o->c->f->err));
	OK(o->c->f, store_commit(o->c->f->s, &o->c->f->err));
}

static inline void
put_notice(
    struct outbox *o, const char *target, int64_t priority, const char *body)
{
	put_as(o, target, priority, body, NOTICE_WAITING, NOW_US);
}

static inline int64_t
n_in(struct outbox *o, enum notice_state state)
{
	struct store_totals t;

	OK(o->c->f, store_totals(o->c->f->s, &t, &o->c->f->err));
	return t.notices[state];
}

static inline bool
has_come(void *arg)
{
	struct outbox *o = arg;

	return n_in(o, o->wanted) == o->n_wanted;
}

static inline void
wait_for(struct outbox *o, enum notice_state state, int64_t n)
{
	o->wanted = state;
	o->n_wanted = n;
	UNTIL(&o->c->loop, has_come, o);
}

/* Whatever waits for its time waits no longer. */
static inline void
later(struct outbox *o, int64_t s)
{
	struct error err;

	o->c->now_us += s * S_US;
	assert_true(dispatch_load(o->d, &err));
}

static inline void
assert_last(struct outbox *o, int tries, int deaths, const char *why)
{
	struct notice n;
	bool found;

	OK(o->c->f,
	    store_notice(o->c->f->s, o->last, &n, &found, &o->c->f->err));
	assert_true(found);
	assert_int_equal(n.tries, tries);
	assert_int_equal(n.deaths, deaths);
	if (why != NULL)
		assert_string_equal(n.why == NULL ? "" : n.why, why);
	notice_release(&n);
}

/* The requests so far, as the numbers of the notices: "3 1 f2". */
static inline void
assert_order(struct outbox *o, const char *expected)
{
	char *asked = asked_of(o->c, "slack");
	struct buf order = BUF_INIT;

	buf_puts(&order, "");
	for (char *p = asked; *p != '\0'; p += strcspn(p, "\n") + 1) {
		const char *n = strchr(p, 'N');
		bool finds = strncmp(p, "find ", 5) == 0;

		if (strncmp(p, "deliver ", 8) == 0 || finds)
			buf_printf(&order, "%s%s%ld",
			    order.size > 0 ? " " : "", finds ? "f" : "",
			    strtol(n + 1, NULL, 10));
	}
	assert_string_equal(buf_str(&order), expected);
	buf_release(&order);
	free(asked);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
