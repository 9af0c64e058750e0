/* SPDX-License-Identifier: ISC */
/*
 * id.h - ids of responses, notices, cases and actions.
 *
 * 26 characters of Crockford's base 32, as ULID has them (github.com/ulid/spec):
 * 48 bits of milliseconds, 80 random bits.  They sort by the time they were
 * made; two made by one process in the same millisecond, or after the clock
 * went back, still sort in the order they were made.
 */
#ifndef CORE_ID_H
#define CORE_ID_H

#include <stdbool.h>
#include <stdint.h>

#define ID_SIZE 27

/* A new id of this moment, later in order than all this process made. */
void id_make(char id[ID_SIZE], int64_t now_us);

/* Could this be an id?  The form alone. */
bool id_is_valid(const char *text);

#endif
