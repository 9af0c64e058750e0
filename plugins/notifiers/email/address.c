/* SPDX-License-Identifier: ISC */
/* address.c - e-mail addresses, and the one rule of what may be one. */
#include "address.h"

#include "sdk/buf.h"
#include "sdk/mem.h"

/* RFC 5321 4.5.3.1: the local part, the whole path without its brackets. */
enum { LOCAL_MAX = 64, SPEC_MAX = 254, LABEL_MAX = 63 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* Dots stand between something: none first, last or next to another. */
static bool
has_good_dots(const char *s, size_t n)
{
	if (n == 0 || s[0] == '.' || s[n - 1] == '.')
		return false;
	for (size_t i = 1; i < n; i++)
		if (s[i] == '.' && s[i - 1] == '.')
			return false;
	return true;
}

static bool
is_label(const char *s, size_t n)
{
	return n > 0 && n <= LABEL_MAX && s[0] != '-' && s[n - 1] != '-' &&
	       strspn(s, LETTERS DIGITS "-") >= n;
}

bool
address_is_domain(const char *domain)
{
	for (;;) {
		size_t n = strcspn(domain, ".");

		if (!is_label(domain, n))
			return false;
		if (domain[n] == '\0')
			return true;
		domain += n + 1;
	}
}

bool
address_is_valid(const char *spec)
{
	static const char atext[] = LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~.";
	size_t local = strspn(spec, atext);

	return spec[local] == '@' && local <= LOCAL_MAX &&
	       strlen(spec) <= SPEC_MAX && has_good_dots(spec, local) &&
	       address_is_domain(spec + local + 1);
}

const char *
address_domain(const char *spec)
{
	return strchr(spec, '@') + 1;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A copy of the n bytes without blanks around them. */
static char *
trimmed(const char *s, size_t n)
{
	while (n > 0 && is_blank(*s)) {
		s++;
		n--;
	}
	while (n > 0 && is_blank(s[n - 1]))
		n--;
	return mem_copy(s, n);
}

/* Takes away the quotes around a name, and the backslashes within them. */
static char *
unquoted(char *name)
{
	size_t n = strlen(name);
	struct buf out = BUF_INIT;

	if (n < 2 || name[0] != '"' || name[n - 1] != '"')
		return name;
	for (size_t i = 1; i < n - 1; i++) {
		if (name[i] == '\\' && i + 1 < n - 1)
			i++;
		buf_putc(&out, name[i]);
	}
	free(name);
	return buf_take(&out);
}

static bool
has_high_byte(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return true;
	return false;
}

bool
address_read(struct address *a, const char *text, struct error *err)
{
	const char *open = strrchr(text, '<');
	const char *close = open ? strchr(open, '>') : NULL;
	const char *spec = open ? open + 1 : text;

	*a = (struct address){ NULL, NULL };
	if (open && (!close || close[1 + strspn(close + 1, " \t")] != '\0'))
		return error_set(err,
		    "\"%.200s\" is not an address: write name@host or "
		    "Name <name@host>",
		    text);
	a->spec = trimmed(spec, close ? (size_t)(close - spec) : strlen(spec));
	if (!address_is_valid(a->spec)) {
		error_set(err, "\"%.200s\" is not an e-mail address%s",
		    a->spec,
		    has_high_byte(a->spec) ? ": only letters a-z, digits and "
					     "!#$%&'*+-/=?^_`{|}~. "
					     "can be sent to"
					   : "");
		address_release(a);
		return false;
	}
	if (open)
		a->name = unquoted(trimmed(text, (size_t)(open - text)));
	if (a->name && *a->name == '\0') {
		free(a->name);
		a->name = NULL;
	}
	return true;
}

void
address_release(struct address *a)
{
	free(a->name);
	free(a->spec);
	*a = (struct address){ NULL, NULL };
}
