/* SPDX-License-Identifier: ISC */
/* test_folder.c - notices as files: whole, once, and where they belong. */
#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/fake_host.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

struct world {
	char *folder;
	struct lb_host *host;
	void *state;
};

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

/* A folder that is not there yet, two levels deep. */
static struct world
world_new(const char *format, bool *opened)
{
	struct world w = { .folder = mem_string("/tmp/loopbell-folder-XXXXXX"),
		.host = fake_host_new() };
	char *settings;

	assert_non_null(mkdtemp(w.folder));
	settings = mem_printf("{\"folder\":\"%s/a/b\",\"format\":\"%s\","
			      "\"from\":\"Bot <bot@nordlys.example>\"}",
	    w.folder, format);
	w.state = fake_open(w.host, &loopbell_plugin, settings);
	if (opened)
		*opened = w.state != NULL;
	else if (!w.state)
		fail_msg("%s", fake_why(w.host));
	free(settings);
	return w;
}

static void
world_free(struct world *w)
{
	fake_host_free(w->host);
	nftw(w->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(w->folder);
}

static enum lb_result
deliver(struct world *w, const struct lb_notice *notice)
{
	return loopbell_plugin.notifier->deliver(w->state, notice);
}

static enum lb_result
find(struct world *w, const struct lb_notice *notice)
{
	return loopbell_plugin.notifier->find(w->state, notice);
}

/* The names in a subfolder, in no order, parted by blanks. */
static char *
names_in(const struct world *w, const char *sub)
{
	char *path = mem_printf("%s/a/b/%s", w->folder, sub);
	DIR *dir = opendir(path);
	const struct dirent *entry;
	struct buf out = BUF_INIT;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			buf_printf(&out, "%s ", entry->d_name);
	closedir(dir);
	free(path);
	return buf_take(&out);
}

static void
assert_names(const struct world *w, const char *sub, const char *names)
{
	char *got = names_in(w, sub);

	assert_string_equal(got, names);
	free(got);
}

static char *
content_of(const struct world *w, const char *name)
{
	char *path = mem_printf("%s/a/b/%s", w->folder, name);
	FILE *f = fopen(path, "rb");
	struct buf out = BUF_INIT;
	size_t n = 1;

	assert_non_null(f);
	while (n > 0) {
		n = fread(buf_room(&out, 4096), 1, 4096, f);
		out.size += n;
		buf_end(&out);
	}
	fclose(f);
	free(path);
	return buf_take(&out);
}

static struct lb_notice
a_notice(void)
{
	return (struct lb_notice){ .id = "01JD0Z",
		.target = "anna@nordlys.example",
		.headline = "Kunde D gav 3",
		.quote = "For dyrt",
		.language = "da",
		.made_us = 1795163405000000 };
}

static void
deliver__mail__one_whole_message_in_new(void **state)
{
	struct world w = world_new("mail", NULL);
	struct lb_notice notice = a_notice();
	char *mail;

	(void)state;
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	assert_string_equal(fake_receipt(w.host), "<01JD0Z@nordlys.example>");
	assert_names(&w, "new", "01JD0Z.loopbell ");
	assert_names(&w, "tmp", "");
	mail = content_of(&w, "new/01JD0Z.loopbell");
	assert_non_null(strstr(mail, "\r\nTo: anna@nordlys.example\r\n"));
	assert_non_null(
	    strstr(mail, "\r\nMessage-ID: <01JD0Z@nordlys.example>\r\n"));
	free(mail);
	world_free(&w);
}

static void
deliver__twice__one_file(void **state)
{
	static const char *const formats[] = { "mail", "slack" };

	(void)state;
	for (size_t i = 0; i < N_OF(formats); i++) {
		struct world w = world_new(formats[i], NULL);
		struct lb_notice notice = a_notice();

		assert_int_equal(deliver(&w, &notice), LB_DONE);
		fake_forget(w.host);
		assert_int_equal(deliver(&w, &notice), LB_DONE);
		assert_non_null(fake_receipt(w.host));
		if (i == 0)
			assert_names(&w, "new", "01JD0Z.loopbell ");
		else
			assert_names(&w, ".", "01JD0Z.json ");
		world_free(&w);
	}
}

/* Somebody's mail program read it, and moved it. */
static void
deliver__moved_to_cur__not_written_again(void **state)
{
	struct world w = world_new("mail", NULL);
	struct lb_notice notice = a_notice();
	char *from = mem_printf("%s/a/b/new/01JD0Z.loopbell", w.folder);
	char *to = mem_printf("%s/a/b/cur/01JD0Z.loopbell:2,S", w.folder);

	(void)state;
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	assert_int_equal(find(&w, &notice), LB_DONE);
	assert_names(&w, "new", "");
	assert_names(&w, "cur", "01JD0Z.loopbell:2,S ");
	free(from);
	free(to);
	world_free(&w);
}

static void
deliver__change_of_a_mail__is_a_mail_in_its_thread(void **state)
{
	struct world w = world_new("mail", NULL);
	struct lb_notice notice = a_notice(), change = a_notice();
	char *mail;

	(void)state;
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	change.id = "02AAAA";
	change.receipt = "<01JD0Z@nordlys.example>";
	change.quote = "For dyrt, og for sent";
	assert_int_equal(find(&w, &change), LB_REJECT);
	for (int i = 0; i < 2; i++)
		assert_int_equal(deliver(&w, &change), LB_DONE);
	assert_string_equal(fake_receipt(w.host), "<02AAAA@nordlys.example>");
	assert_int_equal(find(&w, &change), LB_DONE);
	mail = content_of(&w, "new/01JD0Z.loopbell");
	assert_null(strstr(mail, "og for sent"));
	free(mail);
	mail = content_of(&w, "new/02AAAA.loopbell");
	assert_non_null(strstr(mail, "og for sent"));
	assert_non_null(strstr(mail, "\r\nSubject: Re: "));
	assert_non_null(
	    strstr(mail, "\r\nIn-Reply-To: <01JD0Z@nordlys.example>\r\n"));
	free(mail);
	world_free(&w);
}

static void
deliver__slack__what_would_be_posted(void **state)
{
	struct world w = world_new("slack", NULL);
	struct lb_notice notice = a_notice();
	char *text;
	cJSON *json;

	(void)state;
	notice.target = "#kunderedning";
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	assert_string_equal(fake_receipt(w.host), "01JD0Z.json");
	text = content_of(&w, "01JD0Z.json");
	json = cJSON_Parse(text);
	assert_string_equal(json_string(json, "channel"), "#kunderedning");
	assert_non_null(json_member(json, "blocks"));
	cJSON_Delete(json);
	free(text);
	world_free(&w);
}

static void
deliver__change_of_a_slack_message__rewrites_it(void **state)
{
	struct world w = world_new("slack", NULL);
	struct lb_notice notice = a_notice();
	char *text;

	(void)state;
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	notice.id = "02AAAA";
	notice.receipt = "01JD0Z.json";
	notice.headline = "Ny overskrift";
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	assert_names(&w, ".", "01JD0Z.json ");
	text = content_of(&w, "01JD0Z.json");
	assert_non_null(strstr(text, "Ny overskrift"));
	free(text);
	world_free(&w);
}

/* The arguments of chat.postMessage, or those of chat.update, and no others. */
static void
deliver__slack_messages_that_belong_to_others__are_slacks_arguments(
    void **state)
{
	static const struct {
		const char *thread, *receipt, *channel, *thread_ts, *ts;
	} cases[] = {
		{ NULL, NULL, "#x", NULL, NULL },
		{ "C1/1.2", NULL, "C1", "1.2", NULL },
		{ NULL, "C1/1.3", "C1", NULL, "1.3" },
		{ "C1/1.2", "C1/1.3", "C1", NULL, "1.3" },
		{ "01AAAA.json", NULL, "#x", "01AAAA.json", NULL },
		{ NULL, "01BBBB.json", "#x", NULL, "01BBBB.json" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct world w = world_new("slack", NULL);
		struct lb_notice notice = a_notice();
		char *name, *text, *end;
		cJSON *json;

		notice.target = "#x";
		notice.thread = cases[i].thread;
		notice.receipt = cases[i].receipt;
		assert_int_equal(deliver(&w, &notice), LB_DONE);
		name = names_in(&w, ".");
		end = strchr(name, ' ');
		*end = '\0';
		text = content_of(&w, name);
		json = cJSON_Parse(text);
		assert_string_equal(
		    json_string(json, "channel"), cases[i].channel);
		if (cases[i].thread_ts)
			assert_string_equal(json_string(json, "thread_ts"),
			    cases[i].thread_ts);
		else
			assert_null(json_member(json, "thread_ts"));
		if (cases[i].ts)
			assert_string_equal(
			    json_string(json, "ts"), cases[i].ts);
		assert_true((cases[i].ts == NULL) ==
			    (json_member(json, "unfurl_links") != NULL));
		cJSON_Delete(json);
		free(text);
		free(name);
		world_free(&w);
	}
}

/* An id or a receipt never leaves the folder. */
static void
deliver__ids_and_receipts_with_slashes__stay_in_the_folder(void **state)
{
	static const char *const ids[] = { "../../x", "/etc/x", "..", ".", "",
		"a/b", "a\n" };

	(void)state;
	for (size_t i = 0; i < N_OF(ids) * 2; i++) {
		struct world w = world_new(i % 2 ? "mail" : "slack", NULL);
		struct lb_notice notice = a_notice();
		char *names;

		notice.id = ids[i / 2];
		assert_int_equal(deliver(&w, &notice), LB_DONE);
		notice.id = "x";
		notice.receipt = ids[i / 2];
		assert_int_equal(deliver(&w, &notice), LB_DONE);
		names = names_in(&w, i % 2 ? "new" : ".");
		assert_true(*names != '\0');
		assert_null(strchr(names, '/'));
		free(names);
		names = names_in(&w, "..");
		assert_string_equal(names, "b ");
		free(names);
		world_free(&w);
	}
}

static void
find__before_and_after__rejects_then_done(void **state)
{
	static const char *const formats[] = { "mail", "slack" };

	(void)state;
	for (size_t i = 0; i < N_OF(formats); i++) {
		struct world w = world_new(formats[i], NULL);
		struct lb_notice notice = a_notice(), other = a_notice();

		other.id = "01JD0";
		assert_int_equal(find(&w, &notice), LB_REJECT);
		assert_int_equal(deliver(&w, &notice), LB_DONE);
		fake_forget(w.host);
		assert_int_equal(find(&w, &notice), LB_DONE);
		assert_non_null(strstr(fake_receipt(w.host), "01JD0Z"));
		assert_int_equal(find(&w, &other), LB_REJECT);
		world_free(&w);
	}
}

static void
deliver__mail_to_a_channel__rejected(void **state)
{
	struct world w = world_new("mail", NULL);
	struct lb_notice notice = a_notice();

	(void)state;
	notice.target = "#kunderedning";
	assert_int_equal(deliver(&w, &notice), LB_REJECT);
	assert_string_equal(
	    fake_why(w.host), "\"#kunderedning\" is not an e-mail address");
	assert_names(&w, "new", "");
	world_free(&w);
}

static void
deliver__picture_missing__delivered_with_a_warning(void **state)
{
	struct world w = world_new("mail", NULL);
	struct lb_notice notice = a_notice();

	(void)state;
	notice.picture = "/nonexistent.png";
	assert_int_equal(deliver(&w, &notice), LB_DONE);
	assert_non_null(strstr(fake_log(w.host), "the picture is left out"));
	world_free(&w);
}

static void
deliver__folder_is_gone__retry_with_the_path(void **state)
{
	struct world w = world_new("slack", NULL);
	struct lb_notice notice = a_notice();
	char *path = mem_printf("%s/a/b", w.folder);

	(void)state;
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(deliver(&w, &notice), LB_RETRY);
	assert_non_null(strstr(fake_why(w.host), "No such file"));
	assert_non_null(strstr(fake_why(w.host), path));
	assert_false(loopbell_plugin.probe(w.state));
	free(path);
	world_free(&w);
}

static void
open__a_file_stands_there__says_so(void **state)
{
	struct lb_host *host = fake_host_new();

	(void)state;
	assert_null(fake_open(
	    host, &loopbell_plugin, "{\"folder\":\"" SRCDIR "/LICENSE/x\"}"));
	assert_non_null(strstr(fake_why(host), "LICENSE"));
	fake_host_free(host);
}

static void
open__bad_settings__said_in_words(void **state)
{
	static const struct {
		const char *settings, *says;
	} table[] = {
		{ "{}", "folder" },
		{ "{\"folder\":\"\"}", "folder is empty" },
		{ "{\"folder\":\"/tmp/x\",\"from\":\"me\"}",
		    "from: \"me\" is not an e-mail address" },
		{ "{\"folder\":\"/tmp/x\",\"format\":\"pdf\"}", "format" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct lb_host *host = fake_host_new();

		assert_null(
		    fake_open(host, &loopbell_plugin, table[i].settings));
		if (!strstr(fake_why(host), table[i].says))
			fail_msg("%s", fake_why(host));
		fake_host_free(host);
	}
}

static void
probe__writable__says_so_and_leaves_nothing(void **state)
{
	static const char *const formats[] = { "mail", "slack" };

	(void)state;
	for (size_t i = 0; i < N_OF(formats); i++) {
		struct world w = world_new(formats[i], NULL);

		assert_true(loopbell_plugin.probe(w.state));
		assert_non_null(strstr(fake_log(w.host), "can be written to"));
		assert_names(&w, i == 0 ? "tmp" : ".", "");
		world_free(&w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deliver__mail__one_whole_message_in_new),
		cmocka_unit_test(deliver__twice__one_file),
		cmocka_unit_test(deliver__moved_to_cur__not_written_again),
		cmocka_unit_test(
		    deliver__change_of_a_mail__is_a_mail_in_its_thread),
		cmocka_unit_test(deliver__slack__what_would_be_posted),
		cmocka_unit_test(
		    deliver__change_of_a_slack_message__rewrites_it),
		cmocka_unit_test(
		    deliver__slack_messages_that_belong_to_others__are_slacks_arguments),
		cmocka_unit_test(
		    deliver__ids_and_receipts_with_slashes__stay_in_the_folder),
		cmocka_unit_test(find__before_and_after__rejects_then_done),
		cmocka_unit_test(deliver__mail_to_a_channel__rejected),
		cmocka_unit_test(
		    deliver__picture_missing__delivered_with_a_warning),
		cmocka_unit_test(deliver__folder_is_gone__retry_with_the_path),
		cmocka_unit_test(open__a_file_stands_there__says_so),
		cmocka_unit_test(open__bad_settings__said_in_words),
		cmocka_unit_test(probe__writable__says_so_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
