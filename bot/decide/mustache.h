/* SPDX-License-Identifier: ISC */
/*
 * mustache.h - templates, as github.com/mustache/spec has them: interpolation,
 * sections, inverted sections and comments.
 *
 * Partials, blocks, lambdas and other delimiters are refused, so a template is
 * one text that cannot run anything.  It is parsed once and rendered often.
 * false, null, "", an empty list and what is not there are false; 0 is true.
 */
#ifndef DECIDE_MUSTACHE_H
#define DECIDE_MUSTACHE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* How deep sections nest; how much one rendering may add, in bytes; how many
 * tags and texts it may walk through, so that nested loops end. */
#define MUSTACHE_MAX_DEPTH 32
#define MUSTACHE_MAX_SIZE (1 << 20)
#define MUSTACHE_MAX_STEPS 1000000

struct mustache;

/* What {{name}} does with & < > " '.  {{{name}}} does nothing with them. */
enum mustache_escape {
	MUSTACHE_HTML,  /* &amp; &lt; &gt; &quot; &#39;                */
	MUSTACHE_SLACK, /* &amp; &lt; &gt;, all that Slack asks for    */
	MUSTACHE_NONE,
};

/* By "html", "slack" or "none".  False: there is no such way. */
bool mustache_escape_by_name(const char *name, enum mustache_escape *escape);

/* Lines and columns from 1, columns in characters. */
struct mustache_place {
	int line, column;
};

/* NULL: err says what is wrong, *at where. */
struct mustache *mustache_parse(
    const char *text, struct mustache_place *at, struct error *err);
void mustache_free(struct mustache *m);

/* Adds the text to out.  False: a limit was met; out is as it was. */
bool mustache_render(const struct mustache *m, const cJSON *data,
    enum mustache_escape escape, struct buf *out, struct error *err);

#endif
