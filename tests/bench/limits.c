/* SPDX-License-Identifier: ISC */
/*
 * limits.c - what this machine can do at most, to hold the bot against.
 *
 *     limits commits STORE ROWS   commits a second of ROWS rows each: the
 *                                 responses of STORE into a file beside it,
 *                                 as SQLite alone would
 *     limits posts URL N          libcurl POSTs a second to URL, N of them,
 *                                 over one connection
 */
#include <curl/curl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/mem.h"
#include "sdk/number.h"

enum { SECONDS = 3, BODY = 1500 };

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "limits: %s\n", what);
	exit(1);
}

static void
run(sqlite3 *db, const char *sql)
{
	must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK,
	    sqlite3_errmsg(db));
}

/* The same settings as the store's, and its table without indexes. */
static sqlite3 *
open_beside(const char *store, const char *path)
{
	char *attach = mem_printf("ATTACH '%s' AS store", store);
	sqlite3 *db;

	unlink(path);
	must(sqlite3_open(path, &db) == SQLITE_OK, path);
	run(db, "PRAGMA journal_mode = WAL");
	run(db, "PRAGMA synchronous = FULL");
	run(db, "PRAGMA wal_autocheckpoint = 2000");
	run(db, "PRAGMA cache_size = -8000");
	run(db, attach);
	run(db, "CREATE TABLE bare AS SELECT * FROM store.responses LIMIT 0");
	free(attach);
	return db;
}

static void
commits(const char *store, int64_t n_rows)
{
	char *path = mem_printf("%s.bare", store);
	sqlite3 *db = open_beside(store, path);
	sqlite3_stmt *copy;
	double start = now_s();
	int64_t n = 0, rows;

	must(sqlite3_prepare_v2(db,
		 "INSERT INTO bare SELECT * FROM store.responses"
		 " WHERE rowid > $1 AND rowid <= $2",
		 -1, &copy, NULL) == SQLITE_OK,
	    sqlite3_errmsg(db));
	do {
		sqlite3_bind_int64(copy, 1, n * n_rows);
		sqlite3_bind_int64(copy, 2, (n + 1) * n_rows);
		must(sqlite3_step(copy) == SQLITE_DONE, sqlite3_errmsg(db));
		sqlite3_reset(copy);
		rows = sqlite3_changes(db);
		n += rows == n_rows;
	} while (rows == n_rows && now_s() - start < SECONDS);
	must(n > 0, "the store holds too few responses");
	printf("%.1f\n", (double)n / (now_s() - start));
	sqlite3_finalize(copy);
	sqlite3_close(db);
	unlink(path);
	free(path);
}

static size_t
drop(char *bytes, size_t size, size_t n, void *arg)
{
	(void)bytes;
	(void)arg;
	return size * n;
}

static void
posts(const char *url, int64_t n)
{
	CURL *curl = curl_easy_init();
	char body[BODY];
	double start;

	memset(body, 'x', sizeof(body));
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)sizeof(body));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	must(curl_easy_perform(curl) == CURLE_OK, "nobody answers there");
	start = now_s();
	for (int64_t i = 0; i < n; i++)
		must(curl_easy_perform(curl) == CURLE_OK, "a POST failed");
	printf("%.1f\n", (double)n / (now_s() - start));
	curl_easy_cleanup(curl);
}

int
main(int argc, char **argv)
{
	int64_t n;

	if (argc != 4 || !number_read(argv[3], 1, 1000000, &n))
		return 2;
	if (strcmp(argv[1], "commits") == 0)
		commits(argv[2], n);
	else if (strcmp(argv[1], "posts") == 0)
		posts(argv[2], n);
	else
		return 2;
	return 0;
}
