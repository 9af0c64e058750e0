/* SPDX-License-Identifier: ISC */
/* table.c - a plugin's table of options: can it be true, and what it says. */
#include "host/table.h"

#include <stdalign.h>

#include "host/options.h"
#include "sdk/json.h"

/* clang-format off */
static const struct type {
	const char *name;
	size_t size;
	size_t alignment;
} types[] = {
	[LB_STRING] = { "string", sizeof(char *), alignof(char *) },
	[LB_SECRET] = { "secret", sizeof(char *), alignof(char *) },
	[LB_LIST] = { "list", sizeof(char **), alignof(char **) },
	[LB_MAP] = { "map", sizeof(struct lb_pair *), alignof(struct lb_pair *) },
	[LB_CHOICE] = { "choice", sizeof(int), alignof(int) },
	[LB_INT] = { "int", sizeof(int), alignof(int) },
	[LB_SECONDS] = { "seconds", sizeof(int), alignof(int) },
	[LB_BOOL] = { "bool", sizeof(bool), alignof(bool) },
};
/* clang-format on */

#define N_TYPES (sizeof(types) / sizeof(types[0]))

static bool
is_name(const char *s)
{
	return *s >= 'a' && *s <= 'z' &&
	       s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* One rule each, for a row whose name and type are good.  False: *err. */

static bool
check_field(const struct lb_plugin *plugin, const struct lb_option *option,
    struct error *err)
{
	const struct type *type = &types[option->type];

	if (option->offset > plugin->settings_size ||
	    type->size > plugin->settings_size - option->offset)
		return error_set(err,
		    "its field (%zu bytes at %zu) is outside the settings "
		    "(%zu bytes): is settings_size set?",
		    type->size, option->offset, plugin->settings_size);
	if (option->offset % type->alignment != 0)
		return error_set(err, "no %s field begins at offset %zu",
		    type->name, option->offset);
	return true;
}

static bool
check_alone(const struct lb_plugin *plugin, const struct lb_option *option,
    struct error *err)
{
	const struct lb_option *other = plugin->options;

	for (; other != option; other++) {
		if (strcmp(other->name, option->name) == 0)
			return error_set(err, "the name stands twice");
		if (option->offset < other->offset + types[other->type].size &&
		    other->offset < option->offset + types[option->type].size)
			return error_set(err,
			    "its field is also that of option \"%s\"",
			    other->name);
	}
	return true;
}

static bool
check_range(const struct lb_plugin *plugin, const struct lb_option *option,
    struct error *err)
{
	bool is_number = option->type == LB_INT || option->type == LB_SECONDS;

	(void)plugin;
	if (!is_number && (option->min != 0 || option->max != 0))
		return error_set(err, "type %s has no min and max",
		    types[option->type].name);
	if (option->min > option->max)
		return error_set(err, "min %d is greater than max %d",
		    option->min, option->max);
	if (option->min == option->max && option->min != 0)
		return error_set(err, "min and max are both %d", option->min);
	return true;
}

static bool
check_choices(const struct lb_plugin *plugin, const struct lb_option *option,
    struct error *err)
{
	bool has_choices = option->choices != NULL && *option->choices != NULL;

	(void)plugin;
	if (option->type == LB_CHOICE && !has_choices)
		return error_set(err, "a choice needs choices");
	if (option->type != LB_CHOICE && option->choices != NULL)
		return error_set(
		    err, "type %s has no choices", types[option->type].name);
	return true;
}

static bool
check_default(const struct lb_plugin *plugin, const struct lb_option *option,
    struct error *err)
{
	struct keep keep = KEEP_INIT;
	const char *why = NULL;
	union {
		const void *pointer;
		int number;
		bool truth;
	} field;
	bool ok = true;

	(void)plugin;
	if (option->def == NULL)
		return true;
	if (option->required)
		return error_set(err, "it is required and has a default");
	ok = options_read_text(&keep, option, option->def, &field, &why);
	if (!ok)
		error_set(err, "its default %s", why);
	keep_release(&keep);
	return ok;
}

static bool
check_help(const struct lb_plugin *plugin, const struct lb_option *option,
    struct error *err)
{
	(void)plugin;
	if (option->help == NULL || *option->help == '\0')
		return error_set(err, "it has no help");
	return true;
}

static bool
check_row(const struct lb_plugin *plugin, const struct lb_option *option,
    struct error *err)
{
	static bool (*const rules[])(const struct lb_plugin *,
	    const struct lb_option *, struct error *) = { check_field,
		check_alone, check_range, check_choices, check_default,
		check_help };

	if (!is_name(option->name))
		return error_set(
		    err, "the name must be a-z, 0-9 and _, a letter first");
	if ((size_t)option->type >= N_TYPES)
		return error_set(
		    err, "there is no type %u", (unsigned)option->type);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!rules[i](plugin, option, err))
			return false;
	return true;
}

bool
table_check(const struct lb_plugin *plugin, struct error *err)
{
	const struct lb_option *option = plugin->options;

	for (; option != NULL && option->name != NULL; option++)
		if (!check_row(plugin, option, err))
			return error_in(err,
			    "plugin %s: mistake in its table of options: "
			    "\"%s\"",
			    plugin->name, option->name);
	return true;
}

static cJSON *
describe_row(const struct lb_option *option)
{
	cJSON *row = cJSON_CreateObject();

	json_put_string(row, "name", option->name);
	json_put_string(row, "type", types[option->type].name);
	json_put_bool(row, "required", option->required);
	json_put_string(row, "default", option->def);
	if (option->min < option->max) {
		json_put_integer(row, "min", option->min);
		json_put_integer(row, "max", option->max);
	}
	if (option->type == LB_CHOICE) {
		cJSON *choices = json_put_array(row, "choices");

		for (const char *const *c = option->choices; *c != NULL; c++)
			cJSON_AddItemToArray(choices, cJSON_CreateString(*c));
	}
	json_put_string(row, "help", option->help);
	return row;
}

cJSON *
table_describe(const struct lb_option *options)
{
	cJSON *rows = cJSON_CreateArray();

	for (; options != NULL && options->name != NULL; options++)
		cJSON_AddItemToArray(rows, describe_row(options));
	return rows;
}
