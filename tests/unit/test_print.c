/* SPDX-License-Identifier: ISC */
/* test_print.c - the configuration in force, without its secrets. */
#include "config/print.h"

#include "config_file.h"

static bool
is_token(void *arg, const struct instance *instance, const char *option)
{
	(void)arg;
	(void)instance;
	return strcmp(option, "token") == 0;
}

static void
assert_prints(const char *text, const char *expected)
{
	struct buf out = BUF_INIT;
	struct config *c = load(text, "");

	config_print(&out, c, is_token, NULL);
	assert_string_equal(buf_str(&out), expected);
	config_free(c);
	/* What is printed is a configuration again. */
	write_file("again.yaml", buf_str(&out));
	c = load(buf_str(&out), "");
	buf_reset(&out);
	config_print(&out, c, is_token, NULL);
	assert_string_equal(buf_str(&out), expected);
	config_free(c);
	buf_release(&out);
}

#define TOP                                                              \
	"company: \"\"\nlanguage: en\nworking_hours:\n  days: mon-fri\n" \
	"  from: \"08:00\"\n  to: \"17:00\"\nstore: /s.db\nsocket: /s.sock\n"
#define ALL_IN                                                               \
	"providers: {a: {plugin: csv}}\nnotifiers: {b: {plugin: console}}\n" \
	"routes: [{name: r, send: {to: b, target: t}}]\n"
#define PROVIDERS_OUT                                                       \
	"providers:\n  a:\n    plugin: csv\n    deadline: 60s\n    every: " \
	"1m\n"
#define NOTIFIERS_OUT                                                \
	"notifiers:\n  b:\n    plugin: console\n    deadline: 60s\n" \
	"    rate: 1\n    max_age: 3d\n"
#define ROUTES_OUT                                                   \
	"routes:\n  - name: r\n    language: en\n    continue: no\n" \
	"    send:\n      - to: b\n        target: t\n"

static void
print__minimal__defaults_filled_in(void **state)
{
	(void)state;
	assert_prints("store: /s.db\n" ALL_IN,
	    TOP PROVIDERS_OUT NOTIFIERS_OUT ROUTES_OUT);
}

static void
print__merges_and_aliases__resolved(void **state)
{
	(void)state;
	assert_prints("store: /s.db\nx-n: &n {url: \"x y\", max_age: 1d}\n"
		      "providers: {a: {plugin: csv}}\n"
		      "notifiers: {b: {plugin: console, <<: *n}}\n"
		      "routes: [{name: r, send: {to: b, target: t}}]\n",
	    TOP PROVIDERS_OUT
	    "notifiers:\n  b:\n    plugin: console\n    deadline: 60s\n"
	    "    rate: 1\n    max_age: 1d\n    url: \"x y\"\n" ROUTES_OUT);
}

static void
print__route__everything_it_has(void **state)
{
	(void)state;
	assert_prints(
	    "store: /s.db\nproviders: {a: {plugin: csv}}\n"
	    "notifiers: {b: {plugin: console}}\n"
	    "routes:\n  - name: r s\n"
	    "    when: {score: \"<= 3\", properties: {\"a b\": [x, "
	    "y]}}\n"
	    "    fold: {within: 5m, over: 3}\n"
	    "    send: [{to: b, target: \"#x\"}, {target: c@d.e, to: "
	    "b, reactions: fire}]\n",
	    TOP PROVIDERS_OUT NOTIFIERS_OUT
	    "routes:\n  - name: \"r s\"\n    fold:\n      over: 3\n"
	    "      within: 5m\n    language: en\n    continue: no\n"
	    "    when: {score: \"<= 3\", properties: {\"a b\": [x, y]}}\n"
	    "    send:\n      - to: b\n        target: \"#x\"\n"
	    "      - to: b\n        target: c@d.e\n        reactions: fire\n");
}

#define SECRETS                                                           \
	"store: /s.db\nproviders: {a: {plugin: csv}}\nnotifiers:\n  b:\n" \
	"    plugin: console\n"

/* clang-format off */
static const struct {
	const char *written, *printed;
} secrets[] = {
	{ "token: xoxb-s3cret", "token: \"(hidden)\"" },
	{ "token: file:secret", "token: \"file:secret\"" },
	{ "token: ${TOKEN}", "token: \"${TOKEN}\"" },
	{ "token: ${NONE:-xoxb-s3cret}", "token: \"(hidden)\"" },
	{ "token: xoxb-s3cret${TOKEN}", "token: \"(hidden)\"" },
	{ "token: [xoxb-s3cret, file:secret]", "token: [\"(hidden)\", \"file:secret\"]" },
	{ "token: {xoxb: s3cret}", "token: {xoxb: \"(hidden)\"}" },
	{ "url: https://u:s3cret@host/x", "url: \"(hidden)\"" },
	{ "url: https://host:80/x", "url: \"https://host:80/x\"" },
	{ "user: ${TOKEN}", "user: \"${TOKEN}\"" },
	{ "user: file:secret", "user: \"file:secret\"" },
	{ "user: a$$b", "user: a$$b" },
};
/* clang-format on */

static void
print__secrets__never(void **state)
{
	(void)state;
	write_file("secret", "xoxb-s3cret\n");
	setenv("TOKEN", "xoxb-s3cret", 1);
	for (size_t i = 0; i < N_OF(secrets); i++) {
		struct buf text = BUF_INIT, out = BUF_INIT;
		struct config *c;

		buf_printf(&text, SECRETS "    %s\n", secrets[i].written);
		buf_puts(
		    &text, "routes: [{name: r, send: {to: b, target: t}}]\n");
		c = load(buf_str(&text), "");
		config_print(&out, c, is_token, NULL);
		assert_null(strstr(buf_str(&out), "s3cret"));
		if (strstr(secrets[i].written, "a$$b") == NULL)
			assert_non_null(
			    strstr(buf_str(&out), secrets[i].printed));
		config_free(c);
		buf_release(&text);
		buf_release(&out);
	}
}

static void
print__dollars_and_odd_texts__the_same_when_read_again(void **state)
{
	struct buf out = BUF_INIT;
	struct config *c;

	(void)state;
	c = load("company: \"a$$b: #c \\\"d\\\" \\\\ \\t e\\nf æ\"\n"
		 "store: /s$$.db\n" ALL_IN,
	    "");
	assert_string_equal(c->company, "a$b: #c \"d\" \\ \t e\nf æ");
	config_print(&out, c, is_token, NULL);
	config_free(c);
	c = load(buf_str(&out), "");
	assert_string_equal(c->company, "a$b: #c \"d\" \\ \t e\nf æ");
	assert_string_equal(c->store, "/s$.db");
	assert_string_equal(c->socket, "/s$.sock");
	config_free(c);
	buf_release(&out);
}

static void
print__values_from_the_environment__as_written(void **state)
{
	struct buf out = BUF_INIT;
	struct config *c;

	(void)state;
	setenv("TOKEN", "s3cret", 1);
	c = load(
	    "company: ${TOKEN}\nstore: /${TOKEN}.db\ntemplates: t\n" ALL_IN,
	    "");
	assert_string_equal(c->store, "/s3cret.db");
	config_print(&out, c, is_token, NULL);
	assert_null(strstr(buf_str(&out), "s3cret"));
	assert_non_null(strstr(buf_str(&out), "company: \"${TOKEN}\"\n"));
	assert_non_null(strstr(buf_str(&out), "/t\n"));
	config_free(c);
	buf_release(&out);
}

static void
print__example__a_configuration_again(void **state)
{
	struct problems p = PROBLEMS_INIT;
	struct buf out = BUF_INIT;
	struct config *c = config_load(SRCDIR "/config/loopbell.yaml", &p);

	(void)state;
	config_print(&out, c, is_token, NULL);
	config_free(c);
	config_free(load(buf_str(&out), ""));
	buf_release(&out);
	problems_release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(print__minimal__defaults_filled_in),
		cmocka_unit_test(print__merges_and_aliases__resolved),
		cmocka_unit_test(print__route__everything_it_has),
		cmocka_unit_test(print__secrets__never),
		cmocka_unit_test(
		    print__dollars_and_odd_texts__the_same_when_read_again),
		cmocka_unit_test(
		    print__values_from_the_environment__as_written),
		cmocka_unit_test(print__example__a_configuration_again),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
