/* SPDX-License-Identifier: ISC */
/* stream_fixture.h - a provider's stream, and ways to say something in it. */
#ifndef TESTS_UNIT_STREAM_FIXTURE_H
#define TESTS_UNIT_STREAM_FIXTURE_H

#include "ingest_fixture.h"

#define DAY_US (86400 * S_US)
struct stream {
	struct river *r;
	struct ingest *in;
	int n_room;
	size_t room_at[8]; /* what was open when room() was called */
};

static inline void
on_room(void *arg)
{
	struct stream *s = arg;

	assert_false(ingest_is_full(s->in));
	if ((size_t)s->n_room < N_OF(s->room_at))
		s->room_at[s->n_room] = s->in->n;
	s->n_room++;
}

static inline void
begin_with(void **state, const char *default_owner)
{
	struct stream *s = mem_new(1, sizeof(*s));

	s->r = river_begin(default_owner);
	s->in = ingest_new(&s->r->world, "p", NOW_US - DAY_US, on_room, s);
	*state = s;
}

static inline int
begin(void **state)
{
	begin_with(state, "cx@nordlys.example");
	return 0;
}

static inline int
begin_without_owner(void **state)
{
	begin_with(state, NULL);
	return 0;
}

static inline int
end(void **state)
{
	struct stream *s = *state;

	writer_flush(s->r->c->writer);
	lookup_free(s->r->lookup);
	ingest_free(s->in);
	river_end(s->r);
	free(s);
	return 0;
}

static inline void
say_at(struct stream *s, const char *ref, int score, const char *more,
    int64_t answered_us)
{
	char *json = mem_printf("{\"survey\":\"s\",\"id\":\"%s\",\"scale\":"
				"\"nps_0_10\",\"score\":%d,\"answered_us\":"
				"%" PRId64 "%s%s}",
	    ref, score, answered_us, *more == '\0' ? "" : ",", more);
	cJSON *parsed = cJSON_Parse(json);

	assert_non_null(parsed);
	ingest_response(s->in, parsed);
	free(json);
}

static inline void
say(struct stream *s, const char *ref, int score, const char *more)
{
	say_at(s, ref, score, more, NOW_US - 5 * S_US);
}

static inline bool
is_stored(void *arg)
{
	return ingest_is_empty(((struct stream *)arg)->in);
}

static inline void
store_all(struct stream *s)
{
	UNTIL(&s->r->c->loop, is_stored, s);
}

/* ---- What is in the outbox by now */

#define COMMENT(text) "\"comment\":\"" text "\""

/* Each notice as "target state", edits as "target edit state". */
static inline void
assert_outbox(struct stream *s, const char *expected)
{
	assert_seen(s->r,
	    "SELECT group_concat(target || CASE WHEN edits IS NULL THEN ' ' "
	    "ELSE ' edit ' END || state || CASE WHEN not_before_us = "
	    "9223372036854775807 THEN ' held' ELSE '' END, ', ') FROM "
	    "(SELECT * FROM notices ORDER BY id)",
	    expected);
}

/* A member of the newest notice's body. */
static inline void
assert_says(struct stream *s, const char *which, const char *member,
    const char *expected)
{
	char *sql = mem_printf("SELECT json_extract(body, '$.%s') FROM "
			       "notices WHERE %s ORDER BY id DESC LIMIT 1",
	    member, which);

	assert_seen(s->r, sql, expected);
	free(sql);
}

/* What the dispatcher would do. */
static inline void
become(struct stream *s, const char *which, enum notice_state state,
    const char *receipt)
{
	char *sql = mem_printf("SELECT id FROM notices WHERE %s", which);
	struct fixture *f = s->r->c->f;
	char *id = look(s->r, sql);
	struct notice n;
	bool found;

	assert_non_null(id);
	OK(f, store_notice(f->s, id, &n, &found, &f->err));
	n.state = state;
	free(n.receipt);
	n.receipt = mem_string(receipt);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_set_notice(f->s, &n, &f->err));
	OK(f, store_commit(f->s, &f->err));
	notice_release(&n);
	free(id);
	free(sql);
}

/* After a minute, so that revisions have an order. */
static inline void
say_later(struct stream *s, const char *ref, int score, const char *more)
{
	s->r->c->now_us += 60 * S_US;
	say(s, ref, score, more);
	store_all(s);
}

#endif
