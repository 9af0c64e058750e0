/* SPDX-License-Identifier: ISC */
/* probe.c - would it work?  What lies in the folder, and how it is read. */
#include <errno.h>
#include <unistd.h>

#include "provider.h"
#include "reading.h"

static void
say_files(struct provider *p)
{
	size_t n_ready = 0, n_closed = 0;

	for (size_t i = 0; i < p->folder.n; i++) {
		const struct folder_file *file = &p->folder.files[i];
		struct error err;
		int fd = folder_open(&p->folder, file, &err);

		n_ready += file->is_ready;
		if (fd >= 0)
			close(fd);
		else if (n_closed++ == 0)
			lb_log(p->host, LB_WARNING, "%s cannot be read: %s",
			    file->name, err.text);
	}
	lb_log(p->host, LB_INFO,
	    "%zu files match in %s; %zu can be read now, %zu are still "
	    "waited for%s%s",
	    p->folder.n, p->settings->folder, n_ready, p->folder.n - n_ready,
	    n_closed > 0 ? "; some may not be read by this user" : "",
	    p->folder.n == 0 ? ": nothing to read yet" : "");
	if (p->settings->done == DONE_MOVE &&
	    faccessat(p->folder.fd, ".", W_OK, 0) != 0)
		lb_log(p->host, LB_WARNING,
		    "done: move will not work, the folder cannot be written "
		    "to: files will be kept and not read again");
}

static void
say_columns(struct provider *p, const struct reading *r)
{
	struct buf fields = BUF_INIT, others = BUF_INIT;
	char d = csv_delimiter(&r->csv);

	for (enum field i = 0; i < N_FIELDS; i++)
		if (r->columns.at[i] >= 0)
			buf_printf(&fields, "%s%s = \"%s\"",
			    fields.size > 0 ? ", " : "", columns_field(i),
			    columns_header(&r->columns, i));
	for (size_t i = 0; i < r->columns.n; i++)
		if (r->columns.properties[i] != NULL)
			buf_printf(&others, "%s%s",
			    others.size > 0 ? ", " : "",
			    r->columns.properties[i]);
	lb_log(p->host, LB_INFO, "the newest, %s, is %s, parted by %s%c%s",
	    r->file->name, charset_name(r->csv.rules.charset),
	    d == '\t' ? "tabs" : "\"", d == '\t' ? '.' : d,
	    d == '\t' ? "" : "\"");
	lb_log(p->host, LB_INFO, "its columns: %s", buf_str(&fields));
	lb_log(p->host, LB_INFO, "kept as properties: %s",
	    others.size > 0 ? buf_str(&others) : "none");
	buf_release(&fields);
	buf_release(&others);
}

static void
say_answer(
    struct provider *p, const struct csv_row *row, const struct lb_response *a)
{
	struct buf when = BUF_INIT;

	when_put_iso(&when, a->answered_us);
	lb_log(p->host, LB_INFO,
	    "line %zu would be answer %s to survey \"%s\" at %s: score %d on "
	    "%s%s, %s",
	    row->line, a->id, a->survey, buf_str(&when), a->score,
	    settings_scale(p->settings->scale),
	    a->score < 0 ? " (none given)" : "",
	    a->comment == NULL ? "no comment" : "with a comment");
	buf_release(&when);
}

/* The first row that is an answer, or what is wrong with the first. */
static void
say_sample(struct provider *p, struct reading *r)
{
	struct csv_row row;
	struct error err;

	for (int i = 0; i < 100; i++) {
		if (csv_next(&r->csv, &row, &err) != CSV_ROW)
			break;
		switch (answer_read(
		    &r->answer, r->rules, &r->columns, &row, &err)) {
		case ANSWER_GIVEN:
			say_answer(p, &row, &r->answer.response);
			return;
		case ANSWER_WRONG:
			lb_log(p->host, LB_WARNING,
			    "line %zu would be kept aside: %s", row.line,
			    err.text);
			break;
		case ANSWER_NONE:
			break;
		}
	}
	lb_log(p->host, LB_WARNING, "no answer among its first rows");
}

static bool
probe_file(struct provider *p, const struct folder_file *file)
{
	struct reading r = {
		.host = p->host,
		.rules = &p->rules,
		.file = file,
	};
	struct error err;
	bool is_failure, ok;
	int fd = folder_open(&p->folder, file, &err);

	ok = fd >= 0 && reading_start(&r, &fd, &is_failure, &err);
	if (ok) {
		say_columns(p, &r);
		say_sample(p, &r);
	} else {
		lb_fail(p->host, "%s: %s", file->name, err.text);
	}
	reading_release(&r);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
probe_folder(struct provider *p)
{
	struct error err;

	if (!folder_list(&p->folder, &err)) {
		lb_fail(p->host, "%s", err.text);
		return false;
	}
	say_files(p);
	return p->folder.n == 0 ||
	       probe_file(p, &p->folder.files[p->folder.n - 1]);
}
