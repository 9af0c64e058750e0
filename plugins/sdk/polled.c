/* SPDX-License-Identifier: ISC */
/* polled.c - the plugin around a feed. */
#include "sdk/polled.h"

#include <stdlib.h>

#include "sdk/when.h"

void *
polled_open(
    struct polled *p, struct lb_host *host, const struct rest_spec *api)
{
	p->host = host;
	p->mapping.date_order = WHEN_YMD;
	if (p->spec.mapping == NULL)
		p->spec.mapping = &p->mapping;
	if (p->spec.variables == NULL)
		p->spec.variables = p->variables;
	p->rest = rest_new(host, api);
	p->feed = feed_new(host, p->rest, &p->spec, p);
	return p;
}

bool
polled_check(struct lb_host *host, const void *settings)
{
	const char *const *base_url = settings;

	return rest_check_base(host, *base_url);
}

enum lb_result
polled_poll(void *state, const char *cursor)
{
	struct polled *p = state;

	return feed_poll(p->feed, cursor);
}

void
polled_close(void *state)
{
	struct polled *p = state;

	feed_free(p->feed);
	rest_free(p->rest);
	free(p);
}

enum lb_result
polled_get(
    struct polled *p, const struct paging_at *at, struct paging_page *page)
{
	return paging_get(
	    p->host, p->rest, p->spec.paging, p->variables, at, page);
}
