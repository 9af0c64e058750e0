/* SPDX-License-Identifier: ISC */
/* test_drivers.c - what comments are about. */
#include "test.h"

#include <time.h>
#include <unistd.h>

#include "decide/drivers.h"
#include "sdk/mem.h"

static struct drivers *
own_lists(void)
{
	struct drivers *d = drivers_new();
	struct problems problems = PROBLEMS_INIT;

	if (!drivers_load(d, SRCDIR "/config/drivers/da.yaml", &problems) ||
	    !drivers_load(d, SRCDIR "/config/drivers/en.yaml", &problems))
		fail_msg("%s", problems.list[0].text);
	problems_release(&problems);
	return d;
}

static void
assert_found(const struct drivers *d, const char *text, const char *language,
    const char *expected)
{
	struct buf out = BUF_INIT;
	bool found = drivers_find(d, text, language, &out);

	if (strcmp(buf_str(&out), expected) != 0)
		fail_msg("%s (%s): \"%s\", not \"%s\"", text,
		    language != NULL ? language : "-", buf_str(&out),
		    expected);
	assert_int_equal(found, *expected != '\0');
	buf_release(&out);
}

static void
find__comment_of_a_customer__names_its_drivers(void **state)
{
	static const struct {
		const char *language, *text, *expected;
	} comments[] = {
		/* clang-format off */
		{ "da", "Prisen er steget for meget, og supporten svarer ikke.", "price,support" },
		{ "da", "PRISERNE er for høje", "price" },
		{ "da", "Savner en fast kontakt", "contact_person" },
		{ "da", "Vi savner den faste kontakt fra før.", "contact_person" },
		{ "da", "Fakturaerne passer aldrig", "invoicing" },
		{ "da", "Fakturaens linjer er uklare", "invoicing" },
		{ "da", "Rapporteringen mangler nøgletal", "reporting" },
		{ "da", "Rapporteringen mangler NØGLETAL og noegletal", "reporting" },
		{ "da", "Der var nedbrud tre gange i oktober", "reliability" },
		{ "da", "Leveringen kom for sent", "delivery" },
		{ "da", "Ventetiden på hotlinen er lang", "support" },
		{ "da", "Det tog lang tid at komme i gang", "onboarding" },
		{ "da", "Opstarten gik fint, men systemet er langsomt", "onboarding,product,reliability" },
		{ "da", "Rabatten forsvandt", "price" },
		{ "da", "Vi er en enterprise-kunde", "" },
		{ "da", "Alt er godt", "" },
		{ "da", "", "" },
		{ "da-DK", "Prisens udvikling", "price" },
		{ "en", "The price increase came without notice", "communication,price" },
		{ "en", "Invoices are wrong, tickets are slow", "invoicing,reliability,support" },
		{ "en", "Great onboarding; the dashboards are lovely.", "onboarding,reporting" },
		{ "en", "Nobody ever gets back to us. Response times!", "support" },
		{ "en", "Our account manager\xe2\x80\x99s advice is good", "contact_person" },
		{ "en", "delivered on time", "delivery" },
		{ "en", "Everything is lovely", "" },
		{ NULL, "Prisen is fine, the invoicing is not", "invoicing,price" },
		{ "sv", "Prisen is fine, the invoicing is not", "invoicing,price" },
		{ "en", "prisens nedbrud", "" },
		/* clang-format on */
	};
	struct drivers *d = own_lists();

	(void)state;
	for (size_t i = 0; i < N_OF(comments); i++)
		assert_found(d, comments[i].text, comments[i].language,
		    comments[i].expected);
	drivers_free(d);
}

static void
find__word_of_a_list__matches_its_forms_alone(void **state)
{
	static const struct {
		const char *entry, *text;
		bool matches;
	} forms[] = {
		/* clang-format off */
		{ "pris", "pris",          true  },
		{ "pris", "Prisen.",       true  },
		{ "pris", "prisernes",     true  },
		{ "pris", "(priser)",      true  },
		{ "pris", "prisstigning",  false },
		{ "pris", "enterpris",     false },
		{ "pris", "prise",         true  },
		{ "pris", "pri",           false },
		{ "pris*", "prisstigning", true  },
		{ "pris*", "spris",        false },
		{ "rabat", "rabatten",     true  },
		{ "rabat", "rabatterne",   true  },
		{ "it", "iter",            false },
		{ "it", "IT!",             true  },
		{ "få", "faa",             true  },
		{ "få", "Få",              true  },
		{ "løsning", "losning",    false },
		{ "løsning", "loesningen", true  },
		{ "café", "CAFE",          true  },
		{ "fast kontakt", "fast kontakt",    true  },
		{ "fast kontakt", "faste kontakter", true  },
		{ "fast kontakt", "fast, kontakt",   true  },
		{ "fast kontakt", "fast ny kontakt", false },
		{ "fast kontakt", "fast",            false },
		{ "fast kon*", "fast kontaktperson", true  },
		{ "fast kon*", "fast k",             false },
		{ "kick-off", "kick off",            true  },
		{ "日本", "日本",           true  },
		{ "pris", "pris\xf0\x9f\x98\x80", true },
		{ "pris", "\xe2\x80\x9dpris\xe2\x80\x9d", true },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(forms); i++) {
		struct drivers *d = drivers_new();

		assert_true(drivers_add(d, "da", "x", forms[i].entry, NULL));
		assert_found(
		    d, forms[i].text, "da", forms[i].matches ? "x" : "");
		drivers_free(d);
	}
}

static void
find__english_word__takes_english_endings_alone(void **state)
{
	struct drivers *d = drivers_new();

	(void)state;
	drivers_add(d, "en", "x", "ship", NULL);
	assert_found(d, "ships shipped", "en", "x");
	assert_found(d, "shipping", "en", "x");
	assert_found(d, "shiperne", "en", "");
	assert_found(d, "shiperne", NULL, "");
	drivers_free(d);
}

static void
add__entry_that_cannot_match__is_refused(void **state)
{
	static const char *const entries[] = { "", "!!", "*", "a*", "ab*",
		"a*b", "**", "pris* stiger" };
	struct drivers *d = drivers_new();
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(entries); i++) {
		err.text[0] = '\0';
		if (drivers_add(d, "da", "x", entries[i], &err))
			fail_msg("\"%s\" was taken", entries[i]);
		assert_non_null(strstr(err.text, entries[i]));
	}
	drivers_free(d);
}

static void
add__too_many_drivers__is_refused(void **state)
{
	struct drivers *d = drivers_new();
	char name[16];

	(void)state;
	for (int i = 0; i < DRIVERS_MAX; i++) {
		snprintf(name, sizeof(name), "d%d", i);
		assert_true(drivers_add(d, "da", name, "pris", NULL));
	}
	assert_false(drivers_add(d, "da", "one_more", "pris", NULL));
	assert_true(drivers_add(d, "da", "d0", "dyr", NULL));
	drivers_free(d);
}

static void
add__same_entry_twice__is_found_once(void **state)
{
	struct drivers *d = drivers_new();

	(void)state;
	assert_true(drivers_add(d, "da", "price", "pris", NULL));
	assert_true(drivers_add(d, "da", "price", "PRIS", NULL));
	assert_true(drivers_add(d, "da", "price", "dyr", NULL));
	assert_found(d, "pris pris dyr", "da", "price");
	drivers_free(d);
}

static void
find__hostile_text__comes_back(void **state)
{
	struct drivers *d = own_lists();
	struct buf text = BUF_INIT, out = BUF_INIT;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_putc(&text, (char)(i * 7 % 255 + 1));
	drivers_find(d, buf_str(&text), NULL, &out);
	buf_reset(&text);
	for (int i = 0; i < 100000; i++)
		buf_putc(&text, 'e');
	assert_false(
	    drivers_find(d, buf_str(&text), "da", &out) && out.size == 0);
	assert_found(d, "'''' '' pris''s ''", "da", "price");
	buf_release(&text);
	buf_release(&out);
	drivers_free(d);
}

static void
load__mistakes__are_all_said_with_their_places(void **state)
{
	static const char text[] = "language: da\n"
				   "drivers:\n"
				   "  price: pris\n"
				   "  a b: [x]\n"
				   "  support: [hjælp, a*, [b]]\n"
				   "labels: {}\n";
	char path[] = "/tmp/driversXXXXXX";
	int fd = mkstemp(path);
	struct drivers *d = drivers_new();
	struct problems problems = PROBLEMS_INIT;
	char *said = mem_string("");

	(void)state;
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_false(drivers_load(d, path, &problems));
	unlink(path);
	assert_int_equal(problems.n_errors, 5);
	for (size_t i = 0; i < problems.n; i++) {
		char *more = mem_printf("%s%s\n", said, problems.list[i].text);

		free(said);
		said = more;
	}
	assert_non_null(strstr(said, ":3:10: price: must be a list"));
	assert_non_null(strstr(said, ":4:3: a driver's name"));
	assert_non_null(strstr(said, ":5:20: support: \"a*\""));
	assert_non_null(strstr(said, ":5:24: support: must be a word"));
	assert_non_null(strstr(said, ":6:1: there is no option \"labels\""));
	free(said);
	problems_release(&problems);
	drivers_free(d);
}

static void
load__file_that_is_missing__is_said(void **state)
{
	struct drivers *d = drivers_new();
	struct problems problems = PROBLEMS_INIT;

	(void)state;
	assert_false(drivers_load(d, "/nowhere/x.yaml", &problems));
	assert_int_equal(problems.n_errors, 1);
	problems_release(&problems);
	drivers_free(d);
}

/* Not a check of a clock: what it prints is for people. */
static void
find__many_comments__says_how_fast(void **state)
{
	static const char text[] =
	    "Vi har været kunder i mange år, og produktet er godt, men "
	    "supporten er blevet langsommere, og prisen stiger hvert år. "
	    "Vi savner en fast kontaktperson, som kender vores opsætning.";
	struct drivers *d = own_lists();
	clock_t start = clock();
	double seconds;

	(void)state;
	for (int i = 0; i < so_many(20000); i++) {
		struct buf out = BUF_INIT;

		drivers_find(d, text, "da", &out);
		buf_release(&out);
	}
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	print_message("%.0f comments of %zu bytes a second\n",
	    so_many(20000) / seconds, sizeof(text));
	drivers_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    find__comment_of_a_customer__names_its_drivers),
		cmocka_unit_test(
		    find__word_of_a_list__matches_its_forms_alone),
		cmocka_unit_test(
		    find__english_word__takes_english_endings_alone),
		cmocka_unit_test(add__entry_that_cannot_match__is_refused),
		cmocka_unit_test(add__too_many_drivers__is_refused),
		cmocka_unit_test(add__same_entry_twice__is_found_once),
		cmocka_unit_test(find__hostile_text__comes_back),
		cmocka_unit_test(
		    load__mistakes__are_all_said_with_their_places),
		cmocka_unit_test(load__file_that_is_missing__is_said),
		cmocka_unit_test(find__many_comments__says_how_fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
