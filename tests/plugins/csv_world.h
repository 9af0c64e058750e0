/* SPDX-License-Identifier: ISC */
/*
 * csv_world.h - what the tests of the provider csv share: a folder, the
 * plugin open on it, and what the core would have stored.
 */
#ifndef TESTS_CSV_WORLD_H
#define TESTS_CSV_WORLD_H

#include "test.h"

#include <stdbool.h>

#include "fake_host.h"

#define HEAD "id;date;score;comment\n"

struct world {
	struct lb_host *host;
	void *plugin;
	char folder[64];
	char *cursor; /* what the core has stored */
};

/* What the plugin takes for now; 0: far ahead. */
extern int64_t clock_s;

/* Opens the plugin anew, with more settings as JSON members. */
void open_with(struct world *w, const char *more);

/* cmocka's fixtures: *state is a struct world. */
int set_up(void **state);
int tear_down(void **state);

/* The path of a name in the folder, the caller's to free. */
char *path_of(const struct world *w, const char *name);

/* Writes a file, anew. */
void put_bytes(
    const struct world *w, const char *name, const char *bytes, size_t n);
void put(const struct world *w, const char *name, const char *text);

/* A file of that name lies there. */
bool exists(const struct world *w, const char *name);

/* One poll; stores its cursor as the core would.  How many responses. */
int poll_once(struct world *w);

/* Writes a.csv and polls. */
int read_text(struct world *w, const char *text);

/* The response of that number; its text members, or "(none)". */
const cJSON *answer(const struct world *w, int i);
const char *text_of(const struct world *w, int i, const char *name);
const char *property_of(const struct world *w, int i, const char *name);

/* The same of what was refused. */
const char *refusal(const struct world *w, int i, const char *member);

/* Fails unless the part is in the text. */
void assert_holds(const char *text, const char *part);

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
