/* SPDX-License-Identifier: ISC */
/*
 * same_as.c - providers that tell of the same responses.
 *
 * One has the identity, all others name it: no chains, so that it is plain
 * under which name a response is known.
 */
#include "config/load.h"
#include "sdk/mem.h"
#include "sdk/suggest.h"
#include "sdk/utf8.h"

#define SHOWN 60

static struct instance *
provider_named(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_instances; i++)
		if (config->instances[i].role == ROLE_PROVIDER &&
		    strcmp(config->instances[i].name, name) == 0)
			return &config->instances[i];
	return NULL;
}

/* Of those that could be meant: other providers with a name of their own. */
static const char *
nearest(const struct config *config, const struct instance *instance)
{
	const char **names = mem_new(config->n_instances + 1, sizeof(*names));
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < config->n_instances; i++) {
		const struct instance *other = &config->instances[i];

		if (other->role == ROLE_PROVIDER && other != instance &&
		    other->same_as == NULL)
			names[n++] = other->name;
	}
	near = suggest(instance->same_as, names);
	free(names);
	return near;
}

static void
say_unknown(const struct reader *reader, const struct config *config,
    const struct instance *instance)
{
	const struct instance *other =
	    config_instance(config, instance->same_as);
	struct place at = config_option_place(config, instance, "same_as");
	const char *near = nearest(config, instance);

	if (other != NULL) {
		problems_add(reader->problems, at,
		    "%s: same_as: %s is a %s, not a provider", instance->name,
		    other->name, role_name(other->role));
		return;
	}
	problems_add(reader->problems, at,
	    "%s: same_as: there is no provider \"%.*s\"%s%s%s", instance->name,
	    (int)utf8_cut(instance->same_as, SHOWN), instance->same_as,
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
}

static void
resolve(const struct reader *reader, struct config *config,
    struct instance *instance)
{
	struct instance *other = provider_named(config, instance->same_as);
	struct place at = config_option_place(config, instance, "same_as");

	if (other == NULL) {
		say_unknown(reader, config, instance);
	} else if (other == instance) {
		problems_add(reader->problems, at,
		    "%s: same_as: must name another provider", instance->name);
	} else if (other->same_as != NULL) {
		problems_add(reader->problems, at,
		    "%s: same_as: %s is itself the same as %.*s: one of them "
		    "must have a name of its own, and all others say that",
		    instance->name, other->name,
		    (int)utf8_cut(other->same_as, SHOWN), other->same_as);
	} else {
		other->is_shared = true;
		instance->is_shared = true;
	}
}

void
same_as_read(const struct reader *reader, struct config *config)
{
	for (size_t i = 0; i < config->n_instances; i++)
		if (config->instances[i].role == ROLE_PROVIDER &&
		    config->instances[i].same_as != NULL)
			resolve(reader, config, &config->instances[i]);
}
