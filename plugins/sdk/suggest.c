/* SPDX-License-Identifier: ISC */
/* suggest.c - "did you mean": the known word nearest to a mistyped one. */
#include "sdk/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>

/* Longer words are no names anybody typed. */
#define LONGEST 64

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
is_same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* One field of the table of distances, from its neighbours; row[0] is the row
 * being filled, row[1] and row[2] the two before it. */
static size_t
step(const char *a, const char *b, size_t *const row[3], size_t j)
{
	size_t n = row[1][j - 1] + !is_same(a[0], b[0]);

	n = least(n, row[1][j] + 1);
	n = least(n, row[0][j - 1] + 1);
	if (row[2] != NULL && j > 1 && is_same(a[0], b[-1]) &&
	    is_same(a[-1], b[0]))
		n = least(n, row[2][j - 2] + 1);
	return n;
}

/* The optimal string alignment distance; both at most LONGEST letters. */
static size_t
distance(const char *a, const char *b)
{
	size_t rows[3][LONGEST + 1], n = strlen(a), m = strlen(b);

	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *const row[3] = { rows[i % 3], rows[(i - 1) % 3],
			i > 1 ? rows[(i - 2) % 3] : NULL };

		row[0][0] = i;
		for (size_t j = 1; j <= m; j++)
			row[0][j] = step(a + i - 1, b + j - 1, row, j);
	}
	return rows[n % 3][m];
}

const char *
suggest(const char *word, const char *const *words)
{
	size_t length = strlen(word), nearest = (length + 2) / 3 + 1;
	const char *found = NULL;

	if (length > LONGEST || words == NULL)
		return NULL;
	for (; *words != NULL; words++) {
		size_t n;

		if (strlen(*words) > LONGEST)
			continue;
		n = distance(word, *words);
		/* All letters changed is another word, however short. */
		if (n < nearest && n < least(length, strlen(*words))) {
			nearest = n;
			found = *words;
		}
	}
	return found;
}
