/* SPDX-License-Identifier: ISC */
/*
 * test_csv_million.c - a file of a million answers through the provider
 * csv: all arrive, memory does not grow with the file, and how fast it goes.
 *
 * It is its own host, which only counts.  Memory is not looked at where the
 * sanitizers use their own.
 */
#include <loopbell/plugin.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sdk/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

#define ROWS 1000000
#define MOST_KB 16384

struct lb_host {
	long n, n_scores, n_refused, n_cursors;
	char *cursor;
};

const char *
lb_instance(const struct lb_host *host)
{
	(void)host;
	return "bench";
}

void
lb_log(struct lb_host *host, enum lb_level level, const char *fmt, ...)
{
	va_list ap;

	(void)host;
	(void)level;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void *
lb_fail(struct lb_host *host, const char *fmt, ...)
{
	(void)host;
	puts(fmt);
	return NULL;
}

enum lb_result
lb_retry(struct lb_host *host, int after_s, const char *fmt, ...)
{
	(void)host;
	(void)after_s;
	puts(fmt);
	return LB_RETRY;
}

enum lb_result
lb_reject(struct lb_host *host, const char *fmt, ...)
{
	(void)host;
	puts(fmt);
	return LB_REJECT;
}

void
lb_emit(struct lb_host *host, const struct lb_response *response)
{
	host->n++;
	host->n_scores += response->score;
}

void
lb_cursor(struct lb_host *host, const char *fmt, ...)
{
	(void)fmt;
	host->n_cursors++;
}

void
lb_refuse(struct lb_host *host, const char *raw, const char *fmt, ...)
{
	(void)raw;
	(void)fmt;
	host->n_refused++;
}

static bool
write_file(const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		return false;
	fputs("response_id;survey;interview_date;disposition;company;"
	      "account_id;contact_name;email;phone;score;comment;language\n",
	    f);
	for (int i = 0; i < ROWS; i++)
		fprintf(f,
		    "T-%d;B2B telefon 2026H2;20-11-2026 %02d.%02d;I;"
		    "Kunde %d A/S;%d;Dan Dahl;dan%d@kunde.example;"
		    "+45%08d;%d;\"Savner en fast kontakt; \"\"hvem ringer "
		    "man til?\"\" R\xc3\xb8"
		    "d gr\xc3\xb8"
		    "d\";da\n",
		    i, i % 24, i % 60, i % 9000, i % 9000, i, i, i % 11);
	return fclose(f) == 0;
}

/* What the host would set from the table of options. */
static void
fill_settings(void *settings, const char *folder)
{
	static const char *lists[8][2];
	static const struct lb_pair none[1];
	const struct lb_option *o = loopbell_plugin.options;
	size_t n = 0;

	for (; o->name != NULL; o++) {
		void *field = (char *)settings + o->offset;

		if (o->type == LB_LIST) {
			lists[n][0] = o->def;
			*(const char *const **)field = lists[n++];
		} else if (o->type == LB_MAP) {
			*(const struct lb_pair **)field = none;
		} else if (o->type == LB_STRING) {
			*(const char **)field =
			    strcmp(o->name, "folder") == 0 ? folder : o->def;
		} else if (o->type == LB_BOOL) {
			*(bool *)field = o->def[0] == 'y';
		}
	}
}

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
measure(const char *folder, const char *path)
{
	void *settings = mem_new(1, loopbell_plugin.settings_size);
	struct lb_host host = { 0, 0, 0, 0, NULL };
	struct rusage before, after;
	struct stat st;
	double start;
	void *state;
	bool ok;

	fill_settings(settings, folder);
	state = loopbell_plugin.open(&host, settings);
	getrusage(RUSAGE_SELF, &before);
	start = now_s();
	ok = state != NULL && stat(path, &st) == 0 &&
	     loopbell_plugin.provider->poll(state, NULL) == LB_DONE;
	start = now_s() - start;
	getrusage(RUSAGE_SELF, &after);
	if (state != NULL)
		loopbell_plugin.close(state);
	free(settings);
	if (!ok)
		return 1;
	printf(
	    "%ld answers from %lld MB in %.2f s: %.0f a second; memory grew "
	    "by %ld KB, %ld cursors\n",
	    host.n, (long long)st.st_size >> 20, start, (double)host.n / start,
	    after.ru_maxrss - before.ru_maxrss, host.n_cursors);
	if (host.n != ROWS || host.n_refused != 0 || host.n_cursors < 1000)
		return 1;
	return !IS_SANITIZED && after.ru_maxrss > MOST_KB;
}

int
main(void)
{
	char folder[] = "/tmp/bench_csv.XXXXXX";
	char *path;
	int rc = 1;

	if (mkdtemp(folder) == NULL)
		return 1;
	path = mem_printf("%s/million.csv", folder);
	if (write_file(path))
		rc = measure(folder, path);
	unlink(path);
	rmdir(folder);
	free(path);
	return rc;
}
