/* SPDX-License-Identifier: ISC */
/*
 * buf.h - the one growable buffer.
 *
 * size bytes are in use and are always followed by a NUL that is not counted,
 * once anything was added; the bytes themselves may hold NULs.  Running out
 * of memory aborts (mem.h).
 */
#ifndef SDK_BUF_H
#define SDK_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t size;
	size_t capacity;
};

#define BUF_INIT           \
	{                  \
		NULL, 0, 0 \
	}

/* Frees what it holds; it is empty again and can be used. */
void buf_release(struct buf *b);
/* Empties it; keeps the memory. */
void buf_reset(struct buf *b);

/* Each adds to its end: n bytes, a string, a byte, printed text. */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Room for n more bytes at data + size; the caller adds to size what it used
 * and then calls buf_end() to set the NUL. */
char *buf_room(struct buf *b, size_t n);
void buf_end(struct buf *b);

/* Cuts off all after the first size bytes; takes the first n bytes away. */
void buf_cut(struct buf *b, size_t size);
void buf_drop(struct buf *b, size_t n);

/* As a string; "" when empty.  Valid until the buffer changes. */
const char *buf_str(const struct buf *b);

/* Hands the string over to the caller, who frees it; the buffer is empty
 * again.  Never NULL. */
char *buf_take(struct buf *b);

#endif
