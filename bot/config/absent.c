/* SPDX-License-Identifier: ISC */
/* absent.c - who is away, and who stands in for them: the list `absent`. */
#include "config/load.h"
#include "sdk/mem.h"

static void
read_one(const struct reader *reader, const struct yaml_node *map,
    struct config *config)
{
	struct scope scope = { "absent", map->at, map };
	struct absent *a;

	if (map->kind != NODE_MAP) {
		problems_add(reader->problems, map->at,
		    "absent: must be a map, such as {who: anna@example.com, "
		    "from: 2026-12-21, to: 2027-01-01, deputy: "
		    "bo@example.com}");
		return;
	}
	config->absent = mem_resize(
	    config->absent, config->n_absent + 1, sizeof(*config->absent));
	a = &config->absent[config->n_absent++];
	*a = (struct absent){ .at = map->at };
	schema_read(reader, &scope, &schema_absent, a);
	if (a->from_us > a->until_us && a->until_us > 0)
		problems_add(reader->problems, map->at,
		    "absent: %s: from must not be after to",
		    a->who == NULL ? "somebody" : a->who);
}

void
absent_read(const struct reader *reader, const struct yaml_node *root,
    struct config *config)
{
	const struct yaml_node *list = yaml_find(root, "absent");

	if (list == NULL || yaml_is_null(list))
		return;
	if (list->kind != NODE_LIST) {
		problems_add(reader->problems, list->at,
		    "absent: must be a list: each absence begins with \"- "
		    "who: …\"");
		return;
	}
	for (size_t i = 0; i < list->n_entries; i++)
		read_one(reader, list->entries[i].value, config);
}
