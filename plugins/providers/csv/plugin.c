/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider csv: files in a watched folder, as telephone
 * interviewers and survey tools export them.
 *
 * The cursor (seen.h) says which files were read and how far the one at hand
 * is.  It is made anew at each poll from what lies in the folder, so it never
 * holds more than that.
 */
#include <errno.h>
#include <unistd.h>

#include "provider.h"
#include "reading.h"
#include "sdk/mem.h"

#define ROWS_A_CURSOR 1000

static bool
check(struct lb_host *host, const void *settings)
{
	char delimiter;

	if (settings_delimiter(settings, &delimiter))
		return true;
	lb_fail(host, "delimiter must be auto, tab or one character");
	return false;
}

static void *
open_provider(struct lb_host *host, const void *settings)
{
	struct provider *p = mem_new(1, sizeof(*p));
	struct error err;

	p->host = host;
	p->settings = settings;
	if (p->settings->zone != NULL &&
	    !when_set_zone(p->settings->zone, &err)) {
		free(p);
		return lb_fail(host, "zone: %s", err.text);
	}
	answer_rules_init(&p->rules, p->settings, lb_instance(host));
	folder_init(&p->folder, p->settings);
	return p;
}

static void
close_provider(void *state)
{
	struct provider *p = state;

	answer_rules_release(&p->rules);
	folder_release(&p->folder);
	seen_release(&p->seen);
	seen_release(&p->told);
	free(p);
}

static bool
probe(void *state)
{
	return probe_folder(state);
}

static void
put_cursor(struct provider *p)
{
	struct buf text = BUF_INIT;

	seen_put(&text, &p->seen);
	lb_cursor(p->host, "%s", buf_str(&text));
	buf_release(&text);
	p->since = 0;
}

/* Once for each state of a file, not at every poll. */
static void
warn(struct provider *p, const struct folder_file *file, const char *why)
{
	if (seen_find(&p->told, file->signature) != NULL)
		return;
	seen_add(&p->told, file->signature, false);
	lb_log(p->host, LB_WARNING, "%s: %s (it is tried again)", file->name,
	    why);
}

/* All rows; skips those that an earlier run has brought already. */
static bool
read_rows(
    struct provider *p, struct reading *r, uint64_t skip, struct error *err)
{
	enum csv_result result = CSV_ROW;

	while (r->rows < skip && (result == CSV_ROW || result == CSV_BAD))
		result = reading_pass(r, err);
	while (result == CSV_ROW || result == CSV_BAD) {
		result = reading_next(r, err);
		if (++p->since < ROWS_A_CURSOR)
			continue;
		p->seen.within = r->file->signature;
		p->seen.rows = r->rows;
		put_cursor(p);
	}
	p->seen.rows = 0;
	return result == CSV_END;
}

static void
finish_file(struct provider *p, struct reading *r, bool is_refused)
{
	seen_add(&p->seen, r->file->signature, is_refused);
	if (p->since >= ROWS_A_CURSOR)
		put_cursor(p);
}

/* No table of answers: somebody has to look at it; it is kept where it is. */
static void
refuse_file(struct provider *p, struct reading *r, const struct error *err)
{
	lb_refuse(p->host, NULL, "%s: %s", r->file->name, err->text);
	lb_log(
	    p->host, LB_WARNING, "%s: not read: %s", r->file->name, err->text);
	finish_file(p, r, true);
}

static void
read_file(struct provider *p, const struct folder_file *file, uint64_t skip)
{
	struct reading r = {
		.host = p->host,
		.rules = &p->rules,
		.file = file,
	};
	struct error err;
	bool is_failure = true;
	int fd = folder_open(&p->folder, file, &err);

	if (fd < 0) {
		warn(p, file, err.text);
		return;
	}
	if (!reading_start(&r, &fd, &is_failure, &err) && !is_failure &&
	    folder_is_same(file, fd)) {
		refuse_file(p, &r, &err);
	} else if (is_failure || !read_rows(p, &r, skip, &err)) {
		warn(p, file, err.text);
	} else if (!folder_is_same(file, fd)) {
		warn(p, file, "changed while it was read");
	} else {
		reading_tell(&r);
		finish_file(p, &r, false);
	}
	reading_release(&r);
	close(fd);
}

/* What the stored cursor covers may go. */
static bool
move_away(struct provider *p, const struct folder_file *file)
{
	struct error err;

	if (p->settings->done != DONE_MOVE)
		return false;
	if (folder_move(&p->folder, file, &err))
		return true;
	if (!p->told_of_moving)
		lb_log(p->host, LB_WARNING,
		    "%s; files are kept and not read again", err.text);
	p->told_of_moving = true;
	return false;
}

/* Carries over from the cursor what still lies in the folder. */
static void
carry_over(struct provider *p, const struct seen *old)
{
	seen_release(&p->seen);
	for (size_t i = 0; i < p->folder.n; i++) {
		const struct folder_file *file = &p->folder.files[i];
		const struct seen_file *s = seen_find(old, file->signature);

		if (s != NULL && (s->is_refused || !move_away(p, file)))
			seen_add(&p->seen, file->signature, s->is_refused);
	}
}

static void
read_new(struct provider *p, const struct seen *old)
{
	for (size_t i = 0; i < p->folder.n; i++) {
		const struct folder_file *file = &p->folder.files[i];
		bool is_begun =
		    old->rows > 0 && old->within == file->signature;

		if (file->is_ready && seen_find(old, file->signature) == NULL)
			read_file(p, file, is_begun ? old->rows : 0);
	}
}

/* The cursor at the end, where it says something new. */
static void
put_last_cursor(struct provider *p, const char *cursor)
{
	struct buf text = BUF_INIT;

	seen_put(&text, &p->seen);
	if (strcmp(buf_str(&text), cursor == NULL ? "1" : cursor) != 0)
		lb_cursor(p->host, "%s", buf_str(&text));
	buf_release(&text);
}

static enum lb_result
poll(void *state, const char *cursor)
{
	struct provider *p = state;
	struct seen old;
	struct error err;

	if (!folder_list(&p->folder, &err))
		return lb_retry(p->host, 0, "%s", err.text);
	if (!seen_read(&old, cursor))
		lb_log(p->host, LB_WARNING,
		    "the cursor is not one of this plugin: all files are "
		    "read again");
	p->since = 0;
	carry_over(p, &old);
	read_new(p, &old);
	put_last_cursor(p, cursor);
	seen_release(&old);
	return LB_DONE;
}

static enum lb_result
import(void *state, const char *path)
{
	return import_file(state, path);
}

static const struct lb_provider provider = {
	.poll = poll,
	.import = import,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "csv",
	.summary =
	    "CSV files in a watched folder: telephone interviews, exports",
	.options = settings_options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_provider,
	.probe = probe,
	.close = close_provider,
	.provider = &provider,
};
