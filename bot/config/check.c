/* SPDX-License-Identifier: ISC */
/* check.c - what no key of a configuration alone can tell. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "config/load.h"

#define SOCKET_MAX (sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1)

/* Where a top-level key stands; without it, the file. */
static struct place
place_of(
    const struct yaml_node *root, const struct config *config, const char *key)
{
	const struct yaml_node *node = yaml_find(root, key);

	return node != NULL ? node->at : (struct place){ config->file, 0, 0 };
}

static void
check_socket(const struct reader *reader, const struct yaml_node *root,
    const struct config *config)
{
	bool is_named = yaml_find(root, "socket") != NULL;

	if (config->socket == NULL || strlen(config->socket) <= SOCKET_MAX)
		return;
	problems_add(reader->problems,
	    place_of(root, config, is_named ? "socket" : "store"),
	    "socket: a socket's path may have %zu bytes, and %s has %zu: name "
	    "a shorter one with socket:",
	    SOCKET_MAX, config->socket, strlen(config->socket));
}

static void
check_ca_file(const struct reader *reader, const struct yaml_node *root,
    const struct config *config)
{
	if (config->ca_file != NULL && access(config->ca_file, R_OK) != 0)
		problems_add(reader->problems,
		    place_of(root, config, "ca_file"),
		    "ca_file: %s cannot be read: %s", config->ca_file,
		    strerror(errno));
}

static void
check_hours(const struct reader *reader, const struct yaml_node *root,
    const struct config *config)
{
	const struct working_hours *hours = &config->working_hours;

	if (hours->from_min >= hours->to_min)
		problems_add(reader->problems,
		    place_of(root, config, "working_hours"),
		    "working_hours: from must be before to");
}

static void
check_reach(const struct reader *reader, const struct config *config)
{
	const struct route *all = NULL;

	for (size_t i = 0; i < config->n_routes; i++) {
		const struct route *route = &config->routes[i];

		if (route->name == NULL)
			continue;
		if (all != NULL)
			problems_warn(reader->problems, route->at,
			    "%s: is never reached: %s in line %d takes every "
			    "response and does not continue",
			    route->name, all->name, all->at.line);
		else if (route->n_when == 0 && !route->goes_on)
			all = route;
	}
}

/* Without the map there is nothing to copy. */
static void
check_best(const struct reader *reader, const struct yaml_node *root,
    const struct config *config)
{
	if (config->best.to != NULL)
		notifier_check(reader, config, "best_stories", config->best.to,
		    place_of(root, config, "best_stories"));
}

static bool
has_role(const struct config *config, enum role role)
{
	for (size_t i = 0; i < config->n_instances; i++)
		if (config->instances[i].role == role)
			return true;
	return false;
}

static void
check_presence(const struct reader *reader, const struct config *config)
{
	struct place file = { config->file, 0, 0 };

	if (!has_role(config, ROLE_PROVIDER))
		problems_warn(reader->problems, file,
		    "there are no providers: no responses will come in");
	if (config->n_routes == 0)
		problems_warn(reader->problems, file,
		    "there are no routes: nobody will be told anything");
}

void
config_check(const struct reader *reader, const struct yaml_node *root,
    const struct config *config)
{
	check_socket(reader, root, config);
	check_ca_file(reader, root, config);
	check_hours(reader, root, config);
	check_best(reader, root, config);
	/* A route whose conditions are wrong would seem to have none. */
	if (reader->problems->n_errors == 0) {
		check_reach(reader, config);
		check_presence(reader, config);
	}
}
