/* SPDX-License-Identifier: ISC */
/* charset.c - the encodings of survey tools and Excel as valid UTF-8. */
#include "sdk/charset.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include "sdk/utf8.h"

#define BLOCK 65536
#define BAD 0xfffd
#define MARK 0xfeff

/* 0x80 to 0x9f of Windows-1252; the five without a character are BAD. */
static const uint16_t high[32] = {
	/* clang-format off */
	0x20ac, BAD, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, BAD, 0x017d, BAD,
	BAD, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, BAD, 0x017e, 0x0178,
	/* clang-format on */
};

const char *
charset_name(enum charset_kind kind)
{
	static const char *const names[] = { "auto", "UTF-8", "Windows-1252",
		"UTF-16", "UTF-16LE", "UTF-16BE" };

	return names[kind];
}

/* How many of the n bytes are plain ASCII without NUL. */
static size_t
ascii_run(const unsigned char *p, size_t n)
{
	size_t at = 0;

	while (at < n && p[at] != 0 && p[at] < 0x80)
		at++;
	return at;
}

/* How many bytes a sequence beginning with p[0] would have. */
static size_t
wanted(unsigned char lead)
{
	return lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* The n bytes, fewer than a character, can become one with more to come. */
static bool
is_beginning(const unsigned char *p, size_t n)
{
	unsigned char whole[4] = { 0x80, 0x80, 0x80, 0x80 };
	size_t length = wanted(p[0]);

	if (n >= length || p[0] > 0xf4)
		return false;
	memcpy(whole, p, n);
	if (n == 1 && (p[0] == 0xe0 || p[0] == 0xf0))
		whole[1] = 0xa0; /* the lowest that is not overlong */
	return utf8_length((const char *)whole, length) == length;
}

/* The next one or more whole characters, none of them NUL; 0: none. */
static size_t
valid_run(const unsigned char *p, size_t n)
{
	size_t at = 0;

	for (;;) {
		size_t length;

		at += ascii_run(p + at, n - at);
		if (at == n || p[at] == 0)
			return at;
		length = utf8_length((const char *)p + at, n - at);
		if (length == 0)
			return at;
		at += length;
	}
}

void
charset_sniff_init(struct charset_sniff *s)
{
	memset(s, 0, sizeof(*s));
}

/* Looks at the bytes; how many of them end at a character. */
static size_t
sniff_run(struct charset_sniff *s, const unsigned char *p, size_t n)
{
	size_t at = 0;

	while (at < n && !s->is_broken) {
		size_t run = valid_run(p + at, n - at);

		if (!s->has_letters)
			s->has_letters = ascii_run(p + at, run) < run;
		at += run;
		if (at == n || (run == 0 && is_beginning(p + at, n - at)))
			return at;
		if (run == 0 && p[at] != 0)
			s->is_broken = true;
		at += run == 0;
	}
	return at;
}

void
charset_sniff_add(struct charset_sniff *s, const char *bytes, size_t n)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t used;

	used = sizeof(s->head) - s->n_head;
	if (used > n)
		used = n;
	memcpy(s->head + s->n_head, p, used);
	s->n_head += used;
	while (s->n_rest > 0 && n > 0 && !s->is_broken) {
		s->rest[s->n_rest++] = *p++;
		n--;
		if (sniff_run(s, s->rest, s->n_rest) > 0)
			s->n_rest = 0;
	}
	used = sniff_run(s, p, n);
	if (!s->is_broken && used < n) {
		memcpy(s->rest, p + used, n - used);
		s->n_rest = n - used;
	}
}

/* Every second byte from the first on is NUL, and the others are not. */
static bool
has_gaps(const struct charset_sniff *s, size_t first)
{
	size_t n = s->n_head / 2 * 2;

	for (size_t i = 0; i < n; i++)
		if ((s->head[i] == 0) != (i % 2 == first))
			return false;
	return n >= 8;
}

enum charset_kind
charset_sniff_end(const struct charset_sniff *s)
{
	if (s->n_head >= 3 && memcmp(s->head, "\xef\xbb\xbf", 3) == 0)
		return CHARSET_UTF8;
	if (s->n_head >= 2 && memcmp(s->head, "\xff\xfe", 2) == 0)
		return CHARSET_UTF16_LE;
	if (s->n_head >= 2 && memcmp(s->head, "\xfe\xff", 2) == 0)
		return CHARSET_UTF16_BE;
	if (has_gaps(s, 1))
		return CHARSET_UTF16_LE;
	if (has_gaps(s, 0))
		return CHARSET_UTF16_BE;
	if (s->n_rest > 0 && !s->has_letters)
		return CHARSET_WINDOWS_1252;
	return s->is_broken ? CHARSET_WINDOWS_1252 : CHARSET_UTF8;
}

bool
charset_detect(int fd, enum charset_kind *kind, struct error *err)
{
	static char block[BLOCK];
	struct charset_sniff s;
	off_t at = 0;
	ssize_t n;

	charset_sniff_init(&s);
	while ((n = pread(fd, block, sizeof(block), at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, "%s", strerror(errno));
		charset_sniff_add(&s, block, (size_t)n);
		at += n;
		if (s.is_broken)
			break;
	}
	*kind = charset_sniff_end(&s);
	return true;
}

void
charset_init(struct charset *c, enum charset_kind kind)
{
	memset(c, 0, sizeof(*c));
	c->kind = kind == CHARSET_AUTO ? CHARSET_UTF8 : kind;
}

/* Adds one character; a mark at the very start goes. */
static void
put(struct charset *c, struct buf *out, uint32_t point)
{
	if (point != MARK || c->has_started)
		utf8_put(out, point == 0 ? BAD : point);
	c->has_started = true;
}

/* The three decoders return how many of the n bytes they used up. */
static size_t
take_utf8(struct charset *c, struct buf *out, const unsigned char *p, size_t n)
{
	size_t at = 0;

	if (!c->has_started && n > 0) {
		if (n < 3 && memcmp(p, "\xef\xbb\xbf", n) == 0)
			return 0;
		if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
			at = 3;
		c->has_started = true;
	}
	while (at < n) {
		size_t run = valid_run(p + at, n - at);

		buf_add(out, p + at, run);
		at += run;
		if (at == n || is_beginning(p + at, n - at))
			break;
		put(c, out, BAD);
		at++;
	}
	return at;
}

static size_t
take_1252(struct charset *c, struct buf *out, const unsigned char *p, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t run = ascii_run(p + at, n - at);

		buf_add(out, p + at, run);
		at += run;
		if (at < n) {
			unsigned char b = p[at++];

			put(c, out,
			    b >= 0x80 && b < 0xa0 ? high[b - 0x80] : b);
		}
	}
	return n;
}

static uint32_t
unit(const struct charset *c, const unsigned char *p)
{
	return c->kind == CHARSET_UTF16_BE ? (uint32_t)(p[0] << 8 | p[1])
					   : (uint32_t)(p[1] << 8 | p[0]);
}

static size_t
take_utf16(
    struct charset *c, struct buf *out, const unsigned char *p, size_t n)
{
	size_t at = 0;

	if (c->kind == CHARSET_UTF16 && n >= 2)
		c->kind = p[0] == 0xfe && p[1] == 0xff ? CHARSET_UTF16_BE
						       : CHARSET_UTF16_LE;
	while (n - at >= 2) {
		uint32_t a = unit(c, p + at), b;

		if (a < 0xd800 || a > 0xdbff) {
			put(c, out, a >= 0xdc00 && a <= 0xdfff ? BAD : a);
			at += 2;
			continue;
		}
		if (n - at < 4)
			break;
		b = unit(c, p + at + 2);
		if (b >= 0xdc00 && b <= 0xdfff) {
			put(c, out,
			    0x10000 + ((a - 0xd800) << 10) + (b - 0xdc00));
			at += 4;
		} else {
			put(c, out, BAD);
			at += 2;
		}
	}
	return at;
}

static size_t
take(struct charset *c, struct buf *out, const unsigned char *p, size_t n)
{
	switch (c->kind) {
	case CHARSET_AUTO:
	case CHARSET_UTF8:
		return take_utf8(c, out, p, n);
	case CHARSET_WINDOWS_1252:
		return take_1252(c, out, p, n);
	case CHARSET_UTF16:
	case CHARSET_UTF16_LE:
	case CHARSET_UTF16_BE:
		break;
	}
	return take_utf16(c, out, p, n);
}

void
charset_add(struct charset *c, struct buf *out, const char *bytes, size_t n)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t used;

	while (c->n_rest > 0 && n > 0) {
		c->rest[c->n_rest++] = *p++;
		n--;
		used = take(c, out, c->rest, c->n_rest);
		memmove(c->rest, c->rest + used, c->n_rest - used);
		c->n_rest -= used;
	}
	if (n == 0)
		return;
	used = take(c, out, p, n);
	memcpy(c->rest, p + used, n - used);
	c->n_rest = n - used;
}

void
charset_end(struct charset *c, struct buf *out)
{
	if (c->n_rest > 0)
		put(c, out, BAD);
	c->n_rest = 0;
}
