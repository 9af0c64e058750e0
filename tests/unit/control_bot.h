/* SPDX-License-Identifier: ISC */
/*
 * control_bot.h - a bot in a process of its own that answers at a socket in a
 * folder of its own.
 */
#ifndef TESTS_CONTROL_BOT_H
#define TESTS_CONTROL_BOT_H

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/control.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

/* How long the text of its big answer is. */
#define BIG (3u << 20)

static char folder[] = "/tmp/loopbell-control-XXXXXX";
static char path[64];
static pid_t bot;

/* ---- The bot */

struct bot {
	uv_loop_t loop;
	struct control *control;
};

/* {"op":"quit"} ends it, "big" has a big answer; all else comes back. */
static inline cJSON *
on_request(void *arg, const cJSON *request, const char *who)
{
	struct bot *b = arg;
	const char *op = json_string(request, "op");
	cJSON *answer = cJSON_CreateObject();

	json_put_bool(answer, "ok", true);
	json_put_string(answer, "who", who);
	if (op != NULL && strcmp(op, "quit") == 0)
		uv_stop(&b->loop);
	if (op != NULL && strcmp(op, "big") == 0) {
		char *text = mem_new(BIG + 1, 1);

		memset(text, 'x', BIG);
		json_put_string(answer, "text", text);
		free(text);
	}
	cJSON_AddItemToObject(
	    answer, "request", cJSON_Duplicate(request, true));
	return answer;
}

/* The bot's process: 0 if it ended as it should. */
static inline int
be_bot(int ready)
{
	struct bot b;
	struct error err;

	signal(SIGPIPE, SIG_IGN);
	uv_loop_init(&b.loop);
	b.control = control_new(&b.loop, path, on_request, &b, &err);
	if (b.control == NULL || write(ready, "+", 1) != 1)
		return 1;
	close(ready);
	uv_run(&b.loop, UV_RUN_DEFAULT);
	control_free(b.control);
	uv_run(&b.loop, UV_RUN_DEFAULT);
	return uv_loop_close(&b.loop) == 0 && access(path, F_OK) != 0 ? 0 : 2;
}

static inline pid_t
start_bot(void)
{
	int ready[2];
	char mark = 0;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ready[0]);
		exit(be_bot(ready[1]));
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &mark, 1), 1);
	close(ready[0]);
	return pid;
}

static inline int
end_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static inline cJSON *
ask(const char *request)
{
	cJSON *json = cJSON_Parse(request), *answer = NULL;
	struct error err;

	assert_non_null(json);
	if (control_ask(path, json, &answer, &err) != CONTROL_ANSWERED)
		fail_msg("%s: %s", request, err.text);
	cJSON_Delete(json);
	return answer;
}

static inline void
assert_alive(void)
{
	cJSON *answer = ask("{\"op\":\"hello\"}");

	assert_true(json_bool(answer, "ok", false));
	cJSON_Delete(answer);
}

static inline int
begin_bot(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/control", folder);
	bot = start_bot();
	return 0;
}

static inline int
end_bot(void **state)
{
	(void)state;
	if (bot > 0) {
		kill(bot, SIGKILL);
		end_of(bot);
		unlink(path);
	}
	return rmdir(folder);
}

#endif
