/* SPDX-License-Identifier: ISC */
/* test_web_settings.c - web: what it takes, what it warns of, what changed. */
#include "config/kinds_net.h"
#include "config/print.h"
#include "config_file.h"

#define CERT "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
#define KEY "-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\n"

/* clang-format off */
static const struct said bad[] = {
	{ "web:\n" REST, "c.yaml:1:5: web: has no value; the least is web: {listen: 127.0.0.1:8080}\n" },
	{ "web: 8080\n" REST, "c.yaml:1:6: web: must be a map, such as {url: …}\n" },
	{ "web: {port: 8080}\n" REST, "c.yaml:1:7: web: there is no key \"port\"; there are url, listen, certificate, key, connections, requests_per_second, trusted_proxies\n" },
	{ "web: {listen: 8080}\n" REST, "c.yaml:1:15: web: listen: must be an IP address and a port such as 127.0.0.1:8080 or [::1]:8080, not \"8080\"\n" },
	{ "web: {listen: localhost:8080}\n" REST, "c.yaml:1:15: web: listen: must be an IP address and a port such as 127.0.0.1:8080 or [::1]:8080, not \"localhost:8080\"\n" },
	{ "web: {listen: \"::1:8080\"}\n" REST, "c.yaml:1:15: web: listen: must be an IP address and a port such as 127.0.0.1:8080 or [::1]:8080, not \"::1:8080\"\n" },
	{ "web: {listen: 127.0.0.1:65536}\n" REST, "c.yaml:1:15: web: listen: must be an IP address and a port such as 127.0.0.1:8080 or [::1]:8080, not \"127.0.0.1:65536\"\n" },
	{ "web: {listen: \"127.0.0.1:\"}\n" REST, "c.yaml:1:15: web: listen: must be an IP address and a port such as 127.0.0.1:8080 or [::1]:8080, not \"127.0.0.1:\"\n" },
	{ "web: {url: loopbell.example}\n" REST, "c.yaml:1:12: web: url: must begin with https:// or http:// and name a host, such as https://loopbell.example.com, not \"loopbell.example\"\n" },
	{ "web: {url: \"https://\"}\n" REST, "c.yaml:1:12: web: url: must begin with https:// or http:// and name a host, such as https://loopbell.example.com, not \"https://\"\n" },
	{ "web: {url: \"https://x y\"}\n" REST, "c.yaml:1:12: web: url: must begin with https:// or http:// and name a host, such as https://loopbell.example.com, not \"https://x y\"\n" },
	{ "web: {certificate: web.pem}\n" REST, "c.yaml:1:6: web: key is missing: the certificate's private key\n" },
	{ "web: {key: web.key}\n" REST, "c.yaml:1:6: web: certificate is missing: the key is of no use alone\n" },
	{ "web: {key: /nowhere/key, certificate: web.pem}\n" REST, "c.yaml:1:12: web: key: /nowhere/key cannot be read: No such file or directory\n" },
	{ "web: {key: c.yaml, certificate: web.pem}\n" REST, "c.yaml:1:12: web: key: must be the path of a PEM file, and \"c.yaml\" is none: it has no line -----BEGIN …\n" },
	{ "web: {key: \"-----BEGIN PRIVATE KEY-----\", certificate: web.pem}\n" REST, "c.yaml:1:12: web: key: must be the path of a PEM file, not its text\n" },
	{ "web: {key: \"\", certificate: web.pem}\n" REST, "c.yaml:1:12: web: key: must not be empty\n" },
	{ "web: {connections: 0}\n" REST, "c.yaml:1:20: web: connections: must be a whole number from 1 to 10000, not \"0\"\n" },
	{ "web: {trusted_proxies: [10.0.0.1, proxy]}\n" REST, "c.yaml:1:35: web: trusted_proxies: must be an IP address such as 127.0.0.1, not \"proxy\"\n" },
};

static const struct said doubtful[] = {
	{ "web: {listen: 0.0.0.0:8080}\n" REST, "c.yaml:1:6: warning: web: listens on 0.0.0.0:8080 without a certificate: answers and passwords travel unencrypted, unless a proxy in front of it speaks TLS\n" },
	{ "web: {listen: \"[::]:8080\"}\n" REST, "c.yaml:1:6: warning: web: listens on [::]:8080 without a certificate: answers and passwords travel unencrypted, unless a proxy in front of it speaks TLS\n" },
	{ "web: {certificate: web.pem, key: open}\n" REST, "c.yaml:1:34: warning: web: key: everyone on this machine may read @/open: chmod o-r it\n" },
};
/* clang-format on */

static int
enter(void **state)
{
	int rc = enter_folder(state);

	write_file("web.pem", CERT);
	write_file("web.key", KEY);
	write_file("open", KEY);
	assert_int_equal(chmod("open", 0644), 0);
	return rc;
}

static void
web__what_cannot_be__refused_where_it_stands(void **state)
{
	(void)state;
	assert_said(bad, N_OF(bad));
}

static void
web__open_to_others__warned_of(void **state)
{
	(void)state;
	assert_said(doubtful, N_OF(doubtful));
}

static void
web__not_in_the_file__is_off(void **state)
{
	struct config *config = load(REST, "");

	(void)state;
	assert_false(config->has_web);
	config_free(config);
}

static void
web__the_least__has_the_defaults(void **state)
{
	struct config *config = load("web: {}\n" REST, "");

	(void)state;
	assert_true(config->has_web);
	assert_null(config->web.url);
	assert_string_equal(config->web.listen, "127.0.0.1:8080");
	assert_null(config->web.certificate);
	assert_int_equal(config->web.connections, 200);
	assert_int_equal(config->web.requests_per_second, 50);
	assert_null(config->web.trusted_proxies);
	config_free(config);
}

static void
web__all_of_it__is_read_keys_and_all(void **state)
{
	struct config *config = load(
	    "web: {url: \"https://x.example/nps//\", listen: \"[::1]:0\", "
	    "certificate: web.pem, key: \"file:web.key\", connections: 7, "
	    "requests_per_second: 9, trusted_proxies: [10.0.0.1, "
	    "\"::1\"]}\n" REST,
	    "");

	(void)state;
	assert_string_equal(config->web.url, "https://x.example/nps");
	assert_string_equal(config->web.listen, "[::1]:0");
	assert_string_equal(config->web.certificate, CERT);
	assert_string_equal(config->web.key, KEY);
	assert_int_equal(config->web.connections, 7);
	assert_int_equal(config->web.requests_per_second, 9);
	assert_string_equal(config->web.trusted_proxies[0], "10.0.0.1");
	assert_string_equal(config->web.trusted_proxies[1], "::1");
	assert_null(config->web.trusted_proxies[2]);
	config_free(config);
}

static void
web__the_key_from_the_environment__is_its_text(void **state)
{
	struct config *config;

	(void)state;
	setenv("WEB_KEY", KEY, 1);
	config = load(
	    "web: {certificate: web.pem, key: \"${WEB_KEY}\"}\n" REST, "");
	assert_string_equal(config->web.key, KEY);
	config_free(config);
}

static bool
no_secret(void *arg, const struct instance *instance, const char *option)
{
	(void)arg;
	(void)instance;
	(void)option;
	return false;
}

static void
print__a_certificate_and_a_key__their_paths_alone(void **state)
{
	struct config *config = load(
	    "web: {certificate: web.pem, key: \"file:web.key\"}\n" REST, "");
	struct buf out = BUF_INIT;

	(void)state;
	config_print(&out, config, no_secret, NULL);
	assert_non_null(strstr(buf_str(&out), "web:\n"
					      "  listen: \"127.0.0.1:8080\"\n"
					      "  certificate: web.pem\n"
					      "  key: \"file:web.key\"\n"
					      "  connections: 200\n"
					      "  requests_per_second: 50\n"));
	assert_null(strstr(buf_str(&out), "BBBB"));
	/* What is printed says the same, read again. */
	write_file("again.yaml", buf_str(&out));
	config_free(config);
	buf_release(&out);
	config = load(REST, "");
	config_print(&out, config, no_secret, NULL);
	assert_null(strstr(buf_str(&out), "web:"));
	config_free(config);
	buf_release(&out);
}

static void
same__one_thing_differs__is_not(void **state)
{
	static const char *const files[] = {
		"web: {}\n" REST,
		"web: {listen: 127.0.0.1:81}\n" REST,
		"web: {url: \"https://a\"}\n" REST,
		"web: {url: \"https://b\"}\n" REST,
		"web: {certificate: web.pem, key: web.key}\n" REST,
		"web: {connections: 7}\n" REST,
		"web: {requests_per_second: 7}\n" REST,
		"web: {trusted_proxies: 10.0.0.1}\n" REST,
		"web: {trusted_proxies: [10.0.0.1, 10.0.0.2]}\n" REST,
	};

	(void)state;
	for (size_t i = 0; i < N_OF(files); i++)
		for (size_t k = 0; k < N_OF(files); k++) {
			struct config *a = load(files[i], "");
			struct config *b = load(files[k], "");

			assert_int_equal(
			    web_settings_are_same(&a->web, &b->web), i == k);
			config_free(a);
			config_free(b);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(web__what_cannot_be__refused_where_it_stands),
		cmocka_unit_test(web__open_to_others__warned_of),
		cmocka_unit_test(web__not_in_the_file__is_off),
		cmocka_unit_test(web__the_least__has_the_defaults),
		cmocka_unit_test(web__all_of_it__is_read_keys_and_all),
		cmocka_unit_test(
		    web__the_key_from_the_environment__is_its_text),
		cmocka_unit_test(
		    print__a_certificate_and_a_key__their_paths_alone),
		cmocka_unit_test(same__one_thing_differs__is_not),
	};

	return cmocka_run_group_tests(tests, enter, leave_folder);
}
