/* SPDX-License-Identifier: ISC */
/*
 * corrections.c - what people were told of a response, and is not so any more.
 *
 * What was told first is the oldest complete revision.  Where the score is
 * again what it was then, people were told another one in between: that is
 * what is corrected.
 */
#include <string.h>

#include "sdk/mem.h"
#include "store/db.h"

/* Who changes an answer more often is not followed to the beginning. */
#define REVISIONS_MAX 200

/* What going back from the newest revision to the oldest one finds. */
struct walk {
	const struct response *now;
	bool is_begun;
	int other_score; /* the newest that is not the score now; -1 */
	enum scale other_scale;
	int first_score;
	enum scale first_scale;
	char *first_comment;
	int64_t mute_until_us; /* the newest without comment; 0: none */
	int64_t received_us;
};

static bool
is_score_now(const struct walk *w, int score, enum scale scale)
{
	return score == w->now->score && scale == w->now->scale;
}

static void
take_revision(struct walk *w, struct correction *c, sqlite3_stmt *stmt)
{
	bool has_score = sqlite3_column_type(stmt, 1) != SQLITE_NULL;
	int score = has_score ? sqlite3_column_int(stmt, 1) : -1;
	enum scale scale = SCALE_OTHER;

	scale_by_name(db_text(stmt, 0), &scale);
	if (!w->is_begun) {
		c->last_score = score;
		category_by_name(db_text(stmt, 2), &c->category);
	}
	w->is_begun = true;
	if (w->other_score < 0 && score >= 0 &&
	    !is_score_now(w, score, scale)) {
		w->other_score = score;
		w->other_scale = scale;
	}
	w->first_score = score;
	w->first_scale = scale;
	free(w->first_comment);
	w->first_comment = db_copy(stmt, 3);
	if (w->first_comment == NULL && w->mute_until_us == 0)
		w->mute_until_us = sqlite3_column_int64(stmt, 4);
	w->received_us = sqlite3_column_int64(stmt, 5);
}

static void
conclude_comment(const struct walk *w, struct correction *c)
{
	const char *now = w->now->comment;

	if (now == NULL) {
		c->comment =
		    w->first_comment == NULL ? COMMENT_SAME : COMMENT_GONE;
	} else if (w->first_comment == NULL) {
		c->comment = COMMENT_LATE;
		c->comment_after_us = w->mute_until_us - w->received_us;
	} else if (strcmp(w->first_comment, now) != 0) {
		c->comment = COMMENT_CHANGED;
	}
}

static void
conclude(const struct walk *w, struct correction *c)
{
	bool is_first = is_score_now(w, w->first_score, w->first_scale);

	c->score =
	    is_first || w->first_score < 0 ? w->other_score : w->first_score;
	c->scale =
	    is_first || w->first_score < 0 ? w->other_scale : w->first_scale;
	conclude_comment(w, c);
}

bool
store_correction(struct store *s, const struct response *r, int64_t until_us,
    struct correction *c, struct error *err)
{
	struct walk w = { .now = r, .other_score = -1 };
	sqlite3_stmt *stmt = db_bind(s, SQL_REVISIONS,
	    VALUES(TEXT(r->id), INT(until_us), INT(REVISIONS_MAX)), err);
	bool row = stmt != NULL, ok = row;

	*c = (struct correction){ .score = -1, .last_score = -1 };
	while (row && (ok = db_row(s, stmt, &row, err)) && row)
		take_revision(&w, c, stmt);
	if (ok && w.is_begun)
		conclude(&w, c);
	free(w.first_comment);
	return ok;
}
