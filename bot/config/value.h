/* SPDX-License-Identifier: ISC */
/*
 * value.h - values of the file as JSON: what plugins and conditions take.
 *
 * Scalars are strings, lists arrays, maps objects.
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "config/schema.h"

/* What may be done with a value; who begins what is said about it. */
struct value_rules {
	const char *who;
	int max_depth;    /* 1: a list or a map of texts */
	bool takes_files; /* file:PATH is what the file holds */
};

/* With ${} (and file:) resolved; the caller deletes it.  NULL: the problems
 * say all that is wrong. */
cJSON *value_read(const struct reader *reader, const struct value_rules *rules,
    const struct yaml_node *node);

/* As written. */
cJSON *value_written(const struct yaml_node *node);

#endif
