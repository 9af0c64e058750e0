/* SPDX-License-Identifier: ISC */
/*
 * test_starter.c - the plugin to start from, in C through loopbell-host and in
 * Python by itself: both are held to one script.
 */
#include <unistd.h>

#include "talk.h"
#include "test.h"

#define HOST BUILDDIR "/bot/loopbell-host"
#define STARTER_SO BUILDDIR "/contrib/plugin-starter/.libs/starter.so"
#define STARTER_PY SRCDIR "/contrib/plugin-starter/starter.py"

struct starter {
	int fd;
	const char *argv[3];
};

static const struct starter starters[] = {
	{ 3, { HOST, STARTER_SO, NULL } },
	{ 0, { STARTER_PY, NULL, NULL } },
};

static const char answers[] = "T-1;1795163400;9;Rigtig god hj\xc3\xa6lp\n"
			      "T-2;1795163401;6;\n"
			      "this is no row\n"
			      "T-3;1795163402;10;half a line";

/* A file with the answers, by name; the caller removes and frees it. */
static char *
write_answers(void)
{
	char name[] = "/tmp/starter.XXXXXX";
	int fd = mkstemp(name);
	struct buf path = BUF_INIT;

	assert_true(fd >= 0);
	assert_int_equal(
	    write(fd, answers, sizeof(answers) - 1), sizeof(answers) - 1);
	close(fd);
	buf_puts(&path, name);
	return buf_take(&path);
}

static void
append(const char *path, const char *text)
{
	FILE *f = fopen(path, "a");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
say_with_path(struct talk *t, const char *before, const char *path,
    const char *after, const char *hear)
{
	struct buf line = BUF_INIT;

	buf_printf(&line, "%s%s%s", before, path, after);
	talk_expect(t, buf_str(&line), hear);
	buf_release(&line);
}

static void
describe_and_check(struct talk *t)
{
	talk_expect(t, "{\"op\":\"describe\",\"job\":1}",
	    "{\"op\":\"described\",\"job\":1,\"name\":\"starter\","
	    "\"summary\":\"answers from a text file\","
	    "\"roles\":[\"provider\"],\"can\":[\"poll\"],\"options\":[{"
	    "\"name\":\"file\",\"type\":\"string\",\"required\":true,"
	    "\"help\":\"the file with the answers\"}]}");
	talk_expect(t,
	    "{\"op\":\"check\",\"job\":2,\"settings\":{\"x\":\"1\"}}",
	    "{\"op\":\"checked\",\"job\":2,\"errors\":["
	    "{\"option\":\"file\",\"why\":\"file is missing: "
	    "the file with the answers\"},"
	    "{\"option\":\"x\",\"why\":\"plugin starter has no option "
	    "\\\"x\\\"\"}]}");
	talk_expect(t,
	    "{\"op\":\"check\",\"job\":3,\"settings\":{\"file\":\"/x\"}}",
	    "{\"op\":\"checked\",\"job\":3,\"errors\":[]}");
}

static void
poll_twice(struct talk *t, const char *path)
{
	talk_expect(t, "{\"op\":\"poll\",\"job\":5}",
	    "{\"op\":\"response\",\"job\":5,\"response\":{"
	    "\"survey\":\"starter\",\"id\":\"T-1\","
	    "\"answered_us\":1795163400000000,\"scale\":\"nps_0_10\","
	    "\"score\":9,\"complete\":true,"
	    "\"comment\":\"Rigtig god hj\xc3\xa6lp\"}}");
	talk_expect(t, NULL,
	    "{\"op\":\"response\",\"job\":5,\"response\":{"
	    "\"survey\":\"starter\",\"id\":\"T-2\","
	    "\"answered_us\":1795163401000000,\"scale\":\"nps_0_10\","
	    "\"score\":6,\"complete\":true}}");
	talk_expect(t, NULL,
	    "{\"op\":\"refused\",\"job\":5,\"raw\":\"this is no row\","
	    "\"why\":\"it is not id;seconds;score;comment\"}");
	talk_expect(
	    t, NULL, "{\"op\":\"cursor\",\"job\":5,\"cursor\":\"68\"}");
	talk_expect(t, NULL, "{\"op\":\"done\",\"job\":5}");
	append(path, ", the other half\n");
	talk_expect(t, "{\"op\":\"poll\",\"job\":6,\"cursor\":\"68\"}",
	    "{\"op\":\"response\",\"job\":6,\"response\":{"
	    "\"survey\":\"starter\",\"id\":\"T-3\","
	    "\"answered_us\":1795163402000000,\"scale\":\"nps_0_10\","
	    "\"score\":10,\"complete\":true,"
	    "\"comment\":\"half a line, the other half\"}}");
	talk_expect(
	    t, NULL, "{\"op\":\"cursor\",\"job\":6,\"cursor\":\"114\"}");
	talk_expect(t, NULL, "{\"op\":\"done\",\"job\":6}");
}

static void
follow_the_script(const struct starter *starter)
{
	char *path = write_answers();
	struct buf err = BUF_INIT, gone = BUF_INIT;
	struct talk t;

	talk_start(&t, starter->fd, starter->argv);
	describe_and_check(&t);
	say_with_path(&t,
	    "{\"op\":\"start\",\"job\":4,\"instance\":\"s\","
	    "\"role\":\"provider\",\"timezone\":\"Europe/Copenhagen\","
	    "\"settings\":{\"file\":\"",
	    path, "\"}}", "{\"op\":\"done\",\"job\":4}");
	poll_twice(&t, path);
	talk_expect(
	    &t, "{\"op\":\"ping\",\"job\":7}", "{\"op\":\"pong\",\"job\":7}");
	unlink(path);
	buf_printf(&gone,
	    "{\"op\":\"retry\",\"job\":8,\"after_s\":0,\"why\":\"cannot open "
	    "%s\"}",
	    path);
	talk_expect(&t, "{\"op\":\"poll\",\"job\":8,\"cursor\":\"114\"}",
	    buf_str(&gone));
	talk_say(&t, "{\"op\":\"stop\"}");
	assert_int_equal(talk_end(&t, &err), 0);
	assert_string_equal(buf_str(&err), "");
	buf_release(&err);
	buf_release(&gone);
	free(path);
}

static void
provider__in_c_through_the_host__follows_the_script(void **state)
{
	(void)state;
	follow_the_script(&starters[0]);
}

static void
provider__an_executable_in_python__follows_the_script(void **state)
{
	(void)state;
	if (system("python3 -c 'import json, re' 2>/dev/null") != 0) {
		print_message("no python3 here\n");
		skip();
	}
	follow_the_script(&starters[1]);
}

static void
start__a_setting_is_missing__failed_and_exit_78(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(starters); i++) {
		struct talk t;

		talk_start(&t, starters[i].fd, starters[i].argv);
		talk_expect(&t,
		    "{\"op\":\"start\",\"job\":1,\"role\":\"provider\","
		    "\"settings\":{}}",
		    "{\"op\":\"failed\",\"job\":1,\"why\":\"file is missing: "
		    "the file with the answers\"}");
		assert_int_equal(talk_end(&t, NULL), 78);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    provider__in_c_through_the_host__follows_the_script),
		cmocka_unit_test(
		    provider__an_executable_in_python__follows_the_script),
		cmocka_unit_test(
		    start__a_setting_is_missing__failed_and_exit_78),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
