/* SPDX-License-Identifier: ISC */
/* test_console.c - notices as plain text. */
#include <unistd.h>

#include "plugins/fake_host.h"
#include "sdk/buf.h"
#include "sdk/mem.h"
#include "test.h"

static struct lb_notice
a_notice(void)
{
	return (struct lb_notice){ .id = "01JD0Z",
		.target = "#kunderedning",
		.tone = LB_ALERT,
		.headline = "Kunde D gav 3",
		.quote = "For dyrt",
		.language = "da" };
}

static void
deliver__no_file__one_line_in_the_log(void **state)
{
	struct lb_host *host = fake_host_new();
	void *console = fake_open(host, &loopbell_plugin, "{}");
	struct lb_notice notice = a_notice();

	(void)state;
	notice.headline = "Kunde D\r\ngav 3";
	assert_int_equal(
	    loopbell_plugin.notifier->deliver(console, &notice), LB_DONE);
	notice.receipt = "01JD0Z";
	assert_int_equal(
	    loopbell_plugin.notifier->deliver(console, &notice), LB_DONE);
	assert_non_null(strstr(fake_log(host),
	    "alert to #kunderedning, changed: Kunde D gav 3\n"));
	assert_non_null(
	    strstr(fake_log(host), "alert to #kunderedning: Kunde D gav 3\n"));
	assert_null(strstr(fake_log(host), "dyrt"));
	assert_string_equal(fake_receipt(host), "01JD0Z");
	fake_host_free(host);
}

static char *
content_of(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf out = BUF_INIT;

	assert_non_null(f);
	out.size = fread(buf_room(&out, 8192), 1, 8192, f);
	buf_end(&out);
	fclose(f);
	return buf_take(&out);
}

static void
deliver__a_file__blocks_are_added(void **state)
{
	char path[] = "/tmp/loopbell-console-XXXXXX";
	struct lb_host *host = fake_host_new();
	struct lb_notice notice = a_notice();
	char *settings, *text;
	void *console;
	int fd = mkstemp(path);

	(void)state;
	settings = mem_printf("{\"file\":\"%s\"}", path);
	console = fake_open(host, &loopbell_plugin, settings);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    loopbell_plugin.notifier->deliver(console, &notice),
		    LB_DONE);
	text = content_of(path);
	assert_non_null(
	    strstr(text, "==== alert to #kunderedning: Kunde D gav 3\n\n"
			 "Kræver opfølgning\n\nKunde D gav 3\n\nKundens ord:\n"
			 "> For dyrt\n"));
	assert_non_null(strstr(text + 1, "\n==== alert"));
	close(fd);
	unlink(path);
	free(text);
	free(settings);
	fake_host_free(host);
}

static void
deliver__file_cannot_be_opened__retry_with_its_name(void **state)
{
	struct lb_host *host = fake_host_new();
	void *console =
	    fake_open(host, &loopbell_plugin, "{\"file\":\"/nonexistent/x\"}");
	struct lb_notice notice = a_notice();

	(void)state;
	assert_int_equal(
	    loopbell_plugin.notifier->deliver(console, &notice), LB_RETRY);
	assert_string_equal(
	    fake_why(host), "/nonexistent/x: No such file or directory");
	fake_host_free(host);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deliver__no_file__one_line_in_the_log),
		cmocka_unit_test(deliver__a_file__blocks_are_added),
		cmocka_unit_test(
		    deliver__file_cannot_be_opened__retry_with_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
