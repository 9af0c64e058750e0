/* SPDX-License-Identifier: ISC */
/*
 * mustache_tree.h - a parsed template: what mustache_parse.c hands to
 * mustache_render.c, and nobody else's business.
 *
 * The nodes stand in one array in the order of the text; a section's node is
 * followed by what is in it and knows where that ends.
 */
#ifndef DECIDE_MUSTACHE_TREE_H
#define DECIDE_MUSTACHE_TREE_H

#include "decide/mustache.h"

enum piece_kind {
	PIECE_TEXT,
	PIECE_VALUE,
	PIECE_RAW_VALUE,
	PIECE_SECTION,
	PIECE_INVERTED,
};

struct node {
	enum piece_kind kind;
	/* Text: its bytes, in the template.  Else: the name's parts, one
	 * after another, each ended by a NUL; n_parts is 0 for ".". */
	const char *text;
	size_t size;
	char *parts;
	int n_parts;
	size_t end; /* of a section: the index after its last node */
};

struct mustache {
	char *text;
	struct node *nodes;
	size_t n_nodes, capacity;
};

#endif
