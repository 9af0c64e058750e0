/* SPDX-License-Identifier: ISC */
/* test.h - what every test includes: cmocka, and what cmocka itself needs. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdbool.h>
#include <stdlib.h>

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Under valgrind all takes thirty times as long (contrib/quickstart says that
 * it is there): what is only many of the same is fewer then. */
static inline bool
is_slowed(void)
{
	return getenv("TEST_IS_SLOWED") != NULL;
}

/* So many, or a twentieth. */
static inline int
so_many(int n)
{
	return is_slowed() ? (n + 19) / 20 : n;
}

/* A test of a limit that cannot be had with less. */
#define NOT_IF_SLOWED()          \
	do {                     \
		if (is_slowed()) \
			skip();  \
	} while (0)

#endif
