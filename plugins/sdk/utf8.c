/* SPDX-License-Identifier: ISC */
/* utf8.c - text as it has to be: valid, without tricks, cut at characters. */
#include "sdk/utf8.h"

size_t
utf8_length(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t length;

	if (n == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (length > n)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return length;
}

uint32_t
utf8_point(const char *s, size_t length)
{
	static const unsigned char lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const unsigned char *p = (const unsigned char *)s;
	uint32_t point = p[0] & lead[length];

	for (size_t i = 1; i < length; i++)
		point = point << 6 | (p[i] & 0x3f);
	return point;
}

void
utf8_put(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		buf_putc(out, (char)(0xc0 | c >> 6));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_putc(out, (char)(0xe0 | c >> 12));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(out, (char)(0xf0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	}
}

bool
utf8_is_valid(const char *p, size_t n)
{
	while (n > 0) {
		size_t length = utf8_length(p, n);

		if (length == 0)
			return false;
		p += length;
		n -= length;
	}
	return true;
}

/* What can make a reader see another text than the one that is there. */
static bool
is_trick(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') ||
	       (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
	       c == 0x061c || c == 0xfeff;
}

void
utf8_clean(struct buf *out, const char *p, size_t n)
{
	const char *end = p + n;

	while (p < end) {
		size_t length = utf8_length(p, (size_t)(end - p));
		uint32_t c;

		if (length == 0) {
			utf8_put(out, 0xfffd);
			p++;
			continue;
		}
		c = utf8_point(p, length);
		if (c == '\r' || c == 0x2028 || c == 0x2029) {
			if (c != '\r' || p + 1 == end || p[1] != '\n')
				buf_putc(out, '\n');
		} else if (!is_trick(c)) {
			buf_add(out, p, length);
		}
		p += length;
	}
}

/* Belongs to the character before it. */
static bool
is_mark(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0xfe00 && c <= 0xfe0f) ||
	       (c >= 0x1f3fb && c <= 0x1f3ff) ||
	       (c >= 0x20d0 && c <= 0x20ff) ||
	       (c >= 0xe0020 && c <= 0xe007f) || c == 0x200d;
}

size_t
utf8_cut(const char *s, size_t max)
{
	/* Far enough to see the whole character that stands at max. */
	size_t n = strnlen(s, max + 4), at = 0, cut = 0;
	bool joined = false;

	if (n <= max)
		return n;
	while (at <= max) {
		size_t length = utf8_length(s + at, n - at);
		uint32_t c = length ? utf8_point(s + at, length) : 0xfffd;

		if (!joined && !is_mark(c))
			cut = at;
		joined = c == 0x200d;
		at += length ? length : 1;
	}
	return cut;
}

size_t
utf8_count(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* U+00C0 to U+017F, in order; "" keeps the character as it is. */
static const char *const folded[] = {
	/* clang-format off */
	"a", "a", "a", "a", "ae", "aa", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "oe", "", "oe", "u", "u", "u", "u", "y", "th", "ss",
	"a", "a", "a", "a", "ae", "aa", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "oe", "", "oe", "u", "u", "u", "u", "y", "th", "y",
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
	/* clang-format on */
};

static void
fold_point(struct buf *out, uint32_t c, const char *as_it_is, size_t length)
{
	if (c < 0x80) {
		buf_putc(out, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
	} else if (c >= 0xc0 && c <= 0x17f && *folded[c - 0xc0] != '\0') {
		buf_puts(out, folded[c - 0xc0]);
	} else if (c == 0x30a && out->size > 0 &&
		   out->data[out->size - 1] == 'a') {
		buf_putc(out, 'a'); /* a decomposed å */
	} else if (c >= 0x300 && c <= 0x36f) {
		return;
	} else {
		buf_add(out, as_it_is, length);
	}
}

void
utf8_fold(struct buf *out, const char *s)
{
	size_t n = strlen(s);

	buf_room(out, n);
	buf_end(out);
	while (n > 0) {
		size_t length = utf8_length(s, n);

		if (length == 0)
			buf_putc(out, *s);
		else
			fold_point(out, utf8_point(s, length), s, length);
		s += length ? length : 1;
		n -= length ? length : 1;
	}
}
