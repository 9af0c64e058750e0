/* SPDX-License-Identifier: ISC */
/* mime.c - the body of a mail: one part, or parts within parts (RFC 2046). */
#include "mime.h"

#include <stdint.h>

#include "encode.h"
#include "header.h"

/* FNV-1a: a boundary has to differ from mail to mail, no more. */
static uint64_t
hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h;
}

static bool
is_text(const struct mime_part *part)
{
	return strncmp(part->type, "text/", 5) == 0;
}

static void
write_leaf(struct buf *out, const struct mime_part *part)
{
	bool text = is_text(part);

	buf_printf(out, "Content-Type: %s%s%s\r\n", part->type,
	    text ? "; charset=utf-8" : "",
	    part->is_flowed ? "; format=flowed" : "");
	buf_printf(out, "Content-Transfer-Encoding: %s\r\n",
	    text ? "quoted-printable" : "base64");
	if (part->id)
		buf_printf(out, "Content-ID: <%s>\r\n", part->id);
	if (part->file_name) {
		buf_puts(out, "Content-Disposition: inline");
		header_parameter(out, "filename", part->file_name);
		buf_puts(out, "\r\n");
	}
	buf_puts(out, "\r\n");
	if (text)
		encode_quoted(out, part->data, part->size);
	else
		encode_base64_lines(out, part->data, part->size);
}

/* Nesting is as deep as our own tables: two. */
static void
write_part(struct buf *out, const struct mime_part *part, uint64_t seed)
{
	char boundary[32];

	if (part->n_parts == 0) {
		write_leaf(out, part);
		return;
	}
	snprintf(
	    boundary, sizeof(boundary), "=_%016llx", (unsigned long long)seed);
	buf_printf(out, "Content-Type: %s;\r\n boundary=\"%s\"", part->type,
	    boundary);
	/* RFC 2387 wants the type of the first part beside it. */
	if (strcmp(part->type, "multipart/related") == 0)
		header_parameter(out, "type", part->parts[0].type);
	buf_puts(out, "\r\n\r\n");
	for (size_t i = 0; i < part->n_parts; i++) {
		buf_printf(out, "--%s\r\n", boundary);
		write_part(out, &part->parts[i], seed + 1);
		buf_puts(out, "\r\n");
	}
	buf_printf(out, "--%s--\r\n", boundary);
}

void
mime_write(struct buf *out, const struct mime_part *part, const char *seed)
{
	write_part(out, part, hash(seed));
}
