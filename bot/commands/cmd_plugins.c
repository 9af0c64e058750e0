/* SPDX-License-Identifier: ISC */
/* cmd_plugins.c - loopbell plugins: which there are, and their options. */
#include "commands/command.h"

#include "commands/ask.h"
#include "core/inspect.h"
#include "core/plugin_path.h"
#include "paths.h"
#include "sdk/json.h"

static const char help[] =
    "usage: loopbell plugins [list] [--json]\n"
    "       loopbell plugins show NAME [--json]\n"
    "\n"
    "Lists the plugins that are installed, or shows the options of one (a\n"
    "name, or the path of a file).\n"
    "\n"
    "      --json  for programs\n"
    "  -h, --help  this text\n";

static void
print_roles(const cJSON *plugin)
{
	const cJSON *role;
	const char *before = "";

	cJSON_ArrayForEach(role, json_member(plugin, "roles"))
	{
		if (cJSON_IsString(role))
			printf("%s%s", before, role->valuestring);
		before = ", ";
	}
}

static void
print_default(const cJSON *option)
{
	const cJSON *choice;
	const char *before = " (one of ";

	cJSON_ArrayForEach(choice, json_member(option, "choices"))
	{
		if (cJSON_IsString(choice))
			printf("%s%s", before, choice->valuestring);
		before = ", ";
	}
	if (strcmp(before, ", ") == 0)
		putchar(')');
	if (json_bool(option, "required", false))
		fputs(" (required)", stdout);
	else if (json_string(option, "default") != NULL)
		printf(" (default: %s)", json_string(option, "default"));
}

static void
print_plugin(const cJSON *plugin)
{
	const cJSON *o;

	printf("%s: %s\nplays: ", json_string(plugin, "name"),
	    json_string(plugin, "summary"));
	print_roles(plugin);
	puts("\noptions:");
	cJSON_ArrayForEach(o, json_member(plugin, "options"))
	{
		const char *text = json_string(o, "help");

		printf("  %-16s %-8s %s", json_string(o, "name"),
		    json_string(o, "type"), text == NULL ? "" : text);
		print_default(o);
		putchar('\n');
	}
	printf("its manual page, where it brings one: man 7 loopbell-%s\n",
	    json_string(plugin, "name"));
}

static int
show(const char *name, bool json)
{
	struct error err;
	cJSON *plugin = inspect_plugin(name, &err);

	if (plugin == NULL) {
		fprintf(stderr, "loopbell plugins: %s: %s\n", name, err.text);
		return 1;
	}
	if (json)
		ask_print_json(plugin);
	else
		print_plugin(plugin);
	cJSON_Delete(plugin);
	return 0;
}

static cJSON *
describe(const char *name)
{
	struct error err;
	cJSON *plugin = inspect_plugin(name, &err);

	if (plugin == NULL)
		fprintf(stderr, "loopbell plugins: %s: %s\n", name, err.text);
	return plugin;
}

static int
list(bool json)
{
	cJSON *all = cJSON_CreateArray(), *one;
	char **names = plugin_path_names();
	bool any = *names != NULL;

	for (char **name = names; *name != NULL; name++)
		cJSON_AddItemToArray(all, describe(*name));
	plugin_path_free_names(names);
	if (!any)
		fprintf(stderr, "loopbell plugins: there are none in %s\n",
		    paths_plugins());
	if (json)
		ask_print_json(all);
	cJSON_ArrayForEach(one, all)
	{
		if (json)
			break;
		printf("%-14s ", json_string(one, "name"));
		print_roles(one);
		printf(": %s\n", json_string(one, "summary"));
	}
	cJSON_Delete(all);
	return any ? 0 : 1;
}

static int
run(const struct command *self, int argc, char **argv)
{
	bool json = false;
	const struct option_spec spec[] = {
		{ .name = "json", .flag = &json },
		{ .name = NULL },
	};
	const char *verb = "list";
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);

	if (i >= 0 && i < argc) {
		verb = argv[i];
		argc -= i;
		argv += i;
		i = command_options(self, spec, argc, argv, &exit_code);
	}
	if (i < 0)
		return exit_code;
	if (strcmp(verb, "list") == 0 && i == argc)
		return list(json);
	if (strcmp(verb, "show") == 0 && i == argc - 1)
		return show(argv[i], json);
	return command_usage(
	    self, "it takes list, or show and a plugin's name");
}

const struct command command_plugins = {
	"plugins",
	"which plugins there are, and their options",
	help,
	run,
};
