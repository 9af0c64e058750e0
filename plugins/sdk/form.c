/* SPDX-License-Identifier: ISC */
/* form.c - application/x-www-form-urlencoded. */
#include "sdk/form.h"

static void
encode(struct buf *out, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789*-._";

	for (; *s != '\0'; s++) {
		if (strchr(plain, *s) != NULL)
			buf_putc(out, *s);
		else if (*s == ' ')
			buf_putc(out, '+');
		else
			buf_printf(out, "%%%02X", (unsigned char)*s);
	}
}

void
form_add(struct buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (out->size > 0)
		buf_putc(out, '&');
	encode(out, name);
	buf_putc(out, '=');
	encode(out, value);
}
