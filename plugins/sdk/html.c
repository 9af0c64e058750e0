/* SPDX-License-Identifier: ISC */
/* html.c - character references of HTML. */
#include "sdk/html.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sdk/charset.h"
#include "sdk/utf8.h"

#define LAST_POINT 0x10FFFF
#define NO_CHARACTER 0xFFFD
/* Names and numbers of this length are none of ours. */
#define LONGEST 12

/* clang-format off */
/* From U+00A0 on. */
static const char latin_1[96][8] = {
	"nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect",
	"uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr",
	"deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
	"cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
	"Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil",
	"Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml",
	"ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times",
	"Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig",
	"agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
	"egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml",
	"eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide",
	"oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
};

static const struct { const char *name; uint32_t point; } others[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	{ "OElig", 0x152 }, { "oelig", 0x153 }, { "Scaron", 0x160 }, { "scaron", 0x161 },
	{ "Yuml", 0x178 }, { "fnof", 0x192 }, { "circ", 0x2C6 }, { "tilde", 0x2DC },
	{ "ensp", 0x2002 }, { "emsp", 0x2003 }, { "thinsp", 0x2009 },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 },
	{ "sbquo", 0x201A }, { "ldquo", 0x201C }, { "rdquo", 0x201D }, { "bdquo", 0x201E },
	{ "dagger", 0x2020 }, { "Dagger", 0x2021 }, { "bull", 0x2022 }, { "hellip", 0x2026 },
	{ "permil", 0x2030 }, { "prime", 0x2032 }, { "Prime", 0x2033 },
	{ "lsaquo", 0x2039 }, { "rsaquo", 0x203A }, { "euro", 0x20AC }, { "trade", 0x2122 },
	{ "larr", 0x2190 }, { "uarr", 0x2191 }, { "rarr", 0x2192 }, { "darr", 0x2193 },
	{ "minus", 0x2212 }, { "ne", 0x2260 }, { "le", 0x2264 }, { "ge", 0x2265 },
	{ "hearts", 0x2665 },
};
/* clang-format on */

/* 0: no such name. */
static uint32_t
point_of(const char *name)
{
	for (uint32_t i = 0; i < 96; i++)
		if (strcmp(latin_1[i], name) == 0)
			return 0xA0 + i;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i].name, name) == 0)
			return others[i].point;
	return 0;
}

static void
put_number(struct buf *out, unsigned long point)
{
	const char byte = (char)point;
	struct charset c;

	if (point >= 0x80 && point <= 0x9F) {
		charset_init(&c, CHARSET_WINDOWS_1252);
		charset_add(&c, out, &byte, 1);
		charset_end(&c, out);
		return;
	}
	if (point == 0 || point > LAST_POINT ||
	    (point >= 0xD800 && point <= 0xDFFF))
		point = NO_CHARACTER;
	utf8_put(out, (uint32_t)point);
}

/* "#233" or "#xe9"; false: it is no number. */
static bool
take_number(struct buf *out, const char *name)
{
	bool is_hex = name[1] == 'x' || name[1] == 'X';
	const char *digits = name + (is_hex ? 2 : 1);
	unsigned long point;
	char *end;

	if (!isxdigit((unsigned char)*digits))
		return false;
	point = strtoul(digits, &end, is_hex ? 16 : 10);
	if (*end != '\0')
		return false;
	put_number(out, point);
	return true;
}

/* The reference that s begins with: its length; 0: it is none. */
static size_t
take_reference(struct buf *out, const char *s)
{
	size_t n = strcspn(s + 1, ";& \t\n");
	char name[LONGEST];
	uint32_t point;

	if (s[n + 1] != ';' || n == 0 || n >= LONGEST)
		return 0;
	memcpy(name, s + 1, n);
	name[n] = '\0';
	if (*name == '#')
		return take_number(out, name) ? n + 2 : 0;
	point = point_of(name);
	if (point == 0)
		return 0;
	utf8_put(out, point);
	return n + 2;
}

void
html_unescape(struct buf *out, const char *s)
{
	while (*s != '\0') {
		size_t n = *s == '&' ? take_reference(out, s) : 0;

		if (n == 0)
			buf_putc(out, *s++);
		else
			s += n;
	}
}
