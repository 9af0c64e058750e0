/* SPDX-License-Identifier: ISC */
/* decide.c - what follows from a response. */
#include "decide/decide.h"

#include "decide/condition.h"
#include "decide/context.h"
#include "decide/decider.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* ---- Loading. */

static bool
load_drivers(
    struct decider *d, const char *share_dir, struct problems *problems)
{
	static const char *const own[] = { "da", "en" };
	char **user = d->config->drivers;
	bool ok = true;

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		char *file =
		    mem_printf("%s/drivers/%s.yaml", share_dir, own[i]);

		if (!drivers_load(d->drivers, file, problems))
			ok = false;
		free(file);
	}
	for (; user != NULL && *user != NULL; user++)
		if (!drivers_load(d->drivers, *user, problems))
			ok = false;
	return ok;
}

static bool
check_templates(const struct decider *d, struct problems *problems)
{
	bool ok = true;

	for (size_t i = 0; i < d->config->n_routes; i++) {
		const struct route *route = &d->config->routes[i];

		for (size_t j = 0; j < route->n_send; j++) {
			const struct send *send = &route->send[j];

			if (send->template == NULL ||
			    templates_has(
				d->templates, route->language, send->template))
				continue;
			ok = problems_add(problems, send->at,
			    "%s: template: there is no "
			    "%s/%s.headline.mustache",
			    route->name, route->language, send->template);
		}
	}
	return ok;
}

struct decider *
decider_new(const struct config *config, const char *share_dir,
    struct problems *problems)
{
	struct decider *d = mem_new(1, sizeof(*d));
	bool ok;

	d->config = config;
	d->drivers = drivers_new();
	d->templates = templates_load(share_dir, config->templates, problems);
	d->composer = (struct composer){ d->templates, config->default_owner };
	ok = load_drivers(d, share_dir, problems);
	if (d->templates == NULL || !check_templates(d, problems))
		ok = false;
	if (ok)
		return d;
	decider_free(d);
	return NULL;
}

void
decider_free(struct decider *d)
{
	if (d == NULL)
		return;
	templates_free(d->templates);
	drivers_free(d->drivers);
	free(d);
}

void
decide_drivers(const struct decider *d, struct response *r)
{
	struct buf found = BUF_INIT;

	free(r->drivers);
	r->drivers = NULL;
	if (r->comment != NULL &&
	    drivers_find(d->drivers, r->comment, r->language, &found))
		r->drivers = buf_take(&found);
	buf_release(&found);
}

/* ---- Planning. */

bool
decider_matches(const struct decider *d, const struct route *route,
    const struct response *r, const struct condition **failed)
{
	for (size_t i = 0; i < route->n_when; i++) {
		*failed = route->when[i];
		if (!condition_matches(
			*failed, r, d->config->default_owner, NULL))
			return false;
	}
	*failed = NULL;
	return true;
}

bool
decider_opens_case(const struct route *route, const struct response *r)
{
	return route->rule.deadline.kind != SPAN_NONE &&
	       (r->category == DETRACTOR ||
		   (route->rule.of != NULL &&
		       strcmp(route->rule.of, "all") == 0));
}

/* From the left: not a detractor, not a story that makes it worse, the score,
 * what the account is not worth. */
int64_t
decide_priority(const struct response *r)
{
	const int64_t most = INT64_C(1) << 40, worst_score = 63;
	double value = r->account != NULL ? r->account->value : 0;
	int64_t worth = 0, score = worst_score;

	if (r->category != CATEGORY_NONE && r->score >= 0)
		score = r->score;
	if (value > 0)
		worth = value < (double)most ? (int64_t)value : most;
	return ((int64_t)(r->category != DETRACTOR) << 48) |
	       ((int64_t)!context_is_raised(r) << 47) | score << 41 |
	       (most - worth);
}

const struct config *
decide_config(const struct decider *d)
{
	return d->config;
}

const char *
decider_owner(const struct decider *d, const struct route *route,
    const struct response *r)
{
	const char *name, *otherwise = d->config->default_owner;

	if (r->context != NULL && r->context->kase != NULL)
		return r->context->kase->owner;
	if (route != NULL && route->owner != NULL)
		otherwise = route->owner;
	return response_owner(r, otherwise, &name);
}

const struct route *
decide_case(const struct decider *d, const struct response *r, char **owner)
{
	const struct condition *failed;

	*owner = NULL;
	for (size_t i = 0; i < d->config->n_routes; i++) {
		const struct route *route = &d->config->routes[i];

		if (!decider_matches(d, route, r, &failed))
			continue;
		if (decider_opens_case(route, r)) {
			*owner = mem_string(decider_owner(d, route, r));
			return route;
		}
		if (!route->goes_on)
			return NULL;
	}
	return NULL;
}

static void
add_notice(const struct decider *d, const struct response *r,
    struct plan *plan, const struct route *route, const struct send *send)
{
	const char *target = send->target;
	struct planned *notice;

	if (target != NULL && strcmp(target, "owner") == 0)
		target = decider_owner(d, route, r);
	plan->notices = mem_resize(
	    plan->notices, plan->n_notices + 1, sizeof(*plan->notices));
	notice = &plan->notices[plan->n_notices++];
	*notice = (struct planned){
		.route = route,
		.send = send,
		.target = mem_string(target),
		.body = compose_notice(&d->composer, r, route, send),
		.priority = decide_priority(r),
		.may_fold = r->category != DETRACTOR && route->fold_over > 0 &&
			    !decider_opens_case(route, r),
	};
}

void
decide(const struct decider *d, const struct response *r, struct plan *plan)
{
	const struct condition *failed;

	*plan = (struct plan){ 0 };
	plan->owner = mem_string(decider_owner(d, NULL, r));
	for (size_t i = 0; i < d->config->n_routes; i++) {
		const struct route *route = &d->config->routes[i];

		if (!decider_matches(d, route, r, &failed))
			continue;
		for (size_t j = 0; j < route->n_send; j++)
			add_notice(d, r, plan, route, &route->send[j]);
		if (plan->case_route == NULL && decider_opens_case(route, r))
			plan->case_route = route;
		if (!route->goes_on)
			return;
	}
}

const struct route *
decide_route(const struct decider *d, const char *name)
{
	const struct config *config = d->config;

	for (size_t i = 0; name != NULL && i < config->n_routes; i++)
		if (strcmp(config->routes[i].name, name) == 0)
			return &config->routes[i];
	return NULL;
}

static const struct send *
send_of(const struct route *route, const struct told *told)
{
	for (size_t i = 0; route != NULL && i < route->n_send; i++)
		if (strcmp(route->send[i].to, told->notifier) == 0)
			return &route->send[i];
	return NULL;
}

void
decide_again(const struct decider *d, const struct response *r,
    const struct told *told, struct planned *planned)
{
	const struct route *route = decide_route(d, told->route);
	const struct send *send = send_of(route, told);
	struct send said = { .mention = send == NULL ? NULL : send->mention };
	struct route otherwise = { .language = d->config->language };

	*planned = (struct planned){
		.target = mem_string(told->target),
		.body = compose_notice(&d->composer, r,
		    route == NULL ? &otherwise : route, &said),
		.priority = decide_priority(r),
	};
}

void
plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_notices; i++) {
		free(plan->notices[i].target);
		free(plan->notices[i].body);
	}
	free(plan->notices);
	free(plan->owner);
	*plan = (struct plan){ 0 };
}

/* ---- Folding. */

char *
decide_fold(const struct decider *d, const struct route *route,
    const struct send *send, const cJSON *members)
{
	return compose_fold(&d->composer, route, send, members);
}

char *
decide_fold_again(
    const struct decider *d, const struct told *told, const cJSON *members)
{
	const struct route *route = decide_route(d, told->route);
	const struct send *send = send_of(route, told);
	struct route otherwise = { .language = d->config->language };
	struct send plain = { 0 };

	return compose_fold(&d->composer, route == NULL ? &otherwise : route,
	    send == NULL ? &plain : send, members);
}
