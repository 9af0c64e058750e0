/* SPDX-License-Identifier: ISC */
/*
 * error.h - one failure, said once, in a sentence an operator can act on.
 *
 * A function that can fail takes `struct error *err` last and returns bool or
 * a pointer.  err may be NULL: the caller does not want the sentence.
 */
#ifndef SDK_ERROR_H
#define SDK_ERROR_H

#include <stdbool.h>

struct error {
	char text[1024];
};

/* Says what failed.  Returns false, so `return error_set(err, "…")`. */
bool error_set(struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "context: " before what was said.  Returns false. */
bool error_in(struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
