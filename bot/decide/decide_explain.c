/* SPDX-License-Identifier: ISC */
/* decide_explain.c - why a response becomes the notices it becomes. */
#include "decide/condition.h"
#include "decide/decide.h"
#include "decide/decider.h"
#include "sdk/json.h"
#include "sdk/number.h"

static void
say_response(
    const struct decider *d, const struct response *r, struct buf *out)
{
	const char *name = NULL;
	const char *owner = response_owner(r, d->config->default_owner, &name);
	const char *company = response_company(r);

	buf_printf(out, "category: %s\n", category_name(r->category));
	buf_printf(
	    out, "company:  %s\n", company != NULL ? company : "unknown");
	buf_printf(out, "owner:    %s%s%s%s\n", name != NULL ? name : "",
	    name != NULL ? " <" : "", owner != NULL ? owner : "nobody known",
	    name != NULL ? ">" : "");
	buf_printf(
	    out, "drivers:  %s\n", r->drivers != NULL ? r->drivers : "none");
}

/* Several lines stand below each other, each set in. */
static void
say_block(struct buf *out, const char *label, const char *text)
{
	if (text == NULL)
		return;
	buf_printf(out, "      %-10s ", label);
	for (; *text != '\0'; text++)
		if (*text == '\n')
			buf_puts(out, "\n                 ");
		else
			buf_putc(out, *text);
	buf_putc(out, '\n');
}

static void
say_facts(struct buf *out, const cJSON *body)
{
	const cJSON *facts = json_member(body, "facts"), *fact;
	struct buf text = BUF_INIT;

	cJSON_ArrayForEach(fact, facts)
	{
		buf_printf(&text, "%s%s: %s", text.size > 0 ? "\n" : "",
		    json_string(fact, "label"), json_string(fact, "value"));
	}
	if (text.size > 0)
		say_block(out, "facts", buf_str(&text));
	buf_release(&text);
}

static void
say_notice(struct buf *out, const struct planned *notice)
{
	cJSON *body = cJSON_Parse(notice->body);

	buf_printf(out, "    %s to %s\n", notice->send->to,
	    notice->target != NULL
		? notice->target
		: "nobody: no owner is known, so it cannot be delivered");
	say_block(out, "headline", json_string(body, "headline"));
	say_block(out, "quote", json_string(body, "quote"));
	say_block(out, "text", json_string(body, "text"));
	say_facts(out, body);
	say_block(out, "mentions", json_string(body, "mention"));
	say_block(out, "link", json_string(body, "link"));
	cJSON_Delete(body);
}

static void
say_conditions(const struct decider *d, const struct route *route,
    const struct response *r, struct buf *out)
{
	for (size_t i = 0; i < route->n_when; i++) {
		buf_puts(out, i > 0 ? ", " : ": ");
		condition_matches(
		    route->when[i], r, d->config->default_owner, out);
	}
	if (route->n_when == 0)
		buf_puts(out, ": it takes everything");
	buf_putc(out, '\n');
}

static void
say_match(const struct decider *d, const struct route *route,
    const struct response *r, const struct plan *plan, struct buf *out)
{
	buf_printf(out, "route %s matches", route->name);
	say_conditions(d, route, r, out);
	for (size_t i = 0; i < plan->n_notices; i++)
		if (plan->notices[i].route == route)
			say_notice(out, &plan->notices[i]);
	if (plan->case_route == route) {
		buf_puts(out, "    opens a case, to be resolved within ");
		span_put(out, &route->rule.deadline);
		buf_putc(out, '\n');
	}
}

static void
say_no_match(const struct decider *d, const struct route *route,
    const struct condition *failed, const struct response *r, struct buf *out)
{
	buf_printf(out, "route %s does not match: ", route->name);
	condition_matches(failed, r, d->config->default_owner, out);
	buf_putc(out, '\n');
}

void
decide_explain(
    const struct decider *d, const struct response *r, struct buf *out)
{
	const struct route *ended_by = NULL;
	struct plan plan;

	decide(d, r, &plan);
	say_response(d, r, out);
	for (size_t i = 0; i < d->config->n_routes; i++) {
		const struct route *route = &d->config->routes[i];
		const struct condition *failed;

		if (ended_by != NULL) {
			buf_printf(out,
			    "route %s is not looked at: %s matched and does "
			    "not say `continue: yes`\n",
			    route->name, ended_by->name);
		} else if (!decider_matches(d, route, r, &failed)) {
			say_no_match(d, route, failed, r, out);
		} else {
			say_match(d, route, r, &plan, out);
			if (!route->goes_on)
				ended_by = route;
		}
	}
	if (plan.n_notices == 0)
		buf_puts(out, "nobody is told\n");
	plan_release(&plan);
}
