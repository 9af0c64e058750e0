/* SPDX-License-Identifier: ISC */
/*
 * accounts.c - the directory accounts_csv: one CSV file of accounts, held in
 * memory, read again when the file changes.
 *
 * A file that is being written must not replace a good table by half of one:
 * a changed file is read once it was still for two seconds, and a broken one
 * changes nothing.
 */
#include "accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "table.h"

#define SETTLE_S 2

struct settings {
	const char *file;
	const struct lb_pair *columns;
	int decimal_comma; /* enum amount_mark */
};

struct directory {
	struct lb_host *host;
	const struct settings *settings;
	struct table table;
	struct stat seen; /* the file as it was when last read */
	bool told_missing;
};

static const char *const marks[] = { "auto", "yes", "no", NULL };

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "file", .type = LB_STRING, .offset = AT(file), .required = true, .help = "the CSV file of accounts" },
	{ .name = "columns", .type = LB_MAP, .offset = AT(columns), .help = "which column holds what: \"id: kundenr|debitor\"" },
	{ .name = "decimal_comma", .type = LB_CHOICE, .offset = AT(decimal_comma), .def = "auto", .choices = marks, .help = "whether 1.250,50 is how values are written" },
	{ .name = NULL },
};
/* clang-format on */

static int64_t
wall_clock(void)
{
	return (int64_t)time(NULL);
}

int64_t (*accounts_now)(void) = wall_clock;

static void
tell(const struct directory *d, const struct table *t)
{
	const char *file = d->settings->file;

	lb_log(d->host, LB_INFO, "%s: %zu accounts, %zu mail domains", file,
	    t->n, t->domains.n);
	if (t->n_bad_rows > 0)
		lb_log(d->host, LB_WARNING,
		    "%s: %zu rows passed over, the first: %s", file,
		    t->n_bad_rows, t->first_bad.text);
	if (t->n_shared_domains > 0)
		lb_log(d->host, LB_WARNING,
		    "%s: %zu mail domains stand with several accounts: the "
		    "first one counts",
		    file, t->n_shared_domains);
	if (t->n_public_domains > 0)
		lb_log(d->host, LB_WARNING,
		    "%s: %zu of the mail domains are everybody's (gmail.com "
		    "…): all who write from there are taken for that account",
		    file, t->n_public_domains);
	if (t->n_bad_values > 0)
		lb_log(d->host, LB_WARNING,
		    "%s: %zu values are no amounts and are left out", file,
		    t->n_bad_values);
}

/* Reads the file into the table; keeps the old table when it fails. */
static bool
load(struct directory *d, struct error *err)
{
	const struct settings *s = d->settings;
	int fd = open(s->file, O_RDONLY | O_CLOEXEC);
	struct table fresh;
	bool ok;

	if (fd < 0)
		return error_set(err, "%s: %s", s->file, strerror(errno));
	if (fstat(fd, &d->seen) != 0)
		memset(&d->seen, 0, sizeof(d->seen));
	ok = table_read(
	    &fresh, fd, s->columns, (enum amount_mark)s->decimal_comma, err);
	close(fd);
	if (!ok)
		return error_in(err, "%s", s->file);
	table_release(&d->table);
	d->table = fresh;
	tell(d, &d->table);
	return true;
}

static void *
open_directory(struct lb_host *host, const void *settings)
{
	struct directory *d = mem_new(1, sizeof(*d));
	struct error err;

	d->host = host;
	d->settings = settings;
	if (load(d, &err))
		return d;
	free(d);
	return lb_fail(host, "%s", err.text);
}

static void
close_directory(void *state)
{
	struct directory *d = state;

	table_release(&d->table);
	free(d);
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_size == b->st_size && a->st_ino == b->st_ino &&
	       a->st_dev == b->st_dev;
}

/* Somebody may still be writing it.  A time far in the future says nothing. */
static bool
is_fresh(const struct stat *st)
{
	int64_t age_s = accounts_now() - st->st_mtim.tv_sec;

	return age_s < SETTLE_S && age_s > -60;
}

/* One stat() where nothing has changed. */
static void
refresh(struct directory *d)
{
	struct stat now;
	struct error err;

	if (stat(d->settings->file, &now) != 0) {
		if (!d->told_missing)
			lb_log(d->host, LB_WARNING,
			    "%s: %s (the accounts read before are used)",
			    d->settings->file, strerror(errno));
		d->told_missing = true;
		return;
	}
	d->told_missing = false;
	if (is_same(&now, &d->seen) || is_fresh(&now))
		return;
	if (!load(d, &err)) {
		d->seen = now; /* said once, not at every look-up */
		lb_log(d->host, LB_ERROR,
		    "%s (the accounts read before are used)", err.text);
	}
}

static bool
probe(void *state)
{
	struct directory *d = state;

	refresh(d);
	tell(d, &d->table);
	return true;
}

static enum lb_result
lookup(void *state, const struct lb_response *who)
{
	struct directory *d = state;
	struct lb_account account;

	refresh(d);
	if (!table_find(&d->table, who, &account))
		return lb_reject(d->host, "no account of that id, mail domain "
					  "or company name");
	lb_found(d->host, &account);
	return LB_DONE;
}

static const struct lb_directory directory = { .lookup = lookup };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "accounts_csv",
	.summary =
	    "accounts, their owners and what they are worth, from a CSV file",
	.options = options,
	.settings_size = sizeof(struct settings),
	.open = open_directory,
	.probe = probe,
	.close = close_directory,
	.directory = &directory,
};
