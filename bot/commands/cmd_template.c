/* SPDX-License-Identifier: ISC */
/* cmd_template.c - `loopbell template`: try the wording of one template. */
#include <errno.h>

#include "commands/command.h"
#include "decide/mustache.h"
#include "sdk/error.h"
#include "sdk/utf8.h"

#define MAX_INPUT (4 << 20)

static bool
read_stream(FILE *f, struct buf *out, struct error *err)
{
	size_t n;

	do {
		n = fread(buf_room(out, 65536), 1, 65536, f);
		out->size += n;
		buf_end(out);
	} while (n > 0 && out->size <= MAX_INPUT);
	if (ferror(f) != 0)
		return error_set(err, "%s", strerror(errno));
	if (out->size > MAX_INPUT)
		return error_set(err, "is larger than 4 MB");
	if (strlen(buf_str(out)) != out->size ||
	    !utf8_is_valid(out->data, out->size))
		return error_set(err, "is not UTF-8 text");
	return true;
}

static bool
read_input(const char *file, struct buf *out, struct error *err)
{
	FILE *f = strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
	bool ok;

	if (f == NULL)
		return error_set(err, "%s: %s", file, strerror(errno));
	ok = read_stream(f, out, err);
	if (f != stdin)
		fclose(f);
	return ok || error_in(err, "%s", file);
}

/* JSON, or the name of a file with JSON after an @. */
static cJSON *
read_data(const char *given, struct error *err)
{
	struct buf text = BUF_INIT;
	const char *end = "";
	cJSON *data = NULL;

	if (*given != '@')
		buf_puts(&text, given);
	else if (!read_input(given + 1, &text, err))
		goto out;
	data = cJSON_ParseWithOpts(buf_str(&text), &end, true);
	if (data == NULL)
		error_set(err, "--data: this is not JSON: \"%.40s\"", end);
out:
	buf_release(&text);
	return data;
}

static bool
render(const char *file, const cJSON *data, enum mustache_escape escape,
    struct buf *out, struct error *err)
{
	struct mustache_place at;
	struct mustache *m;
	struct buf text = BUF_INIT;
	bool ok = false;

	if (!read_input(file, &text, err))
		goto out;
	m = mustache_parse(buf_str(&text), &at, err);
	if (m == NULL) {
		error_in(err, "%s:%d:%d", file, at.line, at.column);
		goto out;
	}
	ok = mustache_render(m, data, escape, out, err) ||
	     error_in(err, "%s", file);
	mustache_free(m);
out:
	buf_release(&text);
	return ok;
}

static int
print_rendered(
    const char *file, const char *given, enum mustache_escape escape)
{
	struct buf out = BUF_INIT;
	struct error err;
	cJSON *data = read_data(given, &err);
	bool ok = data != NULL && render(file, data, escape, &out, &err);

	if (ok)
		fwrite(buf_str(&out), 1, out.size, stdout);
	else
		fprintf(stderr, "%s\n", err.text);
	cJSON_Delete(data);
	buf_release(&out);
	return ok && fflush(stdout) == 0 ? 0 : 1;
}

/* Options may stand on both sides of the file. */
static int
run(const struct command *self, int argc, char **argv)
{
	const char *data = "{}", *escape_name = "html", *file = NULL;
	const struct option_spec options[] = {
		{ .name = "data", .takes_value = true, .value = &data },
		{ .name = "escape",
		    .takes_value = true,
		    .value = &escape_name },
		{ .name = NULL },
	};
	enum mustache_escape escape;
	int code = 0, i = command_options(self, options, argc, argv, &code);

	if (i >= 0 && i < argc) {
		file = argv[i];
		argc -= i;
		argv += i;
		i = command_options(self, options, argc, argv, &code);
	}
	if (i < 0)
		return code;
	if (file == NULL || i < argc)
		return command_usage(
		    self, "it takes the file of one template");
	if (!mustache_escape_by_name(escape_name, &escape))
		return command_usage(self,
		    "--escape must be html, slack or none, not \"%s\"",
		    escape_name);
	return print_rendered(file, data, escape);
}

const struct command command_template = {
	.name = "template",
	.summary = "render a template with data, to try its wording",
	.help = "usage: loopbell template FILE [--data JSON|@FILE] "
		"[--escape html|slack|none]\n\n"
		"FILE is a mustache template, - is standard input.\n\n"
		"  --data JSON     what the template can name; @FILE reads it "
		"from a file\n"
		"  --escape HOW    what becomes of & < > \" ': html (the "
		"default), slack, none\n\n"
		"Notices are rendered with none: who delivers them escapes "
		"them.\n\n"
		"example: loopbell template mine.headline.mustache --data "
		"'{\"company\":\"Nordisk Stål\",\"score\":3}' --escape none\n",
	.run = run,
};
