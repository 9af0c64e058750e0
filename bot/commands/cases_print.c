/* SPDX-License-Identifier: ISC */
/* cases_print.c - what `loopbell cases` prints, for people. */
#include "commands/cases_print.h"

#include <inttypes.h>

#include "commands/queue_print.h"
#include "core/clock.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define COMPANY_MAX 32

static const char *
text_of(const cJSON *o, const char *member, const char *otherwise)
{
	const char *text = json_string(o, member);

	return text == NULL ? otherwise : text;
}

/* The name of who has it, else the address of who should; "-": nobody. */
static const char *
person_of(const cJSON *o, const char *member)
{
	const cJSON *person = json_member(o, member);
	const char *name = json_string(person, "name");

	return name != NULL ? name : json_string(person, "email");
}

static const char *
whose(const cJSON *k)
{
	const char *has = person_of(k, "holder");

	return has != NULL ? has : text_of(k, "owner", "-");
}

/* ---- A table */

enum {
	COLUMN_NUMBER,
	COLUMN_STATE,
	COLUMN_SCORE,
	COLUMN_COMPANY,
	COLUMN_WHOSE,
	COLUMN_DEADLINE,
	N_COLUMNS
};

static const char *const titles[N_COLUMNS] = { "case", "state", "score",
	"customer", "owner", "deadline" };

struct cells {
	char *text[N_COLUMNS];
};

/* Until when, and how far that is; once it is done: when that was. */
static char *
deadline_of(const cJSON *k, int64_t now_us)
{
	int64_t resolved_us = json_integer(k, "resolved_us", 0);
	int64_t deadline_us = json_integer(k, "deadline_us", 0);
	bool is_late = json_bool(k, "overdue", false);
	char at[CLOCK_TEXT_SIZE];
	struct buf out = BUF_INIT;

	if (resolved_us > 0) {
		buf_printf(&out, "resolved %s", clock_text(resolved_us, at));
		return buf_take(&out);
	}
	buf_printf(&out, "%s (%s", clock_text(deadline_us, at),
	    is_late ? "late by " : "in ");
	queue_put_age(
	    &out, is_late ? now_us - deadline_us : deadline_us - now_us);
	buf_putc(&out, ')');
	return buf_take(&out);
}

static struct cells
cells_of(const cJSON *k, int64_t now_us)
{
	int64_t score = json_integer(k, "score", -1);
	const char *company = text_of(k, "company", "-");
	size_t n = utf8_cut(company, COMPANY_MAX);

	return (struct cells){ {
	    mem_printf("%" PRId64, json_integer(k, "number", 0)),
	    mem_string(text_of(k, "state", "?")),
	    score < 0 ? mem_string("-") : mem_printf("%" PRId64, score),
	    mem_copy(company, n),
	    mem_string(whose(k)),
	    deadline_of(k, now_us),
	} };
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

void
cases_put_list(struct buf *out, const cJSON *answer, int64_t now_us)
{
	const cJSON *list = json_member(answer, "cases"), *k;
	size_t n = 0, widths[N_COLUMNS] = { 0 };
	struct cells head, *rows;

	if (cJSON_GetArraySize(list) == 0) {
		buf_puts(out, "there are no such cases\n");
		return;
	}
	memcpy(head.text, titles, sizeof(titles));
	rows = mem_new((size_t)cJSON_GetArraySize(list), sizeof(*rows));
	widen(widths, &head);
	cJSON_ArrayForEach(k, list)
	{
		rows[n] = cells_of(k, now_us);
		widen(widths, &rows[n++]);
	}
	put_row(out, &head, widths);
	for (size_t i = 0; i < n; i++) {
		put_row(out, &rows[i], widths);
		for (int c = 0; c < N_COLUMNS; c++)
			free(rows[i].text[c]);
	}
	free(rows);
}

/* ---- One */

static void
put_member(struct buf *out, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		buf_printf(out, "  %-10s %s\n", label, text);
}

static void
put_time(
    struct buf *out, const char *label, const cJSON *k, const char *member)
{
	int64_t us = json_integer(k, member, 0);
	char at[CLOCK_TEXT_SIZE];

	if (us > 0)
		put_member(out, label, clock_text(us, at));
}

/* Several lines stand below each other. */
static void
put_block(struct buf *out, const char *text)
{
	buf_puts(out, "    ");
	for (; *text != '\0'; text++)
		if (*text == '\n')
			buf_puts(out, "\n    ");
		else
			buf_putc(out, *text);
	buf_putc(out, '\n');
}

static void
put_response(struct buf *out, const cJSON *r)
{
	char at[CLOCK_TEXT_SIZE];
	int64_t score = json_integer(r, "score", -1);
	const char *who = json_string(r, "name");
	const char *comment = json_string(r, "comment");

	buf_printf(
	    out, "\n%s  ", clock_text(json_integer(r, "answered_us", 0), at));
	if (score >= 0)
		buf_printf(out, "%" PRId64 "  ", score);
	buf_printf(
	    out, "%s\n", who != NULL ? who : text_of(r, "email", "unknown"));
	if (comment != NULL)
		put_block(out, comment);
}

static void
put_action(struct buf *out, const cJSON *a)
{
	const cJSON *fields = json_member(a, "fields"), *field;
	char at[CLOCK_TEXT_SIZE];
	const char *text = json_string(a, "text");

	buf_printf(out, "%s  %-8s %s (%s)",
	    clock_text(json_integer(a, "at_us", 0), at),
	    text_of(a, "name", "?"),
	    text_of(a, "who_name", text_of(a, "who", "?")),
	    text_of(a, "source", "?"));
	cJSON_ArrayForEach(field,
	    fields) if (cJSON_IsString(field) && strcmp(field->string, "user"))
	    buf_printf(out, " %s: %s", field->string, field->valuestring);
	buf_putc(out, '\n');
	if (text != NULL)
		put_block(out, text);
}

void
cases_put_one(struct buf *out, const cJSON *answer, int64_t now_us)
{
	const cJSON *k = json_member(answer, "case"), *one;
	char *deadline = deadline_of(k, now_us);

	buf_printf(out, "case %" PRId64 ": %s, %s\n",
	    json_integer(k, "number", 0), text_of(k, "company", "-"),
	    text_of(k, "state", "?"));
	put_member(out, "owner", json_string(k, "owner"));
	put_member(out, "has it", person_of(k, "holder"));
	put_time(out, "since", k, "claimed_us");
	put_time(out, "opened", k, "opened_us");
	put_member(out, "deadline", deadline);
	put_time(out, "snoozed", k, "snoozed_us");
	put_member(out, "resolved by", person_of(k, "resolver"));
	put_member(out, "reached", json_string(k, "reached"));
	put_time(out, "ask again", k, "confirm_us");
	put_time(out, "confirmed", k, "confirmed_us");
	free(deadline);
	if (json_string(k, "note") != NULL)
		put_block(out, json_string(k, "note"));
	cJSON_ArrayForEach(one, json_member(k, "responses"))
	    put_response(out, one);
	buf_putc(out, '\n');
	cJSON_ArrayForEach(one, json_member(k, "actions"))
	    put_action(out, one);
}

/* ---- Who is away */

void
cases_put_absences(struct buf *out, const cJSON *answer)
{
	const cJSON *list = json_member(answer, "absences"), *one;

	cJSON_ArrayForEach(one, list)
	{
		char from[CLOCK_TEXT_SIZE], to[CLOCK_TEXT_SIZE];
		int64_t until_us = json_integer(one, "until_us", 0);
		const char *id = text_of(one, "id", "");

		/* The last day, not the midnight behind it. */
		clock_text(json_integer(one, "from_us", 0), from);
		clock_text(until_us - US_PER_S, to);
		buf_printf(out, "%-26s  %.10s to %.10s  %s, deputy %s\n",
		    *id == '\0' ? "(configuration)" : id, from, to,
		    text_of(one, "who", "?"), text_of(one, "deputy", "?"));
	}
	if (cJSON_GetArraySize(list) == 0)
		buf_puts(out, "nobody is away\n");
}
