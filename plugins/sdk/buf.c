/* SPDX-License-Identifier: ISC */
/* buf.c - the one growable buffer. */
#include "sdk/buf.h"

#include "sdk/mem.h"

void
buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT;
}

void
buf_reset(struct buf *b)
{
	buf_cut(b, 0);
}

char *
buf_room(struct buf *b, size_t n)
{
	size_t need = b->size + n + 1;

	if (need > b->capacity) {
		b->capacity = need < 64 ? 64 : need + need / 2;
		b->data = mem_resize(b->data, b->capacity, 1);
	}
	return b->data + b->size;
}

void
buf_end(struct buf *b)
{
	b->data[b->size] = '\0';
}

void
buf_add(struct buf *b, const void *bytes, size_t n)
{
	char *room = buf_room(b, n);

	if (n > 0)
		memcpy(room, bytes, n);
	b->size += n;
	buf_end(b);
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return;
	vsnprintf(buf_room(b, (size_t)n), (size_t)n + 1, fmt, ap);
	b->size += (size_t)n;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_cut(struct buf *b, size_t size)
{
	if (size > b->size || b->data == NULL)
		return;
	b->size = size;
	buf_end(b);
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n == 0 || b->data == NULL)
		return;
	if (n > b->size)
		n = b->size;
	memmove(b->data, b->data + n, b->size - n + 1);
	b->size -= n;
}

const char *
buf_str(const struct buf *b)
{
	return b->data == NULL ? "" : b->data;
}

char *
buf_take(struct buf *b)
{
	char *s = b->data == NULL ? mem_string("") : b->data;

	*b = (struct buf)BUF_INIT;
	return s;
}
