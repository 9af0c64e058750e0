/* SPDX-License-Identifier: ISC */
/*
 * templates_tree.h - loaded templates: what templates_load.c fills and
 * templates.c reads.
 */
#ifndef DECIDE_TEMPLATES_TREE_H
#define DECIDE_TEMPLATES_TREE_H

#include "decide/mustache.h"
#include "decide/templates.h"

struct template
{
	char *language, *name;
	enum template_part part;
	struct mustache *mustache;
};

struct templates {
	struct template *list;
	size_t n;
	/* {"da": {"facts": {"owner": "Ansvarlig"}, …}}; a label is a string
	 * or an array: one, several. */
	cJSON *labels;
};

/* Without falling back.  NULL: there is none. */
struct template *templates_find(const struct templates *t,
    const char *language, const char *name, enum template_part part);

#endif
