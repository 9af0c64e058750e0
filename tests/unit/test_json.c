/* SPDX-License-Identifier: ISC */
/* test_json.c - members that are missing, or of another kind. */
#include "sdk/json.h"

#include "test.h"

static void
read__members__by_their_kind_only(void **state)
{
	cJSON *o = cJSON_Parse("{\"s\":\"x\",\"i\":1795000000000000,\"r\":1.5,"
			       "\"b\":true,\"n\":null,\"huge\":1e300}");

	(void)state;
	assert_string_equal(json_string(o, "s"), "x");
	assert_null(json_string(o, "i"));
	assert_null(json_string(o, "missing"));
	assert_null(json_string(NULL, "s"));
	assert_int_equal(json_integer(o, "i", -1), 1795000000000000);
	assert_int_equal(json_integer(o, "r", -1), -1);
	assert_int_equal(json_integer(o, "huge", -1), -1);
	assert_int_equal(json_integer(o, "s", -1), -1);
	assert_true(json_real(o, "r", 0) == 1.5);
	assert_true(json_bool(o, "b", false));
	assert_true(json_bool(o, "n", true));
	cJSON_Delete(o);
}

static void
print__what_was_put__on_one_line(void **state)
{
	struct buf b = BUF_INIT;
	cJSON *o = cJSON_CreateObject();

	(void)state;
	json_put_string(o, "a", "x\ny");
	json_put_string(o, "none", NULL);
	json_put_integer(o, "n", 1795000000000000);
	json_put_bool(json_put_object(o, "o"), "b", false);
	cJSON_AddItemToArray(json_put_array(o, "l"), cJSON_CreateNull());
	json_print(&b, o);
	assert_string_equal(buf_str(&b),
	    "{\"a\":\"x\\ny\",\"n\":1795000000000000,\"o\":{\"b\":false},"
	    "\"l\":[null]}");
	buf_reset(&b);
	json_quote(&b, "\"\x01");
	assert_string_equal(buf_str(&b), "\"\\\"\\u0001\"");
	buf_release(&b);
	cJSON_Delete(o);
}

static void
quote__any_text__reads_back_the_same(void **state)
{
	static const char *const texts[] = { "", "plain", "\"", "\\\\\"",
		"\b\f\n\r\t", "\x01 \x1f \x7f", "\xc3\xa6 \xf0\x9f\x98\x8a",
		"a\"b\\c\nd" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf quoted = BUF_INIT;
		cJSON *read;

		json_quote(&quoted, texts[i]);
		read = cJSON_Parse(buf_str(&quoted));
		assert_string_equal(cJSON_GetStringValue(read), texts[i]);
		cJSON_Delete(read);
		buf_release(&quoted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__members__by_their_kind_only),
		cmocka_unit_test(print__what_was_put__on_one_line),
		cmocka_unit_test(quote__any_text__reads_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
