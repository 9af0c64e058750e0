/* SPDX-License-Identifier: ISC */
/* cmd_import.c - loopbell import: history into the store, told to nobody. */
#include "commands/command.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "commands/ask.h"
#include "commands/progress.h"
#include "config/zone.h"
#include "core/control.h"
#include "core/core.h"
#include "core/imports.h"
#include "core/log.h"
#include "sdk/json.h"
#include "sdk/mem.h"

static const char help[] =
    "usage: loopbell import INSTANCE [--since DATE] [--json] [FILE…]\n"
    "\n"
    "Brings in history: the plugin of the provider INSTANCE reads the files\n"
    "with its settings; without files the provider is asked for everything.\n"
    "Dates are kept, accounts and drivers are found, and nothing is "
    "announced.\n"
    "An answer that is known already changes nothing: whatever breaks an\n"
    "import off, run it again.  Works whether the bot runs or not.\n"
    "\n"
    "Asking the provider leaves out what its polls announce themselves: all\n"
    "that was answered from its `since` on.\n"
    "\n"
    "  -c, --config FILE  the configuration\n"
    "      --since DATE   leave out what was answered before this day, as\n"
    "                     2025-01-31\n"
    "      --json         print how it ended for programs\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit code 0: all is in; 65: all but rows that were refused, which are\n"
    "kept aside; 1: something failed, or it was ended by Ctrl-C.\n";

#define LOOK_MS 100

struct wishes {
	const char *config, *since, *name;
	bool json;
	char **files;
	int n_files;
};

/* What is seen of an import, and how it went last. */
struct watch {
	struct progress progress;
	int64_t *rows;
	bool is_shown; /* somebody looks at a terminal */
	bool has_line;
	int64_t drawn_ms;
	cJSON *last;
};

static volatile sig_atomic_t is_interrupted;

/* ---- The terminal */

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static bool
is_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) &&
	       (term == NULL || strcmp(term, "dumb") != 0);
}

static int
columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
		   ? size.ws_col
		   : 80;
}

static void
start_watching(struct watch *w, const cJSON *files)
{
	const char *no_color = getenv("NO_COLOR");
	const cJSON *file;
	size_t n = 0;

	w->is_shown = is_terminal();
	w->progress.colour = no_color == NULL || *no_color == '\0';
	if (!w->is_shown || files == NULL)
		return;
	w->rows = mem_new((size_t)cJSON_GetArraySize(files), sizeof(*w->rows));
	cJSON_ArrayForEach(file, files) w->rows[n++] =
	    progress_rows_of(file->valuestring);
	w->progress.rows = w->rows;
	w->progress.n_files = n;
}

static void
wipe(struct watch *w)
{
	if (w->has_line)
		fputs("\r\033[K", stderr);
	w->has_line = false;
}

static void
draw(struct watch *w, const cJSON *status)
{
	struct buf line = BUF_INIT;

	if (!w->is_shown || now_ms() - w->drawn_ms < LOOK_MS)
		return;
	w->drawn_ms = now_ms();
	w->progress.columns = columns();
	wipe(w);
	progress_put_line(&w->progress, status, &line);
	fputs(buf_str(&line), stderr);
	fflush(stderr);
	buf_release(&line);
	w->has_line = true;
}

/* Hears how far it is. */
static void
tell(void *arg, const cJSON *answer)
{
	struct watch *w = arg;

	if (json_bool(answer, "ok", false))
		draw(w, answer);
	cJSON_Delete(w->last);
	w->last = cJSON_Duplicate(answer, true);
}

static int
finish(struct watch *w, const struct wishes *wishes)
{
	struct buf line = BUF_INIT, details = BUF_INIT;
	int exit_code = ask_verdict(w->last);

	if (exit_code == 0) {
		exit_code = progress_exit_code(w->last);
		progress_put_details(w->last, &details);
		progress_put_summary(w->last, wishes->since, &line);
		fputs(buf_str(&details), stderr);
		if (!wishes->json)
			fputs(buf_str(&line), stdout);
	}
	if (wishes->json)
		ask_print_json(w->last);
	buf_release(&line);
	buf_release(&details);
	return exit_code;
}

/* ---- By the bot that runs */

static void
on_interrupt(int number)
{
	(void)number;
	is_interrupted = 1;
}

/* The second time it ends us, as always. */
static void
catch_interrupt(void)
{
	const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_interrupt,
		.sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
}

static cJSON *
next_request(const cJSON *last, bool *has_cancelled)
{
	cJSON *request = cJSON_CreateObject();
	bool cancels = is_interrupted && !*has_cancelled;

	json_put_string(
	    request, "op", cancels ? "import_cancel" : "import_progress");
	json_put_integer(request, "import", json_integer(last, "import", 0));
	*has_cancelled |= cancels;
	return request;
}

static bool
is_over(const cJSON *answer)
{
	return !json_bool(answer, "ok", false) ||
	       json_bool(answer, "is_over", false);
}

static void
watch_bot(struct watch *w, const struct config *config)
{
	const struct timespec a_moment = { .tv_nsec = LOOK_MS * 1000000 };
	bool has_cancelled = false;

	catch_interrupt();
	while (!is_over(w->last)) {
		cJSON *request, *answer = NULL;
		struct error err = { "" };

		nanosleep(&a_moment, NULL);
		request = next_request(w->last, &has_cancelled);
		if (control_ask(config->socket, request, &answer, &err) !=
		    CONTROL_ANSWERED)
			answer = control_refusal(
			    "the bot ended in the middle%s%s: what was read "
			    "is stored; run the import again",
			    err.text[0] == '\0' ? "" : ": ", err.text);
		tell(w, answer);
		cJSON_Delete(answer);
		cJSON_Delete(request);
	}
}

/* ---- By a core of our own */

static int
run_core(struct watch *w, const struct config *config, cJSON *request)
{
	const struct core_options options = {
		.config = config->file,
		.import = request,
		.tell = tell,
		.tell_arg = w,
	};
	cJSON *refusal = imports_refusal(config, request);
	int exit_code;

	if (refusal != NULL) {
		tell(w, refusal);
		cJSON_Delete(refusal);
		return 0;
	}
	/* What its plugin warns of is told at the end. */
	log_set_style(LOG_QUIET, false);
	log_set_level(LOG_ERROR);
	exit_code = core_run(&options);
	return w->last != NULL ? 0 : exit_code;
}

/* ---- What is asked */

static bool
check_file(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		/* Whether the bot may read it, the bot will see. */
		if (errno == EACCES)
			return true;
		fprintf(stderr, "loopbell: %s: %s\n", path, strerror(errno));
		return false;
	}
	if (S_ISREG(st.st_mode))
		return true;
	fprintf(stderr, "loopbell: %s: is no file%s\n", path,
	    S_ISDIR(st.st_mode) ? " but a folder: name the files in it" : "");
	return false;
}

/* All that is wrong with them is said at once.  NULL then. */
static cJSON *
read_files(const struct wishes *wishes)
{
	cJSON *files = cJSON_CreateArray();
	char *here = getcwd(NULL, 0);
	bool ok = true;

	for (int i = 0; i < wishes->n_files; i++) {
		const char *path = wishes->files[i];
		char *whole = *path == '/' || here == NULL
				  ? mem_string(path)
				  : mem_printf("%s/%s", here, path);

		ok &= check_file(path);
		cJSON_AddItemToArray(files, cJSON_CreateString(whole));
		free(whole);
	}
	free(here);
	if (ok)
		return files;
	cJSON_Delete(files);
	return NULL;
}

static int
import_now(
    const struct wishes *wishes, const struct config *config, cJSON *request)
{
	struct watch w = { .is_shown = false };
	cJSON *answer = NULL;
	struct error err;
	int exit_code = 0;

	start_watching(&w, json_member(request, "files"));
	switch (control_ask(config->socket, request, &answer, &err)) {
	case CONTROL_ANSWERED:
		tell(&w, answer);
		watch_bot(&w, config);
		break;
	case CONTROL_NOBODY:
		exit_code = run_core(&w, config, request);
		break;
	case CONTROL_FAILED:
		fprintf(stderr, "loopbell: %s\n", err.text);
		exit_code = 1;
		break;
	}
	wipe(&w);
	if (exit_code == 0)
		exit_code = finish(&w, wishes);
	cJSON_Delete(answer);
	cJSON_Delete(w.last);
	free(w.rows);
	return exit_code;
}

static int
import(const struct command *self, const struct wishes *wishes)
{
	struct config *config = ask_open(wishes->config);
	cJSON *request = cJSON_CreateObject(), *files = NULL;
	struct tm day;
	int exit_code = 1;

	if (config == NULL) {
		exit_code = EXIT_CONFIG;
	} else if (wishes->since != NULL &&
		   !zone_read_date(wishes->since, &day)) {
		exit_code = command_usage(self,
		    "--since must be a day such as 2025-01-31, not \"%s\"",
		    wishes->since);
	} else if ((files = read_files(wishes)) != NULL) {
		json_put_string(request, "op", "import");
		json_put_string(request, "instance", wishes->name);
		cJSON_AddItemToObject(request, "files", files);
		if (wishes->since != NULL)
			json_put_integer(request, "since_us",
			    zone_midnight_us(config->timezone, &day));
		request = ask_as_sent(request);
		exit_code = import_now(wishes, config, request);
	}
	cJSON_Delete(request);
	config_free(config);
	return exit_code;
}

/* Options may stand before and behind the instance and the files. */
static int
run(const struct command *self, int argc, char **argv)
{
	struct wishes wishes = { NULL, NULL, NULL, false, NULL, 0 };
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &wishes.config },
		{ .name = "since",
		    .takes_value = true,
		    .value = &wishes.since },
		{ .name = "json", .flag = &wishes.json },
		{ .name = NULL },
	};
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);

	if (i < 0)
		return exit_code;
	if (i == argc)
		return command_usage(
		    self, "it takes the name of one provider, and files");
	wishes.name = argv[i];
	wishes.files = argv + i + 1;
	wishes.n_files = argc - i - 1;
	return import(self, &wishes);
}

const struct command command_import = {
	"import",
	"bring in history, from files or the provider",
	help,
	run,
};
