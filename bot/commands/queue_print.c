/* SPDX-License-Identifier: ISC */
/* queue_print.c - what `loopbell queue` prints, for people. */
#include "commands/queue_print.h"

#include <inttypes.h>

#include "core/clock.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/utf8.h"

#define WHY_MAX 100

void
queue_put_age(struct buf *out, int64_t us)
{
	int64_t s = us < 0 ? 0 : us / US_PER_S;

	number_put_seconds(out, s < 120      ? s
				: s < 7200   ? s / 60 * 60
				: s < 172800 ? s / 3600 * 3600
					     : s / 86400 * 86400);
}

static const char *
text_of(const cJSON *o, const char *member)
{
	const char *text = json_string(o, member);

	return text == NULL ? "" : text;
}

/* ---- What waits for each target */

enum {
	COLUMN_NOTIFIER,
	COLUMN_TARGET,
	COLUMN_N,
	COLUMN_OLDEST,
	COLUMN_NEXT,
	COLUMN_WHY,
	N_COLUMNS
};

static const char *const titles[N_COLUMNS] = { "notifier", "target", "waiting",
	"oldest", "next try", "last failure" };

struct cells {
	char *text[N_COLUMNS];
};

/* When it is tried next, as far as anybody knows. */
static void
put_next(struct buf *out, const cJSON *queue, int64_t now_us)
{
	int64_t next_us = json_integer(queue, "next_us", 0);
	int64_t held_us = json_integer(queue, "held_until_us", 0);
	const char *state = json_string(queue, "state");

	if (held_us > next_us)
		next_us = held_us;
	if (state == NULL) {
		buf_puts(out, "bot is off");
	} else if (strcmp(state, "broken") == 0 ||
		   strcmp(state, "missing") == 0) {
		buf_puts(out, "-");
	} else if (next_us <= now_us) {
		buf_puts(out, "now");
	} else {
		buf_puts(out, "in ");
		queue_put_age(out, next_us - now_us + US_PER_S - 1);
	}
}

static void
put_why(struct buf *out, const cJSON *queue)
{
	const char *state = text_of(queue, "state");
	const char *why = text_of(queue, "why");

	if (strcmp(state, "missing") == 0)
		why = "no notifier of this name is configured";
	else if (strcmp(state, "broken") == 0 || *why == '\0')
		why = text_of(queue, "trouble");
	buf_add(out, why, utf8_cut(why, WHY_MAX));
	if (*why == '\0')
		buf_putc(out, '-');
}

static struct cells
cells_of(const cJSON *queue, int64_t now_us)
{
	struct buf age = BUF_INIT, next = BUF_INIT, why = BUF_INIT;

	queue_put_age(&age, now_us - json_integer(queue, "oldest_us", now_us));
	put_next(&next, queue, now_us);
	put_why(&why, queue);
	return (struct cells){ {
	    mem_string(text_of(queue, "notifier")),
	    mem_string(text_of(queue, "target")),
	    mem_printf("%" PRId64, json_integer(queue, "waiting", 0)),
	    buf_take(&age),
	    buf_take(&next),
	    buf_take(&why),
	} };
}

static void
put_row(struct buf *out, const struct cells *row, const size_t *widths)
{
	for (int i = 0; i < N_COLUMNS; i++) {
		size_t n = utf8_count(row->text[i]);

		buf_puts(out, row->text[i]);
		for (; i < N_COLUMNS - 1 && n < widths[i] + 2; n++)
			buf_putc(out, ' ');
	}
	buf_putc(out, '\n');
}

static void
widen(size_t *widths, const struct cells *row)
{
	for (int i = 0; i < N_COLUMNS; i++) {
		size_t n = utf8_count(row->text[i]);

		if (n > widths[i])
			widths[i] = n;
	}
}

void
queue_put_ages(struct buf *out, const cJSON *answer, int64_t now_us)
{
	const cJSON *queues = json_member(answer, "queues"), *queue;
	size_t n = 0, widths[N_COLUMNS] = { 0 };
	struct cells head, *rows;

	if (cJSON_GetArraySize(queues) == 0)
		return;
	memcpy(head.text, titles, sizeof(titles));
	rows = mem_new((size_t)cJSON_GetArraySize(queues), sizeof(*rows));
	widen(widths, &head);
	cJSON_ArrayForEach(queue, queues)
	{
		rows[n] = cells_of(queue, now_us);
		widen(widths, &rows[n++]);
	}
	put_row(out, &head, widths);
	for (size_t i = 0; i < n; i++) {
		put_row(out, &rows[i], widths);
		for (int k = 0; k < N_COLUMNS; k++)
			free(rows[i].text[k]);
	}
	free(rows);
	buf_putc(out, '\n');
}

/* ---- Notices */

static void
put_line(struct buf *out, const cJSON *n)
{
	char made[CLOCK_TEXT_SIZE];
	int64_t tries = json_integer(n, "tries", 0);
	const char *why = json_string(n, "why");

	buf_printf(out, "%s  %-8s %s  %s %s", text_of(n, "id"),
	    text_of(n, "state"),
	    clock_text(json_integer(n, "made_us", 0), made),
	    text_of(n, "notifier"), text_of(n, "target"));
	if (tries > 0)
		buf_printf(out, "  (%" PRId64 " %s)", tries,
		    tries == 1 ? "try" : "tries");
	if (json_bool(n, "maybe_twice", false))
		buf_puts(out, "  possibly twice");
	if (why != NULL)
		buf_printf(out, "\n    %s", why);
	buf_putc(out, '\n');
}

void
queue_put_list(struct buf *out, const cJSON *answer)
{
	const cJSON *list = json_member(answer, "notices"), *n;

	cJSON_ArrayForEach(n, list) put_line(out, n);
	if (cJSON_GetArraySize(list) == 0)
		buf_puts(
		    out, "nothing is waiting, and nothing was given up\n");
}

void
queue_put_one(struct buf *out, const cJSON *answer)
{
	const cJSON *n = json_member(answer, "notice");
	char *body = cJSON_Print(json_member(n, "body"));

	put_line(out, n);
	if (json_string(n, "edits") != NULL)
		buf_printf(out, "    response %s, changes the message of %s\n",
		    text_of(n, "response"), text_of(n, "edits"));
	else if (json_string(n, "response") != NULL)
		buf_printf(out, "    response %s, route %s\n",
		    text_of(n, "response"), text_of(n, "route"));
	if (json_string(n, "receipt") != NULL)
		buf_printf(out, "    receipt %s\n", text_of(n, "receipt"));
	if (json_bool(n, "maybe_twice", false))
		buf_puts(out,
		    "    possibly twice: it was sent again after nobody could "
		    "tell whether it had arrived\n");
	buf_printf(out, "%s\n", body == NULL ? "{}" : body);
	free(body);
}

void
queue_put_refused(struct buf *out, const cJSON *answer)
{
	const cJSON *list = json_member(answer, "refused"), *one;
	char at[CLOCK_TEXT_SIZE];

	cJSON_ArrayForEach(one, list)
	{
		buf_printf(out, "%s  %s: %s\n",
		    clock_text(json_integer(one, "at_us", 0), at),
		    text_of(one, "provider"), text_of(one, "why"));
	}
	if (cJSON_GetArraySize(list) == 0)
		buf_puts(out, "nothing was refused\n");
}
