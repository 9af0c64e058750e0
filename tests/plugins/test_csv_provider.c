/* SPDX-License-Identifier: ISC */
/*
 * test_csv_provider.c - the provider csv in a folder of its own: what it
 * tells the core of rows as people really send them.
 */
#include "csv_world.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sdk/json.h"
#include "sdk/mem.h"

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
	assert_holds(fake_log(w->host), "3 rows passed over");
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
		TEST(open__wrong_settings__says_which),
		TEST(probe__files_there__says_how_they_are_read),
		TEST(probe__nothing_or_no_score__says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
