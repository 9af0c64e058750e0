/* SPDX-License-Identifier: ISC */
/*
 * notices.c - the outbox.
 *
 * The state says what happened to a notice, queue and rank (schema.c) where
 * it stands in its lane; place_of() derives the second from the first.
 */
#include <stdlib.h>
#include <string.h>

#include "sdk/mem.h"
#include "store/db.h"

enum queue { QUEUE_NONE, QUEUE_DUE, QUEUE_LATER };

static const char *const states[] = {
	[NOTICE_WAITING] = "waiting",
	[NOTICE_SENDING] = "sending",
	[NOTICE_UNKNOWN] = "unknown",
	[NOTICE_DONE] = "done",
	[NOTICE_DEAD] = "dead",
	[NOTICE_DROPPED] = "dropped",
};
enum { N_STATES = sizeof(states) / sizeof(states[0]) };

const char *
notice_state_name(enum notice_state state)
{
	return states[state];
}

bool
notice_state_by_name(const char *name, enum notice_state *state)
{
	for (int i = 0; i < N_STATES; i++)
		if (strcmp(states[i], name) == 0) {
			*state = (enum notice_state)i;
			return true;
		}
	return false;
}

void
notice_release(struct notice *n)
{
	free(n->route);
	free(n->notifier);
	free(n->target);
	free(n->body);
	free(n->fold);
	free(n->receipt);
	free(n->thread);
	free(n->why);
	free(n->guard);
	free(n->step);
	*n = (struct notice){ 0 };
}

int64_t
notice_made_us(const struct notice *n)
{
	return n->made_us + n->skew_us;
}

int64_t
notice_wanted_us(const struct notice *n)
{
	return notice_made_us(n) + n->delay_us;
}

void
store_hurry(struct store *s)
{
	s->is_hurried = true;
}

static enum queue
queue_of(const struct notice *n)
{
	if (n->state != NOTICE_WAITING && n->state != NOTICE_UNKNOWN)
		return QUEUE_NONE;
	return n->not_before_us <= notice_made_us(n) ? QUEUE_DUE : QUEUE_LATER;
}

static int64_t
rank_of(const struct notice *n)
{
	return queue_of(n) == QUEUE_LATER ? n->not_before_us : n->priority;
}

/* The queue's number, NULL where there is none. */
static struct value
queue_value(const struct notice *n)
{
	enum queue queue = queue_of(n);

	return (struct value){ queue == QUEUE_NONE ? VALUE_TEXT : VALUE_INT,
		NULL, queue, 0 };
}

bool
store_put_notice(struct store *s, const struct notice *n, struct error *err)
{
	const struct value values[] = {
		TEXT(n->id),
		TEXT_OR_NULL(n->response),
		TEXT_OR_NULL(n->kase),
		TEXT(n->route),
		TEXT(n->notifier),
		TEXT(n->target),
		TEXT(n->body),
		TEXT(n->fold),
		INT(n->priority),
		TEXT(states[n->state]),
		INT(n->tries),
		INT(n->deaths),
		INT(n->made_us),
		INT(n->not_before_us),
		INT(n->done_us),
		TEXT(n->receipt),
		TEXT(n->thread),
		TEXT(n->why),
		INT(n->maybe_twice),
		TEXT_OR_NULL(n->edits),
		INT(n->skew_us),
		TEXT_OR_NULL(n->follows),
		TEXT(n->guard),
		TEXT(n->step),
		INT(n->delay_us),
		queue_value(n),
		INT(rank_of(n)),
		{ VALUE_END, NULL, 0, 0 },
	};

	if (!db_run(s, SQL_ADD_NOTICE, values, NULL, err))
		return false;
	s->counts[COUNT_NOTICES + n->state]++;
	s->counts[COUNT_MAYBE_TWICE] += n->maybe_twice;
	return true;
}

/* What the store counts it as: its state, and whether it is possibly twice. */
static bool
known_state(
    struct store *s, const char *id, struct notice *known, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_NOTICE_STATE, VALUES(TEXT(id)), err);
	bool found;

	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return error_set(err, "there is no notice %s", id);
	found = notice_state_by_name(db_text(stmt, 0), &known->state);
	known->maybe_twice = sqlite3_column_int(stmt, 1) != 0;
	sqlite3_reset(stmt);
	return found || error_set(err, "notice %s is in no known state", id);
}

bool
store_set_notice(struct store *s, const struct notice *n, struct error *err)
{
	const struct value values[] = {
		TEXT(n->body),
		TEXT(n->fold),
		TEXT(states[n->state]),
		INT(n->tries),
		INT(n->deaths),
		INT(n->not_before_us),
		INT(n->done_us),
		TEXT(n->receipt),
		TEXT(n->why),
		INT(n->maybe_twice),
		INT(n->priority),
		queue_value(n),
		INT(rank_of(n)),
		TEXT(n->id),
		{ VALUE_END, NULL, 0, 0 },
	};
	struct notice before = { .state = NOTICE_WAITING };

	if (!known_state(s, n->id, &before, err) ||
	    !db_run(s, SQL_CHANGE_NOTICE, values, NULL, err))
		return false;
	s->counts[COUNT_NOTICES + before.state]--;
	s->counts[COUNT_NOTICES + n->state]++;
	s->counts[COUNT_MAYBE_TWICE] += n->maybe_twice - before.maybe_twice;
	/* What waits is changed in place: nothing is held for it. */
	if (before.state == NOTICE_WAITING || n->state == NOTICE_SENDING)
		return true;
	return edits_follow(s, n, err);
}

/* In the order of NOTICE in statements.c. */
static void
read_notice(sqlite3_stmt *stmt, struct notice *n)
{
	*n = (struct notice){
		.route = db_copy(stmt, 3),
		.notifier = db_copy(stmt, 4),
		.target = db_copy(stmt, 5),
		.body = db_copy(stmt, 6),
		.fold = db_copy(stmt, 7),
		.priority = sqlite3_column_int64(stmt, 8),
		.tries = sqlite3_column_int(stmt, 10),
		.deaths = sqlite3_column_int(stmt, 11),
		.made_us = sqlite3_column_int64(stmt, 12),
		.not_before_us = sqlite3_column_int64(stmt, 13),
		.done_us = sqlite3_column_int64(stmt, 14),
		.receipt = db_copy(stmt, 15),
		.thread = db_copy(stmt, 16),
		.why = db_copy(stmt, 17),
		.maybe_twice = sqlite3_column_int(stmt, 18) != 0,
		.skew_us = sqlite3_column_int64(stmt, 20),
		.guard = db_copy(stmt, 22),
		.step = db_copy(stmt, 23),
		.delay_us = sqlite3_column_int64(stmt, 24),
	};
	db_id(stmt, 0, n->id);
	db_id(stmt, 1, n->response);
	db_id(stmt, 2, n->kase);
	db_id(stmt, 19, n->edits);
	db_id(stmt, 21, n->follows);
	notice_state_by_name(db_text(stmt, 9), &n->state);
}

void
db_notice(sqlite3_stmt *stmt, struct notice *n)
{
	read_notice(stmt, n);
}

bool
notices_one(struct store *s, sqlite3_stmt *stmt, struct notice *n, bool *found,
    struct error *err)
{
	*n = (struct notice){ 0 };
	*found = false;
	if (stmt == NULL || !db_row(s, stmt, found, err))
		return false;
	if (!*found)
		return true;
	read_notice(stmt, n);
	sqlite3_reset(stmt);
	return true;
}

bool
store_notice(struct store *s, const char *id, struct notice *n, bool *found,
    struct error *err)
{
	return notices_one(
	    s, db_bind(s, SQL_NOTICE, VALUES(TEXT(id)), err), n, found, err);
}

bool
store_notice_sent(struct store *s, const char *receipt, const char *notifier,
    struct notice *n, bool *found, struct error *err)
{
	return notices_one(s,
	    db_bind(s, SQL_NOTICE_SENT, VALUES(TEXT(receipt), TEXT(notifier)),
		err),
	    n, found, err);
}

bool
store_folding(struct store *s, const char *route, const char *notifier,
    const char *target, struct notice *n, bool *found, struct error *err)
{
	return notices_one(s,
	    db_bind(s, SQL_FOLDING,
		VALUES(TEXT(route), TEXT(notifier), TEXT(target)), err),
	    n, found, err);
}

/* The first column of the first row; *found says whether there is one. */
static bool
one_number(struct store *s, sqlite3_stmt *stmt, int64_t *n, bool *found,
    struct error *err)
{
	*n = 0;
	if (stmt == NULL || !db_row(s, stmt, found, err))
		return false;
	if (!*found)
		return true;
	*n = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return true;
}

bool
store_has_made(
    struct store *s, const struct made *made, bool *has, struct error *err)
{
	int64_t one;

	return one_number(s,
	    db_bind(s, SQL_HAS_MADE,
		VALUES(TEXT(made->route), TEXT(made->notifier),
		    TEXT(made->target), INT(made->since_us),
		    INT(made->max - 1)),
		err),
	    &one, has, err);
}

bool
store_lanes(struct store *s, store_lane_fn *each, void *arg, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_LANES, NULL, err);
	bool row = stmt != NULL;

	while (row) {
		if (!db_row(s, stmt, &row, err))
			return false;
		if (row)
			each(arg,
			    &(struct lane){ db_text(stmt, 0), db_text(stmt, 1),
				sqlite3_column_int64(stmt, 2),
				sqlite3_column_int64(stmt, 3) });
	}
	return stmt != NULL;
}

/* Those whose time has come take their places by priority.  Each notice does
 * this once each time it is put off, and usually there is none. */
static bool
make_due(struct store *s, const char *notifier, const char *target,
    int64_t now_us, struct error *err)
{
	const struct value values[] = { TEXT(notifier), TEXT(target),
		INT(s->is_hurried ? NOTICE_HELD - 1 : now_us), INT(now_us),
		{ VALUE_END, NULL, 0, 0 } };
	sqlite3_stmt *stmt = db_bind(s, SQL_HAS_COME_DUE, values, err);
	int64_t one;
	bool found, own;

	if (!one_number(s, stmt, &one, &found, err))
		return false;
	if (!found)
		return true;
	if (!db_begin_own(s, &own, err))
		return false;
	return db_end_own(
	    s, own, db_run(s, SQL_MAKE_DUE, values, NULL, err), err);
}

bool
store_next_notice(struct store *s, const char *notifier, const char *target,
    int64_t now_us, struct notice *n, bool *found, int64_t *next_us,
    struct error *err)
{
	const struct value *lane = VALUES(TEXT(notifier), TEXT(target));
	sqlite3_stmt *stmt;
	bool later;

	*next_us = INT64_MAX;
	if (!make_due(s, notifier, target, now_us, err))
		return false;
	stmt = db_bind(s, SQL_NEXT_NOTICE, lane, err);
	if (!notices_one(s, stmt, n, found, err))
		return false;
	if (*found)
		return true;
	stmt = db_bind(s, SQL_NEXT_TIME,
	    VALUES(TEXT(notifier), TEXT(target), INT(s->is_hurried)), err);
	if (!one_number(s, stmt, next_us, &later, err))
		return false;
	if (!later)
		*next_us = INT64_MAX;
	return true;
}

bool
store_recover(struct store *s, int64_t *n_unknown, struct error *err)
{
	bool own, ok;

	*n_unknown = 0;
	if (!db_begin_own(s, &own, err))
		return false;
	ok = db_run(s, SQL_RECOVER, NULL, n_unknown, err);
	s->counts[COUNT_NOTICES + NOTICE_SENDING] -= *n_unknown;
	s->counts[COUNT_NOTICES + NOTICE_UNKNOWN] += *n_unknown;
	return db_end_own(s, own, ok, err);
}

static sqlite3_stmt *
list_in_state(struct store *s, int state, int64_t max, struct error *err)
{
	/* Each has an index that history does not slow down (schema.c). */
	static const enum statement by_state[] = {
		[NOTICE_WAITING] = SQL_LIST_QUEUED,
		[NOTICE_SENDING] = SQL_LIST_ASIDE,
		[NOTICE_UNKNOWN] = SQL_LIST_QUEUED,
		[NOTICE_DONE] = SQL_LIST_DONE,
		[NOTICE_DEAD] = SQL_LIST_ASIDE,
		[NOTICE_DROPPED] = SQL_LIST_ASIDE,
	};

	if (state < 0)
		return db_bind(s, SQL_LIST_OPEN, VALUES(INT(max)), err);
	return db_bind(
	    s, by_state[state], VALUES(TEXT(states[state]), INT(max)), err);
}

static void
add_to_list(struct notice **list, size_t *n, sqlite3_stmt *stmt)
{
	*list = mem_resize(*list, *n + 1, sizeof(**list));
	read_notice(stmt, &(*list)[(*n)++]);
}

bool
store_notices_about(struct store *s, const char *response,
    struct notice **list, size_t *n, struct error *err)
{
	char pattern[ID_SIZE + 2];
	sqlite3_stmt *stmt;
	bool row, ok;

	snprintf(pattern, sizeof(pattern), "%%%s%%", response);
	*list = NULL;
	*n = 0;
	stmt = db_bind(
	    s, SQL_NOTICES_ABOUT, VALUES(TEXT(response), TEXT(pattern)), err);
	ok = stmt != NULL;
	while (ok && (ok = db_row(s, stmt, &row, err)) && row)
		add_to_list(list, n, stmt);
	return ok;
}

bool
store_notices(struct store *s, int state, int64_t max, store_notice_fn *each,
    void *arg, struct error *err)
{
	sqlite3_stmt *stmt = list_in_state(s, state, max, err);
	bool row = stmt != NULL;
	struct notice n;

	while (row) {
		if (!db_row(s, stmt, &row, err))
			return false;
		if (!row)
			break;
		read_notice(stmt, &n);
		each(arg, &n);
		notice_release(&n);
	}
	return stmt != NULL;
}
