/* SPDX-License-Identifier: ISC */
/* test_html.c - text escaped for a web page, as it was written. */
#include "sdk/html.h"

#include <stdlib.h>
#include <string.h>

#include "sdk/utf8.h"
#include "test.h"

static void
unescape__a_table_of_texts__as_they_were_written(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "Altid hurtig hj\xc3\xa6lp", "Altid hurtig hj\xc3\xa6lp" },
		{ "&quot;R&amp;D&quot;", "\"R&D\"" },
		{ "it&#039;s &#39;fine&#x27;", "it's 'fine'" },
		{ "it&apos;s", "it's" },
		{ "5 &lt; 6 &gt; 4", "5 < 6 > 4" },
		{ "hj&aelig;lp &Oslash;st &aring;ben",
		    "hj\xc3\xa6lp \xc3\x98st \xc3\xa5"
		    "ben" },
		{ "&nbsp;&yuml;&szlig;", "\xc2\xa0\xc3\xbf\xc3\x9f" },
		{ "&ldquo;x&rdquo; &euro;5&hellip;",
		    "\xe2\x80\x9cx\xe2\x80\x9d \xe2\x82\xac"
		    "5\xe2\x80\xa6" },
		{ "&#128512;&#x1F600;", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80" },
		/* Once, and no more. */
		{ "&amp;lt;b&amp;gt;", "&lt;b&gt;" },
		{ "&amp;amp;amp;", "&amp;amp;" },
		/* Windows-1252, as browsers do. */
		{ "&#146;&#x80;", "\xe2\x80\x99\xe2\x82\xac" },
		{ "&#129;", "\xef\xbf\xbd" },
		/* No characters. */
		{ "&#0;&#xD800;&#x110000;",
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "&#xFFFFFFFF;", "\xef\xbf\xbd" },
		/* None, or not whole: stays. */
		{ "Marks & Spencer", "Marks & Spencer" },
		{ "a&b;c", "a&b;c" },
		{ "?a=1&copy=2", "?a=1&copy=2" },
		{ "&amp", "&amp" },
		{ "&", "&" },
		{ "&;", "&;" },
		{ "&#;&#x;&#xg;&#-5;&#+5;&# 5;",
		    "&#;&#x;&#xg;&#-5;&#+5;&# 5;" },
		{ "&#12a;", "&#12a;" },
		{ "&AMP;", "&AMP;" },
		{ "&&amp;;", "&&;" },
		{ "&99999999999999999999;", "&99999999999999999999;" },
		{ "&#99999999999999999999;", "&#99999999999999999999;" },
		{ "<b>tags</b>", "<b>tags</b>" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf out = BUF_INIT;

		html_unescape(&out, cases[i][0]);
		assert_string_equal(buf_str(&out), cases[i][1]);
		assert_true(utf8_is_valid(out.data, out.size));
		buf_release(&out);
	}
}

/* What a page escapes is what was written, whatever that is. */
static void
unescape__random_text_escaped__is_that_text(void **state)
{
	unsigned seed = 26;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct buf text = BUF_INIT, escaped = BUF_INIT, out = BUF_INIT;
		size_t n = (size_t)rand_r(&seed) % 20;

		for (size_t k = 0; k < n; k++)
			buf_putc(
			    &text, "a&;#<>\"'lt x39mp"[rand_r(&seed) % 16]);
		for (const char *p = buf_str(&text); *p != '\0'; p++)
			if (strchr("&<>\"'", *p) == NULL)
				buf_putc(&escaped, *p);
			else
				buf_printf(&escaped, "&#%03d;", *p);
		html_unescape(&out, buf_str(&escaped));
		assert_string_equal(buf_str(&out), buf_str(&text));
		buf_release(&text);
		buf_release(&escaped);
		buf_release(&out);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    unescape__a_table_of_texts__as_they_were_written),
		cmocka_unit_test(unescape__random_text_escaped__is_that_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
