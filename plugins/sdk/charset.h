/* SPDX-License-Identifier: ISC */
/*
 * charset.h - files in the encodings that survey tools and Excel write, as
 * valid UTF-8, a block at a time.
 *
 * What cannot be decoded becomes U+FFFD, and so does NUL, so that the text can
 * be handled as strings.  A byte order mark at the start goes.
 */
#ifndef SDK_CHARSET_H
#define SDK_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "sdk/buf.h"
#include "sdk/error.h"

enum charset_kind {
	CHARSET_AUTO, /* to be found out by charset_detect() */
	CHARSET_UTF8,
	CHARSET_WINDOWS_1252, /* with Latin-1's letters in their places */
	CHARSET_UTF16,        /* the mark says which; without: little-endian */
	CHARSET_UTF16_LE,
	CHARSET_UTF16_BE,
};

/* "UTF-8", "Windows-1252" … */
const char *charset_name(enum charset_kind kind);

/*
 * Finding out: a byte order mark decides; else NULs in every second place of
 * the first bytes make it UTF-16; else it is UTF-8 where every byte of the
 * file is, and Windows-1252 where not.  A file that ends within a character
 * still is UTF-8 where it has others.
 */
struct charset_sniff {
	unsigned char head[64];
	size_t n_head;
	unsigned char rest[4];
	size_t n_rest;
	bool has_letters; /* of more than one byte, as UTF-8 has them */
	bool is_broken;   /* not UTF-8 */
};

/* Nothing to release. */
void charset_sniff_init(struct charset_sniff *s);
/* The next n bytes of the file. */
void charset_sniff_add(struct charset_sniff *s, const char *p, size_t n);
/* What it is; never CHARSET_AUTO. */
enum charset_kind charset_sniff_end(const struct charset_sniff *s);

/* The same for a whole file, which is read once, with pread(); the place in
 * the file stays.  False: it cannot be read. */
bool charset_detect(int fd, enum charset_kind *kind, struct error *err);

/* Decoding.  Nothing to release. */
struct charset {
	enum charset_kind kind;
	bool has_started;
	unsigned char rest[4];
	size_t n_rest;
};

/* CHARSET_AUTO is taken for UTF-8 here. */
void charset_init(struct charset *c, enum charset_kind kind);
/* Adds the n bytes, decoded, to out; keeps back a character that is not
 * complete until the next bytes or the end. */
void charset_add(struct charset *c, struct buf *out, const char *p, size_t n);
void charset_end(struct charset *c, struct buf *out);

#endif
