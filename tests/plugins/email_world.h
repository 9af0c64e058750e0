/* SPDX-License-Identifier: ISC */
/*
 * email_world.h - the email plugin in a fake host, beside a fake server.
 */
#ifndef TESTS_EMAIL_WORLD_H
#define TESTS_EMAIL_WORLD_H

#include "plugins/fake_host.h"
#include "plugins/smtp_server.h"
#include "test.h"

#define OFFERS "tls=DSN,8BITMIME,PIPELINING"
#define SIGN_IN "tls=AUTH PLAIN LOGIN CRAM-MD5|user=bo|password=secret"
#define AS_BO "\"user\":\"bo\",\"password\":\"secret\""
/* libcurl over smtp://: a named way to sign in */
#define BY_CURL AS_BO ",\"auth\":\"plain\""

struct world {
	int port;
	struct lb_host *host;
	void *state; /* the plugin's */
};

/* How the server behaves, as smtp.py has it; the scheme of the plugin's
 * option server, and further settings, as members of a JSON object. */
struct setup {
	const char *how, *scheme, *more;
};

/* A new server, and the plugin open for it. */
struct world world_new(const char *how, const char *scheme, const char *more);
/* The same for a port where anything may be, or nothing. */
struct world world_at(
    int port, const char *host, const char *scheme, const char *more);
void world_free(struct world *w);

/* What every test delivers, to Anna. */
struct lb_notice a_notice(void);
enum lb_result deliver(struct world *w);

/* The server's log of one delivery.  The caller frees it. */
char *log_of(const char *how, const char *scheme, const char *more);

/* Fails where the part is not, or is, in the text. */
void assert_has(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);

/* Runs the tests with the server; 77 where it cannot run.  For main(). */
int run_with_server(const struct CMUnitTest *tests, size_t n);
#define RUN_WITH_SERVER(tests) run_with_server(tests, N_OF(tests))

#endif
