/* SPDX-License-Identifier: ISC */
/*
 * webhook_world.h - what the tests of the provider webhook share: the plugin
 * open in a host that records, a clock that stands, and pushes.
 */
#ifndef TESTS_WEBHOOK_WORLD_H
#define TESTS_WEBHOOK_WORLD_H

#include "test.h"

#include <stdbool.h>

#include "fake_host.h"

/* 2026-11-20T08:30:00Z; what the plugin takes for now, unless it is moved. */
#define NOW_S INT64_C(1795163400)

struct world {
	struct lb_host *host;
	void *plugin;
};

/* The plugin's clock. */
extern int64_t clock_s;

/* Opens the plugin anew with these settings, as JSON; fails where it will
 * not.  open_insecure() adds insecure: yes to some members. */
void open_with(struct world *w, const char *settings);
void open_insecure(struct world *w, const char *members);

/* Opening must fail; why. */
const char *open_badly(struct world *w, const char *settings);

/* cmocka's fixtures: *state is a struct world, nothing open. */
int set_up(void **state);
int tear_down(void **state);

/* Forgets what was recorded and pushes a body: JSON, or of that content type,
 * or of n bytes with these headers. */
enum lb_result push(struct world *w, const char *json);
enum lb_result push_type(struct world *w, const char *type, const char *body);
enum lb_result push_bytes(struct world *w, const struct lb_pair *headers,
    const void *body, size_t n);

/* The same to an address below the instance's own. */
enum lb_result push_to(struct world *w, const char *path,
    const struct lb_pair *headers, const void *body, size_t n);

/* The response of that number; its members as text, "(none)" where there is
 * none; how many there are, and how many were refused. */
const cJSON *answer(const struct world *w, int i);
const char *text_of(const struct world *w, int i, const char *name);
const char *property_of(const struct world *w, int i, const char *name);
int n_answers(const struct world *w);
int n_refused(const struct world *w);
/* The last that was refused: its "raw" or "why". */
const char *refusal(const struct world *w, const char *member);

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
