/* SPDX-License-Identifier: ISC */
/*
 * import.c - history: a file of what the tool would have pushed.
 *
 * Where the first line is JSON by itself, each line is (JSON Lines), and is
 * read by itself: such a file may be of any length.
 */
#include <errno.h>
#include <inttypes.h>

#include "provider.h"
#include "sdk/json_read.h"
#include "sdk/mem.h"

/* Of a file that is one document. */
#define LARGEST ((size_t)64 << 20)

struct file {
	struct provider *provider;
	const char *name; /* without its folders */
	FILE *stream;
	char *line; /* the last one read */
	size_t capacity;
	ssize_t size; /* of it; -1: there is none */
	uint64_t at;  /* its number, from 1 */
};

static bool
is_blank(const struct file *f)
{
	return (ssize_t)strspn(f->line, " \t\r\n") == f->size;
}

static bool
next_line(struct file *f)
{
	f->size = getline(&f->line, &f->capacity, f->stream);
	f->at++;
	return f->size >= 0;
}

/* The next with anything in it. */
static bool
next_full_line(struct file *f)
{
	while (next_line(f))
		if (!is_blank(f))
			return true;
	return false;
}

static void
take_line(struct file *f)
{
	struct provider *p = f->provider;
	char *place = mem_printf("%s:%" PRIu64, f->name, f->at);
	struct error err;
	cJSON *document = json_read(f->line, (size_t)f->size, &err);

	if (document == NULL || !webhook_take(p, document, 0, place, &err)) {
		p->n_refused++;
		lb_refuse(p->host, f->line, "%s: %s", place, err.text);
	}
	cJSON_Delete(document);
	free(place);
}

/* All of the file, of which the first lines are read. */
static bool
take_whole(struct file *f, struct error *err)
{
	struct buf text = BUF_INIT;
	cJSON *document = NULL;
	bool ok = true;

	/* So that what is said of a line is said of the file's. */
	for (uint64_t line = 1; line < f->at; line++)
		buf_putc(&text, '\n');
	do
		buf_add(&text, f->line, (size_t)f->size);
	while (text.size <= LARGEST && next_line(f));
	if (text.size > LARGEST)
		ok = error_set(err, "is larger than 64 MiB: write one answer "
				    "a line");
	if (ok)
		document = json_read(text.data, text.size, err);
	ok = document != NULL &&
	     webhook_take(f->provider, document, 0, f->name, err);
	cJSON_Delete(document);
	buf_release(&text);
	return ok;
}

static bool
take_file(struct file *f, struct error *err)
{
	cJSON *first;

	if (!next_full_line(f))
		return error_set(err, "there is nothing in it");
	first = json_read(f->line, (size_t)f->size, NULL);
	if (first == NULL)
		return take_whole(f, err);
	cJSON_Delete(first);
	do
		take_line(f);
	while (next_full_line(f));
	return true;
}

static void
tell(const struct provider *p, const char *name)
{
	lb_log(p->host, p->n_refused > 0 ? LB_WARNING : LB_INFO,
	    "%s: %" PRIu64 " answers, %" PRIu64 " passed over, %" PRIu64
	    " kept aside",
	    name, p->n_given, p->n_passed, p->n_refused);
}

enum lb_result
webhook_import(void *state, const char *path)
{
	struct provider *p = state;
	const char *slash = strrchr(path, '/');
	struct file f = { .provider = p,
		.name = slash == NULL ? path : slash + 1 };
	struct error err;
	bool ok;

	f.stream = fopen(path, "re");
	if (f.stream == NULL)
		return lb_reject(p->host, "%s: %s", path, strerror(errno));
	p->n_given = p->n_passed = p->n_refused = 0;
	ok = take_file(&f, &err);
	if (ferror(f.stream) != 0)
		ok = error_set(&err, "%s", strerror(errno));
	fclose(f.stream);
	free(f.line);
	if (!ok)
		return lb_reject(p->host, "%s: %s", path, err.text);
	tell(p, f.name);
	return LB_DONE;
}
