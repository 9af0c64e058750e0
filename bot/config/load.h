/* SPDX-License-Identifier: ISC */
/*
 * load.h - the parts of config_load(), and of config_free().
 */
#ifndef CONFIG_LOAD_H
#define CONFIG_LOAD_H

#include "config/config.h"
#include "config/schema.h"

/* "providers" and so on: the top level's key of a role. */
const char *role_section(enum role role);

/* Adds all instances of the three sections to config. */
void instances_read(const struct reader *reader, const struct yaml_node *root,
    struct config *config);
void instance_release(struct instance *instance);

/* Finds out who shares an identity with whom; config has its instances. */
void same_as_read(const struct reader *reader, struct config *config);

/* Adds the routes; config has its instances. */
void routes_read(const struct reader *reader, const struct yaml_node *root,
    struct config *config);
void route_release(struct route *route);

/* Reads who is told when a route's case is late; config has its instances.
 * map is the route's `case:`, who its name for messages. */
void escalate_read(const struct reader *reader, const struct yaml_node *map,
    const struct config *config, struct route *route);
void escalate_release(struct route *route);
/* "who: to: there is no notifier …", where there is none of that name. */
void notifier_check(const struct reader *reader, const struct config *config,
    const char *who, const char *name, struct place at);

/* Reads who is away. */
void absent_read(const struct reader *reader, const struct yaml_node *root,
    struct config *config);

/* Is web there, and does what it says go together? */
void web_check(const struct reader *reader, const struct yaml_node *root,
    struct config *config);

/* What no key alone can tell. */
void config_check(const struct reader *reader, const struct yaml_node *root,
    const struct config *config);

#endif
