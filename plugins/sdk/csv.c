/* SPDX-License-Identifier: ISC */
/*
 * csv.c - reading comma-separated files as people really send them.
 *
 * Decoded text waits in c->text.  A row is first measured (csv_span for each
 * field) and only then copied apart, so that the text itself stays as it is:
 * for the caller to show, and to start again after the first line of a row
 * that turns out to be broken.  text always ends with a NUL, and holds none:
 * it stops every loop.
 */
#include "sdk/csv.h"

#include <ctype.h>
#include <errno.h>
#include <unistd.h>

#include "sdk/mem.h"

#define BLOCK 65536
#define SAMPLE_ROWS 12

struct csv_span {
	size_t start, end; /* within text, without the quotes */
	bool has_doubled;
};

enum measure { WHOLE, MORE, WRONG };

static const char never_closed[] = "a quote is opened and never closed";
static const char after_quote[] =
    "text follows a closing quote (a quote within text is written twice)";
static const char too_long[] =
    "the row is too long (is a quote opened and never closed?)";
static const char field_too_long[] = "a field is too long";
static const char too_many[] = "the row has too many fields";

long
csv_take_fd(void *from, char *to, size_t n)
{
	ssize_t got;

	do
		got = read(*(int *)from, to, n);
	while (got < 0 && errno == EINTR);
	return (long)got;
}

static void
set_delimiter(struct csv *c, char delimiter)
{
	memset(c->stop, 0, sizeof(c->stop));
	c->stop['\0'] = c->stop['\n'] = c->stop['\r'] = true;
	c->stop[(unsigned char)delimiter] = true;
	c->rules.delimiter = delimiter;
}

void
csv_init(
    struct csv *c, const struct csv_rules *rules, csv_take *take, void *from)
{
	memset(c, 0, sizeof(*c));
	c->rules = *rules;
	if (c->rules.max_field == 0)
		c->rules.max_field = 256 << 10;
	if (c->rules.max_row == 0)
		c->rules.max_row = 1 << 20;
	if (c->rules.max_fields == 0)
		c->rules.max_fields = 2000;
	c->take = take;
	c->from = from;
	c->line = 1;
	charset_init(&c->charset, rules->charset);
}

void
csv_release(struct csv *c)
{
	buf_release(&c->text);
	buf_release(&c->cells);
	free(c->spans);
	free(c->fields);
	memset(c, 0, sizeof(*c));
}

char
csv_delimiter(const struct csv *c)
{
	return c->rules.delimiter;
}

/* One more block of text; at the end sets has_ended. */
static bool
fill(struct csv *c, struct error *err)
{
	char block[BLOCK];
	long n = c->take(c->from, block, sizeof(block));

	if (n < 0)
		return error_set(err, "%s", strerror(errno));
	buf_drop(&c->text, c->at);
	c->at = 0;
	if (n == 0) {
		charset_end(&c->charset, &c->text);
		c->has_ended = true;
	}
	charset_add(&c->charset, &c->text, block, (size_t)n);
	buf_room(&c->text, 0);
	buf_end(&c->text);
	return true;
}

static struct csv_span *
new_span(struct csv *c)
{
	if (c->n_spans == c->max_spans) {
		c->max_spans = c->max_spans == 0 ? 32 : c->max_spans * 2;
		c->spans =
		    mem_resize(c->spans, c->max_spans, sizeof(*c->spans));
		c->fields =
		    mem_resize(c->fields, c->max_spans, sizeof(*c->fields));
	}
	return &c->spans[c->n_spans++];
}

/* A field in quotes, the first at p; *next is what follows it. */
static enum measure
measure_quoted(
    struct csv *c, struct csv_span *span, const char *p, const char **next)
{
	const char *text = c->text.data, *end = text + c->text.size;

	span->start = (size_t)(++p - text);
	while ((p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		if (p[1] != '"')
			break;
		span->has_doubled = true;
		p += 2;
	}
	if (p == NULL || (p + 1 == end && !c->has_ended))
		return c->has_ended ? WRONG : MORE;
	span->end = (size_t)(p - text);
	*next = p + 1;
	return WHOLE;
}

static enum measure
measure_field(
    struct csv *c, const char *p, const char **next, const char **wrong)
{
	struct csv_span *span = new_span(c);
	enum measure m = WHOLE;

	span->has_doubled = false;
	if (*p == '"') {
		m = measure_quoted(c, span, p, &p);
		if (m == WRONG)
			*wrong = never_closed;
		if (m == WHOLE && !c->stop[(unsigned char)*p]) {
			*wrong = after_quote;
			m = WRONG;
		}
	} else {
		span->start = (size_t)(p - c->text.data);
		while (!c->stop[(unsigned char)*p])
			p++;
		span->end = (size_t)(p - c->text.data);
	}
	*next = p;
	return m;
}

/* Where the row that starts at p ends (at its line end), with its spans. */
static enum measure
measure_row(struct csv *c, const char *p, const char **end, const char **wrong)
{
	c->n_spans = 0;
	for (;;) {
		enum measure m = measure_field(c, p, &p, wrong);

		*end = p;
		if (m != WHOLE)
			return m;
		if (*p == '\0' || *p == '\n' || *p == '\r')
			break;
		p++;
		if (c->n_spans > c->rules.max_fields)
			c->n_spans--; /* only counted: see check_row() */
	}
	if (*p == '\n' || c->has_ended)
		return WHOLE;
	/* The end of the text, or a CR whose LF may be still to come. */
	return *p == '\0' || p[1] == '\0' ? MORE : WHOLE;
}

static const char *
after_line_end(const char *p)
{
	if (*p == '\r' && p[1] == '\n')
		return p + 2;
	return *p == '\0' ? p : p + 1;
}

static size_t
count_lines(const char *p, const char *end)
{
	size_t n = 0;

	for (; p < end; p++)
		n += *p == '\n' || (*p == '\r' && p[1] != '\n');
	return n;
}

/* How well a delimiter fits: rows with as many fields as the first one weigh
 * most, then the number of fields. */
static size_t
fit(struct csv *c, char delimiter)
{
	const char *p = c->text.data + c->at, *end, *wrong;
	size_t n_fields = 0, n_alike = 0;

	set_delimiter(c, delimiter);
	for (int i = 0; i < SAMPLE_ROWS && *p != '\0'; i++) {
		if (measure_row(c, p, &end, &wrong) != WHOLE)
			break;
		if (end > p && n_fields == 0)
			n_fields = c->n_spans;
		n_alike += end > p && c->n_spans == n_fields;
		p = after_line_end(end);
	}
	return n_fields < 2 ? 0 : n_alike * 10000 + n_fields;
}

static void
find_delimiter(struct csv *c)
{
	static const char candidates[] = ";,\t|";
	char best = ',';
	size_t best_fit = 0;

	for (const char *d = candidates; *d != '\0'; d++) {
		size_t f = fit(c, *d);

		if (f > best_fit) {
			best = *d;
			best_fit = f;
		}
	}
	set_delimiter(c, best);
}

/* Excel's own first line: sep=; or "sep=;" */
static void
take_sep_line(struct csv *c)
{
	const char *p = c->text.data, *end;
	bool is_quoted = *p == '"';

	p += is_quoted;
	if (strncasecmp(p, "sep=", 4) != 0 || p[4] == '\0')
		return;
	end = p + 5 + is_quoted;
	if (*end != '\n' && *end != '\r')
		return;
	if (c->rules.delimiter == 0)
		c->rules.delimiter = p[4];
	c->at = (size_t)(after_line_end(end) - c->text.data);
	c->line++;
}

static bool
start(struct csv *c, struct error *err)
{
	while (!c->has_ended && c->text.size < BLOCK)
		if (!fill(c, err))
			return false;
	take_sep_line(c);
	if (c->rules.delimiter == 0)
		find_delimiter(c);
	set_delimiter(c, c->rules.delimiter);
	c->has_started = true;
	return true;
}

/* Copies the fields apart; true: at least one holds text. */
static bool
take_fields(struct csv *c, size_t size)
{
	bool has_text = false;
	char *to;

	c->cells.size = 0;
	to = buf_room(&c->cells, size + 1);
	for (size_t i = 0; i < c->n_spans; i++) {
		const struct csv_span *s = &c->spans[i];
		const char *p = c->text.data + s->start;
		size_t n = s->end - s->start;

		c->fields[i] = to;
		has_text = has_text || n > 0;
		if (!s->has_doubled) {
			memcpy(to, p, n);
			to += n;
		}
		for (size_t j = 0; s->has_doubled && j < n; j++) {
			*to++ = p[j];
			j += p[j] == '"';
		}
		*to++ = '\0';
	}
	return has_text;
}

static const char *
check_row(const struct csv *c, size_t size)
{
	if (size > c->rules.max_row)
		return too_long;
	if (c->n_spans > c->rules.max_fields)
		return too_many;
	for (size_t i = 0; i < c->n_spans; i++)
		if (c->spans[i].end - c->spans[i].start > c->rules.max_field)
			return field_too_long;
	return NULL;
}

/* The bytes up to end are the row (or what is left of it); go past its line
 * end. */
static void
pass(struct csv *c, const char *end)
{
	const char *from = c->text.data + c->at, *next = after_line_end(end);

	c->line += count_lines(from, next);
	c->at = (size_t)(next - c->text.data);
	/* The line end is not needed any more; raw ends here. */
	c->text.data[end - c->text.data] = '\0';
}

/* A broken row: give its first line, go on after it. */
static enum csv_result
give_up(struct csv *c, struct csv_row *row, const char *wrong)
{
	const char *p = c->text.data + c->at;

	row->raw = p;
	row->wrong = wrong;
	p += strcspn(p, "\r\n");
	c->is_in_long_line = *p == '\0' && !c->has_ended;
	pass(c, p);
	return CSV_BAD;
}

/* Goes past what is left of a line that is longer than a row may be. */
static bool
pass_long_line(struct csv *c, struct error *err)
{
	while (c->is_in_long_line) {
		const char *p;

		if (!fill(c, err))
			return false;
		p = c->text.data + c->at;
		p += strcspn(p, "\r\n");
		c->is_in_long_line = *p == '\0' && !c->has_ended;
		pass(c, p);
	}
	return true;
}

static enum csv_result
take_row(struct csv *c, struct csv_row *row, const char *end)
{
	size_t size = (size_t)(end - c->text.data) - c->at;

	row->raw = c->text.data + c->at;
	row->wrong = check_row(c, size);
	if (row->wrong != NULL) {
		pass(c, end);
		return CSV_BAD;
	}
	row->n_fields = take_fields(c, size) ? c->n_spans : 0;
	row->fields = c->fields;
	pass(c, end);
	return CSV_ROW;
}

enum csv_result
csv_next(struct csv *c, struct csv_row *row, struct error *err)
{
	memset(row, 0, sizeof(*row));
	if (!c->has_started && !start(c, err))
		return CSV_FAILED;
	if (!pass_long_line(c, err))
		return CSV_FAILED;
	for (;;) {
		const char *p = buf_str(&c->text) + c->at, *end, *wrong;
		enum measure m;

		row->line = c->line;
		if (*p == '\0' && c->has_ended)
			return CSV_END;
		m = measure_row(c, p, &end, &wrong);
		if (m == WRONG)
			return give_up(c, row, wrong);
		if (m == WHOLE && take_row(c, row, end) != CSV_ROW)
			return CSV_BAD;
		if (m == WHOLE && row->n_fields > 0)
			return CSV_ROW;
		if (m == WHOLE)
			continue;
		if (c->text.size - c->at > c->rules.max_row)
			return give_up(c, row, too_long);
		if (!fill(c, err))
			return CSV_FAILED;
	}
}
