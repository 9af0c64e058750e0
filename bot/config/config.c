/* SPDX-License-Identifier: ISC */
/* config.c - the user's file, from its path to the checked structs. */
#include "config/config.h"

#include <errno.h>

#include "config/load.h"
#include "sdk/mem.h"

/* The folder relative paths start from.  NULL: said why. */
static char *
find_folder(const char *file, struct problems *problems)
{
	const char *slash = strrchr(file, '/');
	char *written = slash == NULL ? mem_string(".")
				      : mem_copy(file, (size_t)(slash - file));
	char *folder = realpath(*written != '\0' ? written : "/", NULL);

	free(written);
	if (folder == NULL)
		problems_add(problems, (struct place){ file, 0, 0 },
		    "its folder cannot be found: %s", strerror(errno));
	return folder;
}

/* loopbell.db has loopbell.sock beside it. */
static char *
socket_beside(const char *store)
{
	size_t n = strlen(store);

	if (n > 3 && strcmp(store + n - 3, ".db") == 0)
		n -= 3;
	return mem_printf("%.*s.sock", (int)n, store);
}

static void
read_root(
    struct reader *reader, const struct yaml_node *root, struct config *config)
{
	struct scope scope = { "", root->at, root };

	schema_read(reader, &scope, &schema_top, config);
	reader->zone = config->timezone;
	if (config->socket == NULL && config->store != NULL)
		config->socket = socket_beside(config->store);
	web_check(reader, root, config);
	instances_read(reader, root, config);
	same_as_read(reader, config);
	routes_read(reader, root, config);
	absent_read(reader, root, config);
	config_check(reader, root, config);
}

/* False: there is nothing in it to look at. */
static bool
read_tree(struct config *config, struct reader *reader)
{
	const struct yaml_node *root = yaml_root(config->yaml);

	if (root->kind != NODE_MAP)
		return problems_add(reader->problems, root->at,
		    "this must be a map of keys such as providers: and "
		    "routes:");
	read_root(reader, root, config);
	return true;
}

struct config *
config_load_partly(const char *file, struct problems *problems)
{
	struct reader reader = { .problems = problems };
	struct config *config = mem_new(1, sizeof(*config));
	char *folder = NULL;
	bool ok;

	config->file = mem_string(file);
	config->yaml = yaml_load(config->file, problems);
	if (config->yaml != NULL)
		folder = find_folder(file, problems);
	reader.folder = folder;
	ok = folder != NULL && read_tree(config, &reader);
	free(folder);
	if (ok)
		return config;
	config_free(config);
	return NULL;
}

struct config *
config_load(const char *file, struct problems *problems)
{
	size_t n_before = problems->n_errors;
	struct config *config = config_load_partly(file, problems);

	if (problems->n_errors == n_before)
		return config;
	config_free(config);
	return NULL;
}

struct config *
config_ref(struct config *config)
{
	config->n_refs++;
	return config;
}

void
config_free(struct config *config)
{
	if (config == NULL || config->n_refs-- > 0)
		return;
	for (size_t i = 0; i < config->n_instances; i++)
		instance_release(&config->instances[i]);
	for (size_t i = 0; i < config->n_routes; i++)
		route_release(&config->routes[i]);
	for (size_t i = 0; i < config->n_absent; i++)
		schema_release(&schema_absent, &config->absent[i]);
	free(config->absent);
	free(config->instances);
	free(config->routes);
	schema_release(&schema_top, config);
	yaml_unload(config->yaml);
	free(config->file);
	free(config);
}
