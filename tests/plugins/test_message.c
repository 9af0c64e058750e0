/* SPDX-License-Identifier: ISC */
/* test_message.c - a notice as a complete mail, and what may not get in. */
#include <unistd.h>

#include "notifiers/email/body.h"
#include "notifiers/email/message.h"
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

static const struct message_sender sender = {
	.from = { (char *)"Loopbell", (char *)"bot@nordlys.example" },
	.id_domain = "nordlys.example",
	.company = "Nordlys",
};

/* The mail of a notice, or "" and why not in err.  The test frees it. */
static char *
mail_of(const struct lb_notice *notice, struct error *err)
{
	struct buf out = BUF_INIT;

	err->text[0] = '\0';
	if (!message_write(&out, notice, &sender, err))
		buf_reset(&out);
	return buf_take(&out);
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
write__a_notice__headers_in_order(void **state)
{
	struct lb_notice notice = a_notice();
	struct error err;
	char *mail = mail_of(&notice, &err);

	(void)state;
	*strstr(mail, "Content-Type") = '\0';
	assert_string_equal(mail,
	    "Date: Fri, 20 Nov 2026 08:30:05 +0000\r\n"
	    "From: \"Loopbell\" <bot@nordlys.example>\r\n"
	    "To: anna@nordlys.example\r\n"
	    "Subject: Kunde D gav 3\r\n"
	    "Message-ID: <01JD0Z6X8Q3V5T7N9B1D3F5H7K@nordlys.example>\r\n"
	    "Content-Language: da\r\n"
	    "Importance: high\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "X-Auto-Response-Suppress: OOF, AutoReply\r\n"
	    "X-Loopbell-Notice: 01JD0Z6X8Q3V5T7N9B1D3F5H7K\r\n"
	    "MIME-Version: 1.0\r\n");
	free(mail);
}

static void
write__twice__the_same_bytes(void **state)
{
	struct lb_notice notice = a_notice();
	struct error err;
	char *one = mail_of(&notice, &err), *two = mail_of(&notice, &err);

	(void)state;
	assert_string_equal(one, two);
	free(one);
	free(two);
}

static void
write__time_zones__date_says_the_same_moment(void **state)
{
	static const struct {
		const char *tz, *date;
	} table[] = {
		{ "UTC", "Date: Fri, 20 Nov 2026 08:30:05 +0000\r\n" },
		{ "CET-1", "Date: Fri, 20 Nov 2026 09:30:05 +0100\r\n" },
		{ "NST3:30", "Date: Fri, 20 Nov 2026 05:00:05 -0330\r\n" },
		{ "XXX12", "Date: Thu, 19 Nov 2026 20:30:05 -1200\r\n" },
	};
	struct lb_notice notice = a_notice();
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char *mail;

		setenv("TZ", table[i].tz, 1);
		mail = mail_of(&notice, &err);
		assert_has(mail, table[i].date);
		free(mail);
	}
	setenv("TZ", "UTC", 1);
}

static void
write__no_address__refused(void **state)
{
	struct lb_notice notice = a_notice();
	struct error err;
	char *mail;

	(void)state;
	notice.target = "#kunderedning";
	mail = mail_of(&notice, &err);
	assert_string_equal(mail, "");
	assert_string_equal(
	    err.text, "\"#kunderedning\" is not an e-mail address");
	free(mail);
}

static void
write__follows_a_mail__threaded(void **state)
{
	struct lb_notice notice = a_notice();
	struct error err;
	char *mail;

	(void)state;
	notice.thread = "<first@nordlys.example>";
	mail = mail_of(&notice, &err);
	assert_has(mail, "\r\nIn-Reply-To: <first@nordlys.example>\r\n"
			 "References: <first@nordlys.example>\r\n");
	free(mail);
	notice.thread = "C024/17636\r\nBcc: evil@evil.example";
	mail = mail_of(&notice, &err);
	assert_lacks(mail, "In-Reply-To");
	assert_lacks(mail, "References");
	assert_lacks(mail, "evil");
	free(mail);
}

/* A mail cannot be changed, so the change follows it; a change sent twice is
 * still one mail, another change another. */
static void
id__a_change__its_own_and_stable(void **state)
{
	struct lb_notice notice = a_notice();
	char *first = message_id(&notice, &sender), *change, *again, *other;

	(void)state;
	notice.receipt = first;
	change = message_id(&notice, &sender);
	again = message_id(&notice, &sender);
	notice.text = "Løst.";
	other = message_id(&notice, &sender);
	assert_string_equal(change, again);
	assert_string_not_equal(change, first);
	assert_string_not_equal(change, other);
	free(first);
	free(change);
	free(again);
	free(other);
}

static void
id__any_notice_id__is_an_id(void **state)
{
	static const char *const ids[] = { "", "a b", "a@b", "a>\r\nBcc: x",
		"æ", "..", "\x01",
		"1234567890123456789012345678901234567890123456789012345678901"
		"234567890" };
	struct lb_notice notice = a_notice();

	(void)state;
	for (size_t i = 0; i < N_OF(ids); i++) {
		char *id;

		notice.id = ids[i];
		id = message_id(&notice, &sender);
		id[strlen(id) - 1] = '\0';
		assert_true(address_is_valid(id + 1));
		free(id);
	}
}

static void
write__missing_picture__sent_without_it(void **state)
{
	struct lb_notice notice = a_notice();
	struct error err;
	char *mail;

	(void)state;
	notice.picture = "/nonexistent/p.png";
	mail = mail_of(&notice, &err);
	assert_has(mail, "multipart/alternative");
	assert_lacks(mail, "multipart/related");
	assert_string_equal(
	    err.text, "/nonexistent/p.png: No such file or directory");
	free(mail);
	notice.picture = SRCDIR "/LICENSE";
	mail = mail_of(&notice, &err);
	assert_lacks(mail, "multipart/related");
	assert_has(err.text, "not a PNG file");
	free(mail);
}

static void
write__long_headline__subject_is_cut(void **state)
{
	struct lb_notice notice = a_notice();
	struct buf long_one = BUF_INIT;
	struct error err;
	char *mail;

	(void)state;
	for (size_t i = 0; i < 5000; i++)
		buf_puts(&long_one, "ab ");
	notice.headline = buf_str(&long_one);
	mail = mail_of(&notice, &err);
	assert_in_range(
	    strstr(mail, "Message-ID") - strstr(mail, "Subject"), 200, 400);
	buf_release(&long_one);
	free(mail);
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
	    "Kræver handling\n\nKunde D gav 3\n\n"
	    "Kunden skriver:\n> For dyrt.\n>\n> Og for sent.\n\n"
	    "Ring i dag.\n\n"
	    "Score: 3\nEjer:  Anna <Holm>\n\n"
	    "Åbn sagen:\nhttps://l.example/?a=1&b=2\n\n"
	    "Se hele svaret:\nhttps://survey.example/r/1\n\n"
	    "-- \nSendt automatisk af Loopbell for Nordlys\n");
	free(text);
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

static void
write__language_of_the_instance__where_the_notice_has_none(void **state)
{
	struct message_sender danish = sender;
	struct lb_notice notice = a_notice();
	struct buf out = BUF_INIT;
	struct error err;

	(void)state;
	danish.language = "da-DK";
	notice.language = NULL;
	assert_true(message_write(&out, &notice, &danish, &err));
	assert_has(buf_str(&out), "Content-Language: da\r\n");
	assert_has(buf_str(&out), "Kunden skriver");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write__a_notice__headers_in_order),
		cmocka_unit_test(write__twice__the_same_bytes),
		cmocka_unit_test(write__time_zones__date_says_the_same_moment),
		cmocka_unit_test(write__no_address__refused),
		cmocka_unit_test(write__follows_a_mail__threaded),
		cmocka_unit_test(id__a_change__its_own_and_stable),
		cmocka_unit_test(id__any_notice_id__is_an_id),
		cmocka_unit_test(write__missing_picture__sent_without_it),
		cmocka_unit_test(write__long_headline__subject_is_cut),
		cmocka_unit_test(text__a_notice__readable),
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
		cmocka_unit_test(
		    write__language_of_the_instance__where_the_notice_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
