/* SPDX-License-Identifier: ISC */
/*
 * problems.c - everything wrong with a configuration, said at once.
 *
 * Words of a file may end up in a line, so each line is made harmless for a
 * terminal here, in one place.
 */
#include "config/problems.h"

#include "sdk/buf.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

void
problems_release(struct problems *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->list[i].text);
	free(p->list);
	*p = (struct problems)PROBLEMS_INIT;
}

static void
put_place(struct buf *out, struct place at)
{
	buf_puts(out, at.file);
	if (at.line > 0)
		buf_printf(out, ":%d:%d", at.line, at.column);
	buf_puts(out, ": ");
}

/* The first problem of the same file: files are printed in that order. */
static size_t
find_file(const struct problems *p, const char *file)
{
	size_t size = strlen(file);

	for (size_t i = p->n; i > 0; i--) {
		const struct problem *q = &p->list[i - 1];

		if (q->file_size == size && memcmp(q->text, file, size) == 0)
			return q->file_first;
	}
	return p->n;
}

static void
add(struct problems *p, struct place at, bool is_warning, struct buf *message)
{
	struct buf line = BUF_INIT;
	struct problem problem = { .line = at.line,
		.column = at.column,
		.is_warning = is_warning,
		.number = p->n,
		.file_size = strlen(at.file),
		.file_first = find_file(p, at.file) };

	put_place(&line, at);
	if (is_warning)
		buf_puts(&line, "warning: ");
	utf8_clean(&line, buf_str(message), message->size);
	for (size_t i = problem.file_size; i < line.size; i++)
		if (line.data[i] == '\n' || line.data[i] == '\t')
			line.data[i] = ' ';
	buf_release(message);
	problem.text = buf_take(&line);
	p->list = mem_resize(p->list, p->n + 1, sizeof(*p->list));
	p->list[p->n++] = problem;
	p->n_errors += !is_warning;
}

bool
problems_add(struct problems *p, struct place at, const char *fmt, ...)
{
	struct buf message = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&message, fmt, ap);
	va_end(ap);
	add(p, at, false, &message);
	return false;
}

void
problems_warn(struct problems *p, struct place at, const char *fmt, ...)
{
	struct buf message = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&message, fmt, ap);
	va_end(ap);
	add(p, at, true, &message);
}

static int
compare(const void *left, const void *right)
{
	const struct problem *a = left, *b = right;

	if (a->file_first != b->file_first)
		return a->file_first < b->file_first ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

void
problems_sort(struct problems *p)
{
	if (p->n == 0)
		return;
	qsort(p->list, p->n, sizeof(*p->list), compare);
}

void
problems_print(struct problems *p)
{
	problems_sort(p);
	for (size_t i = 0; i < p->n; i++)
		fprintf(stderr, "%s\n", p->list[i].text);
}
