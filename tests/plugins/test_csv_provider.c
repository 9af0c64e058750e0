/* SPDX-License-Identifier: ISC */
/*
 * test_csv_provider.c - the provider csv in a folder of its own: what it
 * tells the core of files as people really send them.
 */
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fake_host.h"
#include "providers/csv/folder.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define HEAD "id;date;score;comment\n"

struct world {
	struct lb_host *host;
	void *plugin;
	char folder[64];
	char *cursor; /* what the core has stored */
};

static int64_t clock_s; /* what the plugin takes for now; 0: far ahead */

static int64_t
fake_now(void)
{
	return clock_s != 0 ? clock_s : (int64_t)time(NULL) + 3600;
}

static void
open_with(struct world *w, const char *more)
{
	char *settings = mem_printf("{\"folder\":\"%s\"%s%s}", w->folder,
	    *more != '\0' ? "," : "", more);

	w->plugin = fake_open(w->host, &loopbell_plugin, settings);
	free(settings);
	if (w->plugin == NULL)
		fail_msg("open: %s", fake_why(w->host));
}

static int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	snprintf(w->folder, sizeof(w->folder), "/tmp/test_csv.XXXXXX");
	if (mkdtemp(w->folder) == NULL)
		return -1;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	clock_s = 0;
	folder_now = fake_now;
	w->host = fake_host_new();
	open_with(w, "");
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;
	char *command = mem_printf("rm -rf '%s'", w->folder);
	int rc = system(command);

	free(command);
	fake_host_free(w->host);
	free(w->cursor);
	free(w);
	return rc;
}

static char *
path_of(const struct world *w, const char *name)
{
	return mem_printf("%s/%s", w->folder, name);
}

static void
put_bytes(const struct world *w, const char *name, const char *bytes, size_t n)
{
	char *path = path_of(w, name);
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
	free(path);
}

static void
put(const struct world *w, const char *name, const char *text)
{
	put_bytes(w, name, text, strlen(text));
}

static bool
exists(const struct world *w, const char *name)
{
	char *path = path_of(w, name);
	bool does = access(path, F_OK) == 0;

	free(path);
	return does;
}

/* One poll; stores its cursor as the core would. */
static int
poll_once(struct world *w)
{
	int n;

	fake_forget(w->host);
	assert_int_equal(
	    loopbell_plugin.provider->poll(w->plugin, w->cursor), LB_DONE);
	if (fake_cursor(w->host) != NULL) {
		free(w->cursor);
		w->cursor = mem_string(fake_cursor(w->host));
	}
	n = cJSON_GetArraySize(fake_responses(w->host));
	return n;
}

static int
read_text(struct world *w, const char *text)
{
	put(w, "a.csv", text);
	return poll_once(w);
}

static const cJSON *
answer(const struct world *w, int i)
{
	return cJSON_GetArrayItem(fake_responses(w->host), i);
}

static const char *
text_of(const struct world *w, int i, const char *name)
{
	const char *s = json_string(answer(w, i), name);

	return s == NULL ? "(none)" : s;
}

static const char *
property_of(const struct world *w, int i, const char *name)
{
	const char *s =
	    json_string(json_member(answer(w, i), "properties"), name);

	return s == NULL ? "(none)" : s;
}

static const char *
refusal(const struct world *w, int i, const char *member)
{
	const cJSON *r = cJSON_GetArrayItem(fake_refused(w->host), i);
	const char *s = r == NULL ? NULL : json_string(r, member);

	return s == NULL ? "(none)" : s;
}

static void
assert_holds(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" does not hold \"%s\"", text, part);
}

/* ---- Rows. */

static void
poll__the_proposed_format__emits_every_field(void **state)
{
	struct world *w = *state;

	open_with(w, "\"channel\":\"phone\"");
	assert_int_equal(
	    read_text(w,
		"response_id;survey;interview_date;interviewer_id;disposition;"
		"attempts;company;account_id;contact_name;email;phone;"
		"owner_email;score;comment;follow_up;language\r\n"
		"T-10042;B2B telefon 2026H2;20-11-2026 09:30;17;I;2;Kunde D "
		"A/S;80017;Dan Dahl;dan@kunde-d.example;+4570123456;"
		"anna@os.example;6;\"Savner en fast kontakt; \"\"hvem ringer "
		"man til?\"\"\";J;dansk\r\n"),
	    1);
	assert_string_equal(text_of(w, 0, "id"), "T-10042");
	assert_string_equal(text_of(w, 0, "survey"), "B2B telefon 2026H2");
	assert_int_equal(json_integer(answer(w, 0), "answered_us", 0),
	    INT64_C(1795163400000000));
	assert_int_equal(json_integer(answer(w, 0), "score", -1), 6);
	assert_string_equal(text_of(w, 0, "scale"), "nps_0_10");
	assert_true(json_bool(answer(w, 0), "complete", false));
	assert_string_equal(text_of(w, 0, "comment"),
	    "Savner en fast kontakt; \"hvem ringer man til?\"");
	assert_string_equal(text_of(w, 0, "language"), "da");
	assert_string_equal(text_of(w, 0, "channel"), "phone");
	assert_string_equal(text_of(w, 0, "email"), "dan@kunde-d.example");
	assert_string_equal(text_of(w, 0, "name"), "Dan Dahl");
	assert_string_equal(text_of(w, 0, "company"), "Kunde D A/S");
	assert_string_equal(property_of(w, 0, "account_id"), "80017");
	assert_string_equal(property_of(w, 0, "phone"), "+4570123456");
	assert_string_equal(
	    property_of(w, 0, "owner_email"), "anna@os.example");
	assert_string_equal(property_of(w, 0, "follow_up"), "J");
	assert_string_equal(property_of(w, 0, "interviewer_id"), "17");
	assert_string_equal(property_of(w, 0, "disposition"), "(none)");
}

static void
poll__same_answer_in_any_encoding__reads_the_same(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} files[] = {
#define F(s) { s, sizeof(s) - 1 }
		F("id;date;score;comment\n1;20-11-2026;3;bl\xc3\xa5\n"),
		F("\xef\xbb\xbfid;date;score;comment\n1;20-11-2026;3;bl\xc3"
		  "\xa5\n"),
		F("sep=;\r\nid;date;score;comment\r\n1;20-11-2026;3;bl\xe5"),
		F("id\tdate\tscore\tcomment\r1\t20-11-2026\t3\tbl\xe5\r"),
		F("\xff\xfei\0d\0,\0d\0a\0t\0e\0,\0s\0c\0o\0r\0e\0,\0c\0o\0m\0"
		  "m\0e\0n\0t\0\n\0"
		  "1\0,\0"
		  "2\0"
		  "0\0-\0"
		  "1\0"
		  "1\0-\0"
		  "2\0"
		  "0"
		  "\0"
		  "2\0"
		  "6\0,\0"
		  "3\0,\0b\0l\0\xe5\0"),
#undef F
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(files); i++) {
		char *name = mem_printf("%zu.csv", i);

		put_bytes(w, name, files[i].bytes, files[i].n);
		free(name);
		assert_int_equal(poll_once(w), 1);
		assert_string_equal(text_of(w, 0, "id"), "1");
		assert_string_equal(text_of(w, 0, "comment"), "bl\xc3\xa5");
		assert_int_equal(json_integer(answer(w, 0), "score", -1), 3);
	}
}

static void
poll__no_answer__is_not_zero_and_zero_is_an_answer(void **state)
{
	struct world *w = *state;

	assert_int_equal(read_text(w, HEAD "1;20-11-2026;0;\n"
					   "2;20-11-2026;Ved ikke;\n"
					   "3;20-11-2026;99;\n"
					   "4;20-11-2026;;kun en kommentar\n"
					   "5;20-11-2026;;\n"),
	    4);
	assert_int_equal(json_integer(answer(w, 0), "score", -9), 0);
	for (int i = 1; i < 4; i++)
		assert_int_equal(json_integer(answer(w, i), "score", -9), -1);
	assert_int_equal(cJSON_GetArraySize(fake_refused(w->host)), 0);
}

static void
poll__bad_rows__are_kept_aside_and_good_ones_go_on(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    read_text(w, HEAD "1;20-11-2026;9;a\n"
			      "2;20-11-2026;11;b\n"
			      "3;31-02-2026;9;c\n"
			      "4;20-11-2026;8,5;d\n"
			      "5;20-11-2026;9;e;f\n"
			      "6;20-11-2026\n"
			      ";20-11-2026;9;g\n"
			      "8;;9;h\n"
			      "9;20-11-2026;9;\"i\n"
			      "10;20-11-2026;10 (helt sikkert);j\n"),
	    2);
	assert_string_equal(refusal(w, 0, "raw"), "2;20-11-2026;11;b");
	assert_string_equal(refusal(w, 0, "why"),
	    "a.csv:3: score: 11 is not on the scale 0-10");
	assert_holds(refusal(w, 1, "why"), "a.csv:4: date: \"31-02-2026\": ");
	assert_holds(refusal(w, 2, "why"), "a.csv:5: score: \"8,5\" is not a");
	assert_holds(refusal(w, 3, "why"), "a.csv:6: has 5 fields");
	assert_holds(refusal(w, 4, "why"), "a.csv:7: has only 2 fields");
	assert_holds(refusal(w, 5, "why"), "a.csv:8: id: is missing");
	assert_holds(refusal(w, 6, "why"), "a.csv:9: date: it is empty");
	assert_holds(refusal(w, 7, "why"), "a.csv:10: a quote is opened");
	assert_int_equal(json_integer(answer(w, 1), "score", -1), 10);
	assert_holds(fake_log(w->host), "warning: a.csv: read 2 answers");
	assert_holds(fake_log(w->host), "8 bad rows");
	assert_holds(fake_log(w->host), "the first: line 3: score: 11");
}

static void
poll__thousands_of_bad_rows__one_log_line_and_a_limit(void **state)
{
	struct world *w = *state;
	struct buf file = BUF_INIT;
	size_t lines = 0;

	buf_puts(&file, HEAD);
	for (int i = 0; i < 3000; i++)
		buf_printf(&file, "%d;20-11-2026;12;\n", i);
	assert_int_equal(read_text(w, buf_str(&file)), 0);
	buf_release(&file);
	assert_int_equal(cJSON_GetArraySize(fake_refused(w->host)), 1000);
	for (const char *p = fake_log(w->host); *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 1);
	assert_holds(fake_log(w->host), "3000 bad rows");
}

static void
poll__dispositions__only_complete_ones_count(void **state)
{
	struct world *w = *state;

	assert_int_equal(
	    read_text(w, "id;date;disposition;score\n"
			 "1;20-11-2026;I;9\n"
			 "2;20-11-2026;NC;\n"
			 "3;20-11-2026;R;\n"
			 "4;20-11-2026;P;3\n"
			 "5;20-11-2026;Gennemf\xc3\xb8rt;ved ikke\n"
			 "6;;NC;\n"),
	    3);
	assert_true(json_bool(answer(w, 0), "complete", false));
	assert_false(json_bool(answer(w, 1), "complete", true));
	assert_string_equal(text_of(w, 2, "id"), "5");
	assert_int_equal(cJSON_GetArraySize(fake_refused(w->host)), 0);
	assert_holds(fake_log(w->host), "3 interviews not held");
}

static void
poll__no_id__makes_the_same_one_each_time(void **state)
{
	static const char text[] = "date;email;telefon;name;score\n"
				   "20-11-2026;a@k.example;;;9\n"
				   "20-11-2026;;70123456;;8\n"
				   "21-11-2026;a@k.example;;;9\n"
				   "20-11-2026 10:00;a@k.example;;;3\n"
				   "20-11-2026;;;;7\n";
	struct world *w = *state;
	char *first;

	assert_int_equal(read_text(w, text), 4);
	first = mem_string(text_of(w, 0, "id"));
	assert_string_not_equal(first, text_of(w, 1, "id"));
	assert_string_not_equal(first, text_of(w, 2, "id"));
	assert_holds(refusal(w, 0, "why"), "says who answered");
	assert_holds(fake_log(w->host), "4 answers have no id");
	put(w, "b.csv", text);
	assert_int_equal(poll_once(w), 4);
	assert_string_equal(text_of(w, 0, "id"), first);
	free(first);
}

static void
poll__ids_rounded_by_a_spreadsheet__are_told_and_kept_apart(void **state)
{
	struct world *w = *state;

	assert_int_equal(read_text(w, "id;date;email;score\n"
				      "1,23E+11;20-11-2026;a@k.example;9\n"
				      "1,23E+11;20-11-2026;b@k.example;3\n"
				      "12E45;20-11-2026;c@k.example;3\n"),
	    3);
	assert_string_not_equal(text_of(w, 0, "id"), text_of(w, 1, "id"));
	assert_string_equal(text_of(w, 2, "id"), "12E45");
	assert_holds(fake_log(w->host), "2 ids look like 1,23E+11");
}

static void
poll__guarded_cells__lose_the_guard(void **state)
{
	struct world *w = *state;

	assert_int_equal(read_text(w, "id;date;score;comment;phone;kode\n"
				      "'007;'20-11-2026;'9;'=1+1;'+4570;"
				      "=\"0042\"\n"),
	    1);
	assert_string_equal(text_of(w, 0, "id"), "007");
	assert_int_equal(json_integer(answer(w, 0), "score", -1), 9);
	assert_string_equal(text_of(w, 0, "comment"), "=1+1");
	assert_string_equal(property_of(w, 0, "phone"), "+4570");
	assert_string_equal(property_of(w, 0, "kode"), "0042");
}

static void
poll__one_to_ten__warns_and_never_rescales(void **state)
{
	struct world *w = *state;
	struct buf file = BUF_INIT;

	assert_int_equal(
	    read_text(w, "id;date;NPS (1-10)\n1;20-11-2026;10\n"), 1);
	assert_int_equal(json_integer(answer(w, 0), "score", -1), 10);
	assert_holds(fake_log(w->host), "asks on another scale");

	buf_puts(&file, HEAD);
	for (int i = 0; i < 600; i++)
		buf_printf(&file, "%d;20-11-2026;%d;\n", i, i % 10 + 1);
	put(w, "b.csv", buf_str(&file));
	buf_release(&file);
	assert_int_equal(poll_once(w), 600);
	assert_holds(fake_log(w->host), "nobody of hundreds answered 0");

	put(w, "c.csv", HEAD "1;20-11-2026;5 = neutral;\n");
	poll_once(w);
	assert_holds(fake_log(w->host), "calls 5 neutral");
}

static void
poll__another_scale_set__says_so_and_does_not_warn(void **state)
{
	struct world *w = *state;

	open_with(w, "\"scale\":\"1-10\"");
	assert_int_equal(read_text(w, "id;date;NPS (1-10)\n1;20-11-2026;10\n"
				      "2;20-11-2026;0\n"),
	    1);
	assert_string_equal(text_of(w, 0, "scale"), "scale_1_10");
	assert_null(strstr(fake_log(w->host), "another scale"));
	assert_holds(refusal(w, 0, "why"), "scale 1-10");
}

static void
poll__settings__are_followed(void **state)
{
	struct world *w = *state;

	open_with(w,
	    "\"survey\":\"S1\",\"date_order\":\"mdy\",\"zone\":\"UTC\","
	    "\"delimiter\":\"|\",\"encoding\":\"windows-1252\","
	    "\"no_answer\":[\"0\",\"x, y\"],"
	    "\"columns\":{\"score\":\"Q7\",\"id\":\"nr\",\"region\":\"amt\"}");
	assert_int_equal(read_text(w, "nr|date|Q7|amt|survey|score\n"
				      "1|11/20/2026 9:30 AM|7|\xc6r\xf8|S2|3\n"
				      "2|11/20/2026|0|a|S2|3\n"
				      "3|11/20/2026|Y|a|S2|3\n"),
	    3);
	assert_string_equal(text_of(w, 0, "survey"), "S1");
	assert_int_equal(json_integer(answer(w, 0), "answered_us", 0),
	    INT64_C(1795167000000000));
	assert_int_equal(json_integer(answer(w, 0), "score", -1), 7);
	assert_string_equal(property_of(w, 0, "region"), "\xc3\x86r\xc3\xb8");
	assert_string_equal(property_of(w, 0, "score"), "3");
	assert_int_equal(json_integer(answer(w, 1), "score", 7), -1);
	assert_int_equal(json_integer(answer(w, 2), "score", 7), -1);
}

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

/* ---- Settings and probe. */

static void
open__wrong_settings__says_which(void **state)
{
	struct world *w = *state;

	assert_null(fake_open(w->host, &loopbell_plugin,
	    "{\"folder\":\"/x\",\"zone\":\"Mars/Olympus\"}"));
	assert_holds(fake_why(w->host), "Mars/Olympus");
	assert_null(fake_open(w->host, &loopbell_plugin,
	    "{\"folder\":\"/x\",\"delimiter\":\"semicolon\"}"));
	assert_holds(fake_why(w->host), "delimiter");
	assert_null(fake_open(w->host, &loopbell_plugin, "{}"));
	assert_holds(fake_why(w->host), "folder");
	assert_null(fake_open(w->host, &loopbell_plugin,
	    "{\"folder\":\"/x\",\"scale\":\"0-11\"}"));
}

static void
probe__files_there__says_how_they_are_read(void **state)
{
	struct world *w = *state;

	put(w, "a.csv",
	    "id;date;Karakter;Kommentar;Afdeling\n"
	    "1;x;9;\n2;20-11-2026 09.30;9;tak;Salg\n");
	assert_true(loopbell_plugin.probe(w->plugin));
	assert_holds(fake_log(w->host), "1 files match");
	assert_holds(fake_log(w->host), "score = \"Karakter\"");
	assert_holds(fake_log(w->host), "properties: Afdeling");
	assert_holds(fake_log(w->host), "line 2 would be kept aside: date");
	assert_holds(fake_log(w->host),
	    "line 3 would be answer 2 to survey \"test\" at "
	    "2026-11-20T08:30:00Z: score 9 on 0-10");
	assert_null(strstr(fake_log(w->host), "tak"));
	assert_int_equal(cJSON_GetArraySize(fake_responses(w->host)), 0);
}

static void
probe__nothing_or_no_score__says_so(void **state)
{
	struct world *w = *state;

	assert_true(loopbell_plugin.probe(w->plugin));
	assert_holds(fake_log(w->host), "nothing to read yet");
	put(w, "a.csv", "a;b\n1;2\n");
	assert_false(loopbell_plugin.probe(w->plugin));
	assert_holds(fake_why(w->host), "no column for the score");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(poll__the_proposed_format__emits_every_field),
		TEST(poll__same_answer_in_any_encoding__reads_the_same),
		TEST(poll__no_answer__is_not_zero_and_zero_is_an_answer),
		TEST(poll__bad_rows__are_kept_aside_and_good_ones_go_on),
		TEST(poll__thousands_of_bad_rows__one_log_line_and_a_limit),
		TEST(poll__dispositions__only_complete_ones_count),
		TEST(poll__no_id__makes_the_same_one_each_time),
		TEST(
		    poll__ids_rounded_by_a_spreadsheet__are_told_and_kept_apart),
		TEST(poll__guarded_cells__lose_the_guard),
		TEST(poll__one_to_ten__warns_and_never_rescales),
		TEST(poll__another_scale_set__says_so_and_does_not_warn),
		TEST(poll__settings__are_followed),
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
		TEST(open__wrong_settings__says_which),
		TEST(probe__files_there__says_how_they_are_read),
		TEST(probe__nothing_or_no_score__says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
