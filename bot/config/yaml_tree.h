/* SPDX-License-Identifier: ISC */
/*
 * yaml_tree.h - what yaml.c and yaml_events.c know of a tree; theirs alone.
 *
 * Every node lives in a list of the tree's, so that none is freed before all
 * are.  Each carries what a walk of it costs: an alias costs the same again,
 * without a copy.
 */
#ifndef CONFIG_YAML_TREE_H
#define CONFIG_YAML_TREE_H

#include "config/yaml.h"

struct node {
	struct yaml_node pub; /* first: the one is cast to the other */
	struct node *next;    /* all of the tree, last first */
	struct yaml_entry *entries;
	char *text;
	size_t n_walked, n_bytes; /* of a walk of it */
	int height;               /* 1: a scalar */
};

struct yaml {
	char *file;
	struct node *all;
	const struct node *root;
};

/* The entry of a map's key, or NULL. */
const struct yaml_entry *yaml_entry(
    const struct yaml_node *map, const char *key);

/* Reads the n bytes of text, which are valid UTF-8, into an empty tree.
 * False: problems has why. */
bool yaml_read_events(
    struct yaml *yaml, const char *text, size_t n, struct problems *problems);

#endif
