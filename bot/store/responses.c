/* SPDX-License-Identifier: ISC */
/*
 * responses.c - what providers bring in: responses, accounts, cursors, and
 * what was refused.
 */
#include <stdlib.h>
#include <string.h>

#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"
#include "store/db.h"
#include "store/hash.h"

enum { RAW_MAX = 64 * 1024 };

static void
read_known(sqlite3_stmt *stmt, struct known *k)
{
	snprintf(k->id, sizeof(k->id), "%s", db_text(stmt, 0));
	k->hash = sqlite3_column_int64(stmt, 1);
	k->complete = sqlite3_column_int(stmt, 2) != 0;
	k->category = CATEGORY_NONE;
	category_by_name(db_text(stmt, 3), &k->category);
	k->changed_us = sqlite3_column_int64(stmt, 4);
}

bool
known_find(struct store *s, const struct response *r, struct known *k,
    bool *found, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_KNOWN_RESPONSE,
	    VALUES(TEXT(r->provider), TEXT(r->survey), TEXT(r->ref)), err);

	if (stmt == NULL || !db_row(s, stmt, found, err))
		return false;
	if (!*found)
		return true;
	read_known(stmt, k);
	sqlite3_reset(stmt);
	return true;
}

/* The content, its hash, and what tells the row: the id, and for a new row
 * more. */
static bool
write_content(struct store *s, const struct response *r, int64_t hash,
    const int64_t *received_us, struct error *err)
{
	struct buf properties = BUF_INIT;
	const char *account = r->account == NULL ? NULL : r->account->id;
	enum value_kind end = received_us == NULL ? VALUE_END : VALUE_TEXT;
	bool ok;

	if (r->properties != NULL)
		json_print(&properties, r->properties);
	const struct value values[] = {
		TEXT(scale_name(r->scale)),
		{ r->score < 0 ? VALUE_TEXT : VALUE_INT, NULL, r->score, 0 },
		TEXT(category_name(r->category)),
		INT(r->complete),
		TEXT(r->comment),
		TEXT(r->language),
		TEXT(r->channel),
		TEXT(r->touchpoint),
		TEXT(r->email),
		TEXT(r->name),
		TEXT(r->role),
		TEXT(r->company),
		TEXT(r->link),
		TEXT(properties.data),
		TEXT(account),
		TEXT(r->drivers),
		INT(r->answered_us),
		INT(r->changed_us),
		INT(hash),
		TEXT(r->id),
		{ end, r->provider, 0, 0 },
		TEXT(r->survey),
		TEXT(r->ref),
		INT(received_us == NULL ? 0 : *received_us),
		{ VALUE_END, NULL, 0, 0 },
	};
	ok = db_run(s,
	    received_us == NULL ? SQL_CHANGE_RESPONSE : SQL_ADD_RESPONSE,
	    values, NULL, err);
	buf_release(&properties);
	return ok;
}

bool
known_add(
    struct store *s, struct response *r, int64_t now_us, struct error *err)
{
	id_make(r->id, now_us);
	if (!write_content(s, r, hash_response(r), &now_us, err))
		return false;
	s->counts[COUNT_RESPONSES + r->category]++;
	return true;
}

bool
known_change(struct store *s, const struct response *r, const struct known *k,
    int64_t now_us, struct error *err)
{
	if (!db_run(s, SQL_ADD_REVISION, VALUES(INT(now_us), TEXT(k->id)),
		NULL, err) ||
	    !write_content(s, r, hash_response(r), NULL, err))
		return false;
	s->counts[COUNT_REVISIONS]++;
	s->counts[COUNT_RESPONSES + k->category]--;
	s->counts[COUNT_RESPONSES + r->category]++;
	return true;
}

bool
known_is_newer(const struct known *k, const struct response *r)
{
	return r->changed_us > 0 && r->changed_us < k->changed_us;
}

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* A directory that cannot answer right now takes nobody's account away. */
static bool
keep_account(
    struct store *s, struct response *r, int64_t now_us, struct error *err)
{
	struct response before;

	if (r->account != NULL)
		return true;
	if (!known_read(s, r, now_us, &before, err))
		return false;
	if (before.account != NULL && is_same_text(before.email, r->email) &&
	    is_same_text(before.company, r->company))
		r->account = account_ref(before.account);
	response_release(&before);
	return true;
}

bool
store_put_response(struct store *s, struct response *r, int64_t now_us,
    enum put *put, bool *was_complete, struct error *err)
{
	struct known known;
	bool found;

	*was_complete = false;
	if (!known_find(s, r, &known, &found, err))
		return false;
	if (!found) {
		*put = PUT_NEW;
		return known_add(s, r, now_us, err);
	}
	memcpy(r->id, known.id, sizeof(r->id));
	*was_complete = known.complete;
	if (known.hash == hash_response(r) || known_is_newer(&known, r)) {
		*put = PUT_SAME;
		return true;
	}
	*put = PUT_CHANGED;
	return keep_account(s, r, now_us, err) &&
	       known_change(s, r, &known, now_us, err);
}

static bool
write_account(struct store *s, const struct account *a, int64_t hash,
    int64_t now_us, struct error *err)
{
	const struct value values[] = {
		TEXT(a->name),
		TEXT(a->segment),
		TEXT(a->product),
		TEXT(a->industry),
		TEXT(a->owner_name),
		TEXT(a->owner_email),
		{ a->value < 0 ? VALUE_TEXT : VALUE_REAL, NULL, 0, a->value },
		TEXT(a->currency),
		INT(now_us),
		INT(hash),
		TEXT(a->id),
		{ VALUE_END, NULL, 0, 0 },
	};
	int64_t n_added;

	if (!db_run(s, SQL_ADD_ACCOUNT, values, &n_added, err))
		return false;
	s->counts[COUNT_ACCOUNTS] += n_added;
	return n_added > 0 || db_run(s, SQL_CHANGE_ACCOUNT, values, NULL, err);
}

bool
store_put_account(struct store *s, const struct account *a, int64_t now_us,
    struct error *err)
{
	int64_t hash = hash_account(a);
	uint64_t id = hash_text(HASH_INIT, a->id);
	size_t slot = id % N_SEEN;

	if (a->id == NULL ||
	    (s->seen[slot].id == id && s->seen[slot].content == hash))
		return true;
	if (!write_account(s, a, hash, now_us, err))
		return false;
	s->seen[slot].id = id;
	s->seen[slot].content = hash;
	return true;
}

bool
store_put_refused(struct store *s, const char *provider, const char *raw,
    const char *why, int64_t now_us, struct error *err)
{
	int64_t hash = (int64_t)hash_text(hash_text(HASH_INIT, raw), why);
	char *kept =
	    raw == NULL ? NULL : mem_copy(raw, utf8_cut(raw, RAW_MAX));
	int64_t n_added = 0;
	bool ok;

	ok =
	    db_run(s, SQL_ADD_REFUSED,
		VALUES(TEXT(provider), INT(hash), TEXT(kept), TEXT(why),
		    INT(now_us)),
		&n_added, err) &&
	    (n_added > 0 || db_run(s, SQL_AGAIN_REFUSED,
				VALUES(INT(now_us), TEXT(provider), INT(hash)),
				NULL, err));
	s->counts[COUNT_REFUSED] += n_added;
	free(kept);
	return ok;
}

bool
store_put_cursor(struct store *s, const char *provider, const char *cursor,
    int64_t now_us, struct error *err)
{
	return db_run(s, SQL_PUT_CURSOR,
	    VALUES(TEXT(provider), TEXT(cursor), INT(now_us), INT(now_us)),
	    NULL, err);
}

bool
store_put_first(
    struct store *s, const char *provider, int64_t now_us, struct error *err)
{
	return db_run(s, SQL_PUT_FIRST,
	    VALUES(TEXT(provider), INT(now_us), INT(now_us)), NULL, err);
}

bool
store_cursor(struct store *s, const char *provider, char **cursor,
    int64_t *first_us, struct error *err)
{
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_CURSOR, VALUES(TEXT(provider)), err);
	bool found;

	*cursor = NULL;
	*first_us = 0;
	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return true;
	*cursor = db_copy(stmt, 0);
	*first_us = sqlite3_column_int64(stmt, 1);
	sqlite3_reset(stmt);
	return true;
}
