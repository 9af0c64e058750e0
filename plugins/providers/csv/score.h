/* SPDX-License-Identifier: ISC */
/* score.h - what a cell says of the score. */
#ifndef CSV_SCORE_H
#define CSV_SCORE_H

#include <stdbool.h>

#include "sdk/error.h"
#include "words.h"

enum score_result {
	SCORE_GIVEN,
	SCORE_NONE,  /* the respondent would not or could not say */
	SCORE_EMPTY, /* nothing stands there                      */
	SCORE_WRONG, /* err says why                              */
};

struct score_rules {
	int scale;
	bool decimal_comma;
	struct words no_answer;
};

/* A trimmed cell as a score on the scale (enum lb_scale): "9", "9,0", "9.0",
 * "9/10" and "9 - meget sandsynligt" are 9; "10 (helt sikkert)" is 10. */
enum score_result score_read(struct score_rules *rules, const char *cell,
    int *score, struct error *err);

/* The text says that it is, or is about, a scale of 1-10 or of 1-5. */
bool score_is_other_scale(const char *text);

#endif
