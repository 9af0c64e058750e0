/* SPDX-License-Identifier: ISC */
/* header.c - header fields of a mail: RFC 5322, RFC 2047, RFC 2231. */
#include "header.h"

#include "sdk/base64.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

enum {
	LINE = 76,       /* columns of a folded line                       */
	WORD_BYTES = 45, /* of text in one encoded word: 12 + 60 columns   */
	WORD_FRAME = 12, /* "=?UTF-8?B?" and "?="                          */
	NAME_MAX_BYTES = 200,
	PLAIN_WORD = 60, /* a longer word has no place to fold: encode it  */
};

void
header_clean(struct buf *out, const char *value)
{
	struct buf clean = BUF_INIT;
	bool blank = true; /* so that none stands first */

	utf8_clean(&clean, value, strlen(value));
	for (size_t i = 0; i < clean.size; i++) {
		char c = clean.data[i];

		if (c == '\n' || c == '\t')
			c = ' ';
		if (c != ' ' || !blank)
			buf_putc(out, c);
		blank = c == ' ';
	}
	if (blank && out->size > 0 && out->data[out->size - 1] == ' ')
		buf_cut(out, out->size - 1);
	buf_release(&clean);
}

static char *
cleaned(const char *value)
{
	struct buf out = BUF_INIT;

	header_clean(&out, value);
	return buf_take(&out);
}

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* May it stand as it is?  Not if a reader would decode it, nor if a word is
 * too long for a line. */
static bool
is_plain(const char *s)
{
	if (!is_ascii(s) || strstr(s, "=?") != NULL)
		return false;
	for (;;) {
		size_t n = strcspn(s, " ");

		if (n > PLAIN_WORD)
			return false;
		if (s[n] == '\0')
			return true;
		s += n + 1;
	}
}

static void
fold(struct buf *out, size_t *column)
{
	buf_puts(out, "\r\n ");
	*column = 1;
}

/* Words as they are, folded at blanks. */
static void
put_plain(struct buf *out, size_t *column, const char *s)
{
	for (;;) {
		size_t n = strcspn(s, " ");

		if (*column > 1 && *column + n > LINE)
			fold(out, column);
		buf_add(out, s, n);
		*column += n;
		s += n;
		if (*s == '\0')
			return;
		s++;
		if (*column + 1 + strcspn(s, " ") > LINE) {
			fold(out, column);
		} else {
			buf_putc(out, ' ');
			(*column)++;
		}
	}
}

/* The text an encoded word of at most max bytes takes: whole characters, and
 * in a name whole words where one fits, as some readers show the break. */
static size_t
word_cut(const char *s, size_t max, bool at_blanks)
{
	size_t n = utf8_cut(s, max);

	if (n == 0) /* a letter with more marks than a word can hold */
		n = utf8_length(s, strlen(s));
	if (!at_blanks || s[n] == '\0')
		return n;
	for (size_t i = n; i > 0; i--)
		if (s[i] == ' ')
			return i;
	return n;
}

static void
put_words(struct buf *out, size_t *column, const char *s, bool at_blanks)
{
	while (*s != '\0') {
		size_t room = LINE - *column, max, n;

		max = room > WORD_FRAME ? (room - WORD_FRAME) / 4 * 3 : 0;
		if (max < 12 && *column > 1) {
			fold(out, column);
			continue;
		}
		n = word_cut(
		    s, max < WORD_BYTES ? max : WORD_BYTES, at_blanks);
		buf_puts(out, "=?UTF-8?B?");
		base64_encode(out, s, n);
		buf_puts(out, "?=");
		*column += WORD_FRAME + (n + 2) / 3 * 4;
		s += n;
		if (*s != '\0')
			fold(out, column);
	}
}

void
header_text(struct buf *out, const char *name, const char *value)
{
	char *s = cleaned(value);
	size_t column = strlen(name) + 2;

	buf_printf(out, "%s: ", name);
	if (is_plain(s))
		put_plain(out, &column, s);
	else
		put_words(out, &column, s, false);
	buf_puts(out, "\r\n");
	free(s);
}

static void
put_quoted(struct buf *out, size_t *column, const char *s)
{
	buf_putc(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == ' ' && *column + 2 + strcspn(s + 1, " ") > LINE) {
			fold(out, column);
			continue;
		}
		if (*s == '"' || *s == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *s);
		(*column)++;
	}
	buf_putc(out, '"');
	*column += 2;
}

void
header_mailbox(struct buf *out, const char *name, const struct address *a)
{
	char *s = cleaned(a->name ? a->name : "");
	size_t column = strlen(name) + 2;

	buf_printf(out, "%s: ", name);
	s[utf8_cut(s, NAME_MAX_BYTES)] = '\0';
	if (*s != '\0' && is_plain(s))
		put_quoted(out, &column, s);
	else
		put_words(out, &column, s, true);
	if (*s == '\0')
		buf_puts(out, a->spec);
	else if (column + strlen(a->spec) + 3 > LINE)
		buf_printf(out, "\r\n <%s>", a->spec);
	else
		buf_printf(out, " <%s>", a->spec);
	buf_puts(out, "\r\n");
	free(s);
}

bool
header_is_id(const char *id)
{
	size_t n = strlen(id);
	char *spec;
	bool is_id;

	if (n < 3 || id[0] != '<' || id[n - 1] != '>')
		return false;
	spec = mem_copy(id + 1, n - 2);
	is_id = address_is_valid(spec);
	free(spec);
	return is_id;
}

void
header_ids(struct buf *out, const char *name, const char *ids)
{
	const char *before = "";

	while (*(ids += strspn(ids, " ")) != '\0') {
		size_t n = strcspn(ids, " ");
		char *id = mem_copy(ids, n);

		if (header_is_id(id)) {
			if (*before == '\0')
				buf_printf(out, "%s: ", name);
			buf_printf(out, "%s%s", before, id);
			before = "\r\n ";
		}
		free(id);
		ids += n;
	}
	if (*before != '\0')
		buf_puts(out, "\r\n");
}

/* Adds one character of an RFC 2231 value: what is not an attribute-char of
 * its grammar as %XX. */
static void
put_percent(struct buf *out, const char *s, size_t n)
{
	for (; n > 0; s++, n--) {
		unsigned char c = (unsigned char)*s;

		if (c > 0x20 && c < 0x7f && !strchr("*'%()<>@,;:\\\"/[]?=", c))
			buf_putc(out, *s);
		else
			buf_printf(out, "%%%02X", c);
	}
}

/* name*=UTF-8''… or, too long for a line, name*0*=…; name*1*=… */
static void
put_extended(struct buf *out, const char *name, const char *s)
{
	struct buf piece = BUF_INIT;
	bool is_one = strlen(s) * 3 + strlen(name) + 12 < LINE;
	int number = 0;

	if (is_one)
		buf_printf(out, ";\r\n %s*=UTF-8''", name);
	while (*s != '\0') {
		size_t n = utf8_length(s, strlen(s));

		put_percent(&piece, s, n);
		s += n;
		if (is_one || (piece.size < 40 && *s != '\0'))
			continue;
		buf_printf(out, ";\r\n %s*%d*=%s%s", name, number,
		    number == 0 ? "UTF-8''" : "", buf_str(&piece));
		buf_reset(&piece);
		number++;
	}
	buf_puts(out, buf_str(&piece));
	buf_release(&piece);
}

void
header_parameter(struct buf *out, const char *name, const char *value)
{
	char *s = cleaned(value);
	size_t column = 0;

	if (is_ascii(s) && strlen(s) + strlen(name) <= PLAIN_WORD) {
		buf_printf(out, ";\r\n %s=", name);
		put_quoted(out, &column, s);
	} else {
		put_extended(out, name, s);
	}
	free(s);
}
