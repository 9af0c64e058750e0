/* SPDX-License-Identifier: ISC */
/*
 * yaml_events.c - libyaml's events made into a tree.
 *
 * Events and not libyaml's own documents, because those lose where an alias
 * stands, and let one stand inside what it names.
 */
#include <stdint.h>
#include <yaml.h>

#include "config/yaml_tree.h"
#include "sdk/mem.h"

struct anchor {
	char *name;
	const struct node *node; /* NULL: not yet at its end */
};

struct reading {
	yaml_parser_t parser;
	struct yaml *yaml;
	struct problems *problems;
	const char *text;
	size_t size;
	struct anchor *anchors;
	size_t n_anchors;
	size_t n_walked, n_bytes;
	int depth;
};

static const struct node *read_node(struct reading *r, yaml_event_t *event);

static struct place
place_of(const struct reading *r, yaml_mark_t mark)
{
	return (struct place){ r->yaml->file, (int)mark.line + 1,
		(int)mark.column + 1 };
}

/* Blanks are what indents; libyaml's words for a tab help nobody. */
static bool
is_tab_to_blame(const struct reading *r, size_t line)
{
	const char *p = r->text, *end = r->text + r->size;

	while (line-- > 0 && p != NULL)
		if ((p = memchr(p, '\n', (size_t)(end - p))) != NULL)
			p++;
	while (p != NULL && p < end && *p == ' ')
		p++;
	return p != NULL && p < end && *p == '\t';
}

static bool
say_syntax(struct reading *r)
{
	const yaml_parser_t *p = &r->parser;
	struct place at = place_of(r, p->problem_mark);
	const char *why = p->problem != NULL ? p->problem : "no reason given";

	if (is_tab_to_blame(r, p->problem_mark.line))
		return problems_add(r->problems, at,
		    "a tab is before the text of this line: YAML is indented "
		    "by blanks alone");
	if (p->context == NULL)
		return problems_add(
		    r->problems, at, "this is not YAML: %s", why);
	return problems_add(r->problems, at,
	    "this is not YAML: %s, %s that begins in line %zu", why,
	    p->context, p->context_mark.line + 1);
}

/* False: said why; there is no way on. */
static bool
next_event(struct reading *r, yaml_event_t *event)
{
	if (yaml_parser_parse(&r->parser, event))
		return true;
	return say_syntax(r);
}

static bool
charge(struct reading *r, struct place at, size_t n_walked, size_t n_bytes)
{
	r->n_walked += n_walked;
	r->n_bytes += n_bytes;
	if (r->n_walked > YAML_MAX_NODES)
		return problems_add(r->problems, at,
		    "there are more than %d values, with those that aliases "
		    "repeat",
		    YAML_MAX_NODES);
	if (r->n_bytes > YAML_MAX_TEXT)
		return problems_add(r->problems, at,
		    "there are more than %zu MiB of text, with what aliases "
		    "repeat",
		    YAML_MAX_TEXT >> 20);
	return true;
}

static bool
check_depth(struct reading *r, struct place at, int height)
{
	if (r->depth + height <= YAML_MAX_DEPTH)
		return true;
	return problems_add(r->problems, at,
	    "this is nested more than %d deep", YAML_MAX_DEPTH);
}

static struct node *
node_new(struct reading *r, enum node_kind kind, struct place at)
{
	struct node *node = mem_new(1, sizeof(*node));

	node->pub.kind = kind;
	node->pub.at = at;
	node->next = r->yaml->all;
	node->n_walked = 1;
	node->height = 1;
	r->yaml->all = node;
	return node;
}

static void
node_add(struct node *node, const char *key, struct place key_at,
    const struct node *value)
{
	size_t n = node->pub.n_entries;

	/* Powers of two: a big list is not copied for each of its items. */
	if ((n & (n - 1)) == 0)
		node->entries = mem_resize(
		    node->entries, n == 0 ? 1 : 2 * n, sizeof(*node->entries));
	node->entries[n] = (struct yaml_entry){ key, key_at, &value->pub };
	node->pub.entries = node->entries;
	node->pub.n_entries = n + 1;
	node->n_walked += value->n_walked;
	node->n_bytes += value->n_bytes;
	if (node->height <= value->height)
		node->height = value->height + 1;
}

/* Remembers a name; its node is set once it is whole. */
static size_t
anchor_add(struct reading *r, const yaml_char_t *name)
{
	if (name == NULL)
		return SIZE_MAX;
	r->anchors =
	    mem_resize(r->anchors, r->n_anchors + 1, sizeof(*r->anchors));
	r->anchors[r->n_anchors].name = mem_string((const char *)name);
	r->anchors[r->n_anchors].node = NULL;
	return r->n_anchors++;
}

static const struct node *
anchor_end(struct reading *r, size_t anchor, const struct node *node)
{
	if (anchor != SIZE_MAX)
		r->anchors[anchor].node = node;
	return node;
}

static const struct node *
read_alias(struct reading *r, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	struct place at = place_of(r, event->start_mark);
	const struct anchor *found = NULL;

	for (size_t i = r->n_anchors; i > 0 && found == NULL; i--)
		if (strcmp(r->anchors[i - 1].name, name) == 0)
			found = &r->anchors[i - 1];
	if (found == NULL) {
		problems_add(r->problems, at,
		    "the alias *%s names nothing: there is no &%s before it",
		    name, name);
		return NULL;
	}
	if (found->node == NULL) {
		problems_add(r->problems, at,
		    "the alias *%s stands inside what it names", name);
		return NULL;
	}
	if (!check_depth(r, at, found->node->height) ||
	    !charge(r, at, found->node->n_walked, found->node->n_bytes))
		return NULL;
	return found->node;
}

/* !!str is the one tag with a meaning here. */
static void
check_tag(struct reading *r, const yaml_char_t *tag, struct place at)
{
	const char *name = (const char *)tag;

	if (tag == NULL || strcmp(name, "!") == 0 ||
	    strcmp(name, YAML_STR_TAG) == 0)
		return;
	problems_add(r->problems, at,
	    "the tag %.60s has no meaning here: leave it out", name);
}

static const struct node *
read_scalar(struct reading *r, const yaml_event_t *event)
{
	struct place at = place_of(r, event->start_mark);
	size_t size = event->data.scalar.length;
	const char *text = (const char *)event->data.scalar.value;
	struct node *node;

	if (memchr(text, '\0', size) != NULL) {
		problems_add(r->problems, at, "this text has a NUL in it");
		return NULL;
	}
	if (!charge(r, at, 1, size))
		return NULL;
	check_tag(r, event->data.scalar.tag, at);
	node = node_new(r, NODE_SCALAR, at);
	node->text = mem_copy(text, size);
	node->pub.text = node->text;
	node->pub.is_quoted =
	    event->data.scalar.tag != NULL ||
	    event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	node->n_bytes = size;
	return anchor_end(r, anchor_add(r, event->data.scalar.anchor), node);
}

static bool
read_items(struct reading *r, struct node *list)
{
	yaml_event_t event;

	for (;;) {
		const struct node *item;

		if (!next_event(r, &event))
			return false;
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			return true;
		}
		item = read_node(r, &event);
		if (item == NULL)
			return false;
		node_add(list, NULL, item->pub.at, item);
	}
}

static void
add_pair(struct reading *r, struct node *map, const struct node *key,
    const struct node *value)
{
	const struct yaml_entry *same;

	if (key->pub.kind != NODE_SCALAR) {
		problems_add(r->problems, key->pub.at,
		    "a key must be a text, not a list or a map");
		return;
	}
	same = yaml_entry(&map->pub, key->pub.text);
	if (same == NULL)
		node_add(map, key->pub.text, key->pub.at, value);
	else
		problems_add(r->problems, key->pub.at,
		    "the key \"%.60s\" is here twice: first in line %d",
		    key->pub.text, same->key_at.line);
}

static bool
merge_map(struct reading *r, struct node *map, const struct node *from,
    struct place at)
{
	if (from->pub.kind != NODE_MAP) {
		problems_add(r->problems, at,
		    "<<: must be a map, or a list of maps, to take in");
		return true;
	}
	for (size_t i = 0; i < from->pub.n_entries; i++) {
		const struct yaml_entry *e = &from->pub.entries[i];
		const struct node *value = (const struct node *)e->value;

		if (yaml_entry(&map->pub, e->key) != NULL)
			continue;
		if (!charge(r, at, value->n_walked, value->n_bytes))
			return false;
		node_add(map, e->key, e->key_at, value);
	}
	return true;
}

static bool
merge(struct reading *r, struct node *map, const struct node *from,
    struct place at)
{
	if (from == NULL)
		return true;
	if (from->pub.kind != NODE_LIST)
		return merge_map(r, map, from, at);
	for (size_t i = 0; i < from->pub.n_entries; i++)
		if (!merge_map(r, map,
			(const struct node *)from->pub.entries[i].value, at))
			return false;
	return true;
}

static bool
is_merge_key(const struct yaml_node *key)
{
	return key->kind == NODE_SCALAR && !key->is_quoted &&
	       strcmp(key->text, "<<") == 0;
}

static bool
read_pairs(struct reading *r, struct node *map)
{
	const struct node *key, *value, *merged = NULL;
	struct place merged_at = map->pub.at;
	yaml_event_t event;

	for (;;) {
		if (!next_event(r, &event))
			return false;
		if (event.type == YAML_MAPPING_END_EVENT)
			break;
		key = read_node(r, &event);
		if (key == NULL || !next_event(r, &event))
			return false;
		value = read_node(r, &event);
		if (value == NULL)
			return false;
		if (!is_merge_key(&key->pub)) {
			add_pair(r, map, key, value);
			continue;
		}
		if (merged != NULL)
			problems_add(r->problems, key->pub.at,
			    "<< is here twice: write <<: [*a, *b]");
		merged = value;
		merged_at = key->pub.at;
	}
	yaml_event_delete(&event);
	return merge(r, map, merged, merged_at);
}

static const struct node *
read_list(struct reading *r, const yaml_event_t *event)
{
	struct place at = place_of(r, event->start_mark);
	size_t anchor = anchor_add(r, event->data.sequence_start.anchor);
	struct node *list;

	check_tag(r, event->data.sequence_start.tag, at);
	if (!charge(r, at, 1, 0))
		return NULL;
	list = node_new(r, NODE_LIST, at);
	r->depth++;
	if (!read_items(r, list))
		return NULL;
	r->depth--;
	return anchor_end(r, anchor, list);
}

static const struct node *
read_map(struct reading *r, const yaml_event_t *event)
{
	struct place at = place_of(r, event->start_mark);
	size_t anchor = anchor_add(r, event->data.mapping_start.anchor);
	struct node *map;

	check_tag(r, event->data.mapping_start.tag, at);
	if (!charge(r, at, 1, 0))
		return NULL;
	map = node_new(r, NODE_MAP, at);
	r->depth++;
	if (!read_pairs(r, map))
		return NULL;
	r->depth--;
	return anchor_end(r, anchor, map);
}

/* Takes the event over, and those up to the end of the node it begins.  NULL:
 * said why; there is no way on. */
static const struct node *
read_node(struct reading *r, yaml_event_t *event)
{
	const struct node *node = NULL;

	if (event->type == YAML_ALIAS_EVENT)
		node = read_alias(r, event);
	else if (!check_depth(r, place_of(r, event->start_mark), 1))
		node = NULL;
	else if (event->type == YAML_SCALAR_EVENT)
		node = read_scalar(r, event);
	else if (event->type == YAML_SEQUENCE_START_EVENT)
		node = read_list(r, event);
	else if (event->type == YAML_MAPPING_START_EVENT)
		node = read_map(r, event);
	yaml_event_delete(event);
	return node;
}

/* The start of the stream and of the document lead to the first node. */
static bool
read_root(struct reading *r)
{
	yaml_event_t event;

	for (;;) {
		if (!next_event(r, &event))
			return false;
		if (event.type != YAML_STREAM_START_EVENT &&
		    event.type != YAML_DOCUMENT_START_EVENT)
			break;
		yaml_event_delete(&event);
	}
	if (event.type == YAML_STREAM_END_EVENT) {
		yaml_event_delete(&event);
		return problems_add(r->problems,
		    (struct place){ r->yaml->file, 0, 0 },
		    "there is nothing in this file");
	}
	r->yaml->root = read_node(r, &event);
	return r->yaml->root != NULL;
}

static bool
check_end(struct reading *r)
{
	yaml_event_t event;
	yaml_event_type_t type;
	struct place at;

	do {
		if (!next_event(r, &event))
			return false;
		type = event.type;
		at = place_of(r, event.start_mark);
		yaml_event_delete(&event);
	} while (type == YAML_DOCUMENT_END_EVENT);
	if (type == YAML_STREAM_END_EVENT)
		return true;
	return problems_add(r->problems, at,
	    "a second document begins here: a file is one document");
}

bool
yaml_read_events(
    struct yaml *yaml, const char *text, size_t n, struct problems *problems)
{
	struct reading r = {
		.yaml = yaml, .problems = problems, .text = text, .size = n
	};
	bool ok;

	if (!yaml_parser_initialize(&r.parser))
		abort();
	yaml_parser_set_input_string(
	    &r.parser, (const unsigned char *)text, n);
	ok = read_root(&r) && check_end(&r);
	yaml_parser_delete(&r.parser);
	for (size_t i = 0; i < r.n_anchors; i++)
		free(r.anchors[i].name);
	free(r.anchors);
	return ok;
}
