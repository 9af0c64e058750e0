/* SPDX-License-Identifier: ISC */
/* seen.c - which files were read: the provider's cursor. */
#include "seen.h"

#include <ctype.h>
#include <inttypes.h>

#include "sdk/mem.h"

#define DIGITS 16

static bool
read_one(struct seen *s, const char **p)
{
	bool is_refused = **p == '!';
	uint64_t signature;
	char *end;

	*p += is_refused;
	if (strspn(*p, "0123456789abcdef") != DIGITS)
		return false;
	signature = strtoull(*p, &end, 16);
	*p = end;
	if (**p != '@') {
		seen_add(s, signature, is_refused);
		return true;
	}
	if (!isdigit((unsigned char)*++*p))
		return false;
	s->within = signature;
	s->rows = strtoull(*p, &end, 10);
	*p = end;
	return true;
}

bool
seen_read(struct seen *s, const char *cursor)
{
	const char *p = cursor == NULL ? "1" : cursor;
	bool ok = *p++ == '1';

	*s = (struct seen){ .n = 0 };
	while (ok && *p != '\0')
		ok = *p++ == ' ' && read_one(s, &p);
	if (!ok)
		seen_release(s);
	return ok;
}

void
seen_release(struct seen *s)
{
	free(s->files);
	*s = (struct seen){ .n = 0 };
}

void
seen_add(struct seen *s, uint64_t signature, bool is_refused)
{
	s->files = mem_resize(s->files, s->n + 1, sizeof(*s->files));
	s->files[s->n++] = (struct seen_file){ signature, is_refused };
}

const struct seen_file *
seen_find(const struct seen *s, uint64_t signature)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->files[i].signature == signature)
			return &s->files[i];
	return NULL;
}

void
seen_put(struct buf *out, const struct seen *s)
{
	buf_puts(out, "1");
	for (size_t i = 0; i < s->n; i++)
		buf_printf(out, " %s%016" PRIx64,
		    s->files[i].is_refused ? "!" : "", s->files[i].signature);
	if (s->rows > 0)
		buf_printf(
		    out, " %016" PRIx64 "@%" PRIu64, s->within, s->rows);
}
