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

/* What is said of r's case beside that (decide.h). */
struct case_telling;
char *compose_case_notice(const struct composer *c, const struct response *r,
    const struct route *route, const struct case_telling *telling);

/* ---- compose_case.c: what a notice says of its case */

/* Adds the member `case` to what a template can name. */
void compose_case_data(const struct composer *c, cJSON *data,
    const struct response *r, const char *language);
/* Who has it, since when, what was done: lines for the text; NULL: nothing.
 * The caller frees it. */
char *compose_case_lines(
    const struct composer *c, const cJSON *data, const char *language);
/* Buttons by the case's state, and what they are about. */
void compose_case_buttons(const struct composer *c, cJSON *body,
    const struct response *r, const char *language);

/* ---- compose.c, for compose_case.c */

/* Adds headline and text of a template, the text with more lines behind it
 * (NULL: none). */
void compose_wording(const struct composer *c, cJSON *body,
    const char *language, const char *name, const cJSON *data,
    const char *more);
/* Adds facts, quote and link. */
void compose_story(const struct composer *c, cJSON *body,
    const struct response *r, const cJSON *data, const char *language);
/* Takes it over and prints it. */
char *compose_printed(cJSON *body);
/* Whose the response is: its case's owner, else response_owner(). */
const char *compose_owner(
    const struct composer *c, const struct response *r, const char **name);

/* The same for several responses, as decide_fold_member() makes them. */
char *compose_fold(const struct composer *c, const struct route *route,
    const struct send *send, const cJSON *members);

/* The name of the template of a category: "other" for those without. */
const char *compose_template_name(enum category category);

#endif
