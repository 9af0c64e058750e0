/* SPDX-License-Identifier: ISC */
/* escalate.c - who is told when a case is late: one map, or a list of them. */
#include "config/load.h"
#include "sdk/mem.h"

struct escalate_reading {
	const struct reader *reader;
	const struct config *config;
	struct route *route;
	char *who; /* what messages begin with */
};

static void
read_one(struct escalate_reading *r, const struct yaml_node *map)
{
	struct case_rule *rule = &r->route->rule;
	struct scope scope = { r->who, map->at, map };
	struct escalation *e;

	if (map->kind != NODE_MAP) {
		problems_add(r->reader->problems, map->at,
		    "%s: must be a map, such as {to: mail, target: "
		    "lead@example.com}",
		    r->who);
		return;
	}
	rule->escalate = mem_resize(
	    rule->escalate, rule->n_escalate + 1, sizeof(*rule->escalate));
	e = &rule->escalate[rule->n_escalate++];
	*e = (struct escalation){ .at = map->at };
	schema_read(r->reader, &scope, &schema_escalate, e);
	if (e->to != NULL)
		notifier_check(r->reader, r->config, r->who, e->to,
		    yaml_find(map, "to")->at);
}

void
escalate_read(const struct reader *reader, const struct yaml_node *map,
    const struct config *config, struct route *route)
{
	const struct yaml_node *list = map == NULL || map->kind != NODE_MAP
					   ? NULL
					   : yaml_find(map, "escalate");
	struct escalate_reading r = {
		.reader = reader, .config = config, .route = route
	};

	if (list == NULL || yaml_is_null(list))
		return;
	r.who = mem_printf(
	    "%s: case: escalate", route->name == NULL ? "route" : route->name);
	if (list->kind != NODE_LIST)
		read_one(&r, list);
	for (size_t i = 0; list->kind == NODE_LIST && i < list->n_entries; i++)
		read_one(&r, list->entries[i].value);
	free(r.who);
}

void
escalate_release(struct route *route)
{
	for (size_t i = 0; i < route->rule.n_escalate; i++)
		schema_release(&schema_escalate, &route->rule.escalate[i]);
	free(route->rule.escalate);
}
