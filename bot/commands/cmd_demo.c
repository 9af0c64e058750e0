/* SPDX-License-Identifier: ISC */
/*
 * cmd_demo.c - loopbell demo: the real bot on answers that come with it.
 *
 * Puts a configuration together in a folder, from the pieces in share/demo,
 * and runs it.  Where the environment names a real Slack or mail server, the
 * piece for that is taken instead of the one that writes files.
 */
#include "commands/command.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/core.h"
#include "core/log.h"
#include "paths.h"
#include "sdk/buf.h"
#include "sdk/error.h"
#include "sdk/mem.h"

static const char help[] =
    "usage: loopbell demo [--once] [--dir DIR]\n"
    "\n"
    "Runs the bot on telephone interviews and web answers of a made-up\n"
    "company: they are read, their accounts looked up, and what follows is\n"
    "delivered into DIR: slack/ (the JSON that would be posted) and mail/ (a\n"
    "Maildir).  DIR/loopbell.yaml is the configuration: change it, and run "
    "it\n"
    "with loopbell run --config DIR/loopbell.yaml.\n"
    "\n"
    "      --once     end when nothing is left to do\n"
    "      --dir DIR  where (default: a new temporary folder)\n"
    "  -h, --help     this text\n"
    "\n"
    "With these in the environment the real ones are used:\n"
    "  SLACK_TOKEN, SLACK_CHANNEL      a bot token (xoxb-), a channel\n"
    "  SMTP_SERVER, MAIL_TO            smtp://host:port, your own address;\n"
    "  SMTP_USER, SMTP_PASSWORD, MAIL_FROM  where the server wants them\n";

/* A piece of the configuration: the one for the real thing is taken where the
 * variable is set. */
static const struct piece {
	const char *variable, *real, *file;
} pieces[] = {
	{ NULL, NULL, "head.yaml" },
	{ "SLACK_TOKEN", "slack-real.yaml", "slack-folder.yaml" },
	{ "SMTP_SERVER", "mail-real.yaml", "mail-folder.yaml" },
	{ "SMTP_USER", "mail-user.yaml", NULL },
	{ NULL, NULL, "routes.yaml" },
};

static bool
is_set(const char *variable)
{
	const char *value = variable == NULL ? NULL : getenv(variable);

	return value != NULL && *value != '\0';
}

/* What the pieces name that is known only now; written out, so that the file
 * can be used without us. */
struct place_name {
	const char *name, *value;
};

static void
add_line(struct buf *out, const char *line, const struct place_name *names)
{
	const char *dollar;

	while ((dollar = strstr(line, "${")) != NULL) {
		const struct place_name *n = names;

		while (n->name != NULL &&
		       strncmp(dollar, n->name, strlen(n->name)) != 0)
			n++;
		buf_add(out, line, (size_t)(dollar - line));
		buf_puts(out, n->name == NULL ? "${" : n->value);
		line = dollar + (n->name == NULL ? 2 : strlen(n->name));
	}
	buf_puts(out, line);
}

static bool
add_file(struct buf *out, const char *path, const struct place_name *names,
    struct error *err)
{
	FILE *f = fopen(path, "re");
	char line[4096];
	bool ok;

	if (f == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f) != NULL)
		add_line(out, line, names);
	ok = !ferror(f);
	fclose(f);
	return ok || error_set(err, "%s: cannot be read", path);
}

static bool
write_file(const char *path, const struct buf *text, struct error *err)
{
	FILE *f = fopen(path, "we");
	bool ok;

	if (f == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	ok = fwrite(text->data, 1, text->size, f) == text->size;
	ok = fclose(f) == 0 && ok;
	return ok || error_set(err, "%s: cannot be written: %s", path,
			 strerror(errno));
}

static bool
make_config(const char *path, const char *dir, struct error *err)
{
	const struct place_name names[] = {
		{ "${LOOPBELL_DEMO_DIR}", dir },
		{ "${LOOPBELL_DEMO_DATA}", paths_share() },
		{ NULL, NULL },
	};
	struct buf text = BUF_INIT;
	bool ok = true;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]) && ok; i++) {
		const struct piece *p = &pieces[i];
		const char *name = is_set(p->variable) ? p->real : p->file;
		char *file;

		if (name == NULL)
			continue;
		file = mem_printf("%s/demo/%s", paths_share(), name);
		ok = add_file(&text, file, names, err);
		free(file);
	}
	ok = ok && write_file(path, &text, err);
	buf_release(&text);
	return ok;
}

/* The folder, absolute, or NULL. */
static char *
make_folder(const char *dir, struct error *err)
{
	char template[] = "/tmp/loopbell-demo-XXXXXX";
	char path[PATH_MAX];

	if (dir == NULL)
		dir = mkdtemp(template);
	if (dir == NULL || (mkdir(dir, 0755) != 0 && errno != EEXIST) ||
	    realpath(dir, path) == NULL) {
		error_set(err, "%s: cannot be made: %s",
		    dir == NULL ? template : dir, strerror(errno));
		return NULL;
	}
	return mem_string(path);
}

static void
print_totals(const struct store_totals *t)
{
	int64_t waiting = t->notices[NOTICE_WAITING] +
			  t->notices[NOTICE_SENDING] +
			  t->notices[NOTICE_UNKNOWN];

	if (t->responses[CATEGORY_NONE] > 0)
		printf("%" PRId64
		       " of the responses gave no score: kept, not counted\n",
		    t->responses[CATEGORY_NONE]);
	printf("%" PRId64 " responses: %" PRId64 " promoters, %" PRId64
	       " passives, %" PRId64 " detractors; %" PRId64
	       " notices delivered, %" PRId64 " waiting, %" PRId64 " dead\n",
	    t->responses[PROMOTER] + t->responses[PASSIVE] +
		t->responses[DETRACTOR] + t->responses[CATEGORY_NONE],
	    t->responses[PROMOTER], t->responses[PASSIVE],
	    t->responses[DETRACTOR], t->notices[NOTICE_DONE], waiting,
	    t->notices[NOTICE_DEAD]);
}

static int
demonstrate(const char *dir, bool once)
{
	char *config = mem_printf("%s/loopbell.yaml", dir);
	struct store_totals totals = { .refused = 0 };
	struct core_options options = {
		.config = config,
		.once = once,
		.totals = &totals,
	};
	struct error err;
	int exit_code = 1;

	if (!make_config(config, dir, &err)) {
		fprintf(stderr, "loopbell demo: %s\n", err.text);
		free(config);
		return 1;
	}
	printf("the demonstration's folder is %s\n", dir);
	fflush(stdout);
	exit_code = core_run(&options);
	if (exit_code == 0) {
		if (!is_set("SLACK_TOKEN"))
			printf(
			    "what Slack would have got is in %s/slack\n", dir);
		if (!is_set("SMTP_SERVER"))
			printf("what would have been mailed is in %s/mail\n",
			    dir);
		print_totals(&totals);
	}
	free(config);
	return exit_code;
}

static int
run(const struct command *self, int argc, char **argv)
{
	const char *dir = NULL;
	bool once = false;
	const struct option_spec spec[] = {
		{ .name = "dir", .takes_value = true, .value = &dir },
		{ .name = "once", .flag = &once },
		{ .name = NULL },
	};
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);
	struct error err;
	char *folder;

	if (i < 0)
		return exit_code;
	if (i < argc)
		return command_usage(self, "it takes no \"%s\"", argv[i]);
	log_set_style(
	    LOG_PRETTY, isatty(STDERR_FILENO) != 0 && !is_set("NO_COLOR"));
	folder = make_folder(dir, &err);
	if (folder == NULL) {
		fprintf(stderr, "loopbell demo: %s\n", err.text);
		return 1;
	}
	exit_code = demonstrate(folder, once);
	free(folder);
	return exit_code;
}

const struct command command_demo = {
	"demo",
	"show it at work, with answers that come with it",
	help,
	run,
};
