/* SPDX-License-Identifier: ISC */
/*
 * config_file.h - a folder for a test's configuration, and what loading it
 * says.
 *
 * The test runs in that folder, so the file is just "c.yaml" in messages.
 */
#ifndef TESTS_CONFIG_FILE_H
#define TESTS_CONFIG_FILE_H

#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "sdk/buf.h"
#include "sdk/mem.h"
#include "test.h"

static char config_folder[] = "/tmp/loopbell-config-XXXXXX";

static inline int
enter_folder(void **state)
{
	(void)state;
	umask(077);
	return mkdtemp(config_folder) == NULL || chdir(config_folder) != 0;
}

static inline void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static inline int
leave_folder(void **state)
{
	static const char *const names[] = { "c.yaml", "again.yaml", "secret",
		"open", "empty", "web.pem", "web.key" };

	(void)state;
	for (size_t i = 0; i < N_OF(names); i++)
		unlink(names[i]);
	return chdir("/") != 0 || rmdir(config_folder) != 0;
}

/* Loads text as c.yaml; all problems must be those, one a line. */
static inline struct config *
load(const char *text, const char *expected)
{
	struct problems p = PROBLEMS_INIT;
	struct buf lines = BUF_INIT;
	struct config *config;
	size_t n_errors;

	write_file("c.yaml", text);
	config = config_load("c.yaml", &p);
	problems_sort(&p);
	for (size_t i = 0; i < p.n; i++)
		buf_printf(&lines, "%s\n", p.list[i].text);
	n_errors = p.n_errors;
	problems_release(&p);
	assert_string_equal(buf_str(&lines), expected);
	buf_release(&lines);
	assert_int_equal(config == NULL, n_errors > 0);
	return config;
}

/* Parts of configurations. */
#define NOTIFIER "notifiers: {slack: {plugin: slack}}\n"
#define PROVIDER "providers: {csv: {plugin: csv}}\n"
#define SEND "send: {to: slack, target: \"#x\"}"
#define ROUTES "routes: [{name: a, " SEND "}]\n"
#define REST PROVIDER NOTIFIER ROUTES

/* A file, and all that is said of it; @ is the folder. */
struct said {
	const char *text, *problems;
};

/* @ is the folder. */
static inline char *
put_folder(const char *text)
{
	struct buf out = BUF_INIT;
	const char *at;

	while ((at = strstr(text, "@/")) != NULL) {
		buf_add(&out, text, (size_t)(at - text));
		buf_puts(&out, config_folder);
		text = at + 1;
	}
	buf_puts(&out, text);
	return buf_take(&out);
}

static inline void
assert_said(const struct said *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *expected = put_folder(cases[i].problems);

		config_free(load(cases[i].text, expected));
		free(expected);
	}
}

#endif
