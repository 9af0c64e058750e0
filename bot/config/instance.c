/* SPDX-License-Identifier: ISC */
/* instance.c - plugins and their settings: three sections of the file. */
#include <ctype.h>

#include "config/load.h"
#include "config/value.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define NAME_MAX_BYTES 64

static const struct {
	const char *name, *section;
} roles[] = {
	[ROLE_PROVIDER] = { "provider", "providers" },
	[ROLE_DIRECTORY] = { "directory", "directories" },
	[ROLE_NOTIFIER] = { "notifier", "notifiers" },
};

#define N_ROLES (sizeof(roles) / sizeof(roles[0]))

const char *
role_name(enum role role)
{
	return roles[role].name;
}

const char *
role_section(enum role role)
{
	return roles[role].section;
}

/* It is in the log, in commands and in addresses of web pages. */
static bool
check_name(const struct reader *reader, const struct yaml_entry *e)
{
	const char *p = e->key;

	while (islower((unsigned char)*p) || isdigit((unsigned char)*p) ||
	       *p == '_' || *p == '-')
		p++;
	if (*p == '\0' && p != e->key && p - e->key <= NAME_MAX_BYTES)
		return true;
	return problems_add(reader->problems, e->key_at,
	    "\"%.*s\": a name is 1 to %d of a-z, 0-9, _ and -",
	    (int)utf8_cut(e->key, NAME_MAX_BYTES), e->key, NAME_MAX_BYTES);
}

static void
check_double(const struct reader *reader, const struct config *config,
    const struct yaml_entry *e)
{
	const struct instance *other = config_instance(config, e->key);

	if (other != NULL)
		problems_add(reader->problems, e->key_at,
		    "%s: there is a %s of this name, too, in line %d", e->key,
		    role_name(other->role), other->at.line);
}

static void
check_program(const struct reader *reader, const struct instance *instance,
    const struct yaml_node *map)
{
	bool has_plugin = yaml_find(map, "plugin") != NULL;
	const struct yaml_node *command = yaml_find(map, "command");

	if (has_plugin && command != NULL)
		problems_add(reader->problems, command->at,
		    "%s: command: is there beside plugin: it is one or the "
		    "other",
		    instance->name);
	else if (!has_plugin && command == NULL)
		problems_add(reader->problems, instance->at,
		    "%s: plugin is missing: the name of a plugin; or "
		    "command, for an executable of your own",
		    instance->name);
	else if (command != NULL && command->kind == NODE_LIST &&
		 command->n_entries == 0)
		problems_add(reader->problems, command->at,
		    "%s: command: is an empty list", instance->name);
}

/* Every key the core has no row for is the plugin's. */
static void
read_settings(const struct reader *reader, struct instance *instance,
    const struct yaml_node *map)
{
	const struct schema *schema = schema_of_role(instance->role);

	instance->settings = cJSON_CreateObject();
	instance->written = cJSON_CreateObject();
	for (size_t i = 0; i < map->n_entries; i++) {
		const struct yaml_entry *e = &map->entries[i];
		struct value_rules rules = { .max_depth = 1,
			.takes_files = true };
		cJSON *value;
		char *who;

		if (schema_find(schema, e->key) != NULL)
			continue;
		who = mem_printf("%s: %.*s", instance->name,
		    (int)utf8_cut(e->key, NAME_MAX_BYTES), e->key);
		rules.who = who;
		value = value_read(reader, &rules, e->value);
		free(who);
		if (value == NULL)
			continue;
		cJSON_AddItemToObject(instance->settings, e->key, value);
		cJSON_AddItemToObject(
		    instance->written, e->key, value_written(e->value));
	}
}

static void
read_instance(const struct reader *reader, enum role role,
    const struct yaml_entry *e, struct config *config)
{
	struct scope scope = { e->key, e->key_at, e->value };
	size_t n_before = reader->problems->n_errors;
	struct instance *instance;

	if (!check_name(reader, e))
		return;
	if (e->value->kind != NODE_MAP) {
		problems_add(reader->problems, e->value->at,
		    "%s: must be a map, such as {plugin: csv}", e->key);
		return;
	}
	check_double(reader, config, e);
	config->instances = mem_resize(config->instances,
	    config->n_instances + 1, sizeof(*config->instances));
	instance = &config->instances[config->n_instances++];
	*instance = (struct instance){
		.name = mem_string(e->key), .role = role, .at = e->key_at
	};
	schema_read(reader, &scope, schema_of_role(role), instance);
	check_program(reader, instance, e->value);
	read_settings(reader, instance, e->value);
	instance->has_errors = reader->problems->n_errors > n_before;
}

static void
read_section(const struct reader *reader, enum role role,
    const struct yaml_node *section, struct config *config)
{
	if (section == NULL || yaml_is_null(section))
		return;
	if (section->kind != NODE_MAP) {
		problems_add(reader->problems, section->at,
		    "%s: must be a map of names, such as {NAME: {plugin: "
		    "…}}",
		    role_section(role));
		return;
	}
	for (size_t i = 0; i < section->n_entries; i++)
		read_instance(reader, role, &section->entries[i], config);
}

void
instances_read(const struct reader *reader, const struct yaml_node *root,
    struct config *config)
{
	for (size_t i = 0; i < N_ROLES; i++)
		read_section(reader, (enum role)i,
		    yaml_find(root, roles[i].section), config);
}

void
instance_release(struct instance *instance)
{
	free(instance->name);
	schema_release(schema_of_role(instance->role), instance);
	cJSON_Delete(instance->settings);
	cJSON_Delete(instance->written);
}

const struct instance *
config_instance(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_instances; i++)
		if (strcmp(config->instances[i].name, name) == 0)
			return &config->instances[i];
	return NULL;
}

struct place
config_option_place(const struct config *config,
    const struct instance *instance, const char *option)
{
	const struct yaml_node *section =
	    yaml_find(yaml_root(config->yaml), role_section(instance->role));
	const struct yaml_node *value =
	    option == NULL
		? NULL
		: yaml_find(yaml_find(section, instance->name), option);

	return value != NULL ? value->at : instance->at;
}

static bool
is_same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static bool
is_same_command(char **a, char **b)
{
	if (a == NULL || b == NULL)
		return a == b;
	for (; *a != NULL && *b != NULL; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return *a == *b;
}

/* What the core itself keeps of it. */
static bool
is_kept_same(const struct instance *a, const struct instance *b)
{
	return a->every_s == b->every_s && a->since_us == b->since_us &&
	       a->deadline_s == b->deadline_s && !(a->rate < b->rate) &&
	       !(a->rate > b->rate) && a->max_age_s == b->max_age_s &&
	       a->cache_s == b->cache_s;
}

bool
instance_is_same(const struct instance *a, const struct instance *b)
{
	return a->role == b->role && is_same_text(a->name, b->name) &&
	       is_same_text(a->same_as, b->same_as) &&
	       a->is_shared == b->is_shared &&
	       is_same_text(a->plugin, b->plugin) &&
	       is_same_command(a->command, b->command) && is_kept_same(a, b) &&
	       cJSON_Compare(a->settings, b->settings, true);
}
