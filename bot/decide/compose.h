/* SPDX-License-Identifier: ISC */
/*
 * compose.h - from a response to what a notice says.
 *
 * Text stays text: nothing is escaped here, notifiers know how their output
 * wants it.  A customer's words go into quote and, where a template names
 * them, into headline and text.
 */
#ifndef DECIDE_COMPOSE_H
#define DECIDE_COMPOSE_H

#include <cjson/cJSON.h>

#include "config/config.h"
#include "core/response.h"
#include "decide/templates.h"

struct composer {
	const struct templates *templates;
	const char *default_owner; /* NULL: none */
};

/* What a template can name (config/templates/README.md). */
cJSON *compose_data(
    const struct composer *c, const struct response *r, const char *language);

/* A notice's members as plugins/PROTOCOL.md has them, but for id, target,
 * thread, receipt and made_us.  The caller frees it. */
char *compose_notice(const struct composer *c, const struct response *r,
    const struct route *route, const struct send *send);

/* The same for several responses, as decide_fold_member() makes them. */
char *compose_fold(const struct composer *c, const struct route *route,
    const struct send *send, const cJSON *members);

/* The name of the template of a category: "other" for those without. */
const char *compose_template_name(enum category category);

#endif
