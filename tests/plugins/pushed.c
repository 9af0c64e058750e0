/* SPDX-License-Identifier: ISC */
/*
 * pushed.c - a provider that is only pushed to, for tests: the body is lines
 * of "id;seconds since 1970;score;comment", or one word that says what to do.
 */
#include <loopbell/plugin.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct lb_host *the_host;

static void *
pushed_open(struct lb_host *host, const void *settings)
{
	(void)settings;
	the_host = host;
	return &the_host;
}

static void
pushed_close(void *state)
{
	(void)state;
}

static enum lb_result
deny(const char *rest)
{
	return lb_deny(the_host, "%s", rest);
}

static enum lb_result
reject(const char *rest)
{
	return lb_reject(the_host, "%s", rest);
}

static enum lb_result
retry(const char *rest)
{
	return lb_retry(the_host, (int)strtol(rest, NULL, 10), "come back");
}

static enum lb_result
die(const char *rest)
{
	(void)rest;
	raise(SIGKILL);
	return LB_DONE;
}

static enum lb_result
wait_a_while(const char *rest)
{
	usleep((useconds_t)strtol(rest, NULL, 10) * 1000);
	return LB_DONE;
}

static enum lb_result
log_since(const char *rest)
{
	lb_log(the_host, LB_INFO, "since %lld%s",
	    (long long)lb_since(the_host), rest);
	return LB_DONE;
}

static enum lb_result
set_cursor(const char *rest)
{
	lb_cursor(the_host, "%s", rest);
	return LB_DONE;
}

static const struct {
	const char *word;
	enum lb_result (*act)(const char *rest);
} words[] = {
	{ "deny ", deny },
	{ "reject ", reject },
	{ "retry ", retry },
	{ "die", die },
	{ "wait ", wait_a_while },
	{ "since", log_since },
	{ "cursor ", set_cursor },
};

static void
take_line(char *line)
{
	struct lb_response r = { .survey = "pushed", .complete = true };
	char *rest = strchr(line, ';');
	long long seconds = 0;
	int used = 0;

	if (rest != NULL)
		sscanf(rest, ";%lld;%d;%n", &seconds, &r.score, &used);
	if (used == 0) {
		lb_refuse(
		    the_host, line, "it is not id;seconds;score;comment");
		return;
	}
	*rest = '\0';
	r.id = line;
	r.answered_us = seconds * 1000000;
	r.comment = rest[used] != '\0' ? rest + used : NULL;
	lb_emit(the_host, &r);
}

static enum lb_result
pushed_receive(void *state, const struct lb_request *request)
{
	const char *body = request->body;
	char *copy, *line, *next;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i].word);

		if (strncmp(body, words[i].word, n) == 0)
			return words[i].act(body + n);
	}
	copy = strdup(body);
	for (line = copy; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next == '\n')
			*next++ = '\0';
		take_line(line);
	}
	free(copy);
	return LB_DONE;
}

static enum lb_result
pushed_import(void *state, const char *path)
{
	char line[512];
	FILE *f = fopen(path, "r");

	(void)state;
	if (f == NULL)
		return lb_reject(the_host, "cannot open %s", path);
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		take_line(line);
	}
	fclose(f);
	return LB_DONE;
}

static const struct lb_provider provider = { .receive = pushed_receive,
	.import = pushed_import };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "pushed",
	.summary = "takes what is pushed",
	.open = pushed_open,
	.close = pushed_close,
	.provider = &provider,
};
