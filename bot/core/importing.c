/* SPDX-License-Identifier: ISC */
/*
 * importing.c - a core that runs for one import alone, where no bot does.
 *
 * It asks itself what a command asks a running bot, so there is one mechanism.
 */
#include "core/core_parts.h"
#include "core/imports.h"
#include "sdk/json.h"

/* As it would have come over the socket (commands/ask.c). */
static cJSON *
ask(struct core *c, cJSON *request)
{
	struct buf line = BUF_INIT;
	cJSON *answer =
	    imports_answer(c->imports, c->config, request, "the command line");

	cJSON_Delete(request);
	json_print(&line, answer);
	cJSON_Delete(answer);
	answer = cJSON_Parse(buf_str(&line));
	buf_release(&line);
	return answer;
}

static bool
tell(struct core *c, cJSON *answer)
{
	bool goes_on = json_bool(answer, "ok", false) &&
		       !json_bool(answer, "is_over", false);

	c->importing = json_integer(answer, "import", c->importing);
	c->options->tell(c->options->tell_arg, answer);
	cJSON_Delete(answer);
	return goes_on;
}

bool
core_begin_import(struct core *c)
{
	return tell(c, ask(c, cJSON_Duplicate(c->options->import, true)));
}

bool
core_watch_import(struct core *c)
{
	cJSON *request = cJSON_CreateObject();

	json_put_string(request, "op", "import_progress");
	cJSON_AddNumberToObject(request, "import", (double)c->importing);
	return tell(c, ask(c, request));
}
