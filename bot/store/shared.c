/* SPDX-License-Identifier: ISC */
/*
 * shared.c - one response that several providers tell of.
 *
 * Each tells another part, and tells it again and again: what one does not
 * know must not undo what another said, nor may what an old export says undo
 * a correction.  So the table tellings keeps, for each source, what it said
 * last; only where a source says something else than it did is that news.
 */
#include <stdlib.h>
#include <string.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "store/db.h"
#include "store/hash.h"

/* ---- Reading back what is stored */

/* As CONTENT in statements.c has them; NULL: not as the wire has it. */
static const char *const columns[] = { "scale", "score", NULL, NULL, "comment",
	"language", "channel", "touchpoint", "email", "name", "role",
	"company", "link", NULL, NULL, NULL, NULL, NULL, "survey", "id" };
enum {
	N_COLUMNS = sizeof(columns) / sizeof(columns[0]),
	COLUMN_SCORE = 1,
	COLUMN_COMPLETE = 3,
	COLUMN_PROPERTIES = 13,
	COLUMN_ACCOUNT = 14,
	COLUMN_DRIVERS = 15,
	COLUMN_ANSWERED = 16,
	COLUMN_CHANGED = 17,
};

static cJSON *
row_json(sqlite3_stmt *stmt)
{
	cJSON *o = cJSON_CreateObject();
	const char *properties = db_text(stmt, COLUMN_PROPERTIES);

	for (int i = 0; i < N_COLUMNS; i++)
		if (columns[i] != NULL && i != COLUMN_SCORE)
			json_put_string(o, columns[i], db_text(stmt, i));
	if (sqlite3_column_type(stmt, COLUMN_SCORE) != SQLITE_NULL)
		cJSON_AddNumberToObject(
		    o, "score", sqlite3_column_int(stmt, COLUMN_SCORE));
	json_put_bool(
	    o, "complete", sqlite3_column_int(stmt, COLUMN_COMPLETE) != 0);
	cJSON_AddNumberToObject(o, "answered_us",
	    (double)sqlite3_column_int64(stmt, COLUMN_ANSWERED));
	cJSON_AddNumberToObject(o, "changed_us",
	    (double)sqlite3_column_int64(stmt, COLUMN_CHANGED));
	if (properties != NULL)
		cJSON_AddItemToObject(
		    o, "properties", cJSON_Parse(properties));
	return o;
}

static bool
read_account(struct store *s, const char *id, struct account **account,
    struct error *err)
{
	static const char *const names[] = { "id", "name", "segment",
		"product", "industry", "owner_name", "owner_email" };
	enum { N_NAMES = sizeof(names) / sizeof(names[0]) };
	sqlite3_stmt *stmt = db_bind(s, SQL_ACCOUNT, VALUES(TEXT(id)), err);
	bool found;
	cJSON *o;

	*account = NULL;
	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return true;
	o = cJSON_CreateObject();
	for (int i = 0; i < N_NAMES; i++)
		json_put_string(o, names[i], db_text(stmt, i));
	if (sqlite3_column_type(stmt, N_NAMES) != SQLITE_NULL)
		cJSON_AddNumberToObject(
		    o, "value", sqlite3_column_double(stmt, N_NAMES));
	json_put_string(o, "currency", db_text(stmt, N_NAMES + 1));
	sqlite3_reset(stmt);
	*account = account_new(o);
	return true;
}

/* The stored row: its JSON, drivers and account. */
struct stored {
	cJSON *json;
	char *drivers;
	struct account *account;
};

static void
stored_release(struct stored *row)
{
	cJSON_Delete(row->json);
	free(row->drivers);
	account_unref(row->account);
}

static bool
read_stored(
    struct store *s, const char *id, struct stored *row, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_RESPONSE, VALUES(TEXT(id)), err);
	char *account;
	bool found, ok = true;

	*row = (struct stored){ 0 };
	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return error_set(err, "there is no response %s", id);
	row->json = row_json(stmt);
	row->drivers = db_copy(stmt, COLUMN_DRIVERS);
	account = db_copy(stmt, COLUMN_ACCOUNT);
	sqlite3_reset(stmt);
	if (account != NULL)
		ok = read_account(s, account, &row->account, err);
	free(account);
	return ok;
}

/* Takes the row over. */
static bool
response_of(struct stored *row, const struct response *like, int64_t now_us,
    struct response *r, struct error *err)
{
	int64_t answered_us = json_integer(row->json, "answered_us", 0);
	bool ok;

	/* It was taken once, whatever the clock says by now. */
	if (now_us < answered_us)
		now_us = answered_us;
	ok = response_init(r, like->provider, row->json, now_us, err);
	memcpy(r->id, like->id, sizeof(r->id));
	r->drivers = row->drivers;
	r->account = row->account;
	*row = (struct stored){ 0 };
	return ok;
}

bool
known_read(struct store *s, const struct response *r, int64_t now_us,
    struct response *known, struct error *err)
{
	struct stored row;

	*known = (struct response){ 0 };
	if (!read_stored(s, r->id, &row, err)) {
		stored_release(&row);
		return false;
	}
	return response_of(&row, r, now_us, known, err);
}

bool
store_response(struct store *s, const char *id, int64_t now_us,
    struct response *r, char **provider, struct error *err)
{
	struct response like = { .score = -1 };
	sqlite3_stmt *stmt =
	    db_bind(s, SQL_PROVIDER_OF, VALUES(TEXT(id)), err);
	bool found;

	*r = like;
	*provider = NULL;
	if (stmt == NULL || !db_row(s, stmt, &found, err))
		return false;
	if (!found)
		return error_set(err, "there is no response %s", id);
	*provider = db_copy(stmt, 0);
	sqlite3_reset(stmt);
	like.provider = *provider;
	snprintf(like.id, sizeof(like.id), "%s", id);
	return known_read(s, &like, now_us, r, err);
}

/* ---- What a source said */

/* From the left: 31 bits of score and scale, one of completeness, 32 of the
 * comment. */
static uint64_t
said_by(const struct response *r)
{
	uint64_t score =
	    hash_integer(hash_text(HASH_INIT, scale_name(r->scale)), r->score);
	uint64_t comment = hash_text(HASH_INIT, r->comment);

	return score >> 33 << 33 | (uint64_t)r->complete << 32 | comment >> 32;
}

struct news {
	bool score, comment;
};

struct said {
	uint64_t hash; /* by this source, the time before */
	bool is_known;
	int n_sources;
};

static bool
read_said(struct store *s, const char *id, const char *source,
    struct said *said, struct error *err)
{
	sqlite3_stmt *stmt = db_bind(s, SQL_TELLINGS, VALUES(TEXT(id)), err);
	bool row = stmt != NULL;

	*said = (struct said){ 0 };
	while (row) {
		if (!db_row(s, stmt, &row, err))
			return false;
		if (!row)
			break;
		said->n_sources++;
		if (strcmp(db_text(stmt, 0), source) != 0)
			continue;
		said->is_known = true;
		said->hash = (uint64_t)sqlite3_column_int64(stmt, 1);
	}
	return stmt != NULL;
}

static struct news
news_of(const struct telling *t, const struct said *said,
    const struct known *known)
{
	const struct response *told = t->told;
	uint64_t changed = said_by(told) ^ said->hash;
	bool all;

	if (known_is_newer(known, told))
		return (struct news){ false, false };
	if (said->is_known)
		return (struct news){ changed >> 33 != 0,
			(changed & 0xffffffff) != 0 };
	/* What was stored before the identity was shared is its own; else only
	 * a date can tell that the first word of another source is newer. */
	all =
	    (said->n_sources == 0 && strcmp(t->source, told->provider) == 0) ||
	    (known->changed_us > 0 && told->changed_us > known->changed_us);
	return (struct news){ all, all };
}

/* ---- Putting both together */

static void
replace(cJSON *o, const char *name, cJSON *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(o, name);
	cJSON_AddItemToObject(o, name, value);
}

static void
add_text(cJSON *o, const char *name, const char *text)
{
	if (text != NULL && json_member(o, name) == NULL)
		json_put_string(o, name, text);
}

static void
add_properties(cJSON *o, const cJSON *told)
{
	cJSON *all = cJSON_GetObjectItemCaseSensitive(o, "properties");
	const cJSON *item;

	cJSON_ArrayForEach(item, told)
	{
		if (all == NULL)
			all = json_put_object(o, "properties");
		add_text(all, item->string, item->valuestring);
	}
}

static void
merge(cJSON *o, const struct response *told, struct news news)
{
	if (told->score >= 0 &&
	    (news.score || json_member(o, "score") == NULL)) {
		replace(o, "score", cJSON_CreateNumber(told->score));
		replace(
		    o, "scale", cJSON_CreateString(scale_name(told->scale)));
	}
	if (told->comment != NULL &&
	    (news.comment || json_member(o, "comment") == NULL))
		replace(o, "comment", cJSON_CreateString(told->comment));
	if (told->complete)
		replace(o, "complete", cJSON_CreateTrue());
	if (told->changed_us > json_integer(o, "changed_us", 0))
		replace(o, "changed_us",
		    cJSON_CreateNumber((double)told->changed_us));
	add_text(o, "language", told->language);
	add_text(o, "channel", told->channel);
	add_text(o, "touchpoint", told->touchpoint);
	add_text(o, "email", told->email);
	add_text(o, "name", told->name);
	add_text(o, "role", told->role);
	add_text(o, "company", told->company);
	add_text(o, "link", told->link);
	add_properties(o, told->properties);
}

/* The freshest word on the account, unless it is another one's. */
static void
choose_account(struct stored *row, struct account *told)
{
	if (told == NULL ||
	    (row->account != NULL &&
		(told->id == NULL || strcmp(told->id, row->account->id) != 0)))
		return;
	account_unref(row->account);
	row->account = account_ref(told);
}

/* One telling of something known. */
struct sharing {
	const struct telling *telling;
	int64_t now_us;
	struct known known;
	struct said said;
};

static bool
merged(struct store *s, const struct sharing *sharing, struct response *r,
    struct error *err)
{
	const struct response *told = sharing->telling->told;
	struct response like = { .provider = told->provider };
	struct stored row;
	char *comment;
	bool ok;

	memcpy(like.id, sharing->known.id, sizeof(like.id));
	if (!read_stored(s, like.id, &row, err)) {
		stored_release(&row);
		return false;
	}
	comment = mem_string(json_string(row.json, "comment"));
	merge(row.json, told,
	    news_of(sharing->telling, &sharing->said, &sharing->known));
	choose_account(&row, told->account);
	ok = response_of(&row, &like, sharing->now_us, r, err);
	if (r->comment != NULL &&
	    (comment == NULL || strcmp(comment, r->comment) != 0)) {
		free(r->drivers);
		r->drivers = mem_string(told->drivers);
	}
	free(comment);
	return ok;
}

static bool
add_first(struct store *s, const struct response *told, int64_t now_us,
    struct response *r, struct error *err)
{
	if (!response_init(r, told->provider,
		cJSON_Duplicate(told->json, true), now_us, err))
		return false;
	r->drivers = mem_string(told->drivers);
	if (told->account != NULL)
		r->account = account_ref(told->account);
	return known_add(s, r, now_us, err);
}

static bool
put_again(struct store *s, struct sharing *sharing, struct response *r,
    enum put *put, struct error *err)
{
	const struct known *known = &sharing->known;

	if (!read_said(
		s, known->id, sharing->telling->source, &sharing->said, err) ||
	    !merged(s, sharing, r, err))
		return false;
	*put = hash_response(r) == known->hash ? PUT_SAME : PUT_CHANGED;
	return *put == PUT_SAME ||
	       known_change(s, r, known, sharing->now_us, err);
}

bool
store_put_shared(struct store *s, const struct telling *telling,
    int64_t now_us, struct response *r, struct put_result *result,
    struct error *err)
{
	struct sharing sharing = { .telling = telling, .now_us = now_us };
	uint64_t hash = said_by(telling->told);
	bool found, ok;

	*r = (struct response){ 0 };
	result->put = PUT_NEW;
	if (!known_find(s, telling->told, &sharing.known, &found, err))
		return false;
	result->was_complete = found && sharing.known.complete;
	ok = found ? put_again(s, &sharing, r, &result->put, err)
		   : add_first(s, telling->told, now_us, r, err);
	if (!ok || (sharing.said.is_known && sharing.said.hash == hash))
		return ok;
	return db_run(s, SQL_PUT_TELLING,
	    VALUES(TEXT(r->id), TEXT(telling->source), INT((int64_t)hash)),
	    NULL, err);
}
