/* SPDX-License-Identifier: ISC */
/*
 * fuzz_mustache.c - any text as a template, for libFuzzer.
 *
 * Up to the first NUL the input is the template, after it the data as JSON.
 * Whatever parses must render within the limits, the same way twice.
 */
#include <stdint.h>

#include "decide/mustache.h"
#include "sdk/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char otherwise[] =
    "{\"a\":[1,2,{\"b\":\"<x>\"}],\"b\":{\"c\":true},\"c\":\"t\",\"d\":null,"
    "\"e\":[[],[[1]]],\"\":0}";

static void
check(bool is_true)
{
	if (!is_true)
		abort();
}

static void
render_twice(const struct mustache *m, const cJSON *data)
{
	for (int escape = MUSTACHE_HTML; escape <= MUSTACHE_NONE; escape++) {
		struct buf one = BUF_INIT, two = BUF_INIT;
		struct error err = { "" };
		bool ok = mustache_render(
		    m, data, (enum mustache_escape)escape, &one, &err);

		check(ok == mustache_render(m, data,
				(enum mustache_escape)escape, &two, NULL));
		check(one.size <= MUSTACHE_MAX_SIZE);
		check(strcmp(buf_str(&one), buf_str(&two)) == 0);
		check(ok == (err.text[0] == '\0'));
		buf_release(&one);
		buf_release(&two);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = mem_copy(bytes, n);
	size_t size = strlen(text);
	cJSON *data = cJSON_Parse(size < n ? text + size + 1 : otherwise);
	struct mustache_place at = { 0, 0 };
	struct mustache *m = mustache_parse(text, &at, NULL);

	check(m != NULL || (at.line > 0 && at.column > 0));
	if (m != NULL)
		render_twice(m, data);
	mustache_free(m);
	cJSON_Delete(data);
	free(text);
	return 0;
}
