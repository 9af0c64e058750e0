/* SPDX-License-Identifier: ISC */
/*
 * vendor_world.h - a provider under test, its vendor on loopback
 * (tests/fake/vendor.py), and what the core would hold of it.
 *
 * A test program defines `vendor` and is linked with the plugin's objects.
 */
#ifndef TESTS_VENDOR_WORLD_H
#define TESTS_VENDOR_WORLD_H

#include <inttypes.h>

#include "fake/server.h"
#include "fake_host.h"
#include "sdk/hmac.h"
#include "sdk/http.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

struct world;

#define T0 INT64_C(1763600000) /* seconds since 1970: 2025-11-20 00:53:20 */

struct vendor {
	const struct lb_plugin *plugin; /* &loopbell_plugin */
	const char *fake;               /* its server: "wootric.py" */
	const char *settings; /* members of a JSON object, besides base_url:
				 "\"client_id\":\"me\"" */

	/* For the tests at the end, which are the same for all. */
	/* One more answer, the id'th, given then; and one that changes. */
	void (*add)(struct world *w, int id, int64_t at_s);
	void (*change)(struct world *w, int id, int64_t at_s); /* or NULL */
	/* What else may happen, or NULL; n: how many were added. */
	void (*more)(struct world *w, int *n, int64_t at_s);
	const char *calm;  /* what ends that, for the fake's settings; NULL:
			      nothing.  ",\"left\":200" */
	const char *usual; /* further settings, as for open_with(); or NULL */
	int step_s;        /* the most between two; 0: 50 */
	int recent;        /* only that many of the last change; 0: any */
	int after_s;       /* what its 429 asks to wait for */
	const char *wrong; /* as settings, with hunter2 in place of a key */
	const char *wrong_why; /* NULL: "does not accept the key" */
};
extern const struct vendor vendor;

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
/* Closes it and opens it again: only the cursor is left, as after kill -9. */
void open_again(struct world *w, const char *more);
/* The same with all settings but base_url; the state may be NULL. */
void open_exactly(struct world *w, const char *settings);

/* Tells the fake's other side: "answer", and JSON. */
void tell(struct world *w, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* How often that was asked for. */
int asked(struct world *w, const char *path);
/* What was asked last: "path", "method", "body"; the caller's. */
char *last_asked(struct world *w, const char *what);

/* Polls from the cursor there is, and keeps what comes as the core does. */
enum lb_result poll_it(struct world *w);
/* Pushes a body; headers as "name: value" lines, or NULL. */
enum lb_result push(struct world *w, const char *headers, const char *body);
/* The same to an address that goes on behind /in/INSTANCE/. */
enum lb_result push_to(
    struct world *w, const char *path, const char *headers, const char *body);
/* The HMAC of a body with that prefix: for a header of push(); the caller's. */
char *signed_as(const char *prefix, enum hmac_hash hash,
    enum hmac_coding coding, const char *secret, const char *body);
/* Runs the plugin's probe(). */
bool probe(struct world *w);

/* The response held under that id; it must be there. */
const cJSON *held(const struct world *w, const char *id);
int n_held(const struct world *w);
/* How many the last poll or push emitted, and kept aside. */
int n_emitted(const struct world *w);
int n_refused(const struct world *w);

/* Polls anew, without a cursor: what comes must be what is held. */
void assert_held_is_all_there_is(struct world *w, const char *more);

/* ---- Any sequence, and the tests that are the same for all */

/* For vendor.add and .change, where a fake says it so: {"id", "score", "at"},
 * and {"id", "score", "text", "comment", "changed"}. */
void add_plain(struct world *w, int id, int64_t at_s);
void change_plain(struct world *w, int id, int64_t at_s);

/* Answers, changes, trouble of each kind, polls and kills, so many in a row; at
 * the end all is calm and a new process has polled.  more: settings, as for
 * open_with().  How many answers were added. */
int any_sequence(struct world *w, const char *more, int n_steps);

/* What is held at the end is what there is. */
void any_sequence__of_changes_and_polls__ends_alike(void **state);
/* 429, 500, HTML, half an answer. */
void trouble__of_each_kind__is_said_and_ends(void **state);
void key__that_is_wrong__is_rejected_and_not_shown(void **state);

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
