/* SPDX-License-Identifier: ISC */
/* reading.c - one file read from its first row to its last. */
#include "reading.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

/* A file that is wrong all through must not fill the store: it lies there to
 * be looked at. */
#define MOST_REFUSED 1000
/* Hardly anybody's 500 answers on 0-10 hold no 0. */
#define MANY_SCORES 500

static bool
start_csv(struct reading *r, int *fd, struct error *err)
{
	const struct settings *s = r->rules->settings;
	struct csv_rules rules = {
		.charset = (enum charset_kind)s->encoding,
	};

	settings_delimiter(s, &rules.delimiter);
	if (rules.charset == CHARSET_AUTO &&
	    !charset_detect(*fd, &rules.charset, err))
		return false;
	csv_init(&r->csv, &rules, csv_take_fd, fd);
	return true;
}

static void
warn_of_scale(const struct reading *r, const char *why)
{
	lb_log(r->host, LB_WARNING,
	    "%s: %s, but the scale set is 0-10: the scores are counted as "
	    "they stand; if people were asked on another scale, set scale: "
	    "1-10",
	    r->file->name, why);
}

bool
reading_start(struct reading *r, int *fd, bool *is_failure, struct error *err)
{
	struct csv_row row;
	const struct settings *s = r->rules->settings;
	enum csv_result result;

	*is_failure = true;
	if (!start_csv(r, fd, err))
		return false;
	result = csv_next(&r->csv, &row, err);
	if (result == CSV_FAILED)
		return false;
	*is_failure = false;
	if (result == CSV_END)
		return error_set(err, "it is empty");
	if (result == CSV_BAD)
		return error_set(err, "its first row: %s", row.wrong);
	if (!columns_read(&r->columns, &row, s->columns, err))
		return false;
	columns_find_only(&r->columns, s->only);
	if (s->scale == LB_NPS &&
	    score_is_other_scale(columns_header(&r->columns, FIELD_SCORE)))
		warn_of_scale(r, "its score column asks on another scale");
	return true;
}

static void
refuse(struct reading *r, const struct csv_row *row, const char *why)
{
	if (r->n_refused++ == 0)
		error_set(&r->first, "line %zu: %s", row->line, why);
	if (r->n_refused <= MOST_REFUSED)
		lb_refuse(r->host, row->raw, "%s:%zu: %s", r->file->name,
		    row->line, why);
}

static void
count(struct reading *r)
{
	const struct answer *a = &r->answer;

	r->n_given++;
	r->n_without_score += a->response.score < 0;
	r->n_scores += a->response.score >= 0;
	r->n_zeros += a->response.score == 0;
	r->n_made_ids += a->has_made_id;
	r->n_scientific += a->has_scientific_id;
	r->n_neutral += a->is_other_scale;
}

static void
take(struct reading *r, const struct csv_row *row)
{
	struct error why;

	switch (answer_read(&r->answer, r->rules, &r->columns, row, &why)) {
	case ANSWER_GIVEN:
		count(r);
		lb_emit(r->host, &r->answer.response);
		break;
	case ANSWER_NONE:
		r->n_not_held++;
		break;
	case ANSWER_WRONG:
		refuse(r, row, why.text);
		break;
	}
}

enum csv_result
reading_next(struct reading *r, struct error *err)
{
	struct csv_row row;
	enum csv_result result = csv_next(&r->csv, &row, err);

	r->rows += result == CSV_ROW || result == CSV_BAD;
	if (result == CSV_BAD)
		refuse(r, &row, row.wrong);
	if (result == CSV_ROW)
		take(r, &row);
	return result;
}

enum csv_result
reading_pass(struct reading *r, struct error *err)
{
	struct csv_row row;
	enum csv_result result = csv_next(&r->csv, &row, err);

	r->rows += result == CSV_ROW || result == CSV_BAD;
	return result;
}

static void
tell_doubts(const struct reading *r)
{
	const char *name = r->file->name;

	if (r->n_scientific > 0)
		lb_log(r->host, LB_WARNING,
		    "%s: %" PRIu64
		    " ids look like 1,23E+11: a spreadsheet has "
		    "rounded them; the answers are told apart by person and "
		    "day instead",
		    name, r->n_scientific);
	if (r->n_made_ids > r->n_scientific)
		lb_log(r->host, LB_WARNING,
		    "%s: %" PRIu64 " answers have no id: they are told apart "
		    "by survey, person and day, so two answers of one person "
		    "on one day become one",
		    name, r->n_made_ids - r->n_scientific);
	if (r->rules->settings->scale != LB_NPS)
		return;
	if (r->n_neutral > 0)
		warn_of_scale(r, "it calls 5 neutral");
	else if (r->n_scores >= MANY_SCORES && r->n_zeros == 0)
		warn_of_scale(r, "nobody of hundreds answered 0");
}

/* What there is none of is not worth a word. */
static void
put_count(struct buf *out, uint64_t n, const char *one, const char *several)
{
	if (n > 0)
		buf_printf(out, ", %" PRIu64 " %s", n, n == 1 ? one : several);
}

void
reading_tell(const struct reading *r)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s: read %" PRIu64 " answer%s", r->file->name,
	    r->n_given, r->n_given == 1 ? "" : "s");
	if (r->n_without_score > 0)
		buf_printf(&text, " (%" PRIu64 " without a score)",
		    r->n_without_score);
	put_count(&text, r->n_not_held, "row passed over", "rows passed over");
	put_count(
	    &text, r->n_refused, "bad row kept aside", "bad rows kept aside");
	if (r->n_refused > 0)
		buf_printf(&text, ", the first: %s", r->first.text);
	if (r->n_refused > MOST_REFUSED)
		buf_puts(&text,
		    " (only the first 1000 can be looked at one by one)");
	lb_log(r->host, r->n_refused > 0 ? LB_WARNING : LB_INFO, "%s",
	    buf_str(&text));
	buf_release(&text);
	tell_doubts(r);
}

void
reading_release(struct reading *r)
{
	csv_release(&r->csv);
	columns_release(&r->columns);
	answer_release(&r->answer);
}
