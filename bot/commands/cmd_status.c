/* SPDX-License-Identifier: ISC */
/* cmd_status.c - loopbell status: what is broken, and whose fault it is. */
#include "commands/command.h"

#include <inttypes.h>
#include <unistd.h>

#include "commands/ask.h"
#include "commands/queue_print.h"
#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/number.h"

static const char help[] =
    "usage: loopbell status [--config FILE] [--json]\n"
    "\n"
    "Asks the running bot.  What is in trouble stands first, each with why\n"
    "and since when; then what works but is worth a look, with the command\n"
    "that shows it; then what is well.\n"
    "\n"
    "  -c, --config FILE  the configuration\n"
    "      --json         for programs\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit code 0: all is well; 1: something is in trouble, or the bot does "
    "not\n"
    "run; 78: the configuration cannot be read.\n";

static int64_t
count_of(const cJSON *o, const char *member)
{
	return json_integer(o, member, 0);
}

static bool
is_in_state(const cJSON *instance, const char *state)
{
	const char *its = json_string(instance, "state");

	return its != NULL && strcmp(its, state) == 0;
}

/* What went wrong before the last poll or push that went well is over. */
static bool
is_over(const cJSON *instance)
{
	int64_t trouble_us = count_of(instance, "trouble_us");

	return json_member(instance, "responses") != NULL &&
	       !is_in_state(instance, "broken") &&
	       !is_in_state(instance, "restarting") &&
	       (count_of(instance, "last_poll_us") > trouble_us ||
		   count_of(json_member(instance, "receiver"),
		       "last_received_us") > trouble_us);
}

/* What is pushed to a provider that also polls is taken by a process of its
 * own, with troubles of its own. */
static const cJSON *
part_in_trouble(const cJSON *instance)
{
	const cJSON *receiver = json_member(instance, "receiver");
	const cJSON *listener = json_member(instance, "listener");

	if (json_string(instance, "trouble") != NULL && !is_over(instance))
		return instance;
	if (json_string(listener, "trouble") != NULL)
		return listener;
	return json_string(receiver, "trouble") != NULL &&
		       !is_in_state(receiver, "ready")
		   ? receiver
		   : NULL;
}

static bool
is_in_trouble(const cJSON *instance)
{
	return part_in_trouble(instance) != NULL;
}

/* "1 answer", "2 answers" */
static void
put_count(struct buf *out, int64_t n, const char *what)
{
	buf_printf(out, "%" PRId64 " %s%s", n, what, n == 1 ? "" : "s");
}

/* ---- What does not work */

/* Whose fault it is, as far as we can tell. */
static const char *
fault(const cJSON *instance)
{
	if (is_in_state(instance, "broken"))
		return "its settings are wrong";
	if (is_in_state(instance, "restarting"))
		return "its process died";
	if (json_member(instance, "address") != NULL)
		return "nothing can be pushed to it";
	if (json_member(instance, "last_acted_us") != NULL)
		return "what people do is not heard";
	if (json_member(instance, "queued") != NULL)
		return "what is pushed is put off";
	if (json_member(instance, "responses") != NULL)
		return "nothing comes in";
	if (json_member(instance, "delivered") != NULL)
		return "cannot deliver";
	return "cannot look up";
}

/* Without the request it went wrong in: fault() has said as much. */
static const char *
why(const cJSON *instance)
{
	static const char *const requests[] = {
		"poll: ", "look-up: ", "receive: "
	};
	const char *text = json_string(instance, "trouble");

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (strncmp(text, requests[i], strlen(requests[i])) == 0)
			return text + strlen(requests[i]);
	return text;
}

static void
put_next(struct buf *out, const cJSON *i, int64_t now_us)
{
	int64_t next_us = count_of(i, "next_poll_us");

	if (next_us < count_of(i, "held_until_us"))
		next_us = count_of(i, "held_until_us");
	if (is_in_state(i, "broken")) {
		buf_puts(out, "; not started again before they change");
	} else if (next_us > now_us) {
		buf_puts(out, "; tried again in ");
		queue_put_age(out, next_us - now_us + US_PER_S);
	}
}

static void
print_broken_instance(const cJSON *i, int64_t now_us)
{
	const cJSON *part = part_in_trouble(i);
	int64_t deaths = count_of(part, "deaths");
	struct buf line = BUF_INIT;

	printf("  %-14s %-9s  %s: %s\n", json_string(i, "name"),
	    json_string(i, "role"), fault(part), why(part));
	queue_put_age(
	    &line, now_us - json_integer(part, "trouble_us", now_us));
	buf_puts(&line, " ago");
	put_next(&line, part, now_us);
	if (deaths > 0) {
		buf_puts(&line, "; its process has died ");
		put_count(&line, deaths, "time");
	}
	printf("  %-14s %-9s  %s\n", "", "", buf_str(&line));
	buf_release(&line);
}

static void
print_broken(const cJSON *answer, int64_t now_us)
{
	static const struct {
		const char *member, *name, *what;
	} rows[] = {
		/* clang-format off */
		{ "store_trouble",  "the store",         "cannot be written, so nothing is taken in" },
		{ "disk_trouble",   "the disk",          "is nearly full, so nothing that is pushed is taken in" },
		{ "reload_trouble", "the configuration", "was changed and is not taken; the one before it goes on" },
		/* clang-format on */
	};
	const cJSON *i;

	puts("\nin trouble:");
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		const char *why = json_string(answer, rows[k].member);

		if (why != NULL)
			printf("  %s %s:\n    %s\n", rows[k].name,
			    rows[k].what, why);
	}
	cJSON_ArrayForEach(i, json_member(answer, "instances"))
	{
		if (is_in_trouble(i))
			print_broken_instance(i, now_us);
	}
}

/* Of instances, the store and the configuration: how many do not work. */
static int
count_trouble(const cJSON *answer)
{
	const cJSON *i;
	int n = json_string(answer, "store_trouble") != NULL;

	n += json_string(answer, "reload_trouble") != NULL;
	n += json_string(answer, "disk_trouble") != NULL;
	cJSON_ArrayForEach(i, json_member(answer, "instances")) n +=
	    is_in_trouble(i);
	return n;
}

/* ---- What is worth a look */

/* The headline stands before the first line only. */
static void
print_look(bool *has_headline, const char *line)
{
	if (!*has_headline)
		puts("\nworth a look:");
	*has_headline = true;
	printf("  %s\n", line);
}

static void
put_refused(struct buf *out, const cJSON *i)
{
	const char *last = json_string(i, "last_refusal");

	buf_printf(out, "%s: ", json_string(i, "name"));
	put_count(out, count_of(i, "refused"), "row");
	buf_puts(out, " could not be taken; the last: ");
	buf_printf(out, "%s (loopbell queue refused)",
	    last == NULL ? "it did not say why" : last);
}

/* Who pushes, and may not or sends what nobody can read. */
static void
put_turned_away(struct buf *out, const cJSON *i)
{
	const cJSON *receiver = json_member(i, "receiver");
	const char *last = json_string(receiver, "last_refusal");

	buf_printf(out, "%s: ", json_string(i, "name"));
	put_count(out,
	    count_of(receiver, "rejected") + count_of(receiver, "denied"),
	    "request");
	buf_printf(out, " refused; the last: %s",
	    last == NULL ? "it did not say why" : last);
}

static void
print_refusals(const cJSON *i, bool *has_headline)
{
	struct buf line = BUF_INIT;

	if (count_of(i, "refused") > 0) {
		put_refused(&line, i);
		print_look(has_headline, buf_str(&line));
	}
	if (json_string(json_member(i, "receiver"), "last_refusal") != NULL) {
		buf_reset(&line);
		put_turned_away(&line, i);
		print_look(has_headline, buf_str(&line));
	}
	buf_release(&line);
}

static void
print_import(const cJSON *import, bool *has_headline)
{
	struct buf line = BUF_INIT;

	buf_printf(&line,
	    "%s: an import is under way: ", json_string(import, "instance"));
	put_count(&line, count_of(import, "read"), "answer");
	buf_printf(&line, " read, %" PRId64 " new", count_of(import, "new"));
	print_look(has_headline, buf_str(&line));
	buf_release(&line);
}

static void
print_looks(const cJSON *answer)
{
	int64_t dead = count_of(json_member(answer, "totals"), "dead");
	struct buf line = BUF_INIT;
	bool has_headline = false;
	const cJSON *i;

	if (dead > 0) {
		put_count(&line, dead, "notice");
		buf_printf(&line,
		    " given up (loopbell queue --state dead shows why, "
		    "loopbell queue retry sends again)");
		print_look(&has_headline, buf_str(&line));
	}
	cJSON_ArrayForEach(i, json_member(answer, "imports"))
	{
		print_import(i, &has_headline);
	}
	cJSON_ArrayForEach(i, json_member(answer, "instances"))
	{
		print_refusals(i, &has_headline);
	}
	buf_release(&line);
}

/* ---- What is well */

static void
put_pushes(struct buf *out, const cJSON *receiver, int64_t now_us)
{
	int64_t last_us = count_of(receiver, "last_received_us");

	if (last_us == 0)
		return;
	buf_puts(out, "; pushed to ");
	queue_put_age(out, now_us - last_us);
	buf_puts(out, " ago");
}

/* What it has done, by its role. */
static void
put_work(struct buf *out, const cJSON *i, int64_t now_us)
{
	int64_t last_us = count_of(i, "last_poll_us");

	if (json_member(i, "responses") != NULL) {
		put_count(out, count_of(i, "responses"), "answer");
		buf_printf(out, ", %" PRId64 " new", count_of(i, "new"));
		if (last_us > 0) {
			buf_puts(out, "; asked ");
			queue_put_age(out, now_us - last_us);
			buf_puts(out, " ago");
		}
		put_pushes(out, json_member(i, "receiver"), now_us);
	} else if (json_member(i, "address") != NULL) {
		buf_printf(out, "%s; ", json_string(i, "address"));
		put_count(out, count_of(i, "requests"), "request");
		if (count_of(i, "put_off") > 0)
			buf_printf(out, ", %" PRId64 " put off",
			    count_of(i, "put_off"));
	} else if (json_member(i, "delivered") != NULL) {
		put_count(out, count_of(i, "delivered"), "notice");
		buf_puts(out, " delivered");
	}
}

static void
print_well(const cJSON *answer, int64_t now_us)
{
	struct buf line = BUF_INIT;
	const cJSON *i;

	puts(count_trouble(answer) > 0 ? "\nwell:" : "\nall is well:");
	cJSON_ArrayForEach(i, json_member(answer, "instances"))
	{
		if (is_in_trouble(i))
			continue;
		buf_reset(&line);
		put_work(&line, i, now_us);
		if (line.size > 0)
			printf("  %-14s %-9s  %s\n", json_string(i, "name"),
			    json_string(i, "role"), buf_str(&line));
		else
			printf("  %-14s %s\n", json_string(i, "name"),
			    json_string(i, "role"));
	}
	buf_release(&line);
}

/* ---- The sums */

static void
put_nps(struct buf *out, const cJSON *totals)
{
	int64_t p = count_of(totals, "promoters");
	int64_t q = count_of(totals, "passives");
	int64_t r = count_of(totals, "detractors");

	put_count(out, p, "promoter");
	buf_puts(out, ", ");
	put_count(out, q, "passive");
	buf_puts(out, ", ");
	put_count(out, r, "detractor");
	if (count_of(totals, "others") > 0)
		buf_printf(out, ", %" PRId64 " without a category",
		    count_of(totals, "others"));
	if (p + q + r > 0)
		buf_printf(out, "; NPS %+.0f",
		    100.0 * (double)(p - r) / (double)(p + q + r));
}

static void
put_outbox(struct buf *out, const cJSON *totals, int64_t now_us)
{
	int64_t waiting = count_of(totals, "waiting") +
			  count_of(totals, "sending") +
			  count_of(totals, "unknown");
	int64_t oldest_us = count_of(totals, "oldest_waiting_us");

	buf_printf(out, "%" PRId64 " delivered, %" PRId64 " waiting",
	    count_of(totals, "done"), waiting);
	if (waiting > 0 && oldest_us > 0) {
		buf_puts(out, " (the oldest for ");
		queue_put_age(out, now_us - oldest_us);
		buf_putc(out, ')');
	}
	buf_printf(out, ", %" PRId64 " dead", count_of(totals, "dead"));
	if (count_of(totals, "maybe_twice") > 0)
		buf_printf(out, ", %" PRId64 " possibly twice",
		    count_of(totals, "maybe_twice"));
}

static void
print_totals(const cJSON *answer, int64_t now_us)
{
	const cJSON *totals = json_member(answer, "totals");
	struct buf line = BUF_INIT;

	put_nps(&line, totals);
	printf("\nanswers  %s\n", buf_str(&line));
	buf_reset(&line);
	put_outbox(&line, totals, now_us);
	printf("notices  %s\n", buf_str(&line));
	if (count_of(totals, "open_cases") > 0)
		printf("cases    %" PRId64 " open\n",
		    count_of(totals, "open_cases"));
	buf_release(&line);
}

static void
print_status(const cJSON *answer)
{
	int64_t now_us = json_integer(answer, "now_us", 0);
	struct buf age = BUF_INIT;

	queue_put_age(
	    &age, now_us - json_integer(answer, "started_us", now_us));
	printf("loopbell %s has run for %s with %s\n",
	    json_string(answer, "version"), buf_str(&age),
	    json_string(answer, "config"));
	buf_release(&age);
	if (count_trouble(answer) > 0)
		print_broken(answer, now_us);
	print_looks(answer);
	print_well(answer, now_us);
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
		return command_usage(self, "it takes no \"%s\"", argv[i]);
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
	"what is in trouble and why, and what is well",
	help,
	run,
};
