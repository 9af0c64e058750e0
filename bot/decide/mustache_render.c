/* SPDX-License-Identifier: ISC */
/* mustache_render.c - from a template's nodes and data to text. */
#include <math.h>

#include "decide/mustache_tree.h"

struct rendering {
	const struct mustache *m;
	enum mustache_escape escape;
	struct buf *out;
	size_t max_size; /* of out */
	int steps;
	/* The data, then what each open section stands at. */
	const cJSON *stack[MUSTACHE_MAX_DEPTH + 1];
	int depth;
	struct error *err;
};

static const char *const escape_names[] = {
	[MUSTACHE_HTML] = "html",
	[MUSTACHE_SLACK] = "slack",
	[MUSTACHE_NONE] = "none",
};

/* Indexed by the characters in special[]. */
static const char special[] = "&<>\"'";
static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;",
	"&#39;" };
static const size_t n_special[] = {
	[MUSTACHE_HTML] = 5,
	[MUSTACHE_SLACK] = 3,
	[MUSTACHE_NONE] = 0,
};

bool
mustache_escape_by_name(const char *name, enum mustache_escape *escape)
{
	for (size_t i = 0; i < sizeof(escape_names) / sizeof(*escape_names);
	     i++)
		if (strcmp(name, escape_names[i]) == 0) {
			*escape = (enum mustache_escape)i;
			return true;
		}
	return false;
}

static void
put_escaped(struct buf *out, const char *s, enum mustache_escape escape)
{
	while (*s != '\0') {
		const char *found;
		size_t n = strcspn(s, special);

		buf_add(out, s, n);
		s += n;
		if (*s == '\0')
			return;
		found = strchr(special, *s);
		if ((size_t)(found - special) < n_special[escape])
			buf_puts(out, entities[found - special]);
		else
			buf_putc(out, *s);
		s++;
	}
}

/* Numbers print as people write them: 3, 1.21; an exponent only where 15
 * digits are not enough. */
static void
put_value(struct rendering *r, const cJSON *value, enum mustache_escape escape)
{
	char text[64];

	if (cJSON_IsString(value)) {
		put_escaped(r->out, value->valuestring, escape);
	} else if (cJSON_IsNumber(value)) {
		snprintf(text, sizeof(text), "%.15g", value->valuedouble);
		buf_puts(r->out, text);
	} else if (cJSON_IsBool(value)) {
		buf_puts(r->out, cJSON_IsTrue(value) ? "true" : "false");
	}
}

/* The first part is looked for from the innermost section outwards, the rest
 * in what was found. */
static const cJSON *
look_up(const struct rendering *r, const struct node *node)
{
	const cJSON *found = NULL;
	const char *part = node->parts;

	if (node->n_parts == 0)
		return r->stack[r->depth];
	for (int i = r->depth; i >= 0 && found == NULL; i--)
		if (cJSON_IsObject(r->stack[i]))
			found = cJSON_GetObjectItemCaseSensitive(
			    r->stack[i], part);
	for (int i = 1; i < node->n_parts && found != NULL; i++) {
		part += strlen(part) + 1;
		found = cJSON_IsObject(found)
			    ? cJSON_GetObjectItemCaseSensitive(found, part)
			    : NULL;
	}
	return found;
}

static bool
is_true(const cJSON *value)
{
	if (cJSON_IsString(value))
		return *value->valuestring != '\0';
	if (cJSON_IsArray(value))
		return value->child != NULL;
	return value != NULL && !cJSON_IsFalse(value) && !cJSON_IsNull(value);
}

static bool render(struct rendering *r, size_t from, size_t to);

static bool
render_with(struct rendering *r, const cJSON *value, size_t from, size_t to)
{
	bool ok;

	r->stack[++r->depth] = value;
	ok = render(r, from, to);
	r->depth--;
	return ok;
}

static bool
render_section(struct rendering *r, const struct node *node)
{
	const cJSON *value = look_up(r, node), *item;
	size_t from = (size_t)(node - r->m->nodes) + 1;

	if (is_true(value) != (node->kind == PIECE_SECTION))
		return true;
	if (node->kind == PIECE_INVERTED)
		return render(r, from, node->end);
	if (!cJSON_IsArray(value))
		return render_with(r, value, from, node->end);
	for (item = value->child; item != NULL; item = item->next)
		if (!render_with(r, item, from, node->end))
			return false;
	return true;
}

static bool
is_within_limits(struct rendering *r)
{
	if (r->out->size > r->max_size)
		return error_set(r->err,
		    "the text would be longer than %d bytes",
		    MUSTACHE_MAX_SIZE);
	if (++r->steps > MUSTACHE_MAX_STEPS)
		return error_set(r->err,
		    "its loops would take more than %d steps",
		    MUSTACHE_MAX_STEPS);
	return true;
}

static bool
render(struct rendering *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct node *node = &r->m->nodes[i];

		if (!is_within_limits(r))
			return false;
		switch (node->kind) {
		case PIECE_TEXT:
			buf_add(r->out, node->text, node->size);
			break;
		case PIECE_VALUE:
			put_value(r, look_up(r, node), r->escape);
			break;
		case PIECE_RAW_VALUE:
			put_value(r, look_up(r, node), MUSTACHE_NONE);
			break;
		case PIECE_SECTION:
		case PIECE_INVERTED:
			if (!render_section(r, node))
				return false;
			i = node->end - 1;
			break;
		}
	}
	return is_within_limits(r);
}

bool
mustache_render(const struct mustache *m, const cJSON *data,
    enum mustache_escape escape, struct buf *out, struct error *err)
{
	size_t before = out->size;
	struct rendering r = { .m = m,
		.escape = escape,
		.out = out,
		.max_size = before + MUSTACHE_MAX_SIZE,
		.stack = { data },
		.err = err };

	if (render(&r, 0, m->n_nodes))
		return true;
	buf_cut(out, before);
	return false;
}
