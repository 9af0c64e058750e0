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

/* Is web there, and does what it says go together? */
void web_check(const struct reader *reader, const struct yaml_node *root,
    struct config *config);

/* What no key alone can tell. */
void config_check(const struct reader *reader, const struct yaml_node *root,
    const struct config *config);

#endif
