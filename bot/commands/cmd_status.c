/* SPDX-License-Identifier: ISC */
/* cmd_status.c - loopbell status: what is broken, and whose fault it is. */
#include "commands/command.h"

#include <inttypes.h>
#include <unistd.h>

#include "commands/ask.h"
#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/number.h"

static const char help[] =
    "usage: loopbell status [--config FILE] [--json]\n"
    "\n"
    "Asks the running bot.  What is in trouble stands first, each with what\n"
    "is wrong and since when.\n"
    "\n"
    "  -c, --config FILE  the configuration\n"
    "      --json         for programs\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit code 0: all is well; 1: something is in trouble, or the bot does\n"
    "not run.\n";

static bool
is_in_trouble(const cJSON *instance)
{
	return json_string(instance, "trouble") != NULL;
}

static void
put_age(struct buf *out, int64_t us)
{
	int64_t s = us / US_PER_S;

	number_put_seconds(out, s < 120      ? s
				: s < 7200   ? s / 60 * 60
				: s < 172800 ? s / 3600 * 3600
					     : s / 86400 * 86400);
}

/* What it has done: by its role. */
static void
put_work(struct buf *out, const cJSON *i, int64_t now_us)
{
	int64_t last_us = json_integer(i, "last_poll_us", 0);
	int64_t refused = json_integer(i, "refused", 0);

	if (json_member(i, "responses") != NULL) {
		buf_printf(out, "%" PRId64 " answers, %" PRId64 " new",
		    json_integer(i, "responses", 0),
		    json_integer(i, "new", 0));
		if (refused > 0)
			buf_printf(out, ", %" PRId64 " refused (last: %s)",
			    refused, json_string(i, "last_refusal"));
		if (last_us > 0) {
			buf_puts(out, ", asked ");
			put_age(out, now_us - last_us);
			buf_puts(out, " ago");
		}
	} else if (json_member(i, "delivered") != NULL) {
		buf_printf(out, "%" PRId64 " delivered",
		    json_integer(i, "delivered", 0));
		if (json_integer(i, "dead", 0) > 0)
			buf_printf(out, ", %" PRId64 " dead",
			    json_integer(i, "dead", 0));
	}
}

static void
print_instance(const cJSON *i, int64_t now_us)
{
	const char *trouble = json_string(i, "trouble");
	struct buf line = BUF_INIT;

	if (trouble != NULL) {
		buf_printf(&line, "%s (", trouble);
		put_age(&line, now_us - json_integer(i, "trouble_us", now_us));
		buf_puts(&line, " ago)");
	}
	if (trouble != NULL)
		buf_puts(&line, "; ");
	put_work(&line, i, now_us);
	if (line.size >= 2 && strcmp(line.data + line.size - 2, "; ") == 0)
		buf_cut(&line, line.size - 2);
	printf("  %-14s %-9s %-10s %s\n", json_string(i, "name"),
	    json_string(i, "role"), json_string(i, "state"), buf_str(&line));
	buf_release(&line);
}

static void
print_instances(const cJSON *list, bool in_trouble, int64_t now_us)
{
	const cJSON *i;

	cJSON_ArrayForEach(i, list)
	{
		if (is_in_trouble(i) == in_trouble)
			print_instance(i, now_us);
	}
}

static int
count_trouble(const cJSON *answer)
{
	const cJSON *i;
	int n = json_string(answer, "store_trouble") != NULL;

	n += json_string(answer, "reload_trouble") != NULL;
	cJSON_ArrayForEach(i, json_member(answer, "instances")) n +=
	    is_in_trouble(i);
	return n;
}

static void
print_totals(const cJSON *answer, int64_t now_us)
{
	const cJSON *t = json_member(answer, "totals");
	int64_t p = json_integer(t, "promoters", 0);
	int64_t q = json_integer(t, "passives", 0);
	int64_t r = json_integer(t, "detractors", 0);
	int64_t oldest_us = json_integer(t, "oldest_waiting_us", 0);
	struct buf age = BUF_INIT;

	printf("\nanswers: %" PRId64 " promoters, %" PRId64 " passives, "
	       "%" PRId64 " detractors",
	    p, q, r);
	if (p + q + r > 0)
		printf(": NPS %+.0f",
		    100.0 * (double)(p - r) / (double)(p + q + r));
	printf("; %" PRId64 " not counted, %" PRId64 " refused\n",
	    json_integer(t, "others", 0), json_integer(t, "refused", 0));
	if (oldest_us > 0) {
		buf_puts(&age, " (the oldest since ");
		put_age(&age, now_us - oldest_us);
		buf_putc(&age, ')');
	}
	printf("notices: %" PRId64 " delivered, %" PRId64 " waiting%s, "
	       "%" PRId64 " dead; %" PRId64 " cases open\n",
	    json_integer(t, "done", 0),
	    json_integer(t, "waiting", 0) + json_integer(t, "sending", 0) +
		json_integer(t, "unknown", 0),
	    buf_str(&age), json_integer(t, "dead", 0),
	    json_integer(t, "open_cases", 0));
	buf_release(&age);
}

static void
print_trouble(const cJSON *answer, int64_t now_us)
{
	static const struct {
		const char *member, *what;
	} rows[] = {
		{ "store_trouble", "the store cannot be written" },
		{ "reload_trouble", "the new configuration is not taken" },
	};

	puts("\nin trouble:");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why = json_string(answer, rows[i].member);

		if (why != NULL)
			printf("  %s: %s\n", rows[i].what, why);
	}
	print_instances(json_member(answer, "instances"), true, now_us);
	puts("\nwell:");
}

static void
print_status(const cJSON *answer)
{
	int64_t now_us = json_integer(answer, "now_us", 0);
	struct buf age = BUF_INIT;

	put_age(&age, now_us - json_integer(answer, "started_us", now_us));
	printf("loopbell %s runs since %s with %s\n",
	    json_string(answer, "version"), buf_str(&age),
	    json_string(answer, "config"));
	buf_release(&age);
	if (count_trouble(answer) > 0)
		print_trouble(answer, now_us);
	else
		puts("\nall is well:");
	print_instances(json_member(answer, "instances"), false, now_us);
	print_totals(answer, now_us);
}

static int
run(const struct command *self, int argc, char **argv)
{
	const char *config = NULL;
	bool json = false;
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &config },
		{ .name = "json", .flag = &json },
		{ .name = NULL },
	};
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);
	cJSON *request, *answer;

	if (i < 0)
		return exit_code;
	if (i < argc)
		return command_usage(self, "\"%s\" is too much", argv[i]);
	request = cJSON_CreateObject();
	json_put_string(request, "op", "status");
	exit_code = ask(config, request, &answer);
	cJSON_Delete(request);
	if (json)
		ask_print_json(answer);
	else if (exit_code == 0)
		print_status(answer);
	if (exit_code == 0 && count_trouble(answer) > 0)
		exit_code = 1;
	cJSON_Delete(answer);
	return exit_code;
}

const struct command command_status = {
	"status",
	"what is running, what is in trouble",
	help,
	run,
};
