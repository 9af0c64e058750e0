/* SPDX-License-Identifier: ISC */
/* test_log.c - each line is one line, in each style, and never too many. */
#include "core/log.h"

#include "core/clock.h"
#include "loop_fixture.h"
#include "test.h"

#define NOW_US INT64_C(1795163405042000)

/* What is written by one log_line(). */
static char *
line_of(enum log_level level, const char *who, const char *text)
{
	struct caught caught;

	catch_begin(&caught);
	log_line(level, who, "%s", text);
	return catch_end(&caught);
}

static char *
event_of(enum log_event event, const char *who, const char *text)
{
	struct caught caught;

	catch_begin(&caught);
	log_event(event, who, "%s", text);
	return catch_end(&caught);
}

static int
begin(void **state)
{
	static const int64_t now_us = NOW_US;

	(void)state;
	clock_set(&now_us);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	clock_set(NULL);
	log_set_style(LOG_PLAIN, false);
	log_set_level(LOG_INFO);
	return 0;
}

static void
line__in_each_style__is_what_its_reader_needs(void **state)
{
	/* clang-format off */
	static const struct {
		enum log_style style;
		bool colour;
		enum log_level level;
		const char *who, *expected;
	} cases[] = {
		{ LOG_PLAIN, false, LOG_ERROR, "slack", "2026-11-20T08:30:05.042Z error slack: it is so\n" },
		{ LOG_PLAIN, true, LOG_INFO, NULL, "2026-11-20T08:30:05.042Z info loopbell: it is so\n" },
		{ LOG_PLAIN, false, LOG_WARNING, NULL, "2026-11-20T08:30:05.042Z warning loopbell: it is so\n" },
		{ LOG_PLAIN, false, LOG_DEBUG, NULL, "" },
		{ LOG_SYSTEMD, false, LOG_ERROR, "slack", "<3>slack: it is so\n" },
		{ LOG_SYSTEMD, false, LOG_INFO, NULL, "<6>loopbell: it is so\n" },
		{ LOG_PRETTY, false, LOG_ERROR, "slack", "slack: it is so\n" },
		{ LOG_PRETTY, true, LOG_ERROR, "slack", "\033[31mslack: it is so\033[0m\n" },
		{ LOG_PRETTY, true, LOG_WARNING, "slack", "\033[33mslack: it is so\033[0m\n" },
		{ LOG_PRETTY, true, LOG_INFO, "slack", "slack: it is so\n" },
		{ LOG_QUIET, false, LOG_WARNING, "slack", "slack: it is so\n" },
		{ LOG_QUIET, false, LOG_INFO, "slack", "" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *line;

		log_set_style(cases[i].style, cases[i].colour);
		line = line_of(cases[i].level, cases[i].who, "it is so");
		assert_string_equal(line, cases[i].expected);
		free(line);
	}
}

static void
line__whatever_it_holds__stays_one_line_of_text(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "a\nb\n", "loopbell: a b \n" },
		{ "æøå €", "loopbell: æøå €\n" },
		{ "\xff", "loopbell: \xef\xbf\xbd\n" },
		{ "%s %n", "loopbell: %s %n\n" },
		{ "", "loopbell: \n" },
	};

	(void)state;
	log_set_style(LOG_PRETTY, false);
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *line = line_of(LOG_INFO, NULL, cases[i].text);

		assert_string_equal(line, cases[i].expected);
		free(line);
	}
}

static void
line__above_the_level__is_not_written(void **state)
{
	static const enum log_level levels[] = { LOG_ERROR, LOG_WARNING,
		LOG_INFO, LOG_DEBUG };

	(void)state;
	for (size_t set = 0; set < N_OF(levels); set++) {
		log_set_level(levels[set]);
		for (size_t i = 0; i < N_OF(levels); i++) {
			char *line = line_of(levels[i], NULL, "x");

			assert_int_equal(*line != '\0', i <= set);
			free(line);
		}
	}
}

static void
line__to_nobody__does_no_harm(void **state)
{
	int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);

	(void)state;
	close(STDERR_FILENO);
	log_line(LOG_ERROR, NULL, "nobody hears it");
	log_event(EVENT_DEAD, NULL, "nor this");
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	close(saved);
}

static void
guess_style__below_systemd__leaves_the_time_to_the_journal(void **state)
{
	char *line;

	(void)state;
	setenv("JOURNAL_STREAM", "8:1234", 1);
	log_guess_style();
	line = line_of(LOG_INFO, NULL, "x");
	assert_string_equal(line, "<6>loopbell: x\n");
	free(line);
	unsetenv("JOURNAL_STREAM");
	log_guess_style();
	line = line_of(LOG_INFO, NULL, "x");
	assert_string_equal(
	    line, "2026-11-20T08:30:05.042Z info loopbell: x\n");
	free(line);
}

static void
event__where_people_watch__has_a_mark_and_its_colour(void **state)
{
	static const struct {
		enum log_event event;
		const char *plain, *coloured;
	} cases[] = {
		{ EVENT_PROMOTER, "▲ x  (p)\n",
		    "\033[32m▲\033[0m x  \033[2m(p)\033[0m\n" },
		{ EVENT_DETRACTOR, "▼ x  (p)\n",
		    "\033[31m▼\033[0m x  \033[2m(p)\033[0m\n" },
		{ EVENT_DELAYED, "  … x  (p)\n",
		    "\033[33m  …\033[0m x  \033[2m(p)\033[0m\n" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *line;

		log_set_style(LOG_PRETTY, false);
		line = event_of(cases[i].event, "p", "x");
		assert_string_equal(line, cases[i].plain);
		free(line);
		log_set_style(LOG_PRETTY, true);
		line = event_of(cases[i].event, "p", "x");
		assert_string_equal(line, cases[i].coloured);
		free(line);
	}
	log_set_style(LOG_PRETTY, false);
	{
		char *line = event_of(EVENT_OTHER, NULL, "a\nb");

		assert_string_equal(line, "· a b\n");
		free(line);
	}
}

static void
event__elsewhere__is_a_line_of_its_level(void **state)
{
	static const struct {
		enum log_event event;
		const char *expected;
	} cases[] = {
		{ EVENT_PROMOTER, "<6>p: x\n" },
		{ EVENT_PASSIVE, "<6>p: x\n" },
		{ EVENT_DETRACTOR, "<6>p: x\n" },
		{ EVENT_OTHER, "<6>p: x\n" },
		{ EVENT_DELIVERED, "<6>p: x\n" },
		{ EVENT_DELAYED, "<4>p: x\n" },
		{ EVENT_DEAD, "<3>p: x\n" },
	};

	(void)state;
	log_set_style(LOG_SYSTEMD, false);
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *line = event_of(cases[i].event, "p", "x");

		assert_string_equal(line, cases[i].expected);
		free(line);
	}
}

static void
may__more_than_so_many_a_second__are_counted_and_told(void **state)
{
	struct log_limit limit = { 0 };
	struct caught caught;
	char *text;
	int n = 0;

	(void)state;
	log_set_style(LOG_QUIET, false);
	catch_begin(&caught);
	for (int i = 0; i < LOG_LINES_PER_S + 50; i++)
		n += log_may(&limit, "csv", 7000 + i % 1000);
	assert_int_equal(n, LOG_LINES_PER_S);
	/* The next second: what was left out is told once. */
	assert_true(log_may(&limit, "csv", 8000));
	log_left_out(&limit, "csv");
	log_left_out(&limit, "csv");
	text = catch_end(&caught);
	assert_string_equal(text, "csv: 50 lines of its log were left out\n");
	free(text);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		TEST(line__in_each_style__is_what_its_reader_needs),
		TEST(line__whatever_it_holds__stays_one_line_of_text),
		TEST(line__above_the_level__is_not_written),
		TEST(line__to_nobody__does_no_harm),
		TEST(guess_style__below_systemd__leaves_the_time_to_the_journal),
		TEST(event__where_people_watch__has_a_mark_and_its_colour),
		TEST(event__elsewhere__is_a_line_of_its_level),
		TEST(may__more_than_so_many_a_second__are_counted_and_told),
		/* clang-format on */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
