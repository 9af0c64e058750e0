/* SPDX-License-Identifier: ISC */
/* test_templates.c - the wording: ours, and a user's over it. */
#include "test.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "decide_fixture.h"

/* A folder of a user's own templates. */
static char own[] = "/tmp/templatesXXXXXX";

static void
put_file(const char *language, const char *name, const char *text)
{
	char *folder = mem_printf("%s/%s", own, language);
	char *path = mem_printf("%s/%s", folder, name);
	FILE *f;

	mkdir(folder, 0700);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	free(path);
	free(folder);
}

static int
make_folder(void **state)
{
	(void)state;
	memcpy(own + strlen(own) - 6, "XXXXXX", 6);
	return mkdtemp(own) == NULL;
}

static void
remove_below(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *below = mem_printf("%s/%s", path, entry->d_name);

		if (entry->d_name[0] != '.')
			remove_below(below);
		free(below);
	}
	if (dir != NULL)
		closedir(dir);
	remove(path);
}

static int
remove_folder(void **state)
{
	(void)state;
	remove_below(own);
	return 0;
}

static struct templates *
load_own(void)
{
	struct problems problems = PROBLEMS_INIT;
	struct templates *t = templates_load(SRCDIR "/config", own, &problems);

	if (t == NULL)
		fail_msg("%s", problems.list[0].text);
	problems_release(&problems);
	return t;
}

static void
assert_rendered(const struct templates *t, const char *language,
    const char *name, enum template_part part, const char *expected)
{
	cJSON *data = cJSON_Parse(
	    "{\"company\":\"Stål & <Søn>\",\"score\":3,\"score_text\":\"3 "
	    "af 10\",\"comment\":\"x\",\"owner\":{\"first_name\":\"Anna\"}}");
	char *text = templates_render(t, language, name, part, data);

	if (expected == NULL) {
		assert_null(text);
	} else {
		assert_non_null(text);
		assert_string_equal(text, expected);
	}
	free(text);
	cJSON_Delete(data);
}

static void
render__our_templates__speak_both_languages(void **state)
{
	struct templates *t = fixture_templates();

	(void)state;
	assert_rendered(t, "da", "detractor", TEMPLATE_HEADLINE,
	    "Stål & <Søn> gav 3 – Anna, kan du ringe?");
	assert_rendered(t, "en", "detractor", TEMPLATE_HEADLINE,
	    "Stål & <Søn> gave 3 af 10 – Anna, can you call them?");
	assert_rendered(
	    t, "da", "promoter", TEMPLATE_TEXT, "Flot arbejde, Anna!");
	assert_rendered(t, "da", "detractor", TEMPLATE_TEXT, NULL);
	assert_rendered(t, "da", "nothing", TEMPLATE_HEADLINE, NULL);
	templates_free(t);
}

static void
load__our_languages__have_the_same_files_and_labels(void **state)
{
	static const char *const names[] = { "promoter", "passive",
		"detractor", "other", "fold" };
	static const char *const facts[] = { "company", "score", "owner",
		"value", "segment", "product", "industry", "respondent",
		"channel", "touchpoint", "drivers", "answered" };
	static const char *const languages[] = { "da", "en" };
	struct templates *t = fixture_templates();

	(void)state;
	for (size_t i = 0; i < N_OF(languages); i++) {
		for (size_t j = 0; j < N_OF(names); j++)
			assert_true(templates_has(t, languages[i], names[j]));
		for (size_t j = 0; j < N_OF(facts); j++)
			assert_non_null(templates_label(
			    t, languages[i], "facts", facts[j]));
	}
	assert_string_not_equal(templates_label(t, "da", "facts", "owner"),
	    templates_label(t, "en", "facts", "owner"));
	templates_free(t);
}

static void
load__own_file__wins_over_ours(void **state)
{
	struct templates *t;

	(void)state;
	put_file("da", "detractor.headline.mustache",
	    "Av:\n  {{company}}\n\n({{score}})\n");
	put_file("da", "vip.headline.mustache", "VIP {{company}}");
	put_file("da", "labels.yaml", "facts: {owner: Kontakt}\n");
	t = load_own();
	assert_rendered(
	    t, "da", "detractor", TEMPLATE_HEADLINE, "Av: Stål & <Søn> (3)");
	assert_rendered(
	    t, "da", "promoter", TEMPLATE_TEXT, "Flot arbejde, Anna!");
	assert_true(templates_has(t, "da", "vip"));
	assert_false(templates_has(t, "en", "vip"));
	assert_string_equal(
	    templates_label(t, "da", "facts", "owner"), "Kontakt");
	assert_string_equal(
	    templates_label(t, "da", "facts", "company"), "Kunde");
	templates_free(t);
}

static void
load__language_of_the_user__falls_back_to_english(void **state)
{
	struct templates *t;

	(void)state;
	put_file(
	    "sv", "detractor.headline.mustache", "{{company}}: {{score}}");
	put_file("sv", "labels.yaml", "facts: {owner: Ansvarig}\n");
	t = load_own();
	assert_rendered(
	    t, "sv", "detractor", TEMPLATE_HEADLINE, "Stål & <Søn>: 3");
	assert_rendered(t, "sv", "promoter", TEMPLATE_HEADLINE,
	    "Stål & <Søn> gave us 3 af 10");
	assert_rendered(t, "sv", "detractor", TEMPLATE_TEXT, NULL);
	assert_string_equal(
	    templates_label(t, "sv", "facts", "owner"), "Ansvarig");
	assert_string_equal(
	    templates_label(t, "sv", "facts", "score"), "Score");
	assert_null(templates_label(t, "sv", "facts", "nothing"));
	templates_free(t);
}

static void
plural__one_and_several__have_their_forms(void **state)
{
	struct templates *t = fixture_templates();

	(void)state;
	assert_string_equal(
	    templates_plural(t, "da", "categories", "detractor", 1),
	    "kritiker");
	assert_string_equal(
	    templates_plural(t, "da", "categories", "detractor", 2),
	    "kritikere");
	assert_string_equal(
	    templates_plural(t, "en", "categories", "promoter", 0),
	    "promoters");
	templates_free(t);
}

static void
load__mistakes__are_all_said_with_their_places(void **state)
{
	static const char *const says[] = {
		"/da/detractor.headline.mustache:2:3: this tag is not closed",
		"/da/labels.yaml:1:8: facts: must be a map of words",
		"/da/labels.yaml:2:13: must be a text, or two",
		"/da/promoter.mustache: a template's name ends with",
		"/en/bad.text.mustache: is not UTF-8 text",
		"/en/part.text.mustache:1:1: partials are not supported",
	};
	struct problems problems = PROBLEMS_INIT;

	(void)state;
	put_file("da", "detractor.headline.mustache", "a\n  {{company");
	put_file("da", "labels.yaml", "facts: x\nwords: {of: []}\n");
	put_file("da", "promoter.mustache", "x");
	put_file("en", "bad.text.mustache", "\xff");
	put_file("en", "part.text.mustache", "{{> x}}");
	assert_null(templates_load(SRCDIR "/config", own, &problems));
	assert_int_equal(problems.n_errors, N_OF(says));
	for (size_t i = 0; i < N_OF(says); i++) {
		bool found = false;

		for (size_t j = 0; j < problems.n; j++)
			if (strstr(problems.list[j].text, says[i]) != NULL)
				found = true;
		if (!found)
			fail_msg("nobody says %s but %s", says[i],
			    problems.list[i].text);
	}
	problems_release(&problems);
}

static void
load__folder_that_is_missing__is_said(void **state)
{
	struct problems problems = PROBLEMS_INIT;

	(void)state;
	assert_null(templates_load(SRCDIR "/config", "/nowhere", &problems));
	assert_non_null(strstr(problems.list[0].text,
	    "/nowhere: templates cannot be read: No such file"));
	problems_release(&problems);
	assert_null(templates_load("/nowhere", NULL, &problems));
	problems_release(&problems);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(render__our_templates__speak_both_languages),
		cmocka_unit_test(
		    load__our_languages__have_the_same_files_and_labels),
		cmocka_unit_test(plural__one_and_several__have_their_forms),
		cmocka_unit_test(load__folder_that_is_missing__is_said),
		WITH_FOLDER(load__own_file__wins_over_ours),
		WITH_FOLDER(load__language_of_the_user__falls_back_to_english),
		WITH_FOLDER(load__mistakes__are_all_said_with_their_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
