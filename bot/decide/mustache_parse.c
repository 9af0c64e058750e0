/* SPDX-License-Identifier: ISC */
/* mustache_parse.c - from a template's text to its nodes. */
#include "decide/mustache_tree.h"
#include "sdk/mem.h"

struct open_section {
	size_t node;
	const char *at, *name;
	size_t size;
};

struct parser {
	struct mustache *m;
	const char *next; /* not yet read */
	struct open_section open[MUSTACHE_MAX_DEPTH];
	int depth;
	struct mustache_place *at;
	struct error *err;
};

/* One tag of the text. */
struct tag {
	const char *start, *end; /* with its braces */
	const char *name;
	size_t size;
	char kind; /* # ^ / ! { & > = < $, or 0: a value */
};

/* Columns count characters: bytes that do not continue one. */
static bool
fail(struct parser *p, const char *at, const char *why)
{
	struct mustache_place place = { 1, 1 };

	for (const char *s = p->m->text; s < at; s++) {
		place.column += ((unsigned char)*s & 0xc0) != 0x80;
		if (*s == '\n')
			place = (struct mustache_place){ place.line + 1, 1 };
	}
	if (p->at != NULL)
		*p->at = place;
	return error_set(p->err, "%s", why);
}

static struct node *
add_node(struct mustache *m, enum piece_kind kind)
{
	if (m->n_nodes == m->capacity) {
		m->capacity = m->capacity * 2 + 8;
		m->nodes =
		    mem_resize(m->nodes, m->capacity, sizeof(*m->nodes));
	}
	m->nodes[m->n_nodes] = (struct node){ .kind = kind };
	return &m->nodes[m->n_nodes++];
}

static void
add_text(struct mustache *m, const char *from, const char *to)
{
	struct node *node;

	if (from == to)
		return;
	node = add_node(m, PIECE_TEXT);
	node->text = from;
	node->size = (size_t)(to - from);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
find_tag(struct parser *p, struct tag *tag)
{
	const char *from = tag->start + 2, *end;

	tag->kind = '\0';
	if (*from != '\0' && strchr("#^/!{&>=<$", *from) != NULL)
		tag->kind = *from++;
	end = strstr(from, tag->kind == '{' ? "}}}" : "}}");
	if (end == NULL)
		return fail(p, tag->start, "this tag is not closed");
	tag->end = end + (tag->kind == '{' ? 3 : 2);
	while (from < end && is_space(*from))
		from++;
	while (end > from && is_space(end[-1]))
		end--;
	tag->name = from;
	tag->size = (size_t)(end - from);
	return true;
}

/* Names are split at their dots; "." alone is what the section stands at. */
static bool
set_name(struct parser *p, const struct tag *tag, struct node *node)
{
	bool after_dot = true;

	node->parts = mem_copy(tag->name, tag->size);
	if (tag->size == 1 && *tag->name == '.')
		return true;
	node->n_parts = 1;
	for (char *s = node->parts; *s != '\0'; s++) {
		if (is_space(*s) || *s == '{' || *s == '}')
			return fail(p, tag->start,
			    "a name has no spaces or braces in it");
		if (*s == '.' && (after_dot || s[1] == '\0'))
			return fail(
			    p, tag->start, "a dot stands between two names");
		after_dot = *s == '.';
		if (after_dot) {
			*s = '\0';
			node->n_parts++;
		}
	}
	return true;
}

static bool
open_section(struct parser *p, const struct tag *tag)
{
	struct node *node;

	if (p->depth == MUSTACHE_MAX_DEPTH)
		return fail(p, tag->start, "sections nest too deep here");
	p->open[p->depth++] = (struct open_section){ p->m->n_nodes, tag->start,
		tag->name, tag->size };
	node =
	    add_node(p->m, tag->kind == '#' ? PIECE_SECTION : PIECE_INVERTED);
	return set_name(p, tag, node);
}

static bool
close_section(struct parser *p, const struct tag *tag)
{
	const struct open_section *open;
	char why[160];

	if (p->depth == 0)
		return fail(
		    p, tag->start, "this closes a section, but none is open");
	open = &p->open[p->depth - 1];
	if (open->size != tag->size ||
	    memcmp(open->name, tag->name, tag->size) != 0) {
		snprintf(why, sizeof(why),
		    "this closes \"%.*s\", but the section that is open "
		    "is \"%.*s\"",
		    (int)(tag->size < 40 ? tag->size : 40), tag->name,
		    (int)(open->size < 40 ? open->size : 40), open->name);
		return fail(p, tag->start, why);
	}
	p->m->nodes[open->node].end = p->m->n_nodes;
	p->depth--;
	return true;
}

static bool
add_tag(struct parser *p, const struct tag *tag)
{
	if (tag->kind == '!')
		return true;
	if (tag->kind == '>')
		return fail(p, tag->start,
		    "partials are not supported: write the text here");
	if (tag->kind == '=')
		return fail(
		    p, tag->start, "changing the delimiters is not supported");
	if (tag->kind == '<' || tag->kind == '$')
		return fail(p, tag->start, "blocks are not supported");
	if (tag->size == 0)
		return fail(p, tag->start, "this tag names nothing");
	if (tag->kind == '/')
		return close_section(p, tag);
	if (tag->kind == '#' || tag->kind == '^')
		return open_section(p, tag);
	return set_name(p, tag,
	    add_node(p->m, tag->kind == '\0' ? PIECE_VALUE : PIECE_RAW_VALUE));
}

/* A section's or comment's tag alone on its line takes the line with it. */
static void
take_line(const struct parser *p, const struct tag *tag, const char **before,
    const char **after)
{
	const char *start = tag->start, *end = tag->end;

	*before = tag->start;
	*after = tag->end;
	if (tag->kind == '\0' || strchr("#^/!", tag->kind) == NULL)
		return;
	while (start > p->m->text && (start[-1] == ' ' || start[-1] == '\t'))
		start--;
	end += strspn(end, " \t");
	if (end[0] == '\r' && end[1] == '\n')
		end++;
	if ((start > p->m->text && start[-1] != '\n') ||
	    (*end != '\n' && *end != '\0'))
		return;
	*before = start;
	*after = end + (*end == '\n');
}

static bool
parse(struct parser *p)
{
	struct tag tag;

	while ((tag.start = strstr(p->next, "{{")) != NULL) {
		const char *before, *after;

		if (!find_tag(p, &tag))
			return false;
		take_line(p, &tag, &before, &after);
		add_text(p->m, p->next, before);
		if (!add_tag(p, &tag))
			return false;
		p->next = after;
	}
	add_text(p->m, p->next, p->next + strlen(p->next));
	if (p->depth > 0)
		return fail(
		    p, p->open[p->depth - 1].at, "this section is not closed");
	return true;
}

struct mustache *
mustache_parse(const char *text, struct mustache_place *at, struct error *err)
{
	struct mustache *m = mem_new(1, sizeof(*m));
	struct parser p = { .m = m, .at = at, .err = err };

	m->text = mem_string(text);
	p.next = m->text;
	if (parse(&p))
		return m;
	mustache_free(m);
	return NULL;
}

void
mustache_free(struct mustache *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n_nodes; i++)
		free(m->nodes[i].parts);
	free(m->nodes);
	free(m->text);
	free(m);
}
