/* SPDX-License-Identifier: ISC */
/*
 * print.c - the configuration as it is in force.
 *
 * What the file has is printed from the file's tree, so that nothing that came
 * from elsewhere can get in; only what it does not have comes from the structs.
 */
#include "config/print.h"

#include <ctype.h>

#include "config/expand.h"
#include "config/load.h"
#include "sdk/json.h"

#define HIDDEN "\"(hidden)\""
#define STEP 2

struct printing {
	struct buf *out;
	const struct config *config;
	config_is_secret *is_secret;
	void *arg;
};

static void
put_key(struct printing *p, int indent, const char *key)
{
	buf_printf(p->out, "%*s", indent, "");
	if (key[strspn(key, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] == '\0')
		buf_puts(p->out, key);
	else
		json_quote(p->out, key);
	buf_putc(p->out, ':');
}

/* Any reader takes this for the same text. */
static bool
needs_no_quotes(const char *s)
{
	if (!isalnum((unsigned char)*s) && *s != '/')
		return false;
	while (
	    isalnum((unsigned char)*s) || (*s != '\0' && strchr("_-./+@", *s)))
		s++;
	return *s == '\0';
}

static void
put_text(struct printing *p, const char *s)
{
	if (needs_no_quotes(s) && strcmp(s, "null") != 0)
		buf_puts(p->out, s);
	else
		json_quote(p->out, s);
}

/* A text of ours, where a $ would begin something. */
static void
put_literal(struct printing *p, const char *s)
{
	struct buf text = BUF_INIT;

	for (; *s != '\0'; s++)
		buf_puts(&text, *s == '$' ? "$$" : (char[]){ *s, '\0' });
	put_text(p, buf_str(&text));
	buf_release(&text);
}

static bool
has_password(const char *s)
{
	const char *host = strstr(s, "://"), *at, *colon;

	if (host == NULL)
		return false;
	at = strchr(host + 3, '@');
	colon = strchr(host + 3, ':');
	return at != NULL && colon != NULL && colon < at;
}

static void
put_node(struct printing *p, const struct yaml_node *node, bool is_secret)
{
	bool is_list = node->kind == NODE_LIST;

	if (node->kind == NODE_SCALAR) {
		if ((is_secret || has_password(node->text)) &&
		    !expand_is_elsewhere(node->text))
			buf_puts(p->out, HIDDEN);
		else
			put_text(p, node->text);
		return;
	}
	buf_putc(p->out, is_list ? '[' : '{');
	for (size_t i = 0; i < node->n_entries; i++) {
		buf_puts(p->out, i > 0 ? ", " : "");
		if (!is_list) {
			put_key(p, 0, node->entries[i].key);
			buf_putc(p->out, ' ');
		}
		put_node(p, node->entries[i].value, is_secret);
	}
	buf_putc(p->out, is_list ? ']' : '}');
}

static void
put_line(struct printing *p, int indent, const char *key,
    const struct yaml_node *node, bool is_secret)
{
	put_key(p, indent, key);
	buf_putc(p->out, ' ');
	put_node(p, node, is_secret);
	buf_putc(p->out, '\n');
}

static bool
is_written(const struct yaml_node *node)
{
	return node != NULL && !yaml_is_null(node);
}

/* The socket follows from the store, which may be named by a variable. */
static bool
is_derived_from_variable(
    const struct printing *p, const struct schema_row *row)
{
	const struct yaml_node *store =
	    yaml_find(yaml_root(p->config->yaml), "store");

	return row->kind == KIND_PATH && store != NULL &&
	       strchr(store->text, '$') != NULL;
}

/* In force, though the file does not have it; NULL: nothing is. */
static const char *
text_in_force(const struct printing *p, const struct schema_row *row,
    const struct yaml_node *node, const void *target)
{
	if (!is_written(node) && is_derived_from_variable(p, row))
		return row->def;
	if (schema_kinds[row->kind].holds == HOLDS_TEXT)
		return *(char *const *)target;
	return row->def;
}

/* A relative path means something only beside the file. */
static bool
is_better_from_struct(
    const struct schema_row *row, const struct yaml_node *node)
{
	return !is_written(node) ||
	       ((row->kind == KIND_PATH || row->kind == KIND_PLUGIN) &&
		   strchr(node->text, '$') == NULL);
}

static void
put_row(struct printing *p, int indent, const struct schema_row *row,
    const struct yaml_node *node, const void *target)
{
	const char *text;

	if (!is_better_from_struct(row, node)) {
		put_line(p, indent, row->key, node, false);
		return;
	}
	text = text_in_force(p, row, node, target);
	if (text == NULL)
		return;
	put_key(p, indent, row->key);
	buf_putc(p->out, ' ');
	put_literal(p, text);
	buf_putc(p->out, '\n');
}

static void
put_rows(struct printing *p, int indent, const struct schema *schema,
    const struct yaml_node *map, const void *target)
{
	for (size_t i = 0; i < schema->n_rows; i++) {
		const struct schema_row *row = &schema->rows[i];
		const struct yaml_node *node = yaml_find(map, row->key);
		const char *field = (const char *)target + row->offset;

		if (row->kind == KIND_SECTION) {
			if (row->is_whole && is_written(node))
				put_line(p, indent, row->key, node, false);
		} else if (row->kind != KIND_MAP) {
			put_row(p, indent, row, node, field);
		} else if (is_written(node) || row->sub->rows[0].def != NULL) {
			put_key(p, indent, row->key);
			buf_putc(p->out, '\n');
			put_rows(p, indent + STEP, row->sub, node, field);
		}
	}
}

static void
put_instance(struct printing *p, const struct instance *instance,
    const struct yaml_node *map)
{
	const struct schema *schema = schema_of_role(instance->role);

	put_key(p, STEP, instance->name);
	buf_putc(p->out, '\n');
	put_rows(p, 2 * STEP, schema, map, instance);
	for (size_t i = 0; i < map->n_entries; i++) {
		const struct yaml_entry *e = &map->entries[i];

		if (schema_find(schema, e->key) == NULL)
			put_line(p, 2 * STEP, e->key, e->value,
			    p->is_secret(p->arg, instance, e->key));
	}
}

static void
put_section(struct printing *p, enum role role, const struct yaml_node *root)
{
	const struct yaml_node *section = yaml_find(root, role_section(role));
	bool is_first = true;

	for (size_t i = 0; i < p->config->n_instances; i++) {
		const struct instance *instance = &p->config->instances[i];

		if (instance->role != role)
			continue;
		if (is_first)
			buf_printf(p->out, "%s:\n", role_section(role));
		is_first = false;
		put_instance(p, instance, yaml_find(section, instance->name));
	}
}

/* A list's item: its first line begins with a dash. */
static void
put_item(struct printing *p, int indent, const struct schema *schema,
    const struct yaml_node *map, const void *target)
{
	size_t before = p->out->size;

	put_rows(p, indent + STEP, schema, map, target);
	p->out->data[before + (size_t)indent] = '-';
}

static void
put_route(
    struct printing *p, const struct route *route, const struct yaml_node *map)
{
	const struct yaml_node *when = yaml_find(map, "when");
	const struct yaml_node *send = yaml_find(map, "send");

	put_item(p, STEP, &schema_route, map, route);
	if (route->n_when > 0)
		put_line(p, 2 * STEP, "when", when, false);
	buf_printf(p->out, "%*ssend:\n", 2 * STEP, "");
	for (size_t i = 0; i < route->n_send; i++)
		put_item(p, 3 * STEP, &schema_send,
		    send->kind == NODE_LIST ? send->entries[i].value : send,
		    &route->send[i]);
}

void
config_print(struct buf *out, const struct config *config,
    config_is_secret *is_secret, void *arg)
{
	struct printing p = { out, config, is_secret, arg };
	const struct yaml_node *root = yaml_root(config->yaml);
	const struct yaml_node *routes = yaml_find(root, "routes");

	put_rows(&p, 0, &schema_top, root, config);
	put_section(&p, ROLE_PROVIDER, root);
	put_section(&p, ROLE_DIRECTORY, root);
	put_section(&p, ROLE_NOTIFIER, root);
	if (config->n_routes > 0)
		buf_puts(out, "routes:\n");
	for (size_t i = 0; i < config->n_routes; i++)
		put_route(&p, &config->routes[i], routes->entries[i].value);
}
