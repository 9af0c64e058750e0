/* SPDX-License-Identifier: ISC */
/* test_child_end.c - a process of ours ends, and what it inherits. */
#include "child_fixture.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
