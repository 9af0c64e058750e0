/* SPDX-License-Identifier: ISC */
/* test_plugin_path.c - which executable plays an instance. */
#include "core/plugin_path.h"

#include <stdlib.h>
#include <unistd.h>

#include "paths.h"
#include "test.h"

/* Where this build's programs are (paths.c). */
static int
say_where(void **state)
{
	(void)state;
	return setenv("LOOPBELL_BIN_DIR", BUILDDIR "/bot", 1);
}

static struct instance
instance_of(const char *plugin)
{
	return (struct instance){
		.name = (char *)(uintptr_t) "slack-eu",
		.plugin = (char *)(uintptr_t)plugin,
	};
}

static void
init__a_name__is_a_plugin_of_ours_in_the_host(void **state)
{
	const struct instance instance = instance_of("slack");
	struct plugin_path p;

	(void)state;
	plugin_path_init(&p, &instance);
	assert_string_equal(p.spec.name, "slack-eu");
	assert_ptr_equal(p.spec.argv, p.argv);
	assert_string_equal(p.spec.argv[0], BUILDDIR "/bot/loopbell-host");
	assert_string_equal(
	    p.spec.argv[1], BUILDDIR "/bot/../plugins/.libs/slack.so");
	assert_null(p.spec.argv[2]);
	assert_int_equal(p.spec.lines, CHILD_LINES_ON_3);
	plugin_path_release(&p);
	assert_null(p.file);
}

/* What it names is there, in the build tree. */
static void
init__this_build__has_host_and_plugin(void **state)
{
	const struct instance instance = instance_of("csv");
	struct plugin_path p;

	(void)state;
	plugin_path_init(&p, &instance);
	assert_int_equal(access(p.spec.argv[0], X_OK), 0);
	assert_int_equal(access(p.spec.argv[1], R_OK), 0);
	plugin_path_release(&p);
}

static void
init__a_slash__is_taken_as_it_is(void **state)
{
	static const char *const files[] = { "/opt/x/own.so", "./own.so",
		"plugins/own", "/" };

	(void)state;
	for (size_t i = 0; i < N_OF(files); i++) {
		const struct instance instance = instance_of(files[i]);
		struct plugin_path p;

		plugin_path_init(&p, &instance);
		assert_string_equal(p.spec.argv[0], paths_host());
		assert_string_equal(p.spec.argv[1], files[i]);
		assert_ptr_not_equal(p.spec.argv[1], files[i]);
		assert_null(p.spec.argv[2]);
		plugin_path_release(&p);
	}
}

static void
init__a_command__speaks_on_standard_input_and_output(void **state)
{
	char *command[] = { (char *)(uintptr_t) "python3",
		(char *)(uintptr_t) "own.py", (char *)(uintptr_t) "-v", NULL };
	struct instance instance = instance_of(NULL);
	struct plugin_path p;

	(void)state;
	instance.command = command;
	plugin_path_init(&p, &instance);
	assert_string_equal(p.spec.name, "slack-eu");
	assert_ptr_equal(p.spec.argv, command);
	assert_int_equal(p.spec.lines, CHILD_LINES_ON_STDIO);
	assert_null(p.file);
	plugin_path_release(&p);
}

static void
release__twice__does_no_harm(void **state)
{
	const struct instance instance = instance_of("csv");
	struct plugin_path p;

	(void)state;
	plugin_path_init(&p, &instance);
	plugin_path_release(&p);
	plugin_path_release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    init__a_name__is_a_plugin_of_ours_in_the_host),
		cmocka_unit_test(init__this_build__has_host_and_plugin),
		cmocka_unit_test(init__a_slash__is_taken_as_it_is),
		cmocka_unit_test(
		    init__a_command__speaks_on_standard_input_and_output),
		cmocka_unit_test(release__twice__does_no_harm),
	};

	return cmocka_run_group_tests_name(
	    "plugin_path", tests, say_where, NULL);
}
