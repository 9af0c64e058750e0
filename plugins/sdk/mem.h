/* SPDX-License-Identifier: ISC */
/*
 * mem.h - memory that is there or ends the process.
 *
 * Every process here is supervised and restarted, so running out of memory
 * is not an error to return: these abort.  What they return is never NULL and
 * is freed with free().
 */
#ifndef SDK_MEM_H
#define SDK_MEM_H

#include <stddef.h>

/* n zeroed objects of the size. */
void *mem_new(size_t n, size_t size);

/* Makes room for n objects of the size; what is new is not zeroed.  Takes the
 * old block over. */
void *mem_resize(void *old, size_t n, size_t size);

/* Copies: of n bytes (and a NUL after them), of a string (NULL stays NULL). */
char *mem_copy(const void *bytes, size_t n);
char *mem_string(const char *s);

/* A printed string. */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
