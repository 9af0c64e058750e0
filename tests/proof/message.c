/* SPDX-License-Identifier: ISC */
/* message.c - see message.h. */
#include "proof/message.h"

#include <strings.h>

#include "sdk/mem.h"

static const char *
end_of_head(const struct buf *in)
{
	const char *end = strstr(buf_str(in), "\r\n\r\n");

	return end == NULL ? NULL : end + 4;
}

int64_t
message_number(const struct buf *in, const char *header, int64_t otherwise)
{
	const char *end = end_of_head(in), *p = buf_str(in);
	size_t size = strlen(header);

	while (end != NULL && (p = strchr(p, '\n')) != NULL && ++p < end)
		if (strncasecmp(p, header, size) == 0 && p[size] == ':')
			return strtoll(p + size + 1, NULL, 10);
	return otherwise;
}

size_t
message_size(const struct buf *in)
{
	const char *end = end_of_head(in);
	size_t size;

	if (end == NULL)
		return 0;
	size = (size_t)(end - in->data) +
	       (size_t)message_number(in, "Content-Length", 0);
	return size <= in->size ? size : 0;
}

int
message_status(const struct buf *in)
{
	const char *line = buf_str(in);

	return strncmp(line, "HTTP/1.", 7) == 0 && strlen(line) > 9
		   ? (int)strtol(line + 9, NULL, 10)
		   : 0;
}

char *
message_path(const struct buf *in)
{
	const char *path = buf_str(in) + strcspn(buf_str(in), " ");

	path += strspn(path, " ");
	return mem_copy(path, strcspn(path, " ?"));
}

const char *
message_body(const struct buf *in)
{
	const char *end = end_of_head(in);

	return end == NULL ? "" : end;
}

void
message_answer(struct buf *out, int status, const char *more, const char *type,
    const char *body)
{
	buf_printf(out,
	    "HTTP/1.1 %d %s\r\n%sContent-Type: %s\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    status, status < 300 ? "OK" : "No", more, type, strlen(body),
	    body);
}

/* ---- Forms */

static int
digit(char c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits) % 16;
}

static char *
decode(const char *s, size_t size)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < size; i++) {
		bool is_coded = s[i] == '%' && i + 2 < size &&
				digit(s[i + 1]) >= 0 && digit(s[i + 2]) >= 0;

		if (is_coded) {
			buf_putc(&out,
			    (char)(digit(s[i + 1]) * 16 + digit(s[i + 2])));
			i += 2;
		} else {
			buf_putc(&out, s[i] == '+' ? ' ' : s[i]);
		}
	}
	return buf_take(&out);
}

char *
message_field(const char *form, const char *name)
{
	size_t size = strlen(name);

	while (*form != '\0') {
		size_t pair = strcspn(form, "&");

		if (strncmp(form, name, size) == 0 && form[size] == '=')
			return decode(form + size + 1, pair - size - 1);
		form += pair + (form[pair] == '&');
	}
	return NULL;
}
