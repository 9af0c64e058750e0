/* SPDX-License-Identifier: ISC */
/* words.c - a short list of words, compared without case and accents. */
#include "words.h"

#include "sdk/cell.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

static void
add(struct words *w, const char *text, size_t n)
{
	char *copy = mem_copy(text, n);
	struct buf folded = BUF_INIT;

	utf8_fold(&folded, cell_trim_plain(copy));
	free(copy);
	w->words = mem_resize(w->words, w->n + 1, sizeof(*w->words));
	w->words[w->n++] = buf_take(&folded);
}

void
words_init(struct words *w, const char *const *texts)
{
	*w = (struct words){ .folded = BUF_INIT };
	for (; *texts != NULL; texts++) {
		for (const char *p = *texts; *p != '\0';) {
			size_t n = strcspn(p, ",");

			add(w, p, n);
			p += n + (p[n] == ',');
		}
	}
}

void
words_release(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->words[i]);
	free(w->words);
	buf_release(&w->folded);
}

bool
words_has(struct words *w, const char *word)
{
	buf_reset(&w->folded);
	utf8_fold(&w->folded, word);
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->words[i], buf_str(&w->folded)) == 0)
			return true;
	return false;
}
