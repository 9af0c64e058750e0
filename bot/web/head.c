/* SPDX-License-Identifier: ISC */
/* head.c - the head of a request: its line and header. */
#include "web/head.h"

#include <string.h>
#include <strings.h>

#include "sdk/json.h"
#include "sdk/utf8.h"

/* RFC 9110, 5.6.2: what a name may be made of. */
static const char token[] = "!#$%&'*+-.^_`|~0123456789"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz";

/* RFC 9110, 7.6.1, and what the body is no more once it was read. */
static const char *const of_connection[] = { "connection", "expect",
	"keep-alive", "proxy-authenticate", "proxy-authorization",
	"proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
	NULL };

void
head_add(struct head *h, const struct field *field)
{
	if (h->n_fields == HEAD_MAX_FIELDS)
		h->has_more = true;
	else
		h->fields[h->n_fields++] = *field;
}

static bool
is_named(const struct field *f, const char *name, size_t n)
{
	return f->name_size == n && strncasecmp(f->name, name, n) == 0;
}

/* The next field of the name from `from` on; NULL: there is none. */
static const struct field *
find_from(const struct head *h, size_t from, const char *name, size_t n)
{
	for (size_t i = from; i < h->n_fields; i++)
		if (is_named(&h->fields[i], name, n))
			return &h->fields[i];
	return NULL;
}

const struct field *
head_find(const struct head *h, const char *name)
{
	return find_from(h, 0, name, strlen(name));
}

static const struct field *
next_of(const struct head *h, const struct field *f)
{
	return find_from(
	    h, (size_t)(f - h->fields) + 1, f->name, f->name_size);
}

static bool
is_value(const struct field *f, const char *text)
{
	return f->value_size == strlen(text) &&
	       strncasecmp(f->value, text, f->value_size) == 0;
}

/* ---- How long the body is */

static bool
read_length(const struct field *f, uint64_t *length)
{
	uint64_t n = 0;

	for (size_t i = 0; i < f->value_size; i++) {
		unsigned digit = (unsigned char)f->value[i] - '0';

		if (digit > 9)
			return false;
		/* All that is too large is equally too large. */
		n = n > HEAD_MAX_BODY ? n : n * 10 + digit;
	}
	*length = n;
	return f->value_size > 0;
}

uint64_t
head_body(const struct head *h)
{
	const struct field *length = head_find(h, "content-length");
	uint64_t n;

	if (head_find(h, "transfer-encoding") != NULL)
		return HEAD_CHUNKED;
	if (length == NULL || !read_length(length, &n))
		return HEAD_SILENT;
	return n;
}

/* Two lengths that are written differently are two lengths. */
static bool
has_one_length(const struct head *h, const struct field *length)
{
	const struct field *other = length;
	uint64_t n;

	while ((other = next_of(h, other)) != NULL)
		if (other->value_size != length->value_size ||
		    memcmp(other->value, length->value, length->value_size) !=
			0)
			return false;
	return read_length(length, &n);
}

static bool
is_framed(const struct head *h)
{
	const struct field *coding = head_find(h, "transfer-encoding");
	const struct field *length = head_find(h, "content-length");

	if (coding == NULL)
		return length == NULL || has_one_length(h, length);
	/* RFC 9112, 6.1: HTTP/1.0 knows no chunks. */
	return length == NULL && next_of(h, coding) == NULL &&
	       is_value(coding, "chunked") &&
	       strcmp(h->version, "HTTP/1.0") != 0;
}

/* ---- Its form */

static bool
is_well_formed(const struct head *h)
{
	if (h->uri[0] != '/' || h->method[strspn(h->method, token)] != '\0')
		return false;
	for (const char *p = h->uri; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~')
			return false;
	/* "Content-Length : 5" is a length to some and none to others. */
	for (size_t i = 0; i < h->n_fields; i++)
		if (h->fields[i].name_size == 0 ||
		    strspn(h->fields[i].name, token) != h->fields[i].name_size)
			return false;
	return true;
}

static bool
has_host(const struct head *h)
{
	const struct field *host = head_find(h, "host");

	if (host == NULL)
		return strcmp(h->version, "HTTP/1.0") == 0;
	return next_of(h, host) == NULL;
}

enum refusal
head_judge(const struct head *h)
{
	if (h->size > HEAD_MAX_BYTES || h->has_more)
		return strlen(h->uri) > HEAD_MAX_URI ? REFUSED_URI
						     : REFUSED_HEADER;
	if (!is_well_formed(h))
		return REFUSED_MALFORMED;
	if (!has_host(h))
		return REFUSED_HOST;
	if (!is_framed(h))
		return REFUSED_FRAMING;
	return strlen(h->uri) > HEAD_MAX_URI ? REFUSED_URI : REFUSED_NOT;
}

/* ---- What is handed on */

/* Does the Connection header name the field? */
static bool
is_named_by_connection(const struct head *h, const struct field *f)
{
	const struct field *c = head_find(h, "connection");

	for (; c != NULL; c = next_of(h, c)) {
		const char *p = c->value, *end = p + c->value_size;

		while (p < end) {
			size_t n = strcspn(p, ", \t");

			if (n > 0 && is_named(f, p, n))
				return true;
			p += n + (p[n] != '\0');
		}
	}
	return false;
}

static bool
is_handed_on(const struct head *h, const struct field *f)
{
	for (const char *const *name = of_connection; *name != NULL; name++)
		if (is_named(f, *name, strlen(*name)))
			return false;
	return !is_named_by_connection(h, f);
}

static void
join_values(struct buf *joined, const struct head *h, const struct field *f)
{
	const char *between = "";

	for (; f != NULL; f = next_of(h, f)) {
		if (!utf8_is_valid(f->value, f->value_size))
			continue;
		buf_puts(joined, between);
		utf8_clean(joined, f->value, f->value_size);
		between = ", ";
	}
}

static void
print_name(struct buf *out, const struct field *f)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < f->name_size; i++) {
		char c = f->name[i];

		buf_putc(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	buf_puts(out, "\":");
}

void
head_print(struct buf *out, const struct head *h)
{
	struct buf value = BUF_INIT;
	size_t n = 0;

	buf_putc(out, '{');
	for (size_t i = 0; i < h->n_fields && n < HEAD_HANDED_ON; i++) {
		const struct field *f = &h->fields[i];

		/* One that was seen before is joined to the first. */
		if (find_from(h, 0, f->name, f->name_size) != f ||
		    !is_handed_on(h, f))
			continue;
		buf_reset(&value);
		join_values(&value, h, f);
		if (value.size == 0 && f->value_size > 0)
			continue;
		if (n++ > 0)
			buf_putc(out, ',');
		print_name(out, f);
		json_quote(out, buf_str(&value));
	}
	buf_putc(out, '}');
	buf_release(&value);
}
