/* SPDX-License-Identifier: ISC */
/* cases.c - follow-ups of answers: rows, and ways to find them. */
#include <stdlib.h>
#include <string.h>

#include "sdk/mem.h"
#include "store/db.h"

static const char *const states[] = {
	[CASE_OPEN] = "open",
	[CASE_CLAIMED] = "claimed",
	[CASE_RESOLVED] = "resolved",
	[CASE_CONFIRMED] = "confirmed",
};

/* Where in CASE (statements.c) what cannot change begins. */
enum {
	N_CHANGES = 18,
	COLUMN_ID = N_CHANGES,
	COLUMN_RESPONSE,
	COLUMN_NUMBER,
	COLUMN_ACCOUNT,
	COLUMN_ROUTE,
	COLUMN_OPENED,
	COLUMN_SKEW,
	COLUMN_MEMBERS,
};

const char *
case_state_name(enum case_state state)
{
	return states[state];
}

bool
case_state_by_name(const char *name, enum case_state *state)
{
	for (int i = 0; i < N_CASE_STATES; i++)
		if (strcmp(states[i], name) == 0) {
			*state = (enum case_state)i;
			return true;
		}
	return false;
}

void
kase_release(struct kase *k)
{
	free(k->account);
	free(k->company);
	free(k->route);
	free(k->owner);
	free(k->holder.email);
	free(k->holder.name);
	free(k->resolver.email);
	free(k->resolver.name);
	free(k->note);
	*k = (struct kase){ 0 };
}

int64_t
kase_opened_us(const struct kase *k)
{
	return k->opened_us + k->skew_us;
}

/* ---- Writing */

/* It counts as open until it is resolved. */
static int
counts(enum case_state state)
{
	return state == CASE_OPEN || state == CASE_CLAIMED;
}

/* As CASE_CHANGES has them. */
static void
put_changes(struct value values[N_CHANGES], const struct kase *k)
{
	const struct value from[N_CHANGES] = {
		TEXT(states[k->state]),
		INT(k->round),
		TEXT(k->company),
		INT(k->score),
		TEXT(k->owner),
		TEXT(k->holder.email),
		TEXT(k->holder.name),
		TEXT(k->resolver.email),
		TEXT(k->resolver.name),
		TEXT(k->note),
		INT(k->reached),
		INT(k->deadline_us),
		INT(k->claimed_us),
		INT(k->resolved_us),
		INT(k->confirmed_us),
		INT(k->snoozed_us),
		INT(k->confirm_us),
		INT(k->changed_us),
	};

	memcpy(values, from, sizeof(from));
}

/* The first column of the first row; 0: none. */
static bool
one_number(struct store *s, sqlite3_stmt *stmt, int64_t *n, struct error *err)
{
	bool row;

	*n = 0;
	if (stmt == NULL || !db_row(s, stmt, &row, err))
		return false;
	if (row)
		*n = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return true;
}

bool
store_put_case(struct store *s, struct kase *k, struct error *err)
{
	const struct value rest[] = {
		TEXT(k->id),
		TEXT(k->response),
		INT(0),
		TEXT(k->account),
		TEXT(k->route),
		INT(k->opened_us),
		{ VALUE_END, NULL, 0, 0 },
	};
	struct value values[N_CHANGES + sizeof(rest) / sizeof(rest[0])];

	if (!one_number(
		s, db_bind(s, SQL_LAST_NUMBER, NULL, err), &k->number, err))
		return false;
	k->number++;
	put_changes(values, k);
	memcpy(&values[N_CHANGES], rest, sizeof(rest));
	values[COLUMN_NUMBER].integer = k->number;
	if (!db_run(s, SQL_ADD_CASE, values, NULL, err))
		return false;
	s->counts[COUNT_OPEN_CASES] += counts(k->state);
	k->n_members = 1;
	return store_join_case(s, k->id, k->response, k->opened_us, err);
}

static bool
read_state(
    struct store *s, const char *id, enum case_state *state, struct error *err)
{
	struct kase k;
	bool found;

	if (!store_case(s, id, &k, &found, err))
		return false;
	*state = k.state;
	kase_release(&k);
	return found || error_set(err, "there is no case %s", id);
}

bool
store_set_case(struct store *s, const struct kase *k, struct error *err)
{
	struct value values[N_CHANGES + 2] = { { VALUE_END, NULL, 0, 0 } };
	enum case_state before = CASE_OPEN;

	put_changes(values, k);
	values[N_CHANGES] = (struct value)TEXT(k->id);
	if (!read_state(s, k->id, &before, err) ||
	    !db_run(s, SQL_SET_CASE, values, NULL, err))
		return false;
	s->counts[COUNT_OPEN_CASES] += counts(k->state) - counts(before);
	return true;
}

bool
store_join_case(struct store *s, const char *id, const char *response,
    int64_t now_us, struct error *err)
{
	return db_run(s, SQL_JOIN_CASE,
	    VALUES(TEXT(response), TEXT(id), INT(now_us)), NULL, err);
}

/* ---- Reading */

static void
read_case(sqlite3_stmt *stmt, struct kase *k)
{
	*k = (struct kase){
		.round = sqlite3_column_int(stmt, 1),
		.company = db_copy(stmt, 2),
		.score = sqlite3_column_int(stmt, 3),
		.owner = db_copy(stmt, 4),
		.holder = { db_copy(stmt, 5), db_copy(stmt, 6) },
		.resolver = { db_copy(stmt, 7), db_copy(stmt, 8) },
		.note = db_copy(stmt, 9),
		.reached = (enum reached)sqlite3_column_int(stmt, 10),
		.deadline_us = sqlite3_column_int64(stmt, 11),
		.claimed_us = sqlite3_column_int64(stmt, 12),
		.resolved_us = sqlite3_column_int64(stmt, 13),
		.confirmed_us = sqlite3_column_int64(stmt, 14),
		.snoozed_us = sqlite3_column_int64(stmt, 15),
		.confirm_us = sqlite3_column_int64(stmt, 16),
		.changed_us = sqlite3_column_int64(stmt, 17),
		.number = sqlite3_column_int64(stmt, COLUMN_NUMBER),
		.account = db_copy(stmt, COLUMN_ACCOUNT),
		.route = db_copy(stmt, COLUMN_ROUTE),
		.opened_us = sqlite3_column_int64(stmt, COLUMN_OPENED),
		.skew_us = sqlite3_column_int64(stmt, COLUMN_SKEW),
		.n_members = sqlite3_column_int64(stmt, COLUMN_MEMBERS),
	};
	case_state_by_name(db_text(stmt, 0), &k->state);
	db_id(stmt, COLUMN_ID, k->id);
	db_id(stmt, COLUMN_RESPONSE, k->response);
}

/* The first row, if any. */
static bool
one_case(struct store *s, sqlite3_stmt *stmt, struct kase *k, bool *found,
    struct error *err)
{
	*k = (struct kase){ 0 };
	*found = false;
	if (stmt == NULL || !db_row(s, stmt, found, err))
		return false;
	if (!*found)
		return true;
	read_case(stmt, k);
	sqlite3_reset(stmt);
	return true;
}

bool
store_case(struct store *s, const char *id, struct kase *k, bool *found,
    struct error *err)
{
	return one_case(
	    s, db_bind(s, SQL_CASE, VALUES(TEXT(id)), err), k, found, err);
}

bool
store_case_by_number(struct store *s, int64_t number, struct kase *k,
    bool *found, struct error *err)
{
	return one_case(s,
	    db_bind(s, SQL_CASE_BY_NUMBER, VALUES(INT(number)), err), k, found,
	    err);
}

bool
store_case_of(struct store *s, const char *response, struct kase *k,
    bool *found, struct error *err)
{
	return one_case(s,
	    db_bind(s, SQL_CASE_OF, VALUES(TEXT(response)), err), k, found,
	    err);
}

bool
store_case_of_account(struct store *s, const char *account, struct kase *k,
    bool *found, struct error *err)
{
	return one_case(s,
	    db_bind(s, SQL_CASE_OF_ACCOUNT, VALUES(TEXT(account)), err), k,
	    found, err);
}

bool
store_case_of_notice(struct store *s, const char *notice, struct kase *k,
    bool *found, struct error *err)
{
	return one_case(s,
	    db_bind(s, SQL_CASE_OF_NOTICE, VALUES(TEXT(notice)), err), k,
	    found, err);
}

/* The id in the first row; "" where there is none. */
static bool
one_id(
    struct store *s, sqlite3_stmt *stmt, char id[ID_SIZE], struct error *err)
{
	bool found;

	id[0] = '\0';
	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return true;
	db_id(stmt, 0, id);
	sqlite3_reset(stmt);
	return true;
}

bool
store_open_case(
    struct store *s, const char *response, char id[ID_SIZE], struct error *err)
{
	return one_id(s,
	    db_bind(s, SQL_OPEN_CASE, VALUES(TEXT(response)), err), id, err);
}

void
case_lanes_free(struct case_lane *lanes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(lanes[i].notifier);
		free(lanes[i].target);
	}
	free(lanes);
}

static bool
has_lane(const struct case_lane *lanes, size_t n, sqlite3_stmt *stmt)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(lanes[i].notifier, db_text(stmt, 1)) == 0 &&
		    strcmp(lanes[i].target, db_text(stmt, 2)) == 0)
			return true;
	return false;
}

bool
store_case_lanes(struct store *s, const char *id, struct case_lane **lanes,
    size_t *n, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_CASE_LANES, VALUES(TEXT(id)), err);
	bool row, ok = stmt != NULL;

	*lanes = NULL;
	*n = 0;
	while (ok && (ok = db_row(s, stmt, &row, err)) && row) {
		if (has_lane(*lanes, *n, stmt))
			continue;
		*lanes = mem_resize(*lanes, *n + 1, sizeof(**lanes));
		(*lanes)[*n] = (struct case_lane){
			.notifier = db_copy(stmt, 1),
			.target = db_copy(stmt, 2),
			.priority = sqlite3_column_int64(stmt, 3),
		};
		db_id(stmt, 0, (*lanes)[(*n)++].message);
	}
	return ok;
}

bool
store_case_members(struct store *s, const char *id, char (**ids)[ID_SIZE],
    size_t *n, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_CASE_MEMBERS, VALUES(TEXT(id)), err);
	bool row, ok = stmt != NULL;

	*ids = NULL;
	*n = 0;
	while (ok && (ok = db_row(s, stmt, &row, err)) && row) {
		*ids = mem_resize(*ids, *n + 1, sizeof(**ids));
		db_id(stmt, 0, (*ids)[(*n)++]);
	}
	return ok;
}

bool
store_case_notices(struct store *s, const char *id, struct notice **list,
    size_t *n, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_CASE_NOTICES, VALUES(TEXT(id)), err);
	bool row, ok = stmt != NULL;

	*list = NULL;
	*n = 0;
	while (ok && (ok = db_row(s, stmt, &row, err)) && row) {
		*list = mem_resize(*list, *n + 1, sizeof(**list));
		db_notice(stmt, &(*list)[(*n)++]);
	}
	return ok;
}

bool
store_cases(struct store *s, const struct case_filter *filter,
    store_case_fn *each, void *arg, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, filter->all ? SQL_CASES_ALL : SQL_CASES_DUE,
		VALUES(TEXT(filter->who == NULL ? "" : filter->who),
		    INT(filter->overdue_us), INT(filter->max)),
		err);
	bool row, ok = stmt != NULL;
	struct kase k;

	while (ok && (ok = db_row(s, stmt, &row, err)) && row) {
		read_case(stmt, &k);
		each(arg, &k);
		kase_release(&k);
	}
	return ok;
}
