/* SPDX-License-Identifier: ISC */
/* test_message.c - a notice as a complete mail, and what may not get in. */
#include <unistd.h>

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

/* A mail cannot be changed, so the change follows it. */
static void
write__a_change__answers_the_mail_it_changes(void **state)
{
	struct lb_notice notice = a_notice();
	struct error err;
	char *mail;

	(void)state;
	notice.id = "01JD1CHANGE";
	notice.receipt = "<01JD0Z@nordlys.example>";
	notice.headline = "Kunde D gav 4";
	mail = mail_of(&notice, &err);
	assert_has(mail, "\r\nSubject: Re: Kunde D gav 4\r\n");
	assert_has(mail, "\r\nMessage-ID: <01JD1CHANGE@nordlys.example>\r\n"
			 "In-Reply-To: <01JD0Z@nordlys.example>\r\n"
			 "References: <01JD0Z@nordlys.example>\r\n");
	free(mail);
}

/* RFC 5322 3.6.4: the thread from its beginning, and once each. */
static void
write__a_change_within_a_thread__refers_to_both(void **state)
{
	static const struct {
		const char *thread, *references;
	} cases[] = {
		{ "<first@nordlys.example>",
		    "References: <first@nordlys.example>\r\n "
		    "<01JD0Z@nordlys.example>\r\n" },
		{ "<01JD0Z@nordlys.example>",
		    "References: <01JD0Z@nordlys.example>\r\nC" },
		{ "C024/17636.000",
		    "References: <01JD0Z@nordlys.example>\r\nC" },
	};
	struct lb_notice notice = a_notice();
	struct error err;

	(void)state;
	notice.receipt = "<01JD0Z@nordlys.example>";
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *mail;

		notice.thread = cases[i].thread;
		mail = mail_of(&notice, &err);
		assert_has(
		    mail, "\r\nIn-Reply-To: <01JD0Z@nordlys.example>\r\n");
		assert_has(mail, cases[i].references);
		free(mail);
	}
}

/* Whatever is said, and in answer to whatever. */
static void
id__of_a_notice__is_of_its_id_alone(void **state)
{
	struct lb_notice notice = a_notice();
	char *first = message_id(&notice, &sender), *again;

	(void)state;
	notice.receipt = "<01JCZZ@nordlys.example>";
	notice.thread = "<01JCAA@nordlys.example>";
	notice.text = notice.headline = "Andet";
	notice.made_us++;
	again = message_id(&notice, &sender);
	assert_string_equal(first, again);
	free(first);
	free(again);
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
	assert_has(buf_str(&out), "Kundens ord");
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
		cmocka_unit_test(write__a_change__answers_the_mail_it_changes),
		cmocka_unit_test(
		    write__a_change_within_a_thread__refers_to_both),
		cmocka_unit_test(id__of_a_notice__is_of_its_id_alone),
		cmocka_unit_test(id__any_notice_id__is_an_id),
		cmocka_unit_test(write__missing_picture__sent_without_it),
		cmocka_unit_test(write__long_headline__subject_is_cut),
		cmocka_unit_test(
		    write__language_of_the_instance__where_the_notice_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
