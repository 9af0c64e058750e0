/* SPDX-License-Identifier: ISC */
/* flood.c - how much one person may do within a few seconds. */
#include "notifiers/slack/flood.h"

#include <stdio.h>
#include <string.h>

#define TELL_EACH_MS 60000

/* His row; else that of who has done nothing for the longest time. */
static struct flood_person *
row_of(struct flood *flood, const char *user)
{
	struct flood_person *oldest = &flood->people[0];

	for (size_t i = 0; i < FLOOD_PEOPLE; i++) {
		struct flood_person *p = &flood->people[i];

		if (strcmp(p->user, user) == 0)
			return p;
		if (p->full_ms < oldest->full_ms)
			oldest = p;
	}
	memset(oldest, 0, sizeof(*oldest));
	snprintf(oldest->user, sizeof(oldest->user), "%s", user);
	return oldest;
}

enum flood_verdict
flood_take(struct flood *flood, const char *user, int64_t now_ms)
{
	struct flood_person *p = row_of(flood, user);
	int64_t full_ms = p->full_ms > now_ms ? p->full_ms : now_ms;

	if (full_ms - now_ms < (int64_t)FLOOD_BURST * FLOOD_EACH_MS) {
		p->full_ms = full_ms + FLOOD_EACH_MS;
		return FLOOD_TAKE;
	}
	if (p->told_ms != 0 && now_ms - p->told_ms < TELL_EACH_MS)
		return FLOOD_IGNORE;
	p->told_ms = now_ms > 0 ? now_ms : 1;
	return FLOOD_TELL;
}
