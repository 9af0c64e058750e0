/* SPDX-License-Identifier: ISC */
/* value.c - values of the file as JSON: what plugins and conditions take. */
#include "config/value.h"

#include "config/expand.h"

static const char *const kind_names[] = { "text", "list", "map" };

static cJSON *
read_scalar(const struct reader *reader, const struct value_rules *rules,
    const struct yaml_node *node)
{
	struct buf text = BUF_INIT;
	struct error err, warning = { "" };
	cJSON *value = NULL;
	bool ok;

	if (yaml_is_null(node)) {
		problems_add(reader->problems, node->at,
		    "%s: has no value: leave the line out, or write \"\"",
		    rules->who);
		return NULL;
	}
	if (rules->takes_files)
		ok = expand_setting(
		    node->text, reader->folder, &text, &err, &warning);
	else
		ok = expand_text(node->text, &text, &err);
	if (!ok)
		problems_add(reader->problems, node->at, "%s: %s", rules->who,
		    err.text);
	else
		value = cJSON_CreateString(buf_str(&text));
	if (ok && warning.text[0] != '\0')
		problems_warn(reader->problems, node->at, "%s: %s", rules->who,
		    warning.text);
	buf_release(&text);
	return value;
}

static void
add(cJSON *to, const char *key, cJSON *value)
{
	if (key == NULL)
		cJSON_AddItemToArray(to, value);
	else
		cJSON_AddItemToObject(to, key, value);
}

static cJSON *
container_of(const struct yaml_node *node)
{
	return node->kind == NODE_LIST ? cJSON_CreateArray()
				       : cJSON_CreateObject();
}

cJSON *
value_read(const struct reader *reader, const struct value_rules *rules,
    const struct yaml_node *node)
{
	struct value_rules below = *rules;
	bool ok = true;
	cJSON *value;

	if (node->kind == NODE_SCALAR)
		return read_scalar(reader, rules, node);
	if (rules->max_depth == 0) {
		problems_add(reader->problems, node->at,
		    "%s: a %s this deep means nothing here: it must be a "
		    "text",
		    rules->who, kind_names[node->kind]);
		return NULL;
	}
	below.max_depth--;
	value = container_of(node);
	for (size_t i = 0; i < node->n_entries; i++) {
		cJSON *item =
		    value_read(reader, &below, node->entries[i].value);

		if (item != NULL)
			add(value, node->entries[i].key, item);
		else
			ok = false;
	}
	if (ok)
		return value;
	cJSON_Delete(value);
	return NULL;
}

cJSON *
value_written(const struct yaml_node *node)
{
	cJSON *value;

	if (node->kind == NODE_SCALAR)
		return cJSON_CreateString(node->text);
	value = container_of(node);
	for (size_t i = 0; i < node->n_entries; i++)
		add(value, node->entries[i].key,
		    value_written(node->entries[i].value));
	return value;
}
