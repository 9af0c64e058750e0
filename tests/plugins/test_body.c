/* SPDX-License-Identifier: ISC */
/*
 * test_body.c - what a mail says, as text and as HTML, and what may not get
 * in.
 */
#include "notifiers/email/body.h"
#include "sdk/mem.h"
#include "test.h"

static const struct lb_fact facts[] = { { "Score", "3" },
	{ "Ejer", "Anna <Holm>" } };
static const struct lb_button buttons[] = {
	{ "open", "Åbn sagen", "https://l.example/?a=1&b=2", true, false },
	{ "claim", "Tag sagen", NULL, false, false },
	{ "evil", "Klik", "javascript:alert(1)", false, false },
};

static struct lb_notice
a_notice(void)
{
	return (struct lb_notice){ .id = "01JD0Z6X8Q3V5T7N9B1D3F5H7K",
		.target = "anna@nordlys.example",
		.tone = LB_ALERT,
		.headline = "Kunde D gav 3",
		.quote = "For <b>dyrt</b>",
		.text = "Ring i dag.",
		.facts = facts,
		.n_facts = 2,
		.buttons = buttons,
		.n_buttons = 3,
		.link = "https://survey.example/r/1",
		.language = "da",
		.made_us = 1795163405000000 };
}

static char *
text_of(const struct lb_notice *notice)
{
	struct body body = { notice, body_language(notice->language),
		"Nordlys", NULL };
	struct buf out = BUF_INIT;

	body_text(&out, &body);
	return buf_take(&out);
}

static char *
html_of(const struct lb_notice *notice)
{
	struct body body = { notice, body_language(notice->language),
		"Nordlys", NULL };
	struct buf out = BUF_INIT;

	body_html(&out, &body);
	return buf_take(&out);
}

static void
assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void
assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
}

static void
text__a_notice__readable(void **state)
{
	struct lb_notice notice = a_notice();
	char *text;

	(void)state;
	notice.quote = "For dyrt.\r\n\r\nOg for sent.";
	text = text_of(&notice);
	assert_string_equal(text,
	    "Kræver opfølgning\n\nKunde D gav 3\n\n"
	    "Kundens ord:\n> For dyrt.\n>\n> Og for sent.\n\n"
	    "Ring i dag.\n\n"
	    "Score: 3\nEjer:  Anna <Holm>\n\n"
	    "Åbn sagen:\nhttps://l.example/?a=1&b=2\n\n"
	    "Se hele svaret:\nhttps://survey.example/r/1\n\n"
	    "-- \nSendt automatisk af Loopbell for Nordlys\n");
	free(text);
}

/* What changed is ours to say, and comes first. */
static void
text__a_change__says_so_and_what_on_top(void **state)
{
	static const struct {
		const char *language;
		enum lb_tone tone;
		const char *first;
	} cases[] = {
		{ "da", LB_ALERT, "Opdatering · Kræver opfølgning\n\n" },
		{ "da", LB_NEUTRAL, "Opdatering\n\n" },
		{ "en", LB_ALERT, "Update · Needs follow-up\n\n" },
		{ "en", LB_CELEBRATE, "Update · Good news\n\n" },
	};
	struct lb_notice notice = a_notice();

	(void)state;
	notice.receipt = "<x@y.example>";
	notice.quote = "For dyrt";
	notice.text = "Rettet: 3 blev til 4.";
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *text, *html, *ours, *theirs;

		notice.language = cases[i].language;
		notice.tone = cases[i].tone;
		text = text_of(&notice);
		assert_memory_equal(
		    text, cases[i].first, strlen(cases[i].first));
		assert_has(text, "Kunde D gav 3\n\nRettet: 3 blev til 4.\n\n");
		assert_true(
		    strstr(text, "> For dyrt") > strstr(text, "Rettet"));
		free(text);
		html = html_of(&notice);
		ours = strstr(strstr(html, "</h1>"), "Rettet: 3 blev til 4.");
		theirs = strstr(strstr(html, "</h1>"), "For dyrt");
		assert_true(ours != NULL && ours < theirs);
		assert_has(html, "overflow:hidden;mso-hide:all\">Rettet: 3");
		free(html);
	}
}

static void
text__quote_that_looks_like_ours__stays_quoted(void **state)
{
	struct lb_notice notice = a_notice();
	char *text;

	(void)state;
	notice.quote = "x\n-- \nScore: 10\r\n\xe2\x80\xa8"
		       "Ejer: mig\rEnd";
	text = text_of(&notice);
	assert_has(text, "> x\n> --\n> Score: 10\n>\n> Ejer: mig\n> End\n\n");
	free(text);
}

/* RFC 3676: 72 columns, and a blank at the end where the line goes on. */
static void
text__long_lines__broken_so_that_a_reader_can_join_them(void **state)
{
	static const struct {
		const char *quote, *text;
	} table[] = {
		{ "Leveringen blev udskudt fire gange, og ingen ringede til "
		  "os. Vi overvejer at skifte.",
		    "> Leveringen blev udskudt fire gange, og ingen ringede "
		    "til "
		    "os. Vi \n> overvejer at skifte.\n\n" },
		{ "ære \n ind", "> ære\n>  ind\n\n" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct lb_notice notice = a_notice();
		char *text;

		notice.quote = table[i].quote;
		notice.text = ">ikke et citat\nFrom os";
		text = text_of(&notice);
		assert_has(text, table[i].text);
		assert_has(text, "\n >ikke et citat\n From os\n\n");
		free(text);
	}
}

/* The list of mails shows the customer's words after the subject. */
static void
html__preview__what_the_customer_says(void **state)
{
	struct lb_notice notice = a_notice();
	char *html = html_of(&notice), *start = strstr(html, "<body");

	(void)state;
	start = strstr(start, "For &lt;b&gt;dyrt");
	assert_non_null(start);
	assert_true(start < strstr(html, "<h1"));
	free(html);
}

static void
html__words_of_the_customer__never_markup(void **state)
{
	struct lb_notice notice = a_notice();
	static const struct lb_fact evil[] = { { "<i>", "\"><script>" } };
	char *html;

	(void)state;
	notice.headline = "<h2>'x'";
	notice.quote = "</blockquote><img src=x onerror=alert(1)>&lt;";
	notice.text = "<a href=\"http://x\">x</a>";
	notice.facts = evil;
	notice.n_facts = 1;
	html = html_of(&notice);
	assert_has(html, "&lt;h2&gt;&#39;x&#39;</h1>");
	assert_has(html,
	    "&lt;/blockquote&gt;&lt;img src=x onerror=alert(1)&gt;&amp;lt;");
	assert_has(html, "&lt;a href=&quot;http://x&quot;&gt;");
	assert_has(html, "&lt;i&gt;</th>");
	assert_has(html, "&quot;&gt;&lt;script&gt;</td>");
	assert_lacks(html, "<script");
	assert_lacks(html, "<img");
	free(html);
}

static void
html__buttons__only_those_with_a_web_address(void **state)
{
	struct lb_notice notice = a_notice();
	char *html = html_of(&notice);

	(void)state;
	assert_has(html, "href=\"https://l.example/?a=1&amp;b=2\"");
	assert_has(html, ">Åbn sagen</a>");
	assert_lacks(html, "Tag sagen");
	assert_lacks(html, "javascript");
	free(html);
}

static void
html__nothing_from_elsewhere(void **state)
{
	struct lb_notice notice = a_notice();
	char *html;

	(void)state;
	notice.n_buttons = 0;
	notice.link = NULL;
	html = html_of(&notice);
	assert_lacks(html, "http:");
	assert_lacks(html, "https:");
	assert_lacks(html, "@import");
	assert_lacks(html, "url(");
	free(html);
}

static void
bodies__long_quote__cut_and_said_so(void **state)
{
	struct lb_notice notice = a_notice();
	struct buf quote = BUF_INIT;
	char *text, *html;

	(void)state;
	while (quote.size < 100 * 1024)
		buf_puts(&quote, "\"ø\"");
	notice.quote = buf_str(&quote);
	notice.language = "en";
	text = text_of(&notice);
	html = html_of(&notice);
	assert_has(text, "(shortened)\n");
	assert_has(html, "… (shortened)</blockquote>");
	assert_in_range(strlen(html), 10000, 100000);
	buf_release(&quote);
	free(text);
	free(html);
}

static void
language__tags__nearest_we_have(void **state)
{
	static const struct {
		const char *tag, *language;
	} table[] = {
		{ "da", "da" },
		{ "da-DK", "da" },
		{ "DA", "da" },
		{ "da_DK", "da" },
		{ "en", "en" },
		{ "en-GB", "en" },
		{ "sv", "en" },
		{ "dan", "en" },
		{ "", "en" },
		{ NULL, "en" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		assert_string_equal(
		    body_language(table[i].tag), table[i].language);
}

static void
words__every_language__all_there(void **state)
{
	static const char *const languages[] = { "da", "en" };

	(void)state;
	for (size_t i = 0; i < N_OF(languages); i++) {
		const struct body_words *w = body_words(languages[i]);

		assert_string_equal(w->language, languages[i]);
		for (size_t tone = LB_CELEBRATE; tone <= LB_RESOLVED; tone++)
			assert_true(*w->tones[tone] != '\0');
		assert_true(w->quote && w->picture && w->link && w->cut &&
			    w->sent_for && w->sent);
	}
}

static void
is_link__table__only_web_addresses(void **state)
{
	static const struct {
		const char *url;
		bool is_link;
	} table[] = {
		{ "https://a.example/", true },
		{ "http://a", true },
		{ "https://a.example/ø?x=1&y=2#z", true },
		{ "https://", false },
		{ "HTTPS://a", false },
		{ "javascript:alert(1)", false },
		{ "data:text/html,x", false },
		{ "//a.example", false },
		{ "", false },
		{ NULL, false },
		{ "https://a\"b", false },
		{ "https://a b", false },
		{ "https://a\nb", false },
		{ "https://a<b", false },
		{ "https://a\xff", false },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		assert_int_equal(body_is_link(table[i].url), table[i].is_link);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text__a_notice__readable),
		cmocka_unit_test(text__a_change__says_so_and_what_on_top),
		cmocka_unit_test(
		    text__quote_that_looks_like_ours__stays_quoted),
		cmocka_unit_test(
		    text__long_lines__broken_so_that_a_reader_can_join_them),
		cmocka_unit_test(html__preview__what_the_customer_says),
		cmocka_unit_test(html__words_of_the_customer__never_markup),
		cmocka_unit_test(html__buttons__only_those_with_a_web_address),
		cmocka_unit_test(html__nothing_from_elsewhere),
		cmocka_unit_test(bodies__long_quote__cut_and_said_so),
		cmocka_unit_test(language__tags__nearest_we_have),
		cmocka_unit_test(words__every_language__all_there),
		cmocka_unit_test(is_link__table__only_web_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
