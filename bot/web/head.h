/* SPDX-License-Identifier: ISC */
/*
 * head.h - the head of a request: its line and header, and what is refused
 * for them alone.
 *
 * libmicrohttpd 0.9.75 is generous in what it reads; here is what RFC 9112
 * wants refused, so that no proxy before us can be of another opinion about
 * where a request ends.
 */
#ifndef WEB_HEAD_H
#define WEB_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdk/buf.h"
#include "web/refusal.h"

#define HEAD_MAX_BYTES 8192
#define HEAD_MAX_URI 2048
#define HEAD_MAX_BODY ((uint64_t)1 << 20)
#define HEAD_HANDED_ON 64 /* at most so many fields go to the core */

enum { HEAD_MAX_FIELDS = 100 };

struct field {
	const char *name, *value;
	size_t name_size, value_size;
};

/* Nothing in it is its own. */
struct head {
	const char *method, *uri, *version;
	size_t size; /* bytes, with the request line */
	size_t n_fields;
	bool has_more; /* than fit */
	struct field fields[HEAD_MAX_FIELDS];
};

/* Adds a field, or notes that it did not fit. */
void head_add(struct head *h, const struct field *field);
/* The first field of that name, whatever its case; NULL: there is none. */
const struct field *head_find(const struct head *h, const char *name);

/* How long the body is said to be; HEAD_CHUNKED: its chunks tell; HEAD_SILENT:
 * nothing is said. */
#define HEAD_CHUNKED UINT64_MAX
#define HEAD_SILENT (UINT64_MAX - 1)
uint64_t head_body(const struct head *h);

/* What its form is refused for: all that needs no more than the head. */
enum refusal head_judge(const struct head *h);

/* Adds the header as a JSON object: names in lower case, fields of one name
 * joined by ", ", those that concern one connection left out, values cleaned;
 * a value that is not UTF-8 is left out. */
void head_print(struct buf *out, const struct head *h);

#endif
