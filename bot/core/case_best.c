/* SPDX-License-Identifier: ISC */
/*
 * case_best.c - what people react to is copied, once, to where the
 * configuration says.
 */
#include <strings.h>

#include "core/case_parts.h"
#include "core/clock.h"
#include "sdk/mem.h"

/* A tone of skin is a part of the name: "clap::skin-tone-2". */
static bool
is_emoji(const struct best_stories *best, const char *name)
{
	size_t n = name == NULL ? 0 : strcspn(name, ":");

	for (char **one = best->emoji; n > 0 && one != NULL && *one != NULL;
	     one++)
		if (strlen(*one) == n && strncmp(*one, name, n) == 0)
			return true;
	return false;
}

static bool
put_copy(struct acting *a, const struct notice *of)
{
	const struct best_stories *best = &decide_config(a->d)->best;
	struct told told = { of->route, best->to, best->target };
	struct planned planned = { .body = NULL };
	struct response r;
	struct sequel q = { .decider = a->d, .r = &r };
	char *provider;
	bool ok = store_response(
	    a->store, of->response, a->now_us, &r, &provider, a->err);

	if (ok) {
		struct notice *n = sequel_add(&q);

		decide_again(a->d, &r, &told, &planned);
		n->made_us = n->not_before_us = a->now_us;
		id_make(n->id, n->made_us);
		memcpy(n->response, of->response, ID_SIZE);
		n->notifier = mem_string(best->to);
		n->target = mem_string(best->target);
		n->body = planned.body;
		n->priority = planned.priority;
		ok = store_put_notice(a->store, n, a->err);
		free(planned.target);
	}
	acting_take(a, &q);
	sequel_reset(&q);
	response_release(&r);
	free(provider);
	return ok;
}

/* Has anybody reacted to what the notice is about? */
static bool
is_copied(struct acting *a, const struct notice *n, bool *is_so)
{
	struct person who;
	int64_t at_us;
	bool ok = store_last_action(
	    a->store, n->response, "react", &who, &at_us, a->err);

	*is_so = who.email != NULL || who.name != NULL || at_us > 0;
	free(who.email);
	free(who.name);
	return ok;
}

bool
acting_react(struct acting *a)
{
	const struct best_stories *best = &decide_config(a->d)->best;
	const char *receipt = a->request->subject;
	struct notice n;
	bool found = false, is_so = false, ok = true;

	a->result->is_done = true;
	if (best->to == NULL || receipt == NULL || !is_emoji(best, a->text))
		return true;
	if (!store_notice_sent(
		a->store, receipt, a->request->source, &n, &found, a->err))
		return false;
	if (found && n.response[0] != '\0')
		ok = is_copied(a, &n, &is_so) &&
		     (is_so || (put_copy(a, &n) && acting_log(a, n.response)));
	notice_release(&n);
	return ok;
}
