/* SPDX-License-Identifier: ISC */
/* test_accounts_csv.c - the directory accounts_csv, and its pieces. */
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "directories/accounts_csv/accounts.h"
#include "directories/accounts_csv/amount.h"
#include "directories/accounts_csv/company.h"
#include "fake_host.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define HEAD                                                              \
	"account_id;name;domains;owner_name;owner_email;segment;product;" \
	"industry;value;currency\n"

struct world {
	struct lb_host *host;
	void *plugin;
	char path[64];
};

static int64_t later_s;

static int64_t
fake_now(void)
{
	return (int64_t)time(NULL) + later_s;
}

static void
put(const struct world *w, const char *text)
{
	int fd = open(w->path, O_CREAT | O_TRUNC | O_WRONLY, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void
open_with(struct world *w, const char *more)
{
	char *settings = mem_printf(
	    "{\"file\":\"%s\"%s%s}", w->path, *more ? "," : "", more);

	w->plugin = fake_open(w->host, &loopbell_plugin, settings);
	free(settings);
}

static int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));
	int fd;

	snprintf(w->path, sizeof(w->path), "/tmp/test_accounts.XXXXXX");
	fd = mkstemp(w->path);
	if (fd < 0)
		return -1;
	close(fd);
	accounts_now = fake_now;
	later_s = 3600;
	w->host = fake_host_new();
	put(w, HEAD
	    "80017;Nordisk St\xc3\xa5l A/S;nordisk.example, stal.example;"
	    "Anna Holm;anna@os.example;enterprise;ERP;industry;1.250.000;DKK\n"
	    "80018;Lyng & S\xc3\xb8n ApS;lyng.example;Bo;bo@os.example;smb;"
	    "Faktura;trade;480000;DKK\n"
	    "80019;Wide Ltd;@gmail.com;;;;;;;\n"
	    "80020;Deep;nordisk.co.example http://www.deep.example/x;;;;;;"
	    "12,5;EUR\n");
	open_with(w, "");
	*state = w;
	return w->plugin == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	unlink(w->path);
	fake_host_free(w->host);
	free(w);
	return 0;
}

/* The id of the account found; "" when there is none. */
static const char *
find(struct world *w, const char *account_id, const char *email,
    const char *company)
{
	const struct lb_pair properties[] = { { "x", "80018" },
		{ account_id == NULL ? NULL : "account_id", account_id },
		{ NULL, NULL } };
	const struct lb_response who = {
		.email = email, .company = company, .properties = properties
	};
	const char *id;

	fake_forget(w->host);
	if (loopbell_plugin.directory->lookup(w->plugin, &who) != LB_DONE)
		return "";
	id = json_string(cJSON_GetArrayItem(fake_accounts(w->host), 0), "id");
	return id == NULL ? "(no id)" : id;
}

/* clang-format off */
static const struct {
	const char *account_id, *email, *company, *found;
} lookups[] = {
	{ "80017", NULL, NULL, "80017" },
	{ "80017", "x@lyng.example", "Deep", "80017" },
	{ "1", "x@lyng.example", "Deep", "80018" },
	{ NULL, "x@lyng.example", "Deep", "80018" },
	{ NULL, "X@LYNG.Example", NULL, "80018" },
	{ NULL, "x@stal.example", NULL, "80017" },
	{ NULL, "x@a.b.nordisk.example", NULL, "80017" },
	{ NULL, "x@sub.nordisk.co.example", NULL, "80020" },
	{ NULL, "x@www.deep.example", NULL, "80020" },
	{ NULL, "x@xlyng.example", NULL, "" },
	{ NULL, "x@example", NULL, "" },
	{ NULL, "nobody", NULL, "" },
	{ NULL, "@", NULL, "" },
	{ NULL, "x@gmail.com", NULL, "80019" },
	{ NULL, "x@sub.gmail.com", NULL, "" },
	{ NULL, "x@hotmail.com", NULL, "" },
	{ NULL, NULL, "NORDISK STAAL", "80017" },
	{ NULL, NULL, "Nordisk St\xc3\xa5l", "80017" },
	{ NULL, NULL, "lyng og s\xc3\xb8n", "" },
	{ NULL, NULL, "Lyng & S\xc3\xb8n A.p.S.", "80018" },
	{ NULL, NULL, "Lyng S\xc3\xb8n", "80018" },
	{ NULL, NULL, "ApS", "" },
	{ NULL, NULL, "", "" },
	{ NULL, NULL, NULL, "" },
};

static const struct {
	const char *text;
	enum amount_mark mark;
	double value; /* < 0: none */
} amounts[] = {
	{ "480000", AMOUNT_AUTO, 480000 },
	{ "1.250.000", AMOUNT_AUTO, 1250000 },
	{ "1,250,000", AMOUNT_AUTO, 1250000 },
	{ "1.250.000,50", AMOUNT_AUTO, 1250000.5 },
	{ "1,250,000.50", AMOUNT_AUTO, 1250000.5 },
	{ "480.000", AMOUNT_AUTO, 480000 },
	{ "480,000", AMOUNT_AUTO, 480000 },
	{ "480,5", AMOUNT_AUTO, 480.5 },
	{ "480.50", AMOUNT_AUTO, 480.5 },
	{ "480.000", AMOUNT_POINT, 480 },
	{ "480.000", AMOUNT_COMMA, 480000 },
	{ "480,000", AMOUNT_COMMA, 480 },
	{ "480.000 kr.", AMOUNT_AUTO, 480000 },
	{ "DKK 480.000,-", AMOUNT_AUTO, 480000 },
	{ "\xe2\x82\xac 1 250 000", AMOUNT_AUTO, 1250000 },
	{ "1\xc2\xa0" "250", AMOUNT_AUTO, 1250 },
	{ "1'250'000", AMOUNT_AUTO, 1250000 },
	{ "0", AMOUNT_AUTO, 0 },
	{ "-5", AMOUNT_AUTO, -1 },
	{ "", AMOUNT_AUTO, -1 },
	{ "x", AMOUNT_AUTO, -1 },
	{ "12 a 14", AMOUNT_AUTO, -1 },
	{ "1E+11", AMOUNT_AUTO, -1 },
	{ "ukendt", AMOUNT_AUTO, -1 },
};

static const struct {
	const char *name, *folded;
} companies[] = {
	{ "Kunde D A/S", "kunde d" },
	{ "KUNDE D AS", "kunde d" },
	{ "\xc3\x98stre K\xc3\xa6rgaard ApS", "oestre kaergaard" },
	{ "Acme, Inc.", "acme" },
	{ "Acme Holding A/S", "acme" },
	{ "M\xc3\xbcller GmbH & Co. KG", "muller gmbh co" },
	{ "A/S", "as" },
	{ "  ", "" },
	{ "Bolt-It B.V.", "bolt it" },
};
/* clang-format on */

static void
lookup__id_then_domain_then_name__finds_the_account(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(lookups); i++) {
		const char *found = find(w, lookups[i].account_id,
		    lookups[i].email, lookups[i].company);

		if (strcmp(found, lookups[i].found) != 0)
			fail_msg("%zu: \"%s\", not \"%s\"", i, found,
			    lookups[i].found);
	}
}

static void
lookup__found__tells_all_of_it(void **state)
{
	struct world *w = *state;
	const cJSON *a;

	assert_string_equal(find(w, "80017", NULL, NULL), "80017");
	a = cJSON_GetArrayItem(fake_accounts(w->host), 0);
	assert_string_equal(json_string(a, "name"), "Nordisk St\xc3\xa5l A/S");
	assert_string_equal(json_string(a, "owner_name"), "Anna Holm");
	assert_string_equal(json_string(a, "owner_email"), "anna@os.example");
	assert_string_equal(json_string(a, "segment"), "enterprise");
	assert_string_equal(json_string(a, "product"), "ERP");
	assert_string_equal(json_string(a, "industry"), "industry");
	assert_string_equal(json_string(a, "currency"), "DKK");
	assert_true(json_real(a, "value", 0) == 1250000);
	find(w, "80019", NULL, NULL);
	a = cJSON_GetArrayItem(fake_accounts(w->host), 0);
	assert_null(json_string(a, "owner_name"));
}

static void
lookup__file_changed__uses_the_new_one_once_it_is_still(void **state)
{
	struct world *w = *state;

	put(w, HEAD "1;New;new.example;;;;;;;\n");
	later_s = 0;
	assert_string_equal(find(w, "80017", NULL, NULL), "80017");
	later_s = 3600;
	assert_string_equal(find(w, "80017", NULL, NULL), "");
	assert_string_equal(find(w, NULL, "x@new.example", NULL), "1");
}

static void
lookup__new_file_is_broken__keeps_the_old_and_says_so_once(void **state)
{
	static const char *const broken[] = { "", HEAD, "a;b\n1;2\n" };
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(broken); i++) {
		put(w, broken[i]);
		later_s += 10;
		assert_string_equal(find(w, "80017", NULL, NULL), "80017");
		assert_non_null(
		    strstr(fake_log(w->host), "accounts read before"));
		assert_string_equal(find(w, "80018", NULL, NULL), "80018");
		assert_string_equal(fake_log(w->host), "");
	}
	unlink(w->path);
	assert_string_equal(find(w, "80017", NULL, NULL), "80017");
	assert_non_null(strstr(fake_log(w->host), "No such file"));
	assert_string_equal(find(w, "80017", NULL, NULL), "80017");
	assert_string_equal(fake_log(w->host), "");
}

static void
open__odd_rows__are_told_and_others_used(void **state)
{
	struct world *w = *state;

	put(w, HEAD "1;A;a.example;;;;;;ukendt;DKK\n"
		    "1;B;b.example;;;;;;;\n"
		    ";;;Anna;;;;;;\n"
		    "2;C;a.example;;;;;;;\n"
		    "3;D;\"x;;;;;;;\n");
	fake_forget(w->host);
	open_with(w, "");
	assert_non_null(strstr(fake_log(w->host), "2 accounts"));
	assert_non_null(strstr(fake_log(w->host),
	    "3 rows passed over, the first: line 3: its id stands"));
	assert_non_null(strstr(fake_log(w->host), "1 mail domains stand"));
	assert_non_null(strstr(fake_log(w->host), "1 values are no amounts"));
	assert_string_equal(find(w, NULL, "x@a.example", NULL), "1");
	assert_string_equal(find(w, NULL, "x@b.example", NULL), "");
}

static void
open__columns_of_ones_own__are_used(void **state)
{
	struct world *w = *state;

	put(w, "Debitor,Hvem,Kr\n7,Bo & Co,\"1.250,000\"\n");
	open_with(w, "\"columns\":{\"name\":\"Hvem\",\"value\":\"Kr\"},"
		     "\"decimal_comma\":\"yes\"");
	assert_string_equal(find(w, NULL, NULL, "BO CO"), "7");
	assert_true(json_real(cJSON_GetArrayItem(fake_accounts(w->host), 0),
			"value", 0) == 1250);
}

static void
open__no_file_or_no_table__fails_and_says_why(void **state)
{
	struct world *w = *state;

	put(w, "a;b\n1;2\n");
	open_with(w, "");
	assert_null(w->plugin);
	assert_non_null(strstr(fake_why(w->host), "no column for the id"));
	unlink(w->path);
	open_with(w, "");
	assert_null(w->plugin);
	assert_non_null(strstr(fake_why(w->host), "No such file"));
}

static void
probe__accounts__says_how_many(void **state)
{
	struct world *w = *state;

	fake_forget(w->host);
	assert_true(loopbell_plugin.probe(w->plugin));
	assert_non_null(strstr(fake_log(w->host), "4 accounts, 6 mail"));
	assert_non_null(strstr(fake_log(w->host), "everybody's"));
}

static void
lookup__a_hundred_thousand_accounts__all_are_found(void **state)
{
	struct world *w = *state;
	struct buf file = BUF_INIT;
	char *id, *email;

	buf_puts(&file, HEAD);
	for (int i = 0; i < so_many(100000); i++)
		buf_printf(&file,
		    "K%d;Firma %d A/S;firma%d.example;Anna;a@os.example;smb;"
		    "ERP;trade;%d;DKK\n",
		    i, i, i, i);
	put(w, buf_str(&file));
	buf_release(&file);
	open_with(w, "");
	for (int i = 0; i < so_many(100000); i += 997) {
		id = mem_printf("K%d", i);
		email = mem_printf("x@sub.firma%d.example", i);
		assert_string_equal(find(w, NULL, email, NULL), id);
		free(id);
		free(email);
	}
}

static void
amount__as_written__is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(amounts); i++) {
		double value = -1;
		bool ok =
		    amount_read(amounts[i].text, amounts[i].mark, &value);

		if (ok != (amounts[i].value >= 0) ||
		    (ok && value != amounts[i].value))
			fail_msg("\"%s\": %f", amounts[i].text, value);
	}
}

static void
company_fold__forms_and_signs__go(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(companies); i++) {
		struct buf out = BUF_INIT;

		company_fold(&out, companies[i].name);
		assert_string_equal(buf_str(&out), companies[i].folded);
		buf_release(&out);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lookup__id_then_domain_then_name__finds_the_account),
		TEST(lookup__found__tells_all_of_it),
		TEST(lookup__file_changed__uses_the_new_one_once_it_is_still),
		TEST(
		    lookup__new_file_is_broken__keeps_the_old_and_says_so_once),
		TEST(open__odd_rows__are_told_and_others_used),
		TEST(open__columns_of_ones_own__are_used),
		TEST(open__no_file_or_no_table__fails_and_says_why),
		TEST(probe__accounts__says_how_many),
		TEST(lookup__a_hundred_thousand_accounts__all_are_found),
		cmocka_unit_test(amount__as_written__is_read),
		cmocka_unit_test(company_fold__forms_and_signs__go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
