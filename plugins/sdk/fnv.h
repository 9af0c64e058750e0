/* SPDX-License-Identifier: ISC */
/*
 * fnv.h - the 64-bit FNV-1a hash: for tables and for telling whether
 * something is the same as before.  Not for anything an enemy chooses.
 */
#ifndef SDK_FNV_H
#define SDK_FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV_START UINT64_C(0xcbf29ce484222325)

/* The hash so far (FNV_START at first) with n more bytes. */
static inline uint64_t
fnv_add(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The same with a string and its NUL, so that "ab","c" is not "a","bc". */
static inline uint64_t
fnv_add_string(uint64_t hash, const char *s)
{
	while (*s != '\0')
		hash = fnv_add(hash, s++, 1);
	return fnv_add(hash, "", 1);
}

#endif
