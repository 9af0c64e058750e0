/* SPDX-License-Identifier: ISC */
/*
 * kinds.c - what each kind of value takes, and what is said where it is not.
 *
 * Messages show what is written in the file, never what a variable held.
 */
#include <ctype.h>
#include <math.h>

#include "config/file.h"
#include "config/kinds_net.h"
#include "config/schema.h"
#include "config/zone.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/suggest.h"
#include "sdk/utf8.h"

static void
set_text(const struct field *f, char *text)
{
	char **target = f->target;

	free(*target);
	*target = text;
}

static size_t
list_length(char **list)
{
	size_t n = 0;

	while (list != NULL && list[n] != NULL)
		n++;
	return n;
}

static void
add_text(const struct field *f, char *text)
{
	char ***target = f->target;
	size_t n = list_length(*target);

	*target = mem_resize(*target, n + 2, sizeof(**target));
	(*target)[n] = text;
	(*target)[n + 1] = NULL;
}

static bool
read_text(const struct field *f)
{
	size_t n = utf8_count(f->text);

	if ((double)n < f->row->min)
		return field_problem(f, "must not be empty");
	if (f->row->max > 0 && (double)n > f->row->max)
		return field_problem(
		    f, "is longer than %.0f characters", f->row->max);
	set_text(f, mem_string(f->text));
	return true;
}

static bool
read_choice(const struct field *f)
{
	struct buf all = BUF_INIT;

	for (size_t i = 0; f->row->choices[i] != NULL; i++) {
		if (strcmp(f->row->choices[i], f->text) == 0) {
			buf_release(&all);
			set_text(f, mem_string(f->text));
			return true;
		}
		buf_printf(
		    &all, "%s%s", i > 0 ? " or " : "", f->row->choices[i]);
	}
	field_problem(
	    f, "must be %s, not \"%.*s\"", buf_str(&all), FIELD_WRITTEN(f));
	buf_release(&all);
	return false;
}

/* What mail servers take is theirs to say; this finds what is none at all. */
static bool
is_address(const char *s)
{
	const char *at = strchr(s, '@');

	for (const char *p = s; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || strchr("<>,;\"", *p) != NULL)
			return false;
	return at != NULL && at != s && at[1] != '\0' && at[1] != '.' &&
	       strchr(at + 1, '@') == NULL;
}

static bool
read_address(const struct field *f)
{
	if (!is_address(f->text))
		return field_problem(f,
		    "must be an e-mail address such as anna@example.com, not "
		    "\"%.*s\"",
		    FIELD_WRITTEN(f));
	set_text(f, mem_string(f->text));
	return true;
}

static bool
read_person(const struct field *f)
{
	if (strcmp(f->text, "owner") != 0 && !is_address(f->text))
		return field_problem(f,
		    "must be owner or an e-mail address, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	set_text(f, mem_string(f->text));
	return true;
}

static bool
read_zone(const struct field *f)
{
	struct error err;

	if (!zone_check(f->text, &err))
		return field_problem(
		    f, "%s, not \"%.*s\"", err.text, FIELD_WRITTEN(f));
	set_text(f, mem_string(f->text));
	return true;
}

static bool
is_given(const struct field *f)
{
	return *f->text != '\0' || field_problem(f, "must not be empty");
}

static bool
read_path(const struct field *f)
{
	if (!is_given(f))
		return false;
	set_text(f, file_below(f->reader->folder, f->text));
	return true;
}

static bool
read_plugin(const struct field *f)
{
	const char *p = f->text;

	if (!is_given(f))
		return false;
	if (strchr(p, '/') != NULL)
		return read_path(f);
	while (islower((unsigned char)*p) || isdigit((unsigned char)*p) ||
	       *p == '_' || *p == '-')
		p++;
	if (*p != '\0')
		return field_problem(f,
		    "must be a plugin's name such as csv, or the path of a "
		    ".so file, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	set_text(f, mem_string(f->text));
	return true;
}

static bool
read_list(const struct field *f)
{
	if (!is_given(f))
		return false;
	add_text(f, mem_string(f->text));
	return true;
}

static bool
read_paths(const struct field *f)
{
	if (!is_given(f))
		return false;
	add_text(f, file_below(f->reader->folder, f->text));
	return true;
}

static bool
read_command(const struct field *f)
{
	bool is_first = list_length(*(char ***)f->target) == 0;

	if (is_first && !is_given(f))
		return false;
	if (is_first && strchr(f->text, '/') != NULL)
		return read_paths(f);
	add_text(f, mem_string(f->text));
	return true;
}

static bool
read_emoji(const struct field *f)
{
	const char *p = f->text;

	while (
	    isalnum((unsigned char)*p) || (*p != '\0' && strchr("_+'-", *p)))
		p++;
	if (*p != '\0' || p == f->text)
		return field_problem(f,
		    "must be the name of an emoji without colons, such as "
		    "fire, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	add_text(f, mem_string(f->text));
	return true;
}

static bool
say_date(const struct field *f)
{
	return field_problem(f,
	    "must be a day such as 2026-12-24, not \"%.*s\"",
	    FIELD_WRITTEN(f));
}

static bool
read_dates(const struct field *f)
{
	struct tm day;

	if (!zone_read_date(f->text, &day))
		return say_date(f);
	add_text(f, mem_string(f->text));
	return true;
}

static bool
read_date(const struct field *f)
{
	int64_t *target = f->target;
	struct tm day;

	if (!zone_read_date(f->text, &day))
		return say_date(f);
	*target = zone_midnight_us(f->reader->zone, &day);
	return true;
}

static int
day_of(const char *name, size_t n)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri",
		"sat", "sun" };

	for (int i = 0; i < 7; i++)
		if (n == 3 && strncmp(days[i], name, n) == 0)
			return i;
	return -1;
}

/* "mon" or "mon-fri"; false: it is neither. */
static bool
add_days(bool days[7], const char *text, size_t n)
{
	const char *dash = memchr(text, '-', n);
	int from, to;

	from = day_of(text, dash != NULL ? (size_t)(dash - text) : n);
	to = dash == NULL ? from
			  : day_of(dash + 1, n - (size_t)(dash - text) - 1);
	if (from < 0 || to < 0)
		return false;
	/* sat-mon goes round the end of the week. */
	for (int i = from;; i = (i + 1) % 7) {
		days[i] = true;
		if (i == to)
			return true;
	}
}

static bool
read_days(const struct field *f)
{
	const char *p = f->text;
	bool ok = true;

	while (ok) {
		size_t n;

		p += strspn(p, " ");
		n = strcspn(p, ", ");
		ok = add_days(f->target, p, n);
		p += n;
		p += strspn(p, " ");
		if (*p++ != ',')
			break;
	}
	if (ok && p[-1] == '\0')
		return true;
	return field_problem(f,
	    "must be days such as mon-fri or mon,wed,fri, not \"%.*s\"",
	    FIELD_WRITTEN(f));
}

static bool
read_clock(const struct field *f)
{
	const char *s = f->text;
	int *target = f->target, minutes;
	bool ok = strlen(s) == 5 && s[2] == ':';

	for (int i = 0; ok && i < 5; i++)
		ok = i == 2 || isdigit((unsigned char)s[i]);
	minutes = ok ? ((s[0] - '0') * 10 + s[1] - '0') * 60 +
			   (s[3] - '0') * 10 + s[4] - '0'
		     : 0;
	if (!ok || s[3] > '5' || minutes > 24 * 60)
		return field_problem(f,
		    "must be a time of day such as 08:30, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	*target = minutes;
	return true;
}

static bool
read_seconds(const struct field *f)
{
	int64_t seconds, *target = f->target;
	struct buf range = BUF_INIT;

	if (!number_read_seconds(f->text, &seconds))
		return field_problem(f,
		    "must be a time such as 90s, 15m, 2h or 1d, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	if ((double)seconds >= f->row->min && (double)seconds <= f->row->max) {
		*target = seconds;
		return true;
	}
	number_put_seconds(&range, (int64_t)f->row->min);
	buf_puts(&range, " to ");
	number_put_seconds(&range, (int64_t)f->row->max);
	field_problem(f, "must be from %s, not \"%.*s\"", buf_str(&range),
	    FIELD_WRITTEN(f));
	buf_release(&range);
	return false;
}

static bool
read_span(const struct field *f)
{
	struct span span, *target = f->target;

	if (!span_read(f->text, &span) || span.is_before)
		return field_problem(f,
		    "must be a time such as 48h or 2d, or 4 working hours, or "
		    "2 working days, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	*target = span;
	return true;
}

static bool
read_spans(const struct field *f)
{
	struct span span;

	if (!span_read(f->text, &span))
		return field_problem(f,
		    "must be a time since it was opened such as 24h or 1 "
		    "working day, or before the deadline such as 4h before, "
		    "not \"%.*s\"",
		    FIELD_WRITTEN(f));
	add_text(f, mem_string(f->text));
	return true;
}

static bool
read_domains(const struct field *f)
{
	const char *s = f->text + (*f->text == '@');

	if (!isalnum((unsigned char)*s) ||
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")] != '\0')
		return field_problem(f,
		    "must be the domain of e-mail addresses such as "
		    "example.com, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	add_text(f, mem_string(s));
	return true;
}

static bool
read_int(const struct field *f)
{
	int *target = f->target;
	int64_t value;

	if (!number_read(
		f->text, (int64_t)f->row->min, (int64_t)f->row->max, &value))
		return field_problem(f,
		    "must be a whole number from %.0f to %.0f, not \"%.*s\"",
		    f->row->min, f->row->max, FIELD_WRITTEN(f));
	*target = (int)value;
	return true;
}

static bool
read_real(const struct field *f)
{
	double value, *target = f->target;

	if (!number_read_real(f->text, &value) || value < f->row->min ||
	    value > f->row->max)
		return field_problem(f,
		    "must be a number from %g to %g, not \"%.*s\"",
		    f->row->min, f->row->max, FIELD_WRITTEN(f));
	*target = value;
	return true;
}

static bool
read_bool(const struct field *f)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = { { "yes", true }, { "no", false }, { "true", true },
		{ "false", false } };
	bool *target = f->target;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, f->text) == 0) {
			*target = words[i].value;
			return true;
		}
	return field_problem(
	    f, "must be yes or no, not \"%.*s\"", FIELD_WRITTEN(f));
}

/* clang-format off */
const struct kind_info schema_kinds[] = {
	[KIND_TEXT]    = { read_text,    false, HOLDS_TEXT },
	[KIND_CHOICE]  = { read_choice,  false, HOLDS_TEXT },
	[KIND_ADDRESS] = { read_address, false, HOLDS_TEXT },
	[KIND_PERSON]  = { read_person,  false, HOLDS_TEXT },
	[KIND_ZONE]    = { read_zone,    false, HOLDS_TEXT },
	[KIND_PATH]    = { read_path,    false, HOLDS_TEXT },
	[KIND_PLUGIN]  = { read_plugin,  false, HOLDS_TEXT },
	[KIND_LIST]    = { read_list,    true,  HOLDS_TEXTS },
	[KIND_PATHS]   = { read_paths,   true,  HOLDS_TEXTS },
	[KIND_COMMAND] = { read_command, true,  HOLDS_TEXTS },
	[KIND_EMOJI]   = { read_emoji,   true,  HOLDS_TEXTS },
	[KIND_DATES]   = { read_dates,   true,  HOLDS_TEXTS },
	[KIND_DATE]    = { read_date,    false, HOLDS_VALUE },
	[KIND_DAYS]    = { read_days,    true,  HOLDS_VALUE },
	[KIND_CLOCK]   = { read_clock,   false, HOLDS_VALUE },
	[KIND_SECONDS] = { read_seconds, false, HOLDS_VALUE },
	[KIND_SPAN]    = { read_span,    false, HOLDS_VALUE },
	[KIND_SPANS]   = { read_spans,   true,  HOLDS_TEXTS },
	[KIND_DOMAINS] = { read_domains, true,  HOLDS_TEXTS },
	[KIND_INT]     = { read_int,     false, HOLDS_VALUE },
	[KIND_REAL]    = { read_real,    false, HOLDS_VALUE },
	[KIND_BOOL]    = { read_bool,    false, HOLDS_VALUE },
	[KIND_LISTEN]  = { kind_read_listen, false, HOLDS_TEXT },
	[KIND_URL]     = { kind_read_url, false, HOLDS_TEXT },
	[KIND_PEM]     = { kind_read_pem, false, HOLDS_TEXT },
	[KIND_IPS]     = { kind_read_ip, true,  HOLDS_TEXTS },
};
/* clang-format on */
