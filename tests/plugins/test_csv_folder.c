/* SPDX-License-Identifier: ISC */
/*
 * test_csv_folder.c - the provider csv in a folder of its own: which files it
 * reads, when, how often, and what becomes of them.
 */
#include "csv_world.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sdk/json.h"
#include "sdk/mem.h"

/* ---- Files. */

static void
poll__file_unchanged__is_not_read_again(void **state)
{
	struct world *w = *state;

	assert_int_equal(read_text(w, HEAD "1;20-11-2026;9;\n"), 1);
	assert_int_equal(poll_once(w), 0);
	assert_null(fake_cursor(w->host));
	open_with(w, ""); /* another process */
	assert_int_equal(poll_once(w), 0);
}

static void
poll__whole_file_exported_anew__emits_all(void **state)
{
	struct world *w = *state;

	assert_int_equal(read_text(w, HEAD "1;20-11-2026;9;\n"), 1);
	assert_int_equal(read_text(w, HEAD "1;20-11-2026;9;\n"
					   "2;21-11-2026;3;\n"),
	    2);
	assert_int_equal(strlen(w->cursor), 18);
}

static void
poll__settings_changed__reads_again(void **state)
{
	struct world *w = *state;

	assert_int_equal(read_text(w, HEAD "1;20-11-2026;9;\n"), 1);
	open_with(w, "\"survey\":\"other\"");
	assert_int_equal(poll_once(w), 1);
	open_with(w, "\"survey\":\"other\",\"settle\":\"0\"");
	assert_int_equal(poll_once(w), 0);
}

static void
poll__killed_in_the_middle__goes_on_after_the_cursor(void **state)
{
	struct world *w = *state;
	struct buf file = BUF_INIT;
	char *whole;

	buf_puts(&file, HEAD);
	for (int i = 0; i < 2500; i++)
		buf_printf(&file, "%d;20-11-2026;9;\"a\nb\"\n", i);
	buf_puts(&file, "x;20-11-2026;12;\n");
	assert_int_equal(read_text(w, buf_str(&file)), 2500);
	buf_release(&file);
	whole = w->cursor;
	w->cursor = mem_printf("1 %.16s@1500", whole + 2);
	assert_int_equal(poll_once(w), 1000);
	assert_string_equal(text_of(w, 0, "id"), "1500");
	assert_holds(refusal(w, 0, "why"), "a.csv:5002: ");
	assert_string_equal(w->cursor, whole);
	free(whole);
}

static void
poll__being_written__waits_until_it_is_still(void **state)
{
	struct world *w = *state;

	put(w, "a.csv", HEAD "1;20-11-2026;9;\n2;20-");
	clock_s = (int64_t)time(NULL);
	assert_int_equal(poll_once(w), 0);
	clock_s += 4;
	assert_int_equal(poll_once(w), 0);
	put(w, "a.csv", HEAD "1;20-11-2026;9;\n2;20-11-2026;3;\n");
	assert_int_equal(poll_once(w), 0);
	clock_s += 10;
	assert_int_equal(poll_once(w), 2);
	assert_int_equal(cJSON_GetArraySize(fake_refused(w->host)), 0);
}

static void
poll__times_of_the_future__waits_by_its_own_clock(void **state)
{
	struct world *w = *state;

	put(w, "a.csv", HEAD "1;20-11-2026;9;\n");
	clock_s = (int64_t)time(NULL) - 86400;
	assert_int_equal(poll_once(w), 0);
	clock_s += 6;
	assert_int_equal(poll_once(w), 1);
}

static void
poll__names_of_uploads__are_passed_over(void **state)
{
	static const char *const names[] = { ".a.csv", "a.csv.part", "a.part",
		"~$a.csv", "a.xlsx", "a.tmp", "a.csv.done" };
	struct world *w = *state;

	open_with(w, "\"pattern\":[\"*\",\"*.csv\"]");
	for (size_t i = 0; i < N_OF(names); i++)
		if (strcmp(names[i], "a.xlsx") != 0)
			put(w, names[i], HEAD "1;20-11-2026;9;\n");
	assert_int_equal(poll_once(w), 0);
	open_with(w, "");
	put(w, "a.xlsx", "PK");
	put(w, "B.CSV", HEAD "1;20-11-2026;9;\n");
	put(w, "c.txt", HEAD "1;20-11-2026;9;\n");
	assert_int_equal(poll_once(w), 2);
}

static void
poll__marker__waits_for_it_or_hurries(void **state)
{
	struct world *w = *state;

	open_with(w, "\"marker\":\"yes\"");
	put(w, "a.csv", HEAD "1;20-11-2026;9;\n");
	assert_int_equal(poll_once(w), 0);
	put(w, "a.csv.done", "");
	assert_int_equal(poll_once(w), 1);

	open_with(w, "");
	clock_s = (int64_t)time(NULL);
	put(w, "b.csv", HEAD "1;20-11-2026;9;\n");
	put(w, "b.csv.done", "");
	assert_int_equal(poll_once(w), 1);
}

static void
poll__done_move__only_what_the_cursor_covers(void **state)
{
	struct world *w = *state;

	open_with(w, "\"done\":\"move\"");
	put(w, "a.csv.done", "");
	assert_int_equal(read_text(w, HEAD "1;20-11-2026;9;\n"), 1);
	assert_true(exists(w, "a.csv"));
	assert_int_equal(poll_once(w), 0);
	assert_false(exists(w, "a.csv"));
	assert_false(exists(w, "a.csv.done"));
	assert_true(exists(w, "done/a.csv"));
	assert_string_equal(w->cursor, "1");
	/* The next day's export of the same name. */
	assert_int_equal(read_text(w, HEAD "2;21-11-2026;3;\n"), 1);
	assert_int_equal(poll_once(w), 0);
	assert_false(exists(w, "a.csv"));
	assert_true(exists(w, "done/a.csv"));
	assert_int_equal(poll_once(w), 0);
}

static void
poll__cursor_not_stored__moves_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "\"done\":\"move\"");
	assert_int_equal(read_text(w, HEAD "1;20-11-2026;9;\n"), 1);
	free(w->cursor);
	w->cursor = NULL; /* the core died before it stored anything */
	assert_int_equal(poll_once(w), 1);
	assert_true(exists(w, "a.csv"));
}

static void
poll__done_move_in_a_read_only_folder__keeps_and_says_so_once(void **state)
{
	struct world *w = *state;

	if (geteuid() == 0) {
		/* root may write anywhere: a file in the way does the same */
		put(w, "done", "not a folder");
	} else {
		put(w, "a.csv", HEAD "1;20-11-2026;9;\n");
		chmod(w->folder, 0555);
	}
	open_with(w, "\"done\":\"move\"");
	if (geteuid() == 0)
		put(w, "a.csv", HEAD "1;20-11-2026;9;\n");
	assert_int_equal(poll_once(w), 1);
	assert_int_equal(poll_once(w), 0);
	assert_holds(fake_log(w->host), "cannot be moved");
	assert_int_equal(poll_once(w), 0);
	assert_string_equal(fake_log(w->host), "");
	chmod(w->folder, 0755);
}

static void
poll__no_table_of_answers__is_told_once_and_stays(void **state)
{
	struct world *w = *state;

	open_with(w, "\"done\":\"move\"");
	assert_int_equal(read_text(w, "navn;alder\nBo;7\n"), 0);
	assert_holds(refusal(w, 0, "why"), "a.csv: no column for the score");
	assert_holds(fake_log(w->host), "a.csv: not read: no column");
	assert_int_equal(poll_once(w), 0);
	assert_int_equal(cJSON_GetArraySize(fake_refused(w->host)), 0);
	assert_true(exists(w, "a.csv"));
	put(w, "b.csv", "");
	assert_int_equal(poll_once(w), 0);
	assert_holds(refusal(w, 0, "why"), "b.csv: it is empty");
}

static void
poll__files__oldest_first(void **state)
{
	struct timespec old[2] = { { 1000000, 0 }, { 1000000, 0 } };
	struct world *w = *state;
	char *path = path_of(w, "z.csv");

	put(w, "a.csv", HEAD "a;20-11-2026;9;\n");
	put(w, "z.csv", HEAD "z;20-11-2026;9;\n");
	utimensat(AT_FDCWD, path, old, 0);
	free(path);
	assert_int_equal(poll_once(w), 2);
	assert_string_equal(text_of(w, 0, "id"), "z");
}

static void
poll__folder_gone__is_tried_again(void **state)
{
	struct world *w = *state;

	rmdir(w->folder);
	assert_int_equal(
	    loopbell_plugin.provider->poll(w->plugin, NULL), LB_RETRY);
	assert_holds(fake_why(w->host), w->folder);
}

static void
poll__cursor_of_another__reads_all_and_says_so(void **state)
{
	struct world *w = *state;

	w->cursor = mem_string("{\"page\":7}");
	assert_int_equal(read_text(w, HEAD "1;20-11-2026;9;\n"), 1);
	assert_holds(fake_log(w->host), "not one of this plugin");
}

static void
poll__file_that_may_not_be_read__is_told_once_others_go_on(void **state)
{
	struct world *w = *state;
	char *path = path_of(w, "a.csv");

	if (geteuid() == 0) {
		free(path);
		skip();
	}
	put(w, "a.csv", HEAD "1;20-11-2026;9;\n");
	chmod(path, 0);
	put(w, "b.csv", HEAD "1;20-11-2026;9;\n");
	assert_int_equal(poll_once(w), 1);
	assert_holds(fake_log(w->host), "Permission denied");
	assert_int_equal(poll_once(w), 0);
	assert_string_equal(fake_log(w->host), "");
	chmod(path, 0600);
	assert_int_equal(poll_once(w), 1);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(poll__file_unchanged__is_not_read_again),
		TEST(poll__whole_file_exported_anew__emits_all),
		TEST(poll__settings_changed__reads_again),
		TEST(poll__killed_in_the_middle__goes_on_after_the_cursor),
		TEST(poll__being_written__waits_until_it_is_still),
		TEST(poll__times_of_the_future__waits_by_its_own_clock),
		TEST(poll__names_of_uploads__are_passed_over),
		TEST(poll__marker__waits_for_it_or_hurries),
		TEST(poll__done_move__only_what_the_cursor_covers),
		TEST(poll__cursor_not_stored__moves_nothing),
		TEST(
		    poll__done_move_in_a_read_only_folder__keeps_and_says_so_once),
		TEST(poll__no_table_of_answers__is_told_once_and_stays),
		TEST(poll__files__oldest_first),
		TEST(poll__folder_gone__is_tried_again),
		TEST(poll__cursor_of_another__reads_all_and_says_so),
		TEST(
		    poll__file_that_may_not_be_read__is_told_once_others_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
