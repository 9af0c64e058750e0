/* SPDX-License-Identifier: ISC */
/* company.c - names of companies and their domains, made comparable. */
#include "company.h"

#include <ctype.h>

#include "sdk/utf8.h"

static const char *const forms[] = { "as", "aps", "ivs", "is", "ks", "ps",
	"amba", "fmba", "smba", "ab", "asa", "oy", "oyj", "gmbh", "ag", "kg",
	"ug", "ltd", "limited", "llc", "llp", "plc", "inc", "corp",
	"corporation", "bv", "nv", "sa", "sarl", "sas", "spa", "srl", "se",
	"holding", NULL };

static bool
is_in(const char *const *list, const char *word)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

/* Dots, slashes and apostrophes within a word go ("A/S", "B.V."), all other
 * signs part words. */
static void
take_words(struct buf *out, const char *p)
{
	size_t from = out->size;

	for (; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c >= 0x80 || isalnum(c))
			buf_putc(out, *p);
		else if (c != '.' && c != '/' && c != '\'' &&
			 out->size > from && out->data[out->size - 1] != ' ')
			buf_putc(out, ' ');
	}
	while (out->size > from && out->data[out->size - 1] == ' ')
		buf_cut(out, out->size - 1);
}

void
company_fold(struct buf *out, const char *name)
{
	struct buf folded = BUF_INIT;
	size_t from = out->size;
	char *space;

	utf8_fold(&folded, name);
	buf_puts(out, "");
	take_words(out, buf_str(&folded));
	buf_release(&folded);
	while ((space = strrchr(out->data + from, ' ')) != NULL &&
	       is_in(forms, space + 1))
		buf_cut(out, (size_t)(space - out->data));
}

bool
company_domain(struct buf *out, const char *text)
{
	const char *p = strstr(text, "://"), *at = strrchr(text, '@');
	size_t from = out->size, n;

	p = p != NULL ? p + 3 : text;
	p = at != NULL ? at + 1 : p;
	if (strncasecmp(p, "www.", 4) == 0)
		p += 4;
	n = strcspn(p, "/:?# \t");
	while (n > 0 && p[n - 1] == '.')
		n--;
	if (n == 0 || *p == '.' || memchr(p, '.', n) == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		buf_putc(out, (char)tolower((unsigned char)p[i]));
	return out->size > from;
}
