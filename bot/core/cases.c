/* SPDX-License-Identifier: ISC */
/* cases.c - what may become of a case. */
#include "core/cases.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "sdk/mem.h"

static const char *const action_names[N_CASE_ACTIONS] = {
	[CASE_CLAIM] = "claim",
	[CASE_ASSIGN] = "assign",
	[CASE_SNOOZE] = "snooze",
	[CASE_NOTE] = "note",
	[CASE_RESOLVE] = "resolve",
	[CASE_REOPEN] = "reopen",
	[CASE_CONFIRM] = "confirm",
};

bool
case_action_by_name(const char *name, enum case_action *action)
{
	for (int i = 0; i < N_CASE_ACTIONS; i++)
		if (strcmp(action_names[i], name) == 0) {
			*action = (enum case_action)i;
			return true;
		}
	return false;
}

const char *
case_action_name(enum case_action action)
{
	return action_names[action];
}

bool
case_is_of(const struct kase *k, const struct person *who)
{
	return k->holder.email != NULL && who->email != NULL &&
	       strcasecmp(k->holder.email, who->email) == 0;
}

/* ---- What each writes */

static void
set_text(char **to, const char *text)
{
	char *copy = mem_string(text);

	free(*to);
	*to = copy;
}

static void
set_person(struct person *to, const struct person *from)
{
	set_text(&to->email, from->email);
	set_text(&to->name, from->name);
}

static void
write_nothing(struct kase *k, const struct case_deed *d)
{
	(void)k;
	(void)d;
}

static void
write_holder(struct kase *k, const struct case_deed *d)
{
	set_person(&k->holder, &d->who);
	k->claimed_us = d->now_us;
}

static void
write_assignee(struct kase *k, const struct case_deed *d)
{
	set_person(&k->holder, &d->to);
	k->claimed_us = d->now_us;
}

static void
write_snooze(struct kase *k, const struct case_deed *d)
{
	k->snoozed_us = d->until_us;
}

static void
write_resolution(struct kase *k, const struct case_deed *d)
{
	set_person(&k->resolver, &d->who);
	/* The command line may not know what people call them. */
	if (d->who.name == NULL && case_is_of(k, &d->who))
		set_text(&k->resolver.name, k->holder.name);
	set_text(&k->note, d->text);
	k->reached = d->reached;
	k->resolved_us = d->now_us;
	k->confirm_us = d->confirm_us;
	k->confirmed_us = k->snoozed_us = 0;
}

/* Nobody has it any more, and it has another deadline. */
static void
write_round(struct kase *k, const struct case_deed *d)
{
	static const struct person nobody = { NULL, NULL };

	set_person(&k->holder, &nobody);
	set_person(&k->resolver, &nobody);
	set_text(&k->note, NULL);
	k->reached = REACHED_UNKNOWN;
	k->claimed_us = k->resolved_us = k->confirmed_us = 0;
	k->confirm_us = k->snoozed_us = 0;
	k->deadline_us = d->deadline_us;
	k->round++;
}

static void
write_confirmation(struct kase *k, const struct case_deed *d)
{
	k->confirmed_us = d->now_us;
}

/* ---- The table */

struct step {
	enum case_state to;
	void (*write)(struct kase *k, const struct case_deed *d);
	const char *why; /* not allowed: the sentence */
};

#define NO(why_not)                      \
	{                                \
		CASE_OPEN, NULL, why_not \
	}

/* clang-format off */
static const struct step steps[N_CASE_STATES][N_CASE_ACTIONS] = {
[CASE_OPEN] = {
	[CASE_CLAIM]   = { CASE_CLAIMED,  write_holder,     NULL },
	[CASE_ASSIGN]  = { CASE_CLAIMED,  write_assignee,   NULL },
	[CASE_SNOOZE]  = { CASE_OPEN,     write_snooze,     NULL },
	[CASE_NOTE]    = { CASE_OPEN,     write_nothing,    NULL },
	[CASE_RESOLVE] = { CASE_RESOLVED, write_resolution, NULL },
	[CASE_REOPEN]  = NO("not_done"),
	[CASE_CONFIRM] = NO("not_resolved"),
},
[CASE_CLAIMED] = {
	[CASE_CLAIM]   = NO("claimed"),
	[CASE_ASSIGN]  = { CASE_CLAIMED,  write_assignee,   NULL },
	[CASE_SNOOZE]  = { CASE_CLAIMED,  write_snooze,     NULL },
	[CASE_NOTE]    = { CASE_CLAIMED,  write_nothing,    NULL },
	[CASE_RESOLVE] = { CASE_RESOLVED, write_resolution, NULL },
	[CASE_REOPEN]  = NO("not_done"),
	[CASE_CONFIRM] = NO("not_resolved"),
},
[CASE_RESOLVED] = {
	[CASE_CLAIM]   = NO("resolved"),
	[CASE_ASSIGN]  = NO("resolved"),
	[CASE_SNOOZE]  = NO("resolved"),
	[CASE_NOTE]    = { CASE_RESOLVED,  write_nothing,      NULL },
	[CASE_RESOLVE] = NO("resolved"),
	[CASE_REOPEN]  = { CASE_OPEN,      write_round,        NULL },
	[CASE_CONFIRM] = { CASE_CONFIRMED, write_confirmation, NULL },
},
[CASE_CONFIRMED] = {
	[CASE_CLAIM]   = NO("resolved"),
	[CASE_ASSIGN]  = NO("resolved"),
	[CASE_SNOOZE]  = NO("resolved"),
	[CASE_NOTE]    = { CASE_CONFIRMED, write_nothing, NULL },
	[CASE_RESOLVE] = NO("resolved"),
	[CASE_REOPEN]  = { CASE_OPEN,      write_round,   NULL },
	[CASE_CONFIRM] = NO("confirmed"),
},
};
/* clang-format on */

bool
case_do(struct kase *k, const struct case_deed *deed, const char **why)
{
	const struct step *step = &steps[k->state][deed->action];

	if (step->write == NULL) {
		*why = step->why;
		if (deed->action == CASE_CLAIM && k->state == CASE_CLAIMED &&
		    case_is_of(k, &deed->who))
			*why = "yours_already";
		return false;
	}
	step->write(k, deed);
	k->state = step->to;
	k->changed_us = deed->now_us;
	return true;
}
