/* SPDX-License-Identifier: ISC */
/* test_span.c - how long something may take, as people write it. */
#include "config/span.h"

#include "test.h"

static const struct {
	const char *text;
	struct span span;
	const char *shown; /* NULL: as text */
} good[] = {
	/* clang-format off */
	{ "48h", { SPAN_TIME, 172800, false }, "2d" },
	{ "90m", { SPAN_TIME, 5400, false }, NULL },
	{ "4h before", { SPAN_TIME, 14400, true }, NULL },
	{ "1 working day", { SPAN_WORKING_DAYS, 1, false }, NULL },
	{ "2 working days", { SPAN_WORKING_DAYS, 2, false }, NULL },
	{ "2 working day", { SPAN_WORKING_DAYS, 2, false }, "2 working days" },
	{ "250 working days", { SPAN_WORKING_DAYS, 250, false }, NULL },
	{ "4 working hours", { SPAN_WORKING_HOURS, 4, false }, NULL },
	{ "1 working day before", { SPAN_WORKING_DAYS, 1, true }, NULL },
	{ "365d", { SPAN_TIME, 31536000, false }, NULL },
	/* clang-format on */
};

static void
read__good__is_what_it_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(good); i++) {
		struct buf shown = BUF_INIT;
		struct span span;

		assert_true(span_read(good[i].text, &span));
		assert_int_equal(span.kind, good[i].span.kind);
		assert_int_equal(span.n, good[i].span.n);
		assert_int_equal(span.is_before, good[i].span.is_before);
		span_put(&shown, &span);
		assert_string_equal(buf_str(&shown),
		    good[i].shown == NULL ? good[i].text : good[i].shown);
		buf_release(&shown);
	}
}

static void
read__bad__is_refused(void **state)
{
	static const char *const bad[] = { "", "0", "0h", "soon", "366d",
		"2 working weeks", "0 working days", "-1 working days",
		"251 working days", "2001 working hours", "working days",
		"2  working days", "2 working days after", "before", " before",
		"1.5 working days", "4h  before" };
	struct span span;

	(void)state;
	for (size_t i = 0; i < N_OF(bad); i++)
		if (span_read(bad[i], &span))
			fail_msg("\"%s\" was taken", bad[i]);
}

static void
put__none__is_nothing(void **state)
{
	struct buf shown = BUF_INIT;

	(void)state;
	span_put(&shown, &(struct span){ SPAN_NONE, 0, false });
	assert_int_equal(shown.size, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__good__is_what_it_says),
		cmocka_unit_test(read__bad__is_refused),
		cmocka_unit_test(put__none__is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
