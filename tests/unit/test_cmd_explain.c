/* SPDX-License-Identifier: ISC */
/* test_cmd_explain.c - `loopbell explain` and `loopbell template` as run. */
#include "test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/mem.h"

#define PROGRAM BUILDDIR "/bot/loopbell"

static char config[] = "/tmp/explainXXXXXX";

static const char config_text[] =
    "language: da\n"
    "store: /nowhere/loopbell.db\n"
    "default_owner: cx@nordlys.example\n"
    "providers: {answers: {plugin: csv, folder: /srv/answers}}\n"
    "notifiers: {slack: {plugin: slack, token: x}}\n"
    "routes:\n"
    "  - name: celebrate\n"
    "    when: {category: promoter}\n"
    "    send: [{to: slack, target: \"#kundeglaede\"}]\n"
    "  - name: escalate\n"
    "    when: {category: detractor, value: \">= 100000\"}\n"
    "    send: [{to: slack, target: owner, mention: owner}]\n"
    "    case: {deadline: 48h}\n";

struct outcome {
	int code;
	char *text;
};

/* What the program prints on both outputs. */
static struct outcome
run(const char *arguments)
{
	char *line = mem_printf("exec 2>&1; %s %s", PROGRAM, arguments);
	FILE *f = popen(line, "r");
	struct buf out = BUF_INIT;
	size_t n;
	int status;

	assert_non_null(f);
	while ((n = fread(buf_room(&out, 4096), 1, 4096, f)) > 0) {
		out.size += n;
		buf_end(&out);
	}
	status = pclose(f);
	free(line);
	return (struct outcome){ WEXITSTATUS(status), buf_take(&out) };
}

static void
assert_says(const char *arguments, int code, const char *says)
{
	struct outcome o = run(arguments);

	if (o.code != code || strstr(o.text, says) == NULL)
		fail_msg("%s: exit %d: %s", arguments, o.code, o.text);
	free(o.text);
}

static int
write_config(void **state)
{
	int fd = mkstemp(config);

	(void)state;
	if (fd < 0 || write(fd, config_text, strlen(config_text)) !=
			  (ssize_t)strlen(config_text))
		return -1;
	close(fd);
	return setenv("LOOPBELL_CONFIG", config, 1);
}

static int
remove_config(void **state)
{
	(void)state;
	return unlink(config);
}

struct call {
	const char *arguments;
	int code;
	const char *says;
};

static void
explain__answer_of_a_customer__prints_what_follows(void **state)
{
	static const struct call calls[] = {
		/* clang-format off */
		{ "explain --score 3 --company 'Nordisk Stål' --value 480000 --currency DKK", 0, "Nordisk Stål gav 3" },
		{ "explain --score 3 --value 480000 --currency DKK", 0, "Årlig værdi: 480.000 kr." },
		{ "explain --score 3 --value 480000", 0, "slack to cx@nordlys.example" },
		{ "explain --score 3 --value 480000 --property owner_email=bo@n.example", 0, "slack to bo@n.example" },
		{ "explain --score 3 --value 9", 0, "value is 9, not >= 100000" },
		{ "explain --score 3", 0, "value is unknown, not >= 100000\nnobody is told" },
		{ "explain --score 10 --comment 'Prisen er fin'", 0, "drivers:  price" },
		{ "explain --score 10 --json", 0, "\"target\":\"#kundeglaede\"" },
		{ "explain --score 10 --scale stars_1_5", 2, "score" },
		{ "explain --score 11", 2, "11 is not on the scale" },
		{ "explain --score x", 2, "--score must be a number" },
		{ "explain --value x", 2, "--value must be a number" },
		{ "explain --property x", 2, "--property must be NAME=VALUE" },
		{ "explain x", 2, "it takes no \"x\"" },
		{ "explain --chanel x", 2, "--chanel" },
		{ "explain --config /nowhere.yaml", 78, "/nowhere.yaml" },
		{ "explain --help", 0, "no directory is\nasked" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(calls); i++)
		assert_says(calls[i].arguments, calls[i].code, calls[i].says);
}

static void
template__file_and_data__print_the_text_or_the_mistake(void **state)
{
	static const struct call calls[] = {
		/* clang-format off */
		{ "template - --data '{\"n\":\"<b>\"}' <<'X'\nHej {{n}}\nX", 0, "Hej &lt;b&gt;\n" },
		{ "template --escape none --data '{\"n\":\"<b>\"}' - <<'X'\nHej {{n}}\nX", 0, "Hej <b>\n" },
		{ "template --escape slack - --data '{\"n\":\"\\\"<\"}' <<'X'\n{{n}}\nX", 0, "\"&lt;\n" },
		{ "template - <<'X'\na\n {{#b}}\nX", 1, "-:2:2: this section is not closed" },
		{ "template - --data '{x' </dev/null", 1, "this is not JSON" },
		{ "template - --data @/nowhere </dev/null", 1, "/nowhere: No such file" },
		{ "template /nowhere", 1, "/nowhere: No such file" },
		{ "template /dev/zero", 1, "/dev/zero: is larger than 4 MB" },
		{ "template", 2, "takes the file of one template" },
		{ "template a b", 2, "takes the file of one template" },
		{ "template - --escape latex", 2, "--escape must be html, slack or none" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(calls); i++)
		assert_says(calls[i].arguments, calls[i].code, calls[i].says);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    explain__answer_of_a_customer__prints_what_follows,
		    write_config, remove_config),
		cmocka_unit_test(
		    template__file_and_data__print_the_text_or_the_mistake),
	};

	if (access(PROGRAM, X_OK) != 0) {
		puts(PROGRAM " is not built");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
