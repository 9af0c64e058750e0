/* SPDX-License-Identifier: ISC */
/* decider.h - what decide.c and decide_explain.c share. */
#ifndef DECIDE_DECIDER_H
#define DECIDE_DECIDER_H

#include "decide/compose.h"
#include "decide/decide.h"
#include "decide/drivers.h"
#include "decide/templates.h"

struct decider {
	const struct config *config;
	struct templates *templates;
	struct drivers *drivers;
	struct composer composer;
};

/* Do all conditions match?  *failed is the first that does not. */
bool decider_matches(const struct decider *d, const struct route *route,
    const struct response *r, const struct condition **failed);

/* The address of whose the response is: its case's owner, or as the chain of
 * owners says for the route (NULL: none); NULL: nobody is known. */
const char *decider_owner(const struct decider *d, const struct route *route,
    const struct response *r);

/* Does the route open a case for the response? */
bool decider_opens_case(const struct route *route, const struct response *r);

#endif
