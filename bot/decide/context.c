/* SPDX-License-Identifier: ISC */
/* context.c - what the store knows beside an answer. */
#include "decide/context.h"

#include <stddef.h>

bool
context_is_raised(const struct response *r)
{
	const struct story *story;

	if (r->context == NULL || r->category != DETRACTOR)
		return false;
	story = &r->context->story;
	return story->n_detractors >= 2 ||
	       (story->has_previous && story->previous == PROMOTER);
}

const char *
person_name(const struct person *p)
{
	return p->name != NULL && *p->name != '\0' ? p->name : p->email;
}
