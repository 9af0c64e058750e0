/* SPDX-License-Identifier: ISC */
/*
 * case_fixture.h - a stream whose detractors open cases with all there is to
 * them, and people who act.
 */
#ifndef TESTS_UNIT_CASE_FIXTURE_H
#define TESTS_UNIT_CASE_FIXTURE_H

#include "core/case_act.h"
#include "stream_fixture.h"

#define HOUR_US (3600 * S_US)
#define TEXT_OF(text) ((char *)(uintptr_t)(text))

static char *fixture_reminders[] = { TEXT_OF("24h"), TEXT_OF("4h before"),
	NULL };
static struct escalation fixture_escalations[] = {
	{ .to = TEXT_OF("mail"),
	    .target = TEXT_OF("lead@nordlys.example"),
	    .when = TEXT_OF("unresolved") },
	{ .to = TEXT_OF("slack"),
	    .target = TEXT_OF("#lead"),
	    .mention = TEXT_OF("owner"),
	    .when = TEXT_OF("unclaimed"),
	    .after = { SPAN_TIME, 12 * 3600, false } },
};

/* Cases within 48h, reminders after 24h and 4h before that, escalation to the
 * lead then, to a channel after 12h where nobody has claimed it; to be
 * confirmed after thirty days. */
static inline int
begin_cases(void **state)
{
	struct stream *s;
	struct case_rule *rule;

	begin_with(state, "cx@nordlys.example");
	s = *state;
	s->r->config.language = TEXT_OF("en");
	rule = &s->r->config.routes[1].rule;
	rule->remind = fixture_reminders;
	rule->escalate = fixture_escalations;
	rule->n_escalate = N_OF(fixture_escalations);
	rule->confirm_s = 30 * 86400;
	return 0;
}

/* What somebody does; "name who text field=value". */
struct deed {
	const char *id, *name, *subject, *who, *name_of, *text, *field, *value;
};

/* The answer, the caller's; *is_done. */
static inline char *
act_as(struct stream *s, const struct deed *d, bool *is_done)
{
	struct fixture *f = s->r->c->f;
	cJSON *fields = cJSON_CreateObject();
	bool is_reaction = strcmp(d->name, "react") == 0;
	struct case_request request = {
		.id = d->id,
		.name = d->name,
		.subject =
		    d->subject == NULL && !is_reaction ? "1" : d->subject,
		.who = { TEXT_OF(d->who), TEXT_OF(d->name_of) },
		.text = d->text,
		.fields = fields,
		.source = "slack",
	};
	struct case_result result;
	char *answer;

	if (d->field != NULL)
		json_put_string(fields, d->field, d->value);
	OK(f, store_begin(f->s, &f->err));
	OK(f, case_act(s->r->decider, &request, &result, f->s, &f->err));
	OK(f, store_commit(f->s, &f->err));
	answer = result.answer == NULL ? mem_string("") : result.answer;
	result.answer = NULL;
	*is_done = result.is_done;
	case_result_release(&result);
	cJSON_Delete(fields);
	return answer;
}

static inline void
assert_act(
    struct stream *s, const struct deed *d, bool done, const char *expected)
{
	bool is_done;
	char *answer = act_as(s, d, &is_done);

	assert_non_null(answer);
	assert_string_equal(answer, expected);
	assert_int_equal(is_done, done);
	free(answer);
}

/* It is done, whatever is said to it. */
static inline void
act(struct stream *s, const char *name, const char *who, const char *text)
{
	bool is_done;
	char *answer = act_as(s,
	    &(struct deed){ .name = name,
		.who = who,
		.text = text,
		.field = "for",
		.value = "2h" },
	    &is_done);

	if (!is_done)
		fail_msg("%s", answer);
	free(answer);
}

/* The case of that number in a few words. */
static inline void
assert_case(struct stream *s, int number, const char *expected)
{
	char *sql = mem_printf(
	    "SELECT state || ' ' || coalesce(holder, '-') || ' ' || "
	    "coalesce(resolver, '-') || ' ' || coalesce(note, '-') || ' ' || "
	    "round FROM cases WHERE number = %d",
	    number);

	assert_seen(s->r, sql, expected);
	free(sql);
}

/* What goes by the case's state and still waits: "step target", by time. */
static inline void
assert_planned(struct stream *s, const char *expected)
{
	assert_seen(s->r,
	    "SELECT group_concat(step || ' ' || target, ', ') FROM (SELECT * "
	    "FROM notices WHERE guard NOTNULL AND state = 'waiting' ORDER BY "
	    "not_before_us, id)",
	    expected);
}

#endif
