/* SPDX-License-Identifier: ISC */
/* schema.c - reads a map of the file by its table. */
#include "config/schema.h"

#include <assert.h>

#include "config/expand.h"
#include "sdk/mem.h"
#include "sdk/suggest.h"
#include "sdk/utf8.h"

#define SHOWN 60

static bool
is_plain(enum kind kind)
{
	return kind != KIND_MAP && kind != KIND_SECTION;
}

bool
field_problem(const struct field *f, const char *fmt, ...)
{
	struct buf why = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&why, fmt, ap);
	va_end(ap);
	problems_add(f->reader->problems, f->at, "%s%s%s: %s", f->who,
	    *f->who != '\0' ? ": " : "", f->row->key, buf_str(&why));
	buf_release(&why);
	return false;
}

const struct schema_row *
schema_find(const struct schema *schema, const char *key)
{
	for (size_t i = 0; i < schema->n_rows; i++)
		if (strcmp(schema->rows[i].key, key) == 0)
			return &schema->rows[i];
	return NULL;
}

static bool
read_item(struct field *f, const struct yaml_node *node)
{
	struct buf text = BUF_INIT;
	struct error err;
	bool ok;

	f->at = node->at;
	f->written = node->text;
	if (expand_text(node->text, &text, &err)) {
		f->text = buf_str(&text);
		ok = schema_kinds[f->row->kind].read(f);
	} else {
		ok = field_problem(f, "%s", err.text);
	}
	buf_release(&text);
	return ok;
}

static void
read_list(struct field *f, const struct yaml_node *node)
{
	if (!schema_kinds[f->row->kind].is_list) {
		field_problem(f, "must be one text, not a list");
		return;
	}
	for (size_t i = 0; i < node->n_entries; i++) {
		const struct yaml_node *item = node->entries[i].value;

		f->at = item->at;
		if (item->kind != NODE_SCALAR || yaml_is_null(item))
			field_problem(f, "each of the list must be a text");
		else
			read_item(f, item);
	}
}

static void
read_default(struct field *f)
{
	if (f->row->def == NULL)
		return;
	f->written = f->text = f->row->def;
	if (!schema_kinds[f->row->kind].read(f))
		assert(!"a default that its own row refuses");
}

static void
read_plain(struct field *f, const struct yaml_node *node)
{
	bool is_list = schema_kinds[f->row->kind].is_list, ok = false;

	if (node != NULL)
		f->at = node->at;
	if (node != NULL && node->kind == NODE_LIST) {
		read_list(f, node);
		ok = is_list;
	} else if (node != NULL && node->kind == NODE_MAP)
		field_problem(f, "must be a text, not a map");
	else if (node != NULL && !yaml_is_null(node))
		ok = read_item(f, node) || is_list;
	else if (node != NULL && !is_list)
		field_problem(f, "has no value");
	if (!ok)
		read_default(f);
}

static void
fill_defaults(
    const struct reader *reader, const struct schema *schema, char *target)
{
	for (size_t i = 0; i < schema->n_rows; i++) {
		const struct schema_row *row = &schema->rows[i];
		struct field f = { .reader = reader,
			.who = "",
			.row = row,
			.target = target + row->offset };

		if (is_plain(row->kind))
			read_default(&f);
	}
}

static void
read_map(struct field *f, const struct yaml_node *node)
{
	struct scope scope = { .map = node };
	char *who;

	if (node == NULL || yaml_is_null(node)) {
		fill_defaults(f->reader, f->row->sub, f->target);
		return;
	}
	f->at = scope.at = node->at;
	if (node->kind != NODE_MAP) {
		field_problem(f, "must be a map, such as {%s: …}",
		    f->row->sub->rows[0].key);
		fill_defaults(f->reader, f->row->sub, f->target);
		return;
	}
	who = mem_printf(
	    "%s%s%s", f->who, *f->who != '\0' ? ": " : "", f->row->key);
	scope.who = who;
	schema_read(f->reader, &scope, f->row->sub, f->target);
	free(who);
}

static void
put_known(struct buf *out, const struct schema *schema, const char *key)
{
	const char **keys = mem_new(schema->n_rows + 1, sizeof(*keys));
	const char *near;

	for (size_t i = 0; i < schema->n_rows; i++)
		keys[i] = schema->rows[i].key;
	near = suggest(key, keys);
	if (near != NULL)
		buf_printf(out, "; did you mean \"%s\"?", near);
	for (size_t i = 0; near == NULL && i < schema->n_rows; i++)
		buf_printf(
		    out, "%s %s", i == 0 ? "; there are" : ",", keys[i]);
	free(keys);
}

static void
say_unknown(const struct reader *reader, const struct scope *scope,
    const struct schema *schema, const struct yaml_entry *e)
{
	struct buf known = BUF_INIT;

	put_known(&known, schema, e->key);
	problems_add(reader->problems, e->key_at,
	    "%s%sthere is no key \"%.*s\"%s", scope->who,
	    *scope->who != '\0' ? ": " : "", (int)utf8_cut(e->key, SHOWN),
	    e->key, buf_str(&known));
	buf_release(&known);
}

static void
check_keys(const struct reader *reader, const struct scope *scope,
    const struct schema *schema)
{
	for (size_t i = 0; i < scope->map->n_entries; i++) {
		const struct yaml_entry *e = &scope->map->entries[i];

		if (schema->has_extensions && strncmp(e->key, "x-", 2) == 0)
			continue;
		if (schema_find(schema, e->key) == NULL)
			say_unknown(reader, scope, schema, e);
	}
}

void
schema_read(const struct reader *reader, const struct scope *scope,
    const struct schema *schema, void *target)
{
	if (!schema->takes_more)
		check_keys(reader, scope, schema);
	for (size_t i = 0; i < schema->n_rows; i++) {
		const struct schema_row *row = &schema->rows[i];
		const struct yaml_node *node = yaml_find(scope->map, row->key);
		struct field f = { .reader = reader,
			.who = scope->who,
			.row = row,
			.at = scope->at,
			.target = (char *)target + row->offset };

		if (node == NULL && row->is_required)
			problems_add(reader->problems, scope->at,
			    "%s%s%s is missing: %s", scope->who,
			    *scope->who != '\0' ? ": " : "", row->key,
			    row->help);
		else if (row->kind == KIND_MAP)
			read_map(&f, node);
		else if (row->kind != KIND_SECTION)
			read_plain(&f, node);
	}
}

static void
list_free(char **list)
{
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		free(list[i]);
	free(list);
}

void
schema_release(const struct schema *schema, void *target)
{
	for (size_t i = 0; i < schema->n_rows; i++) {
		const struct schema_row *row = &schema->rows[i];
		char *field = (char *)target + row->offset;

		if (row->kind == KIND_MAP)
			schema_release(row->sub, field);
		if (!is_plain(row->kind))
			continue;
		if (schema_kinds[row->kind].holds == HOLDS_TEXT)
			free(*(char **)(void *)field);
		if (schema_kinds[row->kind].holds == HOLDS_TEXTS)
			list_free(*(char ***)(void *)field);
	}
}
