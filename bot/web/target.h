/* SPDX-License-Identifier: ISC */
/*
 * target.h - what a request is for: its path, taken apart.
 *
 * Paths are compared and handed on as they were sent: a sender's signature may
 * cover them, so nothing is decoded.
 */
#ifndef WEB_TARGET_H
#define WEB_TARGET_H

#include <stdbool.h>
#include <stddef.h>

enum place {
	PLACE_NONE,
	PLACE_IN,   /* /in/INSTANCE/…: what is pushed */
	PLACE_CASE, /* /case/TOKEN: a page for a person (core/links.h) */
	PLACE_HEALTH,
	PLACE_METRICS,
	/* HEAD of PLACE_IN: tools look so whether anybody is there before they
	 * take the address (SurveyMonkey does). */
	PLACE_THERE,
};

#define TARGET_INSTANCE_MAX 64

struct target {
	enum place place;
	char instance[TARGET_INSTANCE_MAX + 1]; /* of PLACE_IN */
	const char *rest; /* after /in/INSTANCE/ or /case/, up to the query */
	size_t rest_size;
	const char *query; /* after "?"; "" */
};

/* The struct points into uri.  PLACE_NONE: nothing is there. */
struct target target_of(const char *uri);

/* The methods of a place, as Allow has them: "GET, HEAD". */
const char *target_allow(enum place place);
/* Is the core to answer, and not we? */
bool target_is_for_core(enum place place);
/* Is the method one of them? */
bool target_allows(enum place place, const char *method);

#endif
