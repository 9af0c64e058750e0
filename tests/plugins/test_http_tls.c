/* SPDX-License-Identifier: ISC */
/*
 * test_http_tls.c - with whom a request speaks TLS, and with whom it does not.
 */
#include <unistd.h>

#include "fake/server.h"
#include "sdk/http.h"
#include "sdk/mem.h"
#include "test.h"

/* A server of its own each time, with a certificate for that name. */
static void
try_tls(
    const char *name, bool trust, enum http_outcome outcome, const char *why)
{
	char folder[] = "/tmp/loopbell-http-XXXXXX";
	struct fake_server server;
	struct http_response r = { 0 };
	struct error err = { "" };
	char *cert, *key, *url;
	struct http *http;

	assert_non_null(mkdtemp(folder));
	if (!fake_server_start(&server, "web.py", folder, name)) {
		rmdir(folder);
		skip();
	}
	cert = mem_printf("%s/cert.pem", folder);
	key = mem_printf("%s/key.pem", folder);
	url = mem_printf("https://127.0.0.1:%d/echo", server.port);
	http = http_new(trust ? cert : NULL);
	http_send(http,
	    &(struct http_request){ .url = url, .timeout_ms = 5000 }, &r,
	    &err);
	assert_int_equal(r.outcome, outcome);
	assert_non_null(strstr(err.text, why));
	http_release(&r);
	http_free(http);
	fake_server_stop(&server);
	unlink(cert);
	unlink(key);
	rmdir(folder);
	free(cert);
	free(key);
	free(url);
}

static void
tls__trusted_certificate__is_answered(void **state)
{
	(void)state;
	try_tls("IP:127.0.0.1", true, HTTP_ANSWERED, "");
}

static void
tls__unknown_certificate__is_not_sent(void **state)
{
	(void)state;
	try_tls("IP:127.0.0.1", false, HTTP_NOT_SENT,
	    "cannot reach 127.0.0.1: SSL certificate problem: self");
}

static void
tls__certificate_of_another__is_not_sent(void **state)
{
	(void)state;
	try_tls("DNS:other.example", true, HTTP_NOT_SENT,
	    "matches target host name '127.0.0.1'");
}

/* A request to a server with one of the certificates of an authority that is
 * trusted (tests/fake/certificates.sh). */
static void
try_certificate(const char *folder, const char *name,
    enum http_outcome outcome, const char *why)
{
	char *ca = mem_printf("%s/ca.pem", folder), *url;
	struct http *http = http_new(ca);
	struct http_response r = { 0 };
	struct fake_server server;
	struct error err = { "" };

	assert_true(fake_server_start(&server, "web.py", folder, name));
	url = mem_printf("https://localhost:%d/echo", server.port);
	http_send(http,
	    &(struct http_request){ .url = url, .timeout_ms = 5000 }, &r,
	    &err);
	assert_int_equal(r.outcome, outcome);
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: %s", name, err.text);
	http_release(&r);
	http_free(http);
	fake_server_stop(&server);
	free(url);
	free(ca);
}

static void
tls__certificates_of_an_authority__only_the_good_one_is_sent_to(void **state)
{
	char folder[] = "/tmp/loopbell-http-XXXXXX";
	char *make, *clean;

	(void)state;
	assert_non_null(mkdtemp(folder));
	make =
	    mem_printf("sh " SRCDIR "/tests/fake/certificates.sh %s", folder);
	clean = mem_printf("rm -r %s", folder);
	if (system(make) == 0) {
		try_certificate(folder, "good", HTTP_ANSWERED, "");
		try_certificate(folder, "wrong", HTTP_NOT_SENT, "'localhost'");
		try_certificate(folder, "expired", HTTP_NOT_SENT, "expired");
		try_certificate(folder, "selfsigned", HTTP_NOT_SENT, "self");
	}
	assert_int_equal(system(clean), 0);
	free(make);
	free(clean);
}

static void
tls__no_certificates_to_trust__says_which_file(void **state)
{
	struct http *http = http_new("/nonexistent/ca.pem");
	struct http_response r;
	struct error err;

	(void)state;
	assert_false(http_send(http,
	    &(struct http_request){ .url = "https://127.0.0.1:9/" }, &r,
	    &err));
	assert_int_equal(r.outcome, HTTP_NOT_SENT);
	http_release(&r);
	http_free(http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tls__trusted_certificate__is_answered),
		cmocka_unit_test(tls__unknown_certificate__is_not_sent),
		cmocka_unit_test(tls__certificate_of_another__is_not_sent),
		cmocka_unit_test(
		    tls__certificates_of_an_authority__only_the_good_one_is_sent_to),
		cmocka_unit_test(
		    tls__no_certificates_to_trust__says_which_file),
	};
	struct fake_server server;

	if (!fake_server_start(&server, "web.py", NULL, NULL))
		return 77;
	fake_server_stop(&server);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
