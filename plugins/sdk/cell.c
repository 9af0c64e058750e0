/* SPDX-License-Identifier: ISC */
/* cell.c - what a cell of a table holds besides its text. */
#include "sdk/cell.h"

#include <strings.h>

#include "sdk/utf8.h"

/* Bytes of white space at s; 0: none. */
static size_t
blank(const char *s)
{
	if (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		return 1;
	if (memcmp(s, "\xc2\xa0", strnlen(s, 2)) == 0 && *s != '\0')
		return s[1] != '\0' ? 2 : 0;
	return 0;
}

static char *
trim_blanks(char *s)
{
	size_t n, size;

	while ((n = blank(s)) > 0)
		s += n;
	size = strlen(s);
	while (size > 0) {
		if (blank(s + size - 1) == 1)
			size--;
		else if (size > 1 && blank(s + size - 2) == 2)
			size -= 2;
		else
			break;
	}
	s[size] = '\0';
	return s;
}

static char *
trim_formula(char *s)
{
	size_t size = strlen(s);

	if (size < 3 || s[0] != '=' || s[1] != '"' || s[size - 1] != '"')
		return s;
	s[size - 1] = '\0';
	return trim_blanks(s + 2);
}

char *
cell_trim(char *s)
{
	s = trim_formula(trim_blanks(s));
	if (*s == '\'' && s[1] != '\0' && strchr("=+-@0123456789", s[1]))
		s++;
	return s;
}

char *
cell_trim_plain(char *s)
{
	s = trim_formula(trim_blanks(s));
	return *s == '\'' ? trim_blanks(s + 1) : s;
}

void
cell_key(struct buf *out, const char *s)
{
	size_t from = out->size, to = from;

	utf8_fold(out, s);
	for (size_t i = from; i < out->size; i++) {
		unsigned char c = (unsigned char)out->data[i];

		if (c >= 0x80 || (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9'))
			out->data[to++] = (char)c;
	}
	buf_cut(out, to);
}

static bool
is_match(struct buf *name, const char *key)
{
	bool is_open = name->size > 0 && name->data[name->size - 1] == '*';
	struct buf own = BUF_INIT;
	bool is_same;

	cell_key(&own, buf_str(name));
	is_same =
	    own.size > 0 && (is_open ? strncmp(own.data, key, own.size) == 0
				     : strcmp(own.data, key) == 0);
	buf_release(&own);
	return is_same;
}

int
cell_match(const char *names, const char *key)
{
	struct buf name = BUF_INIT;
	int found = 0;

	for (int i = 1; found == 0 && *names != '\0'; i++) {
		size_t n = strcspn(names, "|");

		buf_reset(&name);
		buf_add(&name, names, n);
		while (name.size > 0 && name.data[name.size - 1] == ' ')
			buf_cut(&name, name.size - 1);
		if (is_match(&name, key))
			found = i;
		names += n + (names[n] == '|');
	}
	buf_release(&name);
	return found;
}

bool
cell_is_one_of(const char *text, const char *words)
{
	size_t n = strlen(text);

	for (;;) {
		size_t word = strcspn(words, "|");

		if (word == n && strncasecmp(words, text, n) == 0)
			return true;
		if (words[word] == '\0')
			return false;
		words += word + 1;
	}
}
