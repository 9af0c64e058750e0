/* SPDX-License-Identifier: ISC */
/*
 * starter.c - a complete provider to copy: answers from a text file, one a
 * line, as "id;seconds since 1970;score;comment".  The cursor is how many
 * bytes of the file are read.
 */
#define _POSIX_C_SOURCE 200809L

#include <loopbell/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings {
	const char *file;
};

struct state {
	struct lb_host *host;
	const char *file;
};

static const struct lb_option options[] = {
	/* clang-format off */
	{ .name = "file", .type = LB_STRING, .offset = offsetof(struct settings, file), .required = true, .help = "the file with the answers" },
	{ .name = NULL },
	/* clang-format on */
};

static void *
starter_open(struct lb_host *host, const void *settings)
{
	struct state *s = malloc(sizeof(*s));

	if (s == NULL)
		return lb_fail(host, "no memory");
	*s = (struct state){ host, ((const struct settings *)settings)->file };
	return s;
}

static void
take_row(struct lb_host *host, char *row)
{
	struct lb_response r = { .survey = "starter", .complete = true };
	char *rest = strchr(row, ';');
	long long seconds = 0;
	int used = 0;

	if (rest != NULL)
		sscanf(rest, ";%lld;%d;%n", &seconds, &r.score, &used);
	if (used == 0) {
		lb_refuse(host, row, "it is not id;seconds;score;comment");
		return;
	}
	*rest = '\0';
	r.id = row;
	r.answered_us = seconds * 1000000;
	r.comment = rest[used] != '\0' ? rest + used : NULL;
	lb_emit(host, &r);
}

static enum lb_result
starter_poll(void *state, const char *cursor)
{
	struct state *s = state;
	FILE *f = fopen(s->file, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	long at = cursor != NULL ? strtol(cursor, NULL, 10) : 0;

	if (f == NULL)
		return lb_retry(s->host, 0, "cannot open %s", s->file);
	fseek(f, at, SEEK_SET);
	/* A line without its end is still being written. */
	while ((n = getline(&line, &room, f)) > 0 && line[n - 1] == '\n') {
		at += n;
		line[n - 1] = '\0';
		take_row(s->host, line);
	}
	lb_cursor(s->host, "%ld", at);
	free(line);
	fclose(f);
	return LB_DONE;
}

static const struct lb_provider provider = { .poll = starter_poll };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "starter",
	.summary = "answers from a text file",
	.options = options,
	.settings_size = sizeof(struct settings),
	.open = starter_open,
	.close = free,
	.provider = &provider,
};
