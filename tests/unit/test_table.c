/* SPDX-License-Identifier: ISC */
/* test_table.c - tables of options that cannot be true, and one that can. */
#include "host/table.h"

#include "sdk/buf.h"
#include "sdk/json.h"
#include "test.h"

struct settings {
	const char *a;
	int b;
	bool c;
};

static const char *const choices[] = { "x", "y", NULL };
static const char *const no_choices[] = { NULL };

#define A .offset = offsetof(struct settings, a), .help = "h"
#define B .offset = offsetof(struct settings, b), .help = "h"

static const struct {
	struct lb_option row;
	const char *mistake; /* NULL: none */
} cases[] = {
	/* clang-format off */
	{ { .name = "n", .type = LB_STRING, A }, NULL },
	{ { .name = "n", .type = LB_STRING, A, .def = "x" }, NULL },
	{ { .name = "n", .type = LB_LIST, A, .def = "x" }, NULL },
	{ { .name = "n_2", .type = LB_INT, B, .min = -1, .max = 1, .def = "-1" }, NULL },
	{ { .name = "n", .type = LB_CHOICE, B, .choices = choices, .def = "y" }, NULL },
	{ { .name = "", .type = LB_STRING, A }, "the name must be a-z, 0-9 and _, a letter first" },
	{ { .name = "a b", .type = LB_STRING, A }, "the name must be a-z, 0-9 and _, a letter first" },
	{ { .name = "2a", .type = LB_STRING, A }, "the name must be a-z, 0-9 and _, a letter first" },
	{ { .name = "n", .type = (enum lb_option_type)8, A }, "there is no type 8" },
	{ { .name = "n", .type = LB_STRING, .offset = sizeof(struct settings), .help = "h" }, "its field (8 bytes at 16) is outside the settings (16 bytes): is settings_size set?" },
	{ { .name = "n", .type = LB_STRING, .offset = 12, .help = "h" }, "its field (8 bytes at 12) is outside the settings (16 bytes): is settings_size set?" },
	{ { .name = "n", .type = LB_STRING, .offset = SIZE_MAX, .help = "h" }, "its field (8 bytes at 18446744073709551615) is outside the settings (16 bytes): is settings_size set?" },
	{ { .name = "n", .type = LB_INT, .offset = 1, .help = "h" }, "no int field begins at offset 1" },
	{ { .name = "n", .type = LB_INT, B, .min = 2, .max = 1 }, "min 2 is greater than max 1" },
	{ { .name = "n", .type = LB_INT, B, .min = 2, .max = 2 }, "min and max are both 2" },
	{ { .name = "n", .type = LB_STRING, A, .max = 2 }, "type string has no min and max" },
	{ { .name = "n", .type = LB_CHOICE, B }, "a choice needs choices" },
	{ { .name = "n", .type = LB_CHOICE, B, .choices = no_choices }, "a choice needs choices" },
	{ { .name = "n", .type = LB_INT, B, .choices = choices }, "type int has no choices" },
	{ { .name = "n", .type = LB_CHOICE, B, .choices = choices, .def = "z" }, "its default must be x or y, not \"z\"" },
	{ { .name = "n", .type = LB_SECONDS, B, .min = 1, .max = 60, .def = "5m" }, "its default must be from 1s to 1m, not \"5m\"" },
	{ { .name = "n", .type = LB_BOOL, B, .def = "1" }, "its default must be yes or no, not \"1\"" },
	{ { .name = "n", .type = LB_MAP, A, .def = "x" }, "its default must be names with values, not \"x\"" },
	{ { .name = "n", .type = LB_STRING, A, .required = true, .def = "x" }, "it is required and has a default" },
	{ { .name = "n", .type = LB_INT, .offset = offsetof(struct settings, b) }, "it has no help" },
	/* clang-format on */
};

static void
check__one_row__passes_or_names_the_mistake(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		const struct lb_option table[] = { cases[i].row,
			{ .name = NULL } };
		const struct lb_plugin plugin = { .name = "p",
			.options = table,
			.settings_size = sizeof(struct settings) };
		struct error err = { "" };
		struct buf whole = BUF_INIT;

		assert_int_equal(
		    table_check(&plugin, &err), cases[i].mistake == NULL);
		if (cases[i].mistake != NULL)
			buf_printf(&whole,
			    "plugin p: mistake in its table of options: "
			    "\"%s\": %s",
			    cases[i].row.name, cases[i].mistake);
		assert_string_equal(err.text, buf_str(&whole));
		buf_release(&whole);
	}
}

static void
check__two_rows_share_a_name_or_field__says_so(void **state)
{
	struct lb_option table[] = { { .name = "a", .type = LB_STRING, A },
		{ .name = "a", .type = LB_INT, B }, { .name = NULL } };
	const struct lb_plugin plugin = { .name = "p",
		.options = table,
		.settings_size = sizeof(struct settings) };
	struct error err;

	(void)state;
	assert_false(table_check(&plugin, &err));
	assert_non_null(strstr(err.text, "\"a\": the name stands twice"));
	table[1].name = "b";
	assert_true(table_check(&plugin, &err));
	table[1].offset = 4; /* inside the pointer */
	assert_false(table_check(&plugin, &err));
	assert_non_null(
	    strstr(err.text, "\"b\": its field is also that of option \"a\""));
}

static void
check__no_options__passes(void **state)
{
	(void)state;
	assert_true(table_check(&(struct lb_plugin){ .name = "p" }, NULL));
}

static void
describe__rows_of_all_kinds__as_the_protocol_says(void **state)
{
	static const struct lb_option table[] = {
		/* clang-format off */
		{ .name = "a", .type = LB_SECRET, .required = true, .help = "the a" },
		{ .name = "b", .type = LB_INT, .min = 1, .max = 9, .def = "2", .help = "the b" },
		{ .name = "c", .type = LB_CHOICE, .choices = choices, .help = "the c" },
		{ .name = NULL },
		/* clang-format on */
	};
	cJSON *rows = table_describe(table), *none = table_describe(NULL);
	struct buf text = BUF_INIT;

	(void)state;
	json_print(&text, rows);
	assert_string_equal(buf_str(&text),
	    "[{\"name\":\"a\",\"type\":\"secret\",\"required\":true,"
	    "\"help\":\"the a\"},"
	    "{\"name\":\"b\",\"type\":\"int\",\"required\":false,"
	    "\"default\":\"2\",\"min\":1,\"max\":9,\"help\":\"the b\"},"
	    "{\"name\":\"c\",\"type\":\"choice\",\"required\":false,"
	    "\"choices\":[\"x\",\"y\"],\"help\":\"the c\"}]");
	assert_int_equal(cJSON_GetArraySize(none), 0);
	buf_release(&text);
	cJSON_Delete(rows);
	cJSON_Delete(none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__one_row__passes_or_names_the_mistake),
		cmocka_unit_test(
		    check__two_rows_share_a_name_or_field__says_so),
		cmocka_unit_test(check__no_options__passes),
		cmocka_unit_test(
		    describe__rows_of_all_kinds__as_the_protocol_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
