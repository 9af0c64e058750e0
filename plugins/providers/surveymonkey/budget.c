/* SPDX-License-Identifier: ISC */
/* budget.c - 500 calls a day, spread over it. */
#include "budget.h"

#define DAY_S INT64_C(86400)

static void
turn_day(struct budget *b, int64_t now_s)
{
	if (b->day == now_s / DAY_S)
		return;
	b->day = now_s / DAY_S;
	b->n_calls = 0;
	b->n_left = b->per_day;
}

bool
budget_has(struct budget *b, int64_t now_s)
{
	turn_day(b, now_s);
	return b->n_left > 0;
}

int
budget_wait_s(const struct budget *b, int64_t now_s)
{
	int64_t wait_s = b->due_s - now_s;

	/* Later than a day: the clock was set. */
	return wait_s > 0 && wait_s <= DAY_S ? (int)wait_s : 0;
}

bool
budget_is_short(const struct budget *b)
{
	return b->n_left < b->per_day / 4;
}

/* What others have used of the calls we leave to them is not ours to mind. */
static int64_t
left_of(const struct budget *b, const struct budget_told *told)
{
	int64_t left = b->per_day - b->n_calls;
	int64_t kept = told->limit > b->per_day ? told->limit - b->per_day : 0;

	if (told->remaining >= 0 && told->remaining - kept < left)
		left = told->remaining - kept;
	return left > 0 ? left : 0;
}

void
budget_spend(struct budget *b, int64_t now_s, const struct budget_told *told)
{
	int64_t ends_s = told->reset_s >= 0 && told->reset_s <= DAY_S
			     ? told->reset_s
			     : DAY_S - now_s % DAY_S;
	int64_t left;

	turn_day(b, now_s);
	b->n_calls++;
	left = left_of(b, told);
	b->n_left = (int)left;
	b->due_s = now_s + (left > 0 ? (ends_s + left - 1) / left : ends_s);
	if (told->minute_remaining == 0 &&
	    now_s + told->minute_reset_s > b->due_s)
		b->due_s = now_s + told->minute_reset_s;
}
