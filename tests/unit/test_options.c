/* SPDX-License-Identifier: ISC */
/* test_options.c - settings into a plugin's struct, and what is said of bad
 * ones. */
#include "host/options.h"

#include "sdk/buf.h"
#include "test.h"

struct settings {
	const char *channel;
	const char *token;
	const char *const *files;
	const struct lb_pair *headers;
	int format;
	int port;
	int count;
	int timeout_s;
	int every_s;
	bool on;
};

static const char *const formats[] = { "text", "html", "json", NULL };

#define AT(field) .offset = offsetof(struct settings, field)

static const struct lb_option table[] = {
	/* clang-format off */
	{ .name = "channel", .type = LB_STRING, AT(channel), .def = "#nps", .help = "where to" },
	{ .name = "token", .type = LB_SECRET, AT(token), .required = true, .help = "the bot token, starts with xoxb-" },
	{ .name = "files", .type = LB_LIST, AT(files), .help = "the files" },
	{ .name = "headers", .type = LB_MAP, AT(headers), .help = "more headers" },
	{ .name = "format", .type = LB_CHOICE, AT(format), .choices = formats, .def = "html", .help = "the format" },
	{ .name = "port", .type = LB_INT, AT(port), .min = 1, .max = 65535, .def = "25", .help = "the port" },
	{ .name = "count", .type = LB_INT, AT(count), .help = "how many" },
	{ .name = "timeout", .type = LB_SECONDS, AT(timeout_s), .min = 1, .max = 90, .def = "30s", .help = "how long" },
	{ .name = "every", .type = LB_SECONDS, AT(every_s), .help = "how often" },
	{ .name = "on", .type = LB_BOOL, AT(on), .help = "whether" },
	{ .name = NULL },
	/* clang-format on */
};

static const struct lb_plugin slack = { .name = "slack",
	.options = table,
	.settings_size = sizeof(struct settings) };

static bool
read_into(struct options *o, const char *json)
{
	cJSON *settings = cJSON_Parse(json);
	bool ok = options_read(o, &slack, settings);

	/* Nothing may point into it from here on. */
	cJSON_Delete(settings);
	return ok;
}

static void
read__only_what_is_required__defaults_and_empty(void **state)
{
	struct options o;
	const struct settings *s;

	(void)state;
	assert_true(read_into(&o, "{\"token\":\"xoxb-1\",\"files\":null}"));
	s = o.settings;
	assert_string_equal(s->token, "xoxb-1");
	assert_string_equal(s->channel, "#nps");
	assert_non_null(s->files);
	assert_null(s->files[0]);
	assert_non_null(s->headers);
	assert_null(s->headers[0].name);
	assert_int_equal(s->format, 1);
	assert_int_equal(s->port, 25);
	assert_int_equal(s->count, 0);
	assert_int_equal(s->timeout_s, 30);
	assert_int_equal(s->every_s, 0);
	assert_false(s->on);
	options_release(&o);
}

static void
read__all_set__all_there(void **state)
{
	struct options o;
	const struct settings *s;

	(void)state;
	assert_true(read_into(&o,
	    "{\"token\":\"t\",\"channel\":\"#\xc3\xa6\","
	    "\"files\":[\"a\",\"b\"],\"headers\":{\"x\":\"1\",\"y\":\"\"},"
	    "\"format\":\"json\",\"port\":\"65535\",\"count\":\"-7\","
	    "\"timeout\":\"1m\",\"every\":\"1h30m\",\"on\":\"Yes\"}"));
	s = o.settings;
	assert_string_equal(s->channel, "#\xc3\xa6");
	assert_string_equal(s->files[0], "a");
	assert_string_equal(s->files[1], "b");
	assert_null(s->files[2]);
	assert_string_equal(s->headers[0].name, "x");
	assert_string_equal(s->headers[1].value, "");
	assert_null(s->headers[2].name);
	assert_int_equal(s->format, 2);
	assert_int_equal(s->port, 65535);
	assert_int_equal(s->count, -7);
	assert_int_equal(s->timeout_s, 60);
	assert_int_equal(s->every_s, 5400);
	assert_true(s->on);
	options_release(&o);
}

static void
read__a_list_written_as_one_text__list_of_one(void **state)
{
	struct options o;
	const struct settings *s;

	(void)state;
	assert_true(read_into(&o, "{\"token\":\"t\",\"files\":\"a\"}"));
	s = o.settings;
	assert_string_equal(s->files[0], "a");
	assert_null(s->files[1]);
	options_release(&o);
}

static void
read__one_bad_value__says_what_would_be_right(void **state)
{
	static const struct {
		const char *json, *option, *why;
	} cases[] = {
		/* clang-format off */
		{ "\"timeout\":\"5m\"", "timeout", "must be from 1s to 90s, not \"5m\"" },
		{ "\"timeout\":\"0\"", "timeout", "must be from 1s to 90s, not \"0\"" },
		{ "\"timeout\":\"soon\"", "timeout", "must be from 1s to 90s, not \"soon\"" },
		{ "\"every\":\"5x\"", "every", "must be a time such as 90s, 15m, 2h or 1d, not \"5x\"" },
		{ "\"every\":\"99999d\"", "every", "must be a time such as 90s, 15m, 2h or 1d, not \"99999d\"" },
		{ "\"port\":\"0\"", "port", "must be a whole number from 1 to 65535, not \"0\"" },
		{ "\"port\":\"25 \"", "port", "must be a whole number from 1 to 65535, not \"25 \"" },
		{ "\"port\":\"\"", "port", "must be a whole number from 1 to 65535, not \"\"" },
		{ "\"count\":\"1.5\"", "count", "must be a whole number, not \"1.5\"" },
		{ "\"count\":\"2147483648\"", "count", "must be a whole number, not \"2147483648\"" },
		{ "\"format\":\"htm\"", "format", "must be text, html or json, not \"htm\"; did you mean \"html\"?" },
		{ "\"format\":\"pdf\"", "format", "must be text, html or json, not \"pdf\"" },
		{ "\"on\":\"maybe\"", "on", "must be yes or no, not \"maybe\"" },
		{ "\"channel\":[\"a\"]", "channel", "must be one value, not a list" },
		{ "\"channel\":{\"a\":\"b\"}", "channel", "must be one value, not names with values" },
		{ "\"port\":25", "port", "must be one value, not a bare JSON number or truth value" },
		{ "\"files\":{\"a\":\"b\"}", "files", "must be a list, not names with values" },
		{ "\"files\":[\"a\",[\"b\"]]", "files", "item 2 of the list must be text" },
		{ "\"headers\":\"a\"", "headers", "must be names with values, not \"a\"" },
		{ "\"headers\":[\"a\"]", "headers", "must be names with values, not a list" },
		{ "\"headers\":{\"a\":[]}", "headers", "\"a\" in it must be text" },
		{ "\"chanel\":\"x\"", "chanel", "plugin slack has no option \"chanel\"; did you mean \"channel\"?" },
		{ "\"password\":\"x\"", "password", "plugin slack has no option \"password\"" },
		{ "\"Token\":\"x\"", "Token", "plugin slack has no option \"Token\"; did you mean \"token\"?" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf json = BUF_INIT;
		struct options o;

		buf_printf(&json, "{\"token\":\"t\",%s}", cases[i].json);
		assert_false(read_into(&o, buf_str(&json)));
		assert_int_equal(o.n_errors, 1);
		assert_string_equal(o.errors[0].option, cases[i].option);
		assert_string_equal(o.errors[0].why, cases[i].why);
		options_release(&o);
		buf_release(&json);
	}
}

static void
read__required_is_not_there__says_what_it_is(void **state)
{
	static const struct {
		const char *json, *why;
	} cases[] = {
		/* clang-format off */
		{ "{}", "token is missing: the bot token, starts with xoxb-" },
		{ "{\"token\":null}", "token is missing: the bot token, starts with xoxb-" },
		{ "{\"token\":\"\"}", "token is empty: the bot token, starts with xoxb-" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct options o;

		assert_false(read_into(&o, cases[i].json));
		assert_int_equal(o.n_errors, 1);
		assert_string_equal(o.errors[0].option, "token");
		assert_string_equal(o.errors[0].why, cases[i].why);
		options_release(&o);
	}
}

static void
read__much_is_wrong__says_all_and_no_secret(void **state)
{
	struct options o;

	(void)state;
	assert_false(read_into(&o,
	    "{\"token\":[\"hush\"],\"port\":\"x\",\"on\":\"x\",\"a\":\"\","
	    "\"b\":\"\"}"));
	assert_int_equal(o.n_errors, 5);
	for (size_t i = 0; i < o.n_errors; i++)
		assert_null(strstr(o.errors[i].why, "hush"));
	options_complain(&o, NULL, "and %d more", 1);
	assert_null(o.errors[5].option);
	assert_string_equal(o.errors[5].why, "and 1 more");
	options_release(&o);
}

static void
read__a_plugin_without_options__takes_none(void **state)
{
	static const struct lb_plugin bare = { .name = "bare" };
	cJSON *array = cJSON_Parse("[]");
	struct options o;

	(void)state;
	assert_true(options_read(&o, &bare, NULL));
	assert_non_null(o.settings);
	options_release(&o);
	assert_false(options_read(&o, &bare, array));
	assert_string_equal(o.errors[0].why, "settings must be an object");
	options_release(&o);
	options_release(&o);
	cJSON_Delete(array);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    read__only_what_is_required__defaults_and_empty),
		cmocka_unit_test(read__all_set__all_there),
		cmocka_unit_test(
		    read__a_list_written_as_one_text__list_of_one),
		cmocka_unit_test(
		    read__one_bad_value__says_what_would_be_right),
		cmocka_unit_test(read__required_is_not_there__says_what_it_is),
		cmocka_unit_test(read__much_is_wrong__says_all_and_no_secret),
		cmocka_unit_test(read__a_plugin_without_options__takes_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
