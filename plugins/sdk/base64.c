/* SPDX-License-Identifier: ISC */
/* base64.c - bytes as text (RFC 4648, section 4). */
#include "sdk/base64.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Its place in the alphabet; -1: it has none. */
static int
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four letters to at most three bytes; false: no such four. */
static bool
decode_four(struct buf *out, const char *four, size_t n_padding)
{
	uint32_t bits = 0;
	char bytes[3];

	for (size_t i = 0; i < 4 - n_padding; i++) {
		int value = value_of(four[i]);

		if (value < 0)
			return false;
		bits |= (uint32_t)value << (18 - 6 * i);
	}
	/* Bits that no byte takes must be zero, or two texts would decode to
	 * the same. */
	if ((n_padding == 1 && (bits & 0xff) != 0) ||
	    (n_padding == 2 && (bits & 0xffff) != 0))
		return false;
	for (size_t i = 0; i < 3; i++)
		bytes[i] = (char)(bits >> (16 - 8 * i));
	buf_add(out, bytes, 3 - n_padding);
	return true;
}

bool
base64_decode(struct buf *out, const char *text)
{
	size_t n = strlen(text);

	if (n % 4 != 0)
		return false;
	for (size_t i = 0; i < n; i += 4) {
		size_t n_padding = 0;

		if (i + 4 == n && text[n - 1] == '=')
			n_padding = text[n - 2] == '=' ? 2 : 1;
		if (!decode_four(out, text + i, n_padding))
			return false;
	}
	return true;
}

void
base64_encode(struct buf *out, const void *bytes, size_t n)
{
	const unsigned char *in = bytes;
	char *to = buf_room(out, (n + 2) / 3 * 4);

	for (size_t i = 0; i < n; i += 3) {
		size_t left = n - i;
		uint32_t bits = (uint32_t)in[i] << 16 |
				(uint32_t)(left > 1 ? in[i + 1] : 0) << 8 |
				(left > 2 ? in[i + 2] : 0);

		*to++ = alphabet[bits >> 18];
		*to++ = alphabet[bits >> 12 & 63];
		*to++ = left > 1 ? alphabet[bits >> 6 & 63] : '=';
		*to++ = left > 2 ? alphabet[bits & 63] : '=';
	}
	out->size += (n + 2) / 3 * 4;
	buf_end(out);
}
