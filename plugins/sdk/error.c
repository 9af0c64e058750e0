/* SPDX-License-Identifier: ISC */
/* error.c - one failure, said once. */
#include "sdk/error.h"

#include <stdarg.h>

#include "sdk/utf8.h"

/* A sentence cut off by the end of the array still ends at a character. */
static void __attribute__((format(printf, 2, 0)))
fill(struct error *err, const char *fmt, va_list ap)
{
	int n = vsnprintf(err->text, sizeof(err->text), fmt, ap);

	if (n >= (int)sizeof(err->text))
		err->text[utf8_cut(err->text, sizeof(err->text) - 1)] = '\0';
}

bool
error_set(struct error *err, const char *fmt, ...)
{
	struct error said;
	va_list ap;

	if (err == NULL)
		return false;
	/* The arguments may point into err itself. */
	va_start(ap, fmt);
	fill(&said, fmt, ap);
	va_end(ap);
	*err = said;
	return false;
}

bool
error_in(struct error *err, const char *fmt, ...)
{
	struct error context;
	va_list ap;

	if (err == NULL)
		return false;
	va_start(ap, fmt);
	fill(&context, fmt, ap);
	va_end(ap);
	return error_set(err, "%s: %s", context.text, err->text);
}
