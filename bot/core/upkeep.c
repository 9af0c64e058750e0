/* SPDX-License-Identifier: ISC */
/* upkeep.c - what a process that is to be there always has been through. */
#include "core/upkeep.h"

#include "core/clock.h"
#include "sdk/mem.h"

/* What a process exits with whose settings are wrong (plugins/PROTOCOL.md). */
#define EXIT_CONFIG 78
/* "At once" lets the loop turn first. */
#define NO_REST_MS 1
#define FIRST_REST_MS 2000
#define LONGEST_REST_MS 60000

void
upkeep_init(struct upkeep *u, const char *name)
{
	*u = (struct upkeep){
		.name = name,
		.rest_ms = FIRST_REST_MS,
		.trouble = mem_string(""),
	};
}

void
upkeep_release(struct upkeep *u)
{
	free(u->trouble);
	u->trouble = NULL;
}

void
upkeep_note(struct upkeep *u, const char *text)
{
	free(u->trouble);
	u->trouble = mem_string(text);
	u->trouble_us = *text == '\0' ? 0 : clock_now_us();
}

/* The rest after one that never worked; the next is twice as long. */
static int64_t
longer_rest(struct upkeep *u)
{
	int64_t ms = u->rest_ms;

	u->rest_ms = ms * 2 < LONGEST_REST_MS ? ms * 2 : LONGEST_REST_MS;
	u->n_failed_starts++;
	return ms;
}

void
upkeep_begin(struct upkeep *u)
{
	u->has_worked = false;
	u->has_failed = false;
}

int64_t
upkeep_not_begun(struct upkeep *u, const char *why)
{
	upkeep_note(u, why);
	log_line(LOG_ERROR, u->name, "%s (trying again)", why);
	return longer_rest(u);
}

void
upkeep_worked(struct upkeep *u)
{
	u->has_worked = true;
	u->n_failed_starts = 0;
	u->rest_ms = FIRST_REST_MS;
}

void
upkeep_failed(struct upkeep *u, const char *why)
{
	u->has_failed = true;
	upkeep_note(u, why == NULL ? "it did not say why" : why);
	log_line(LOG_ERROR, u->name,
	    "cannot start: %s (until the configuration changes)", u->trouble);
}

/* Whatever else it may call its lines. */
static enum log_level
level_of(int64_t number)
{
	switch (number) {
	case LOG_ERROR:
	case LOG_WARNING:
	case LOG_DEBUG:
		return (enum log_level)number;
	default:
		return LOG_INFO;
	}
}

bool
upkeep_log(struct upkeep *u, int64_t level, const char *text, int64_t now_ms)
{
	bool is_warning = level_of(level) <= LOG_WARNING;

	if (text == NULL || !log_may(&u->log_limit, u->name, now_ms))
		return false;
	u->n_warnings += is_warning;
	log_line(level_of(level), u->name, "%s", text);
	return is_warning;
}

void
upkeep_ended(struct upkeep *u, const struct child_end *end, struct buf *text)
{
	log_left_out(&u->log_limit, u->name);
	child_end_text(end, text);
}

int64_t
upkeep_died(struct upkeep *u, const struct child_end *end, const char *text)
{
	bool is_broken = end->exit_code == EXIT_CONFIG;

	u->n_deaths++;
	/* What it said itself says more. */
	if (!is_broken || !u->has_failed)
		upkeep_note(u, text);
	if (is_broken)
		return UPKEEP_BROKEN;
	log_line(LOG_ERROR, u->name, "its process %s (%s)", text,
	    u->has_worked ? "starting it again" : "trying again later");
	return u->has_worked ? NO_REST_MS : longer_rest(u);
}
