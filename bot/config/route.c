/* SPDX-License-Identifier: ISC */
/* route.c - which responses become which notices: the list `routes`. */
#include "config/load.h"
#include "config/value.h"
#include "decide/condition.h"
#include "sdk/mem.h"
#include "sdk/suggest.h"
#include "sdk/utf8.h"

#define SHOWN 60

/* What reading one route needs all the way down. */
struct route_reading {
	const struct reader *reader;
	const struct config *config;
	struct route *route;
	const char *who; /* its name, as messages have it */
};

/* ---- when: */

static void
add_condition(
    struct route_reading *r, const char *key, const struct yaml_entry *e)
{
	struct route *route = r->route;
	char *who = mem_printf(
	    "%s: when: %.*s", r->who, (int)utf8_cut(key, SHOWN), key);
	/* {contains: [words]} is the deepest there is. */
	struct value_rules rules = { .who = who, .max_depth = 2 };
	cJSON *value = value_read(r->reader, &rules, e->value);
	struct condition *condition = NULL;
	struct error err;

	if (value != NULL)
		condition = condition_new(key, value, &err);
	if (value != NULL && condition == NULL)
		problems_add(
		    r->reader->problems, e->key_at, "%s: %s", who, err.text);
	if (condition != NULL) {
		route->when = mem_resize(route->when, route->n_when + 1,
		    sizeof(struct condition *));
		route->when[route->n_when++] = condition;
	}
	cJSON_Delete(value);
	free(who);
}

static void
read_properties(struct route_reading *r, const struct yaml_node *map)
{
	if (map->kind != NODE_MAP) {
		problems_add(r->reader->problems, map->at,
		    "%s: when: properties: must be a map, such as {plan: "
		    "pro}",
		    r->who);
		return;
	}
	for (size_t i = 0; i < map->n_entries; i++) {
		char *key = mem_printf("properties.%s", map->entries[i].key);

		add_condition(r, key, &map->entries[i]);
		free(key);
	}
}

static void
read_when(struct route_reading *r, const struct yaml_node *when)
{
	if (when == NULL || yaml_is_null(when))
		return;
	if (when->kind != NODE_MAP) {
		problems_add(r->reader->problems, when->at,
		    "%s: when: must be a map, such as {category: detractor}",
		    r->who);
		return;
	}
	for (size_t i = 0; i < when->n_entries; i++) {
		const struct yaml_entry *e = &when->entries[i];

		if (strcmp(e->key, "properties") == 0)
			read_properties(r, e->value);
		else
			add_condition(r, e->key, e);
	}
}

/* ---- send: */

static const char *
nearest_notifier(const struct config *config, const char *name)
{
	const char **names = mem_new(config->n_instances + 1, sizeof(*names));
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < config->n_instances; i++)
		if (config->instances[i].role == ROLE_NOTIFIER)
			names[n++] = config->instances[i].name;
	near = suggest(name, names);
	free(names);
	return near;
}

/* The notifier of that name; else what else has it, or NULL. */
static const struct instance *
find_notifier(const struct config *config, const char *name)
{
	const struct instance *other = config_instance(config, name);

	for (size_t i = 0; i < config->n_instances; i++)
		if (config->instances[i].role == ROLE_NOTIFIER &&
		    strcmp(config->instances[i].name, name) == 0)
			return &config->instances[i];
	return other;
}

void
notifier_check(const struct reader *reader, const struct config *config,
    const char *who, const char *name, struct place at)
{
	const struct instance *found = find_notifier(config, name);
	const char *near;

	if (found != NULL && found->role == ROLE_NOTIFIER)
		return;
	if (found != NULL) {
		problems_add(reader->problems, at,
		    "%s: to: %s is a %s, not a notifier", who, name,
		    role_name(found->role));
		return;
	}
	near = nearest_notifier(config, name);
	problems_add(reader->problems, at,
	    "%s: to: there is no notifier \"%.*s\"%s%s%s", who,
	    (int)utf8_cut(name, SHOWN), name,
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
}

static bool
is_owner(const char *text)
{
	return text != NULL && strcmp(text, "owner") == 0;
}

static void
read_one_send(struct route_reading *r, const struct yaml_node *map)
{
	struct route *route = r->route;
	struct send *send;
	struct scope scope = { .at = map->at, .map = map };
	char *who = mem_printf("%s: send", r->who);

	scope.who = who;
	if (map->kind != NODE_MAP) {
		problems_add(r->reader->problems, map->at,
		    "%s: must be a map, such as {to: slack, target: "
		    "\"#nps\"}",
		    who);
		free(who);
		return;
	}
	route->send =
	    mem_resize(route->send, route->n_send + 1, sizeof(*route->send));
	send = &route->send[route->n_send++];
	*send = (struct send){ .at = map->at };
	schema_read(r->reader, &scope, &schema_send, send);
	if (send->to != NULL)
		notifier_check(r->reader, r->config, who, send->to,
		    yaml_find(map, "to")->at);
	if (r->config->default_owner == NULL &&
	    (is_owner(send->target) || is_owner(send->mention)))
		problems_warn(r->reader->problems, map->at,
		    "%s: owner: without default_owner nobody is told where "
		    "an account has no owner",
		    who);
	free(who);
}

/* One is as good as a list of one. */
static void
read_send(struct route_reading *r, const struct yaml_node *send)
{
	if (send == NULL)
		return;
	if (send->kind != NODE_LIST) {
		read_one_send(r, send);
		return;
	}
	for (size_t i = 0; i < send->n_entries; i++)
		read_one_send(r, send->entries[i].value);
	if (send->n_entries == 0)
		problems_add(r->reader->problems, send->at,
		    "%s: send: is an empty list", r->who);
}

/* ---- The list. */

static void
check_double(
    struct route_reading *r, const struct yaml_node *name, size_t n_before)
{
	for (size_t i = 0; i < n_before; i++) {
		const struct route *other = &r->config->routes[i];

		if (other->name == NULL || r->route->name == NULL ||
		    strcmp(other->name, r->route->name) != 0)
			continue;
		problems_add(r->reader->problems, name->at,
		    "%s: there is a route of this name, too, in line %d",
		    r->who, other->at.line);
		return;
	}
}

static char *
name_for_messages(const struct yaml_node *map, size_t index)
{
	const struct yaml_node *name = yaml_find(map, "name");

	if (name != NULL && name->kind == NODE_SCALAR && *name->text != '\0')
		return mem_copy(name->text, utf8_cut(name->text, SHOWN));
	return mem_printf("route %zu", index + 1);
}

static void
read_route(const struct reader *reader, struct config *config,
    const struct yaml_node *map, size_t index)
{
	char *who = name_for_messages(map, index);
	struct route_reading r = {
		.reader = reader, .config = config, .who = who
	};
	struct scope scope = { who, map->at, map };

	if (map->kind != NODE_MAP) {
		problems_add(reader->problems, map->at,
		    "%s: must be a map, such as {name: …, send: …}", who);
		free(who);
		return;
	}
	config->routes = mem_resize(
	    config->routes, config->n_routes + 1, sizeof(*config->routes));
	r.route = &config->routes[config->n_routes++];
	*r.route = (struct route){ .at = map->at };
	schema_read(reader, &scope, &schema_route, r.route);
	check_double(&r, yaml_find(map, "name"), config->n_routes - 1);
	read_when(&r, yaml_find(map, "when"));
	read_send(&r, yaml_find(map, "send"));
	escalate_read(reader, yaml_find(map, "case"), config, r.route);
	if (r.route->language == NULL && config->language != NULL)
		r.route->language = mem_string(config->language);
	free(who);
}

void
routes_read(const struct reader *reader, const struct yaml_node *root,
    struct config *config)
{
	const struct yaml_node *list = yaml_find(root, "routes");

	if (list == NULL || yaml_is_null(list))
		return;
	if (list->kind != NODE_LIST) {
		problems_add(reader->problems, list->at,
		    "routes: must be a list: each route begins with \"- "
		    "name: …\"");
		return;
	}
	for (size_t i = 0; i < list->n_entries; i++)
		read_route(reader, config, list->entries[i].value, i);
}

void
route_release(struct route *route)
{
	for (size_t i = 0; i < route->n_when; i++)
		condition_free(route->when[i]);
	for (size_t i = 0; i < route->n_send; i++)
		schema_release(&schema_send, &route->send[i]);
	escalate_release(route);
	free(route->when);
	free(route->send);
	schema_release(&schema_route, route);
}
