/* SPDX-License-Identifier: ISC */
/*
 * csv.h - reading comma-separated files as people really send them, a row at
 * a time, in memory that does not grow with the file.
 *
 * RFC 4180, and besides: any delimiter, "sep=;" as first line, CRLF, LF or a
 * lone CR, no line end after the last row.  Rows without any text are passed
 * over.  A quote opens only at the start of a field; elsewhere it is text.
 *
 * A row that is not well-formed (a quote never closed, text after a closing
 * quote, too long) is given as CSV_BAD; reading goes on after its first line,
 * so that one bad quote cannot swallow the rest of the file.
 */
#ifndef SDK_CSV_H
#define SDK_CSV_H

#include "sdk/charset.h"

/* Gives up to n bytes, 0 at the end, -1 with errno for a failure. */
typedef long csv_take(void *from, char *to, size_t n);
/* The same for an open file; from points to the descriptor (int). */
csv_take csv_take_fd;

struct csv_rules {
	enum charset_kind charset;
	char delimiter;    /* 0: found out from the first rows */
	size_t max_field;  /* bytes of UTF-8; 0: 256 KiB       */
	size_t max_row;    /* the same; 0: 1 MiB               */
	size_t max_fields; /* 0: 2000                          */
};

/* All of it is valid until the next csv_next(). */
struct csv_row {
	char **fields; /* may be written to, within their length */
	size_t n_fields;
	size_t line;       /* of the file, from 1, where the row starts  */
	const char *raw;   /* the row as it stands in the file, in UTF-8 */
	const char *wrong; /* for CSV_BAD: what is wrong with it         */
};

enum csv_result { CSV_ROW, CSV_BAD, CSV_END, CSV_FAILED };

struct csv_span;
struct csv {
	struct csv_rules rules;
	csv_take *take;
	void *from;
	struct charset charset;
	struct buf text; /* decoded; the rows from at on are to be read */
	size_t at, line;
	bool has_started, has_ended, is_in_long_line;
	bool stop[256]; /* the bytes that end a field without quotes */
	struct csv_span *spans;
	size_t n_spans, max_spans;
	struct buf cells;
	char **fields;
};

/* Reads nothing yet; take is called with from, which stays the caller's. */
void csv_init(
    struct csv *c, const struct csv_rules *rules, csv_take *take, void *from);
/* Frees all rows given. */
void csv_release(struct csv *c);

/* The next row.  CSV_FAILED: reading failed, err says why. */
enum csv_result csv_next(
    struct csv *c, struct csv_row *row, struct error *err);

/* The delimiter, once the first row was read. */
char csv_delimiter(const struct csv *c);

#endif
