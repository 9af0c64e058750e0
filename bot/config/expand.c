/* SPDX-License-Identifier: ISC */
/* expand.c - what stands for something else in a value. */
#include "config/expand.h"

#include <sys/stat.h>

#include "config/file.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define FILE_MARK "file:"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"

/* Bytes of the name of a variable at the start of p. */
static size_t
name_length(const char *p)
{
	return strspn(p, LETTERS) > 0 ? strspn(p, LETTERS "0123456789") : 0;
}

/* p is after "${".  Returns what is after the "}", or NULL. */
static const char *
put_variable(const char *p, struct buf *out, struct error *err)
{
	size_t n = name_length(p);
	const char *end = strchr(p, '}'), *value;
	bool has_default = strncmp(p + n, ":-", 2) == 0;
	char *name;

	if (end == NULL || n == 0 || (!has_default && p + n != end)) {
		error_set(err, "after ${ must come a variable's name and }, "
			       "or NAME:-text}; $$ is a plain $");
		return NULL;
	}
	name = mem_copy(p, n);
	value = getenv(name);
	if (has_default && (value == NULL || *value == '\0'))
		buf_add(out, p + n + 2, (size_t)(end - p) - n - 2);
	else if (value != NULL)
		buf_puts(out, value);
	else
		error_set(err, "the variable %s is not set", name);
	free(name);
	return has_default || value != NULL ? end + 1 : NULL;
}

static bool
check_result(const struct buf *out, size_t before, struct error *err)
{
	if (out->size - before > EXPAND_MAX)
		return error_set(
		    err, "is longer than %zu KiB", EXPAND_MAX / 1024);
	if (!utf8_is_valid(buf_str(out) + before, out->size - before))
		return error_set(err, "a variable in it is not valid UTF-8");
	return true;
}

bool
expand_text(const char *written, struct buf *out, struct error *err)
{
	const char *p = written;
	size_t before = out->size;

	while (*p != '\0') {
		size_t n = strcspn(p, "$");

		buf_add(out, p, n);
		p += n;
		if (strncmp(p, "${", 2) == 0) {
			p = put_variable(p + 2, out, err);
			if (p == NULL || !check_result(out, before, err))
				return false;
		} else if (*p == '$') {
			buf_putc(out, '$');
			p += p[1] == '$' ? 2 : 1;
		}
	}
	return true;
}

static bool
check_file(const struct buf *text, size_t before, struct error *err)
{
	const char *p = buf_str(text) + before;
	size_t n = text->size - before;

	if (n == 0)
		return error_set(err, "is empty");
	if (memchr(p, '\0', n) != NULL || !utf8_is_valid(p, n))
		return error_set(err, "is not text in UTF-8");
	return true;
}

static bool
read_secret(const char *path, struct buf *out, struct error *err,
    struct error *warning)
{
	size_t before = out->size;
	mode_t mode;

	if (!file_read(path, EXPAND_MAX, out, &mode, err))
		return error_in(err, "%s", path);
	if (out->size > before && out->data[out->size - 1] == '\n')
		buf_cut(out, out->size - 1);
	if (out->size > before && out->data[out->size - 1] == '\r')
		buf_cut(out, out->size - 1);
	if (!check_file(out, before, err))
		return error_in(err, "%s", path);
	if ((mode & S_IROTH) != 0)
		error_set(warning,
		    "everyone on this machine may read %s: chmod o-r it",
		    path);
	return true;
}

bool
expand_setting(const char *written, const char *folder, struct buf *out,
    struct error *err, struct error *warning)
{
	struct buf name = BUF_INIT;
	char *path;
	bool ok;

	warning->text[0] = '\0';
	if (strncmp(written, FILE_MARK, strlen(FILE_MARK)) != 0)
		return expand_text(written, out, err);
	if (!expand_text(written + strlen(FILE_MARK), &name, err)) {
		buf_release(&name);
		return false;
	}
	path = file_below(folder, buf_str(&name));
	ok = name.size > 0 ? read_secret(path, out, err, warning)
			   : error_set(err, "file: needs a path after it");
	free(path);
	buf_release(&name);
	return ok;
}

bool
expand_is_elsewhere(const char *written)
{
	size_t n;

	if (strncmp(written, FILE_MARK, strlen(FILE_MARK)) == 0)
		return true;
	if (strncmp(written, "${", 2) != 0)
		return false;
	n = name_length(written + 2);
	return n > 0 && strcmp(written + 2 + n, "}") == 0;
}
