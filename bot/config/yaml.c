/* SPDX-License-Identifier: ISC */
/* yaml.c - the file, its bytes, and finding one's way in its tree. */
#include "config/yaml_tree.h"

#include "config/file.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

const struct yaml_entry *
yaml_entry(const struct yaml_node *map, const char *key)
{
	for (size_t i = 0; i < map->n_entries; i++)
		if (strcmp(map->entries[i].key, key) == 0)
			return &map->entries[i];
	return NULL;
}

static void
count_place(const char *text, size_t n, struct place *at)
{
	at->line = 1;
	at->column = 1;
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n') {
			at->line++;
			at->column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80)
			at->column++;
	}
}

/* libyaml names no line for these, and takes UTF-16, which nobody means. */
static bool
check_bytes(
    const char *file, const char *text, size_t size, struct problems *problems)
{
	struct place at = { file, 0, 0 };
	size_t i = 0, length;

	while (i < size) {
		unsigned char c = (unsigned char)text[i];

		length = utf8_length(text + i, size - i);
		if (length == 0 || c == 0x7f ||
		    (c < ' ' && strchr("\t\r\n", c) == NULL) || c == '\0')
			break;
		i += length;
	}
	if (i == size)
		return true;
	count_place(text, i, &at);
	return problems_add(problems, at,
	    "the byte 0x%02x is no text: this must be a UTF-8 file",
	    (unsigned char)text[i]);
}

struct yaml *
yaml_parse(
    const char *file, const char *text, size_t n, struct problems *problems)
{
	struct yaml *yaml;

	if (!check_bytes(file, text, n, problems))
		return NULL;
	yaml = mem_new(1, sizeof(*yaml));
	yaml->file = mem_string(file);
	if (yaml_read_events(yaml, text, n, problems))
		return yaml;
	yaml_unload(yaml);
	return NULL;
}

struct yaml *
yaml_load(const char *file, struct problems *problems)
{
	struct buf text = BUF_INIT;
	struct error err;
	struct yaml *yaml = NULL;

	if (file_read(file, YAML_MAX_FILE, &text, NULL, &err))
		yaml = yaml_parse(file, buf_str(&text), text.size, problems);
	else
		problems_add(
		    problems, (struct place){ file, 0, 0 }, "%s", err.text);
	buf_release(&text);
	return yaml;
}

void
yaml_unload(struct yaml *yaml)
{
	if (yaml == NULL)
		return;
	for (struct node *node = yaml->all, *next; node != NULL; node = next) {
		next = node->next;
		free(node->text);
		free(node->entries);
		free(node);
	}
	free(yaml->file);
	free(yaml);
}

const struct yaml_node *
yaml_root(const struct yaml *yaml)
{
	return &yaml->root->pub;
}

const struct yaml_node *
yaml_find(const struct yaml_node *map, const char *key)
{
	const struct yaml_entry *e;

	if (map == NULL || map->kind != NODE_MAP)
		return NULL;
	e = yaml_entry(map, key);
	return e != NULL ? e->value : NULL;
}

bool
yaml_is_null(const struct yaml_node *node)
{
	static const char *const nulls[] = { "", "~", "null" };

	if (node->kind != NODE_SCALAR || node->is_quoted)
		return false;
	for (size_t i = 0; i < sizeof(nulls) / sizeof(nulls[0]); i++)
		if (strcmp(node->text, nulls[i]) == 0)
			return true;
	return false;
}
