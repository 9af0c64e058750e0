/* SPDX-License-Identifier: ISC */
/* words.h - a short list of words, compared without case and accents. */
#ifndef CSV_WORDS_H
#define CSV_WORDS_H

#include <stdbool.h>

#include "sdk/buf.h"

struct words {
	char **words; /* folded */
	size_t n;
	struct buf folded; /* of what is looked for */
};

/* From texts of which each may hold several words, parted by commas. */
void words_init(struct words *w, const char *const *texts);
void words_release(struct words *w);
bool words_has(struct words *w, const char *word);

#endif
