/* SPDX-License-Identifier: ISC */
/* answer.h - a row as one respondent's answer. */
#ifndef CSV_ANSWER_H
#define CSV_ANSWER_H

#include "columns.h"
#include "score.h"
#include "sdk/when.h"
#include "settings.h"
#include "words.h"

/* How rows are read: the settings, ready for use. */
struct answer_rules {
	const struct settings *settings;
	const char *instance;
	struct score_rules score;
	struct words complete;
};

/* One row's answer; the texts are those of the row.  Used for row after row.
 * What the last answer_read() noticed: */
struct answer {
	struct lb_response response;
	struct lb_pair *properties;
	size_t max_properties;
	char key[32];
	bool has_made_id;       /* the file gave no id           */
	bool has_scientific_id; /* 1,23E+11: digits are lost     */
	bool is_other_scale;    /* "5 = neutral"                 */
};

enum answer_result {
	ANSWER_GIVEN,
	ANSWER_NONE,  /* an interview that did not take place, a blank form, or
			 passed over by `only` */
	ANSWER_WRONG, /* err: "column: what is wrong"                       */
};

/* Makes the settings' lists ready; settings and instance stay the caller's
 * and must live as long. */
void answer_rules_init(
    struct answer_rules *r, const struct settings *s, const char *instance);
/* Frees the lists. */
void answer_rules_release(struct answer_rules *r);

/* Reads a row; trims its fields.  The answer is valid as long as the row. */
enum answer_result answer_read(struct answer *a, struct answer_rules *rules,
    const struct columns *c, const struct csv_row *row, struct error *err);
void answer_release(struct answer *a);

#endif
