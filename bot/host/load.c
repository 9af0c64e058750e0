/* SPDX-License-Identifier: ISC */
/* load.c - one plugin's shared object into this process. */
#include "host/load.h"

#include <dlfcn.h>

#include "host/table.h"

bool
load_fits(unsigned host_api, unsigned plugin_api, struct error *err)
{
	unsigned major = plugin_api >> 16, minor = plugin_api & 0xffff;
	unsigned our_major = host_api >> 16, our_minor = host_api & 0xffff;

	if (major == our_major && minor == our_minor)
		return true;
	if (major == our_major && major != 0 && minor < our_minor)
		return true;
	return error_set(err,
	    "it was built for plugin API %u.%u and this is %u.%u: %s", major,
	    minor, our_major, our_minor,
	    plugin_api < host_api
		? "build it again with this version's loopbell/plugin.h"
		: "it needs a newer Loopbell");
}

static bool
check_size(const struct lb_plugin *given, struct error *err)
{
	bool is_right =
	    given->api == LB_API
		? given->size == sizeof(*given)
		: given->size < sizeof(*given) &&
		      given->size > offsetof(struct lb_plugin, directory);

	if (is_right)
		return true;
	return error_set(err,
	    "its struct lb_plugin has %zu bytes where API %u.%u has %zu: "
	    "LB_PLUGIN_ABI sets the size",
	    given->size, LB_API_MAJOR, LB_API_MINOR, sizeof(*given));
}

/* What is missing of what the contract does not call optional; NULL: none. */
static const char *
missing(const struct lb_plugin *p)
{
	if (p->name == NULL || *p->name == '\0')
		return "name";
	if (p->summary == NULL || *p->summary == '\0')
		return "summary";
	if (p->open == NULL)
		return "open";
	if (p->close == NULL)
		return "close";
	if (p->provider != NULL && p->provider->poll == NULL &&
	    p->provider->receive == NULL)
		return "provider->poll and no provider->receive";
	if (p->notifier != NULL && p->notifier->deliver == NULL)
		return "notifier->deliver";
	if (p->directory != NULL && p->directory->lookup == NULL)
		return "directory->lookup";
	if (p->provider == NULL && p->notifier == NULL && p->directory == NULL)
		return "role: provider, notifier or directory";
	return NULL;
}

bool
load_check(
    const struct lb_plugin *given, struct lb_plugin *plugin, struct error *err)
{
	if (!load_fits(LB_API, given->api, err) || !check_size(given, err))
		return false;
	*plugin = (struct lb_plugin){ .size = 0 };
	memcpy(plugin, given, given->size);
	if (missing(plugin) != NULL)
		return error_set(err, "it has no %s", missing(plugin));
	return table_check(plugin, err);
}

bool
load_plugin(const char *path, struct lb_plugin *plugin, struct error *err)
{
	const struct lb_plugin *given;
	void *library;

	/* Without a slash the loader would search where libraries are. */
	if (strchr(path, '/') == NULL)
		return error_set(err, "%s: must be a path with a /", path);
	library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		return error_set(err, "cannot load the plugin: %s", dlerror());
	given = dlsym(library, "loopbell_plugin");
	if (given == NULL)
		return error_set(err,
		    "%s is not a Loopbell plugin: it has no symbol "
		    "loopbell_plugin",
		    path);
	if (!load_check(given, plugin, err))
		return error_in(err, "%s", path);
	return true;
}
