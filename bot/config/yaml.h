/* SPDX-License-Identifier: ISC */
/*
 * yaml.h - a YAML file as a tree of nodes that know where they stand.
 *
 * Scalars are texts: nothing is guessed from their look, "no" is a text and so
 * is 08:00.  An alias (*x) is the very node it names, so nodes may be reached
 * on several ways, but a walk of the whole tree meets at most YAML_MAX_NODES,
 * YAML_MAX_TEXT bytes of text, and never goes deeper than YAML_MAX_DEPTH.
 * Texts are valid UTF-8 without NUL.  Merges (`<<: *x`) are done: what a map
 * says itself wins, then the first of several merged maps.
 */
#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "config/problems.h"

#define YAML_MAX_NODES 10000
#define YAML_MAX_DEPTH 32
#define YAML_MAX_FILE ((size_t)1024 * 1024)
#define YAML_MAX_TEXT ((size_t)4 * 1024 * 1024)

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct yaml_entry {
	const char *key; /* of a map; NULL in a list */
	struct place key_at;
	const struct yaml_node *value;
};

struct yaml_node {
	enum node_kind kind;
	struct place at;
	/* Of a scalar. */
	const char *text;
	bool is_quoted; /* written in quotes, or as a block */
	/* Of a list or a map, in the order of the file. */
	const struct yaml_entry *entries;
	size_t n_entries;
};

struct yaml;

/* Reads the file (or the n bytes of text, which stand in messages as the file
 * named).  NULL: there is no tree, and problems says why.  A tree may come
 * with errors, too, such as a key that is there twice: look at n_errors. */
struct yaml *yaml_load(const char *file, struct problems *problems);
struct yaml *yaml_parse(
    const char *file, const char *text, size_t n, struct problems *problems);
/* NULL is fine.  All nodes and the places' file name go with it.  (libyaml has a
 * yaml_free() of its own, which another of that name would replace.) */
void yaml_unload(struct yaml *yaml);

/* Never NULL. */
const struct yaml_node *yaml_root(const struct yaml *yaml);

/* The value of a key, or NULL; also where map is NULL or no map. */
const struct yaml_node *yaml_find(
    const struct yaml_node *map, const char *key);

/* Nothing was written: `key:` alone, or ~, or null. */
bool yaml_is_null(const struct yaml_node *node);

#endif
