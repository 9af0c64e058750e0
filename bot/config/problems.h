/* SPDX-License-Identifier: ISC */
/*
 * problems.h - everything wrong with a configuration, said at once.
 *
 * Each problem is one line as compilers write it,
 * `loopbell.yaml:14:12: slack: timeout: must be from 1s to 60s, not "5m"`,
 * with lines and columns counted from 1 (columns in characters).
 */
#ifndef CONFIG_PROBLEMS_H
#define CONFIG_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

struct place {
	const char *file; /* as the user named it; not owned */
	int line, column; /* 0: the file as a whole */
};

struct problems {
	struct problem {
		char *text; /* with its place */
		int line, column;
		bool is_warning;
		/* For the order: of adding, and of the files. */
		size_t number, file_first, file_size;
	} * list;
	size_t n, n_errors;
};

#define PROBLEMS_INIT      \
	{                  \
		NULL, 0, 0 \
	}

/* Frees what it holds; it is empty again. */
void problems_release(struct problems *p);

/* Returns false, so `return problems_add(…)`. */
bool problems_add(struct problems *p, struct place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, for what does not stop the bot. */
void problems_warn(struct problems *p, struct place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts them into the order they are printed in: file by file in the order in
 * which each was first complained of, then by line and column. */
void problems_sort(struct problems *p);

/* Sorts and prints all to standard error, one line each. */
void problems_print(struct problems *p);

#endif
