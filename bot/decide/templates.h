/* SPDX-License-Identifier: ISC */
/*
 * templates.h - the wording of notices: templates and labels per language.
 *
 * They are files: templates/LANGUAGE/NAME.headline.mustache, the same with
 * .text, and labels.yaml.  Ours lie below share, a user's own in a folder of
 * his; his win file by file, in labels.yaml word by word, and he may add names
 * and languages.  What a language lacks is taken from English.
 *
 * What a template may name is told in config/templates/README.md.
 */
#ifndef DECIDE_TEMPLATES_H
#define DECIDE_TEMPLATES_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "config/problems.h"

struct templates;

enum template_part { TEMPLATE_HEADLINE, TEMPLATE_TEXT };

/* own_dir may be NULL.  NULL: problems has all that is wrong. */
struct templates *templates_load(
    const char *share_dir, const char *own_dir, struct problems *problems);
void templates_free(struct templates *t);

/* Is there a headline or text of that name in the language or in English? */
bool templates_has(
    const struct templates *t, const char *language, const char *name);

/* The text with spaces at both ends taken off; a headline is one line.  NULL:
 * there is no such template, it gives nothing, or too much.  The caller frees
 * it. */
char *templates_render(const struct templates *t, const char *language,
    const char *name, enum template_part part, const cJSON *data);

/* A word of labels.yaml: templates_label(t, "da", "channels", "phone") is
 * "telefon".  NULL: there is none. */
const char *templates_label(const struct templates *t, const char *language,
    const char *section, const char *key);

/* The same for what has one form for one and another for several. */
const char *templates_plural(const struct templates *t, const char *language,
    const char *section, const char *key, int n);

#endif
