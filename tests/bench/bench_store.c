/* SPDX-License-Identifier: ISC */
/*
 * bench_store.c - how fast the store takes responses, and whether history
 * slows it down.
 *
 *     bench_store [N]    with N responses stored (default 100000)
 *
 * Every transaction is what ingesting does: 100 responses, two notices each,
 * a cursor.  Beside it stands this machine's limit: SQLite committing rows of
 * the same size, 300 a transaction, into a table without an index.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "store/store.h"

enum { BATCH = 100, ROUNDS = 100 };

static const char body[] =
    "{\"tone\":\"alert\",\"headline\":\"Kunde D A/S gav 3\",\"quote\":"
    "\"Savner en fast kontakt, og svartiden er for lang\",\"facts\":[{"
    "\"label\":\"Ejer\",\"value\":\"Anna Holm\"}],\"mention\":"
    "\"anna@nordlys.example\",\"language\":\"da\",\"made_us\":"
    "1795163405000000}";

/* This process alone: other work on the machine does not count. */
static double
cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
must(bool ok, const struct error *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

static cJSON *
answer(int64_t i)
{
	char *text = mem_printf(
	    "{\"survey\":\"B2B telefon 2026H2\",\"id\":\"T-%08" PRId64
	    "\",\"answered_us\":1795163400000000,\"scale\":\"nps_0_10\","
	    "\"score\":%d,\"complete\":true,\"comment\":\"Savner en fast "
	    "kontakt, og svartiden er for lang\",\"language\":\"da\","
	    "\"channel\":\"phone\",\"email\":\"dan%" PRId64
	    "@kunde.example\",\"name\":\"Dan Dahl\",\"company\":\"Kunde D "
	    "A/S\",\"properties\":{\"account_id\":\"%" PRId64 "\"}}",
	    i, (int)(i % 11), i, i % 5000);
	cJSON *json = cJSON_Parse(text);

	free(text);
	return json;
}

static void
put_notice(struct store *s, const struct response *r, int64_t now_us,
    const char *target)
{
	struct notice n = { .priority = r->score, .made_us = now_us };
	struct error err;

	id_make(n.id, now_us);
	memcpy(n.response, r->id, ID_SIZE);
	n.route = (char *)(uintptr_t) "escalate";
	n.notifier = (char *)(uintptr_t) "slack";
	n.target = (char *)(uintptr_t)target;
	n.body = (char *)(uintptr_t)body;
	must(store_put_notice(s, &n, &err), &err);
}

static void
put_batch(struct store *s, cJSON **json, bool with_notices)
{
	int64_t now_us = clock_now_us();
	struct error err;
	bool was_complete;
	enum put put;

	must(store_begin(s, &err), &err);
	for (int i = 0; i < BATCH; i++) {
		struct response r;

		must(response_init(&r, "p", json[i], now_us, &err), &err);
		must(store_put_response(
			 s, &r, now_us, &put, &was_complete, &err),
		    &err);
		if (with_notices && put == PUT_NEW) {
			put_notice(s, &r, now_us, "#kunderedning");
			put_notice(s, &r, now_us, "anna@nordlys.example");
		}
		response_release(&r);
	}
	must(store_put_cursor(s, "p", "x", now_us, &err), &err);
	must(store_commit(s, &err), &err);
	store_tend(s);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* What one transaction takes, the checkpoint behind it included. */
static void
print_times(double *took, int n)
{
	qsort(took, (size_t)n, sizeof(*took), by_size);
	printf("          a transaction: p50 %.1f ms, p99 %.1f ms, at most "
	       "%.1f ms\n",
	    took[n / 2] * 1e3, took[n * 99 / 100] * 1e3, took[n - 1] * 1e3);
}

/* Responses a second; making their JSON is not part of it. */
static double
measure(struct store *s, int64_t first, int rounds, bool with_notices)
{
	double *took = mem_new((size_t)rounds, sizeof(*took));
	double spent = 0, cpu = 0, cpu_start;

	for (int i = 0; i < rounds; i++) {
		cJSON *json[BATCH];
		double start;

		for (int j = 0; j < BATCH; j++)
			json[j] = answer(first + i * BATCH + j);
		start = now_s();
		cpu_start = cpu_s();
		put_batch(s, json, with_notices);
		cpu += cpu_s() - cpu_start;
		took[i] = now_s() - start;
		spent += took[i];
	}
	if (with_notices)
		printf("          %.1f us of CPU each\n",
		    cpu * 1e6 / (rounds * BATCH));
	print_times(took, rounds);
	free(took);
	return rounds * BATCH / spent;
}

/* Takes notices from a lane and marks them done, 50 a transaction. */
static double
measure_sending(struct store *s, int rounds)
{
	double start = now_s();
	struct error err;

	for (int i = 0; i < rounds * 50; i++) {
		struct notice n;
		int64_t next_us;
		bool found;

		if (i % 50 == 0)
			must(store_begin(s, &err), &err);
		must(store_next_notice(s, "slack", "#kunderedning",
			 clock_now_us(), &n, &found, &next_us, &err),
		    &err);
		n.state = NOTICE_SENDING;
		must(store_set_notice(s, &n, &err), &err);
		n.state = NOTICE_DONE;
		must(store_set_notice(s, &n, &err), &err);
		notice_release(&n);
		if (i % 50 != 49)
			continue;
		must(store_commit(s, &err), &err);
		store_tend(s);
	}
	return rounds * 50 / (now_s() - start);
}

static double
measure_totals(struct store *s)
{
	double start = now_s();
	struct store_totals t;
	struct error err;

	for (int i = 0; i < 20; i++)
		must(store_totals(s, &t, &err), &err);
	return (now_s() - start) / 20 * 1e6;
}

/* This machine's limit: commits a second of n rows of a notice's size. */
static double
measure_bare(const char *path, int n)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	double start;

	sqlite3_open(path, &db);
	sqlite3_exec(db,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	    "CREATE TABLE t (body TEXT)",
	    NULL, NULL, NULL);
	sqlite3_prepare_v2(db, "INSERT INTO t VALUES ($1)", -1, &stmt, NULL);
	start = now_s();
	for (int i = 0; i < 300; i++) {
		sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
		for (int j = 0; j < n; j++) {
			sqlite3_bind_text(stmt, 1, body, -1, SQLITE_STATIC);
			sqlite3_step(stmt);
			sqlite3_reset(stmt);
		}
		sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return 300 / (now_s() - start);
}

static void
report(struct store *s, int64_t stored)
{
	double fresh = measure(s, stored, ROUNDS, true);
	double again = measure(s, stored, ROUNDS, true);
	double sent = measure_sending(s, 40);

	printf("%9" PRId64 " stored: %7.0f new responses/s (2 notices each), "
	       "%7.0f known ones/s, %6.0f notices sent/s, totals %.0f us\n",
	    stored, fresh, again, sent, measure_totals(s));
}

int
main(int argc, char **argv)
{
	char folder[] = "bench-store-XXXXXX";
	int64_t n = 100000;
	struct error err;
	struct store *s;
	char *path, *bare, *clear;

	if (mkdtemp(folder) == NULL ||
	    (argc > 1 && !number_read(argv[1], 1000, 100000000, &n)))
		return 2;
	path = mem_printf("%s/loopbell.db", folder);
	bare = mem_printf("%s/bare.db", folder);
	clear = mem_printf("rm -rf %s", folder);
	printf("machine: %.0f commits/s of 1 row, ", measure_bare(bare, 1));
	printf("%.0f of 100, ", measure_bare(bare, 100));
	printf("%.0f of 300\n", measure_bare(bare, 300));
	s = store_open(path, STORE_WRITE, &err);
	must(s != NULL, &err);
	measure(s, 0, 10, false);
	report(s, 1000);
	measure(s, 1000 + ROUNDS * BATCH, (int)(n / BATCH), false);
	report(s, n + 1000 + ROUNDS * BATCH);
	store_close(s);
	if (system(clear) != 0)
		return 1;
	free(path);
	free(bare);
	free(clear);
	return 0;
}
