/* SPDX-License-Identifier: ISC */
/* wootric_world.h - the provider wootric, and an account on loopback. */
#ifndef TESTS_WOOTRIC_WORLD_H
#define TESTS_WOOTRIC_WORLD_H

#include <inttypes.h>

#include "fake/server.h"
#include "fake_host.h"
#include "sdk/http.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

#define T0 INT64_C(1763600000) /* seconds since 1970 */

struct world {
	struct fake_server server;
	struct lb_host *host;
	struct http *http;
	void *state;
	char *cursor;
	cJSON *held; /* what the core would hold: id to response */
};

/* For cmocka: each test has an account of its own. */
int set_up(void **state);
int tear_down(void **state);

/* Opens the plugin, with more of its settings: ",\"survey\":\"12\"". */
void open_with(struct world *w, const char *more);

/* Tells the fake's other side (tests/fake/wootric.py): "answer", and JSON. */
void tell(struct world *w, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* How often that was asked for. */
int asked(struct world *w, const char *path);

/* Polls from the cursor there is, and keeps what comes as the core does. */
enum lb_result poll_it(struct world *w);
/* The response held under that id; it must be there. */
const cJSON *held(const struct world *w, const char *id);
/* How many the last poll or push emitted. */
int n_emitted(const struct world *w);

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
