/* SPDX-License-Identifier: ISC */
/* test_child.c - what a process of ours says, and is told. */
#include "child_fixture.h"
#include <sys/wait.h>

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

/* Its end does not hurry us. */
static void
lines__taken_slowly_after_its_end__all_arrive(void **state)
{
	struct heard *h = *state;

	siginfo_t info;

	h->pause_at = 1;
	start(h, "seq -f '{\"a\":%g}' 7000");
	/* All is in the pipe before we read at all. */
	assert_return_code(
	    waitid(P_PID, (id_t)child_pid(h->child), &info, WEXITED | WNOWAIT),
	    errno);
	UNTIL(&h->loop, has_exited, h);
	h->line_takes_us = 2 * DRAIN_MS * 1000 / 7000;
	child_resume(h->child);
	wait_gone(h);
	assert_int_equal(h->n_lines, 7000);
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
		CASE(lines__taken_slowly_after_its_end__all_arrive),
		CASE(pause__resumed_in_between__goes_on),
		CASE(pause__killed__is_gone),
		CASE(send__more_than_a_pipe_holds__arrives_in_order),
		CASE(send__nobody_reads_any_more__does_no_harm),
	};

	signal(SIGPIPE, SIG_IGN);
	/* What started this test may have left some open. */
	for (int fd = 3; fd < 256; fd++)
		close(fd);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
