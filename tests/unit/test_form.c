/* SPDX-License-Identifier: ISC */
/* test_form.c - application/x-www-form-urlencoded, both ways. */
#include "sdk/form.h"

#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

static char *
read_again(const char *text, size_t n, struct error *err)
{
	cJSON *form = form_read(text, n, err);
	struct buf out = BUF_INIT;

	if (form == NULL)
		buf_puts(&out, "(none)");
	else
		json_print(&out, form);
	cJSON_Delete(form);
	return buf_take(&out);
}

static void
read__a_table_of_forms__as_objects(void **state)
{
	static const char *const cases[][2] = {
		{ "a=1", "{\"a\":\"1\"}" },
		{ "score=9&comment=Altid+hurtig%20hj%C3%A6lp",
		    "{\"score\":\"9\",\"comment\":\"Altid hurtig "
		    "hj\xc3\xa6lp\"}" },
		{ "a=&b", "{\"a\":\"\",\"b\":\"\"}" },
		{ "&&a=1&&", "{\"a\":\"1\"}" },
		{ "a=1=2", "{\"a\":\"1=2\"}" },
		{ "=1", "{\"\":\"1\"}" },
		{ "a%26b%3D=%26%3D", "{\"a&b=\":\"&=\"}" },
		/* What is no escape stays. */
		{ "a=100%&b=%zz%4", "{\"a\":\"100%\",\"b\":\"%zz%4\"}" },
		{ "a=%41%6a%6A", "{\"a\":\"Ajj\"}" },
		{ "a=x%00y", "{\"a\":\"x\xef\xbf\xbdy\"}" },
		/* Brackets, as PHP and Rails write them. */
		{ "response[score]=3&response[user][email]=a%40b",
		    "{\"response\":{\"score\":\"3\",\"user\":{\"email\":"
		    "\"a@b\"}}}" },
		{ "r%5Bscore%5D=3", "{\"r\":{\"score\":\"3\"}}" },
		{ "a[]=x&a[]=y", "{\"a\":{\"0\":\"x\",\"1\":\"y\"}}" },
		{ "a[][b]=x", "{\"a\":{\"0\":{\"b\":\"x\"}}}" },
		{ "a[2]=x", "{\"a\":{\"2\":\"x\"}}" },
		{ "[a]=1&a[=2&a]=3&a[b=4", "{\"[a]\":\"1\",\"a[\":\"2\",\"a]"
					   "\":\"3\",\"a[b\":\"4\"}" },
		{ "a[b]c=1", "{\"a\":{\"b\":\"1\"}}" },
		/* The same name again. */
		{ "a=1&a=2&a=3", "{\"a\":[\"1\",\"2\",\"3\"]}" },
		{ "a=1&a[b]=2", "{\"a\":{\"b\":\"2\"}}" },
		{ "a[b]=1&a=2", "{\"a\":[{\"b\":\"1\"},\"2\"]}" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct error err = { "" };
		char *got = read_again(cases[i][0], strlen(cases[i][0]), &err);

		if (strcmp(got, cases[i][1]) != 0)
			fail_msg("%s: %s, not %s (%s)", cases[i][0], got,
			    cases[i][1], err.text);
		free(got);
	}
}

static void
read__a_raw_nul__ends_nothing(void **state)
{
	struct error err;
	char *got = read_again("a\0b=c\0d", 7, &err);

	(void)state;
	assert_string_equal(got, "{\"a\xef\xbf\xbd"
				 "b\":\"c\xef\xbf\xbd"
				 "d\"}");
	free(got);
}

static void
read__nothing_in_it__is_an_error(void **state)
{
	struct error err;

	(void)state;
	assert_null(form_read("", 0, &err));
	assert_string_equal(err.text, "it is empty");
	assert_null(form_read(NULL, 0, &err));
	assert_null(form_read("&&&", 3, NULL));
}

static void
read__too_many_values__is_an_error(void **state)
{
	struct buf text = BUF_INIT;
	struct error err;
	cJSON *form;

	(void)state;
	for (int i = 0; i < FORM_MAX_PAIRS; i++)
		buf_puts(&text, "a=1&");
	form = form_read(text.data, text.size, &err);
	assert_non_null(form);
	cJSON_Delete(form);
	buf_puts(&text, "a=1");
	assert_null(form_read(text.data, text.size, &err));
	assert_string_equal(err.text, "it has more than 1000 values");
	buf_release(&text);
}

static void
read__too_many_brackets__is_an_error(void **state)
{
	struct buf text = BUF_INIT;
	struct error err;
	cJSON *form;

	(void)state;
	buf_puts(&text, "a");
	for (int i = 0; i < FORM_MAX_DEPTH; i++)
		buf_puts(&text, "[b]");
	form = form_read(text.data, text.size, &err);
	assert_non_null(form);
	cJSON_Delete(form);
	buf_puts(&text, "[b]=1");
	assert_null(form_read(text.data, text.size, &err));
	assert_string_equal(err.text, "a name has more than 16 brackets");
	buf_release(&text);
}

static void
add__then_read__is_the_same(void **state)
{
	static const char *const values[] = { "", " ", "a b+c", "&=%[]",
		"\r\n\t", "\xc3\xa6\xf0\x9f\x98\x80", "100 %" };

	(void)state;
	for (size_t i = 0; i < N_OF(values); i++) {
		struct buf text = BUF_INIT;
		cJSON *form;

		form_add(&text, "before", "x");
		form_add(&text, "value", values[i]);
		form = form_read(text.data, text.size, NULL);
		assert_string_equal(json_string(form, "value"), values[i]);
		cJSON_Delete(form);
		buf_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__a_table_of_forms__as_objects),
		cmocka_unit_test(read__a_raw_nul__ends_nothing),
		cmocka_unit_test(read__nothing_in_it__is_an_error),
		cmocka_unit_test(read__too_many_values__is_an_error),
		cmocka_unit_test(read__too_many_brackets__is_an_error),
		cmocka_unit_test(add__then_read__is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
