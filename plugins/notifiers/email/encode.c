/* SPDX-License-Identifier: ISC */
/* encode.c - bytes as mail carries them: base64 and quoted-printable. */
#include "encode.h"

#include <stdbool.h>

#include "sdk/base64.h"

enum { LINE = 76, BYTES_A_LINE = LINE / 4 * 3 };

void
encode_base64_lines(struct buf *out, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i += BYTES_A_LINE) {
		size_t left = n - i;

		base64_encode(
		    out, p + i, left < BYTES_A_LINE ? left : BYTES_A_LINE);
		buf_puts(out, "\r\n");
	}
}

/* Bytes of the line end at p; 0: none is there. */
static size_t
line_end(const char *p, size_t n)
{
	if (n > 0 && p[0] == '\n')
		return 1;
	return n > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

static bool
is_safe(const char *p, size_t n, size_t column, bool is_last)
{
	unsigned char c = (unsigned char)*p;

	if (c == ' ' || c == '\t')
		return !is_last;
	if (column == 0 && (c == '.' || (n >= 5 && !memcmp(p, "From ", 5))))
		return false;
	return c > 0x20 && c < 0x7f && c != '=';
}

void
encode_quoted(struct buf *out, const char *text, size_t n)
{
	size_t column = 0;

	for (size_t i = 0; i < n;) {
		size_t end = line_end(text + i, n - i);
		bool is_last, safe;

		if (end > 0) {
			buf_puts(out, "\r\n");
			column = 0;
			i += end;
			continue;
		}
		is_last = i + 1 == n || line_end(text + i + 1, n - i - 1) > 0;
		safe = is_safe(text + i, n - i, column, is_last);
		if (column + (safe ? 1 : 3) > (is_last ? LINE : LINE - 1)) {
			buf_puts(out, "=\r\n");
			column = 0;
			safe = is_safe(text + i, n - i, 0, is_last);
		}
		if (safe)
			buf_putc(out, text[i]);
		else
			buf_printf(out, "=%02X", (unsigned char)text[i]);
		column += safe ? 1 : 3;
		i++;
	}
	if (column > 0)
		buf_puts(out, "\r\n");
}
