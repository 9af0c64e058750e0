/* SPDX-License-Identifier: ISC */
/* test_child.c - a process of ours, whatever it says and however it ends. */
#include "core/child.h"

#include <errno.h>
#include <signal.h>

#include "core/child_parts.h"
#include "loop_fixture.h"
#include "sdk/json.h"

struct heard {
	uv_loop_t loop;
	struct child *child;
	struct buf lines; /* each printed anew, with a newline */
	int n_lines, n_gone;
	int exit_code, signal;
	char why[128], last_words[LOG_LINES_PER_S * 16];
	int pause_at; /* the line after which it is paused; 0: none */
	int kill_at;
	struct caught caught;
	char *log;
	bool is_forgotten;
};

static void
on_line(void *arg, cJSON *line)
{
	struct heard *h = arg;

	assert_int_equal(h->n_gone, 0);
	h->n_lines++;
	if (h->lines.size < 100000) {
		json_print(&h->lines, line);
		buf_putc(&h->lines, '\n');
	}
	cJSON_Delete(line);
	if (h->n_lines == h->pause_at)
		child_pause(h->child);
	if (h->n_lines == h->kill_at)
		child_kill(h->child, "enough");
}

static void
on_gone(void *arg, const struct child_end *end)
{
	struct heard *h = arg;

	h->n_gone++;
	h->exit_code = end->exit_code;
	h->signal = end->signal;
	snprintf(
	    h->why, sizeof(h->why), "%s", end->why == NULL ? "" : end->why);
	snprintf(h->last_words, sizeof(h->last_words), "%s", end->last_words);
}

static const struct child_events events = { on_line, on_gone };

static int
begin(void **state)
{
	struct heard *h = mem_new(1, sizeof(*h));

	uv_loop_init(&h->loop);
	catch_begin(&h->caught);
	*state = h;
	return 0;
}

static int
end(void **state)
{
	struct heard *h = *state;

	if (h->log == NULL)
		free(catch_end(&h->caught));
	if (h->child != NULL && h->n_gone == 0 && !h->is_forgotten)
		child_forget(h->child);
	end_loop(&h->loop);
	buf_release(&h->lines);
	free(h->log);
	free(h);
	return 0;
}

static bool
start_argv(struct heard *h, char *const argv[], enum child_line lines)
{
	struct child_spec spec = { "kid", argv, lines };
	struct error err;

	h->child = child_start(&h->loop, &spec, &events, h, &err);
	return h->child != NULL;
}

static void
start_on(struct heard *h, const char *script, enum child_line lines)
{
	char *argv[] = { (char *)(uintptr_t) "/bin/sh",
		(char *)(uintptr_t) "-c", (char *)(uintptr_t)script, NULL };

	assert_true(start_argv(h, argv, lines));
}

static void
start(struct heard *h, const char *script)
{
	start_on(h, script, CHILD_LINES_ON_STDIO);
}

static bool
is_gone(void *arg)
{
	return ((struct heard *)arg)->n_gone > 0;
}

static bool
has_a_line(void *arg)
{
	return ((struct heard *)arg)->n_lines > 0;
}

/* Until it is gone; then the loop must be empty, and it is told of once. */
static void
wait_gone(struct heard *h)
{
	UNTIL(&h->loop, is_gone, h);
	uv_run(&h->loop, UV_RUN_DEFAULT);
	assert_int_equal(h->n_gone, 1);
	h->log = catch_end(&h->caught);
}

static void
run(struct heard *h, const char *script)
{
	start(h, script);
	wait_gone(h);
}

/* ---- Lines from it */

static void
lines__split_and_joined_anyhow__arrive_whole(void **state)
{
	static const struct {
		const char *script, *lines;
	} cases[] = {
		{ "echo '{\"a\":1}'", "{\"a\":1}\n" },
		{ "printf '{\"a\":1}\\n{\"b\":2}\\n{\"c\":3}\\n'",
		    "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n" },
		{ "printf '{\"a\"'; sleep 0.02; printf ':1}'; sleep 0.02; "
		  "printf '\\n{\"b\":'; sleep 0.02; printf '2}\\n'",
		    "{\"a\":1}\n{\"b\":2}\n" },
		{ "printf ' {\"a\":1} \\r\\n'", "{\"a\":1}\n" },
		{ "printf '{\"a\":\"\\303'; sleep 0.02; printf '\\246\"}\\n'",
		    "{\"a\":\"æ\"}\n" },
		{ "printf '{\"a\":1}\\n{\"never ended\":'", "{\"a\":1}\n" },
		{ "true", "" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct heard *h;

		if (i > 0)
			begin(state);
		h = *state;
		run(h, cases[i].script);
		assert_string_equal(buf_str(&h->lines), cases[i].lines);
		assert_int_equal(h->exit_code, 0);
		assert_string_equal(h->why, "");
		if (i + 1 < N_OF(cases))
			end(state);
	}
}

static void
lines__on_descriptor_3__arrive_and_go(void **state)
{
	struct heard *h = *state;

	start_on(h, "read l <&3; echo \"$l\" >&3", CHILD_LINES_ON_3);
	child_send(h->child, "{\"x\":1}\n", 8);
	wait_gone(h);
	assert_string_equal(buf_str(&h->lines), "{\"x\":1}\n");
}

static void
lines__no_json_object__end_it(void **state)
{
	static const char *const garbage[] = { "hello", "[1]", "7", "{\"a\":1",
		"{\"a\":1} {\"b\":2}", "{\"a\":1}x", "", "null",
		"{\"a\":\"\\377\"}", "\\000", "{\"a\":\\000}" };

	for (size_t i = 0; i < N_OF(garbage); i++) {
		char *script = mem_printf(
		    "printf '%s\\n{\"after\":1}\\n'; sleep 60", garbage[i]);
		struct heard *h;

		if (i > 0)
			begin(state);
		h = *state;
		run(h, script);
		assert_string_equal(
		    h->why, "it sent a line that is not a JSON object");
		assert_int_equal(h->n_lines, 0);
		assert_int_equal(h->signal, SIGKILL);
		free(script);
		if (i + 1 < N_OF(garbage))
			end(state);
	}
}

static void
lines__of_four_mib__are_the_longest(void **state)
{
	struct heard *h = *state;

	/* {"a":"…"} has eight bytes around the text. */
	run(h, "printf '{\"a\":\"'; head -c 4194296 /dev/zero | tr '\\0' x; "
	       "printf '\"}\\n'");
	assert_int_equal(h->n_lines, 1);
	assert_string_equal(h->why, "");
}

static void
lines__longer_than_that__end_it(void **state)
{
	static const char *const scripts[] = {
		"printf '{\"a\":\"'; head -c 4194297 /dev/zero | tr '\\0' x; "
		"printf '\"}\\n'; sleep 60",
		"tr '\\0' x </dev/zero",
	};

	for (size_t i = 0; i < N_OF(scripts); i++) {
		struct heard *h;

		if (i > 0)
			begin(state);
		h = *state;
		run(h, scripts[i]);
		assert_string_equal(
		    h->why, "it sent a line longer than 4 MiB");
		assert_int_equal(h->n_lines, 0);
		if (i + 1 < N_OF(scripts))
			end(state);
	}
}

static void
lines__after_a_kill__do_not_arrive(void **state)
{
	struct heard *h = *state;

	h->kill_at = 2;
	run(h, "for i in 1 2 3 4 5; do echo '{\"a\":1}'; done; sleep 60");
	assert_int_equal(h->n_lines, 2);
	assert_string_equal(h->why, "enough");
}

/* ---- Pausing */

static bool
has_exited(void *arg)
{
	return ((struct heard *)arg)->child->has_exited;
}

static bool
is_drained(void *arg)
{
	struct heard *h = arg;

	return !uv_is_active((uv_handle_t *)&h->child->timer);
}

static void
pause__ended_meanwhile__nothing_is_lost(void **state)
{
	struct heard *h = *state;

	h->pause_at = 1;
	/* More than one read takes, and less than the pipe holds. */
	start(h, "seq -f '{\"a\":%g}' 7000");
	UNTIL(&h->loop, has_exited, h);
	UNTIL(&h->loop, is_drained, h);
	assert_int_equal(h->n_lines, 1);
	assert_int_equal(h->n_gone, 0);
	child_resume(h->child);
	wait_gone(h);
	assert_int_equal(h->n_lines, 7000);
	assert_int_equal(h->exit_code, 0);
}

static void
pause__resumed_in_between__goes_on(void **state)
{
	struct heard *h = *state;

	h->pause_at = 3;
	start(h, "for i in 1 2 3 4 5 6; do echo '{\"a\":1}'; done; cat");
	while (h->n_lines < 3)
		uv_run(&h->loop, UV_RUN_ONCE);
	for (int i = 0; i < 20; i++)
		uv_run(&h->loop, UV_RUN_NOWAIT);
	assert_int_equal(h->n_lines, 3);
	child_resume(h->child);
	while (h->n_lines < 6)
		uv_run(&h->loop, UV_RUN_ONCE);
	child_kill(h->child, "enough");
	wait_gone(h);
	assert_int_equal(h->n_lines, 6);
}

static void
pause__killed__is_gone(void **state)
{
	struct heard *h = *state;

	h->pause_at = 1;
	start(h, "while echo '{\"a\":1}'; do :; done");
	UNTIL(&h->loop, has_a_line, h);
	child_kill(h->child, "enough");
	wait_gone(h);
	assert_int_equal(h->n_lines, 1);
}

/* ---- Lines to it */

static void
send__more_than_a_pipe_holds__arrives_in_order(void **state)
{
	struct heard *h = *state;
	struct buf big = BUF_INIT;

	/* Says how many bytes came, once all did. */
	start(h, "sleep 0.1; n=$(head -c 3000000 | cksum); "
		 "echo \"{\\\"sum\\\":\\\"$n\\\"}\"");
	for (int i = 0; i < 3000000; i++)
		buf_putc(&big, (char)('a' + i % 23));
	for (size_t at = 0; at < big.size; at += 300000)
		child_send(h->child, big.data + at, 300000);
	wait_gone(h);
	assert_string_equal(
	    buf_str(&h->lines), "{\"sum\":\"3885890738 3000000\"}\n");
	buf_release(&big);
}

static void
send__nobody_reads_any_more__does_no_harm(void **state)
{
	struct heard *h = *state;

	start(h, "exec <&-; echo '{\"closed\":1}'; sleep 0.1");
	UNTIL(&h->loop, has_a_line, h);
	for (int i = 0; i < 100; i++)
		child_send(h->child, "{\"x\":1}\n", 8);
	wait_gone(h);
	child_end_text(&(struct child_end){ 0, 0, NULL, "" }, &h->lines);
	assert_int_equal(h->exit_code, 0);
}

/* ---- The end */

static void
end__however_it_comes__is_told_once(void **state)
{
	static const struct {
		const char *script, *text;
	} cases[] = {
		{ "exit 0", "ended with exit code 0" },
		{ "exit 78", "ended with exit code 78" },
		{ "echo bad token >&2; exit 3",
		    "ended with exit code 3; its last words: bad token" },
		{ "kill -SEGV $$",
		    "was ended by signal 11 (Segmentation fault)" },
		{ "printf 'no newline' >&2; exit 1",
		    "ended with exit code 1; its last words: no newline" },
		{ "exec >&-; sleep 60",
		    "was ended: it closed its line but did not end" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct child_end told;
		struct heard *h;

		if (i > 0)
			begin(state);
		h = *state;
		run(h, cases[i].script);
		told = (struct child_end){ h->exit_code, h->signal,
			h->why[0] == '\0' ? NULL : h->why, h->last_words };
		child_end_text(&told, &h->lines);
		assert_string_equal(buf_str(&h->lines), cases[i].text);
		if (i + 1 < N_OF(cases))
			end(state);
	}
}

static void
stop__asked__ends_by_itself(void **state)
{
	struct heard *h = *state;

	start(h, "read l; echo \"$l\"; exit 0");
	child_stop(h->child, UNTIL_MS);
	wait_gone(h);
	assert_string_equal(buf_str(&h->lines), "{\"op\":\"stop\"}\n");
	assert_string_equal(h->why, "");
}

static void
stop__ignored__is_killed_after_its_grace(void **state)
{
	struct heard *h = *state;

	start(h, "trap '' TERM INT HUP; while :; do sleep 1; done");
	child_stop(h->child, 50);
	wait_gone(h);
	assert_string_equal(h->why, "it did not end when asked to");
	assert_int_equal(h->signal, SIGKILL);
}

static void
stop__closes_its_line_first__has_its_grace(void **state)
{
	struct heard *h = *state;

	start(h, "read l; exec >&-; sleep 0.8; exit 5");
	child_stop(h->child, UNTIL_MS);
	wait_gone(h);
	assert_int_equal(h->exit_code, 5);
	assert_string_equal(h->why, "");
}

static void
end__leaves_grandchildren__they_end_too(void **state)
{
	struct heard *h = *state;
	const char *at;
	pid_t pid;

	/* It holds both pipes open. */
	run(h, "sleep 60 & echo \"{\\\"pid\\\":\\\"$!\\\"}\"; exit 0");
	at = strstr(buf_str(&h->lines), ":\"");
	assert_non_null(at);
	pid = (pid_t)strtol(at + 2, NULL, 10);
	assert_true(pid > 1);
	/* It may still be a zombie of whoever took it over. */
	for (int i = 0; i < 1000 && kill(pid, 0) == 0; i++) {
		char *path = mem_printf("/proc/%d/stat", (int)pid);
		char text[256] = "";
		FILE *f = fopen(path, "r");
		size_t n = f == NULL ? 0 : fread(text, 1, 255, f);

		if (f != NULL)
			fclose(f);
		free(path);
		if (n == 0 || strstr(text, ") Z") != NULL)
			return;
		usleep(10000);
	}
	assert_int_equal(kill(pid, 0), -1);
}

static void
forget__lives__is_ended_and_not_told(void **state)
{
	struct heard *h = *state;

	start(h, "while echo '{\"a\":1}'; do :; done");
	UNTIL(&h->loop, has_a_line, h);
	child_forget(h->child);
	h->is_forgotten = true;
	uv_run(&h->loop, UV_RUN_DEFAULT);
	assert_int_equal(h->n_gone, 0);
}

static void
start__no_such_program__says_so(void **state)
{
	struct heard *h = *state;
	char *argv[] = { (char *)(uintptr_t) "/nowhere/at/all", NULL };
	struct child_spec spec = { "kid", argv, CHILD_LINES_ON_3 };
	struct error err;

	assert_null(child_start(&h->loop, &spec, &events, h, &err));
	assert_string_equal(err.text,
	    "cannot start /nowhere/at/all: no such file or directory");
	uv_run(&h->loop, UV_RUN_DEFAULT);
	assert_int_equal(h->n_gone, 0);
}

/* ---- What it is started with */

static void
environment__secrets__are_not_passed_on(void **state)
{
	struct heard *h = *state;

	setenv("SLACK_TOKEN", "xoxb-secret", 1);
	setenv("PATHOLOGY", "secret", 1);
	setenv("TZ", "Europe/Copenhagen", 1);
	run(h, "env >&2");
	unsetenv("SLACK_TOKEN");
	unsetenv("PATHOLOGY");
	setenv("TZ", "UTC", 1);
	assert_null(strstr(h->log, "secret"));
	assert_non_null(strstr(h->log, "PATH="));
	assert_non_null(strstr(h->log, "TZ=Europe/Copenhagen"));
}

static void
start__our_descriptors__are_not_there(void **state)
{
	struct heard *h = *state;

	start_on(h,
	    "for f in /proc/self/fd/*; do n=${f##*/}; [ -e $f ] && "
	    "[ $n -gt 3 ] && echo \"fd $n\" >&2; done; exit 0",
	    CHILD_LINES_ON_3);
	wait_gone(h);
	/* One is the folder itself, read by the shell. */
	assert_true(count_of(h->log, "fd ") <= 1);
}

static void
start__leads_its_own_session(void **state)
{
	struct heard *h = *state;

	start(h, "cat");
	assert_int_equal(getsid(child_pid(h->child)), child_pid(h->child));
	child_kill(h->child, "enough");
	wait_gone(h);
}

/* ---- Standard error */

static void
words__a_flood__is_cut_and_counted(void **state)
{
	struct heard *h = *state;

	run(h, "i=0; while [ $i -lt 3000 ]; do echo \"word $i\" >&2; "
	       "i=$((i+1)); done; echo '{\"a\":1}'");
	assert_int_equal(h->n_lines, 1);
	assert_true(count_of(h->log, "word ") < 2900);
	assert_non_null(strstr(h->log, "lines of its log were left out"));
	assert_string_equal(h->last_words, "word 2999");
}

static void
words__binary_and_endless__stay_lines(void **state)
{
	struct heard *h = *state;

	run(h, "printf 'a\\033[31m\\001\\377b\\n' >&2; "
	       "head -c 100000 /dev/zero | tr '\\0' y >&2; exit 1");
	assert_null(strchr(h->log, '\033'));
	assert_null(strchr(h->log, '\001'));
	assert_null(strchr(h->log, '\377'));
	for (const char *p = h->log; *p != '\0';) {
		size_t n = strcspn(p, "\n");

		assert_true(n < 2200);
		p += n + (p[n] == '\n');
	}
}

static void
words__of_our_own_program__keep_their_name(void **state)
{
	struct heard *h = *state;

	start_on(
	    h, "echo 'loopbell.yaml:1:1: bad' >&2; exit 78", CHILD_NO_LINES);
	wait_gone(h);
	assert_null(strstr(h->log, "kid:"));
	assert_non_null(strstr(h->log, "loopbell.yaml:1:1: bad"));
	assert_int_equal(h->exit_code, 78);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(lines__split_and_joined_anyhow__arrive_whole),
		CASE(lines__on_descriptor_3__arrive_and_go),
		CASE(lines__no_json_object__end_it),
		CASE(lines__of_four_mib__are_the_longest),
		CASE(lines__longer_than_that__end_it),
		CASE(lines__after_a_kill__do_not_arrive),
		CASE(pause__ended_meanwhile__nothing_is_lost),
		CASE(pause__resumed_in_between__goes_on),
		CASE(pause__killed__is_gone),
		CASE(send__more_than_a_pipe_holds__arrives_in_order),
		CASE(send__nobody_reads_any_more__does_no_harm),
		CASE(end__however_it_comes__is_told_once),
		CASE(stop__asked__ends_by_itself),
		CASE(stop__ignored__is_killed_after_its_grace),
		CASE(stop__closes_its_line_first__has_its_grace),
		CASE(end__leaves_grandchildren__they_end_too),
		CASE(forget__lives__is_ended_and_not_told),
		CASE(start__no_such_program__says_so),
		CASE(environment__secrets__are_not_passed_on),
		CASE(start__our_descriptors__are_not_there),
		CASE(start__leads_its_own_session),
		CASE(words__a_flood__is_cut_and_counted),
		CASE(words__binary_and_endless__stay_lines),
		CASE(words__of_our_own_program__keep_their_name),
	};

	signal(SIGPIPE, SIG_IGN);
	/* What started this test may have left some open. */
	for (int fd = 3; fd < 256; fd++)
		close(fd);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
