/* SPDX-License-Identifier: ISC */
/* mem.c - memory that is there or ends the process. */
#include "sdk/mem.h"

#include <stdarg.h>
#include <stdint.h>

static void *
there(void *p)
{
	if (p == NULL) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return p;
}

void *
mem_new(size_t n, size_t size)
{
	return there(calloc(n ? n : 1, size ? size : 1));
}

void *
mem_resize(void *old, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		return there(NULL);
	return there(realloc(old, n * size != 0 ? n * size : 1));
}

char *
mem_copy(const void *bytes, size_t n)
{
	char *copy = there(n < SIZE_MAX ? malloc(n + 1) : NULL);

	if (n > 0)
		memcpy(copy, bytes, n);
	copy[n] = '\0';
	return copy;
}

char *
mem_string(const char *s)
{
	return s == NULL ? NULL : mem_copy(s, strlen(s));
}

char *
mem_printf(const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return there(n < 0 ? NULL : s);
}
